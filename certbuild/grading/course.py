"""The whole course graded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certbuild.errors import Problem, Severity
from certbuild.grading.judgement import Judge, grade_of
from certbuild.grading.scheme import make_scheme
from certbuild.model import Results
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.config import Course
    from certbuild.grading.scheme import Scheme
    from certbuild.model import Gradebook


def grade(course: Course, gradebook: Gradebook) -> Results:
    """Return what is to be said of every student, in the order of family names.

    Raises `CourseError` with every rule of course.toml that cannot be applied to this gradebook.
    """
    scheme = make_scheme(course, gradebook)
    judge = Judge(course, scheme)
    results = [judge.judge(student, marks) for student, marks in zip(gradebook.students, gradebook.marks, strict=True)]
    return Results(
        results=tuple(sorted(results, key=lambda result: result.student.order)),
        activities=tuple(
            replace(activity, max=rules.max, weight=rules.weight)
            for activity, rules in zip(gradebook.activities, scheme.activities, strict=True)
        ),
        complete=not any(result.missing for result in results),
        problems=tuple(_bonus_marks(gradebook, scheme)),
    )


def _bonus_marks(gradebook: Gradebook, scheme: Scheme) -> Iterator[Problem]:
    """Warn of marks above their maximum: a slip of the finger, or bonus points."""
    for student, marks in zip(gradebook.students, gradebook.marks, strict=True):
        for activity, mark in zip(scheme.activities, marks, strict=True):
            portion = grade_of(mark, activity)
            if portion is not None and portion > 1 and not activity.ignored:
                of = printed(activity.max) if activity.max is not None and mark.points is not None else "100 %"
                what = f'the mark "{mark.text}" of {student.name} in {activity.name} is above its maximum of {of}'
                hint = "it counts as it stands; correct it in the gradebook, or set max for the activity in course.toml"
                yield Problem(gradebook.place(mark.cell), what, hint, Severity.WARNING)
