"""The whole course graded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.grading.judgement import Judge
from certbuild.grading.scheme import make_scheme
from certbuild.model import Results

if TYPE_CHECKING:
    from collections.abc import Collection

    from certbuild.config import Course
    from certbuild.grading.scheme import Scheme
    from certbuild.model import Gradebook, Result


def grade(course: Course, gradebook: Gradebook, scheme: Scheme | None = None) -> Results:
    """Return what is to be said of every student, in the order of family names.

    `scheme` is what `make_scheme` returns for the two, where it is at hand. Raises `CourseError` as that does.
    """
    judge = Judge(course, scheme or make_scheme(course, gradebook))
    results = [judge.judge(student, marks) for student, marks in zip(gradebook.students, gradebook.marks, strict=True)]
    return Results(
        results=tuple(sorted(results, key=lambda result: result.student.order)),
        complete=not any(result.missing for result in results),
    )


def grade_briefly(course: Course, gradebook: Gradebook, scheme: Scheme, keys: Collection[str]) -> dict[str, Result]:
    """Return, by key, the standings, scores and awards of these students alone, without bounds and lines."""
    judge = Judge(course, scheme)
    rows = zip(gradebook.students, gradebook.marks, strict=True)
    return {student.key: judge.judge(student, marks, briefly=True) for student, marks in rows if student.key in keys}
