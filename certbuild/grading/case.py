"""One student's marks as they are judged: with the exceptions that course.toml makes, and with what is waited for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.grading.score import REMEMBERED, Work
from certbuild.model import Mark, MarkState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.config import Course, ExceptionRule
    from certbuild.grading.counted import Counted
    from certbuild.grading.scheme import Scheme
    from certbuild.model import Student


class Case(Struct, frozen=True):
    """One student's marks as they are judged."""

    student: Student
    """As the gradebook names that student."""
    exceptions: tuple[ExceptionRule, ...]
    """Those made for this student."""
    marks: tuple[Mark, ...]
    """One for each activity, exceptions applied."""
    notes: Mapping[int, str]
    """Position of an activity → what an exception did to the mark."""
    work: Work
    waited_for: tuple[Counted, ...]
    """Activities that count for the student, have no mark, and may still get one."""

    @property
    def lapsed(self) -> bool:
        """Whether the student takes no part any more, and nobody has decided otherwise."""
        return bool(self.student.inactive) and not self.decided

    @property
    def decided(self) -> bool:
        """Whether an exception gives or withholds the award."""
        return any(rule.action in {"award", "withhold"} for rule in self.exceptions)


def case_of(course: Course, scheme: Scheme, student: Student, marks: Sequence[Mark]) -> Case:
    """Return a student's case under a scheme; `marks` are those of the gradebook."""
    exceptions = scheme.exceptions.get(student.key, ())
    own, notes = _with_exceptions(marks, exceptions, scheme)
    grades = tuple(grade_of(mark, activity) for mark, activity in zip(own, scheme.activities, strict=True))
    work = Work(grades, frozenset(i for i, mark in enumerate(own) if mark.state is MarkState.EXCUSED))
    over = course.grading.closed or student.inactive
    waited_for = () if over else tuple(activity for activity in scheme.activities if _is_waited_for(activity, work))
    return Case(student, exceptions, tuple(own), notes, work, waited_for)


def grade_of(mark: Mark, activity: Counted) -> Fraction | None:
    """Return the mark as a part of its maximum, 0..1 or above with bonus points; None where there is none, or of 0 points."""
    if mark.fraction is not None:
        return Fraction(mark.fraction)
    if mark.points is not None and not activity.worth_nothing:
        return _grade(mark.points, activity.max or Decimal(100))
    return None


@lru_cache(REMEMBERED)
def _grade(points: Decimal, maximum: Decimal) -> Fraction:
    above, below = points.as_integer_ratio(), maximum.as_integer_ratio()
    return Fraction(above[0] * below[1], above[1] * below[0])


def _is_waited_for(activity: Counted, work: Work) -> bool:
    if not work.is_missing(activity.index):
        return False
    counts = activity.share > 0 or activity.required or activity.minimum is not None
    return counts and not activity.extra_credit and not activity.ignored


def _with_exceptions(
    marks: Sequence[Mark], exceptions: Sequence[ExceptionRule], scheme: Scheme
) -> tuple[list[Mark], Mapping[int, str]]:
    """Return the marks with the exceptions made for this student, and a note on each mark that one changed."""
    changed, notes = list(marks), {}
    for rule in exceptions:
        if rule.action not in {"excuse", "mark"}:
            continue
        index = scheme.position(rule.activity)
        before = changed[index]
        if rule.action == "excuse":
            changed[index] = Mark(MarkState.EXCUSED, before.cell, before.text)
        else:
            changed[index] = Mark(MarkState.GRADED, before.cell, rule.value, points=rule.points)
        notes[index] = f'by exception, instead of "{before.text}": {rule.reason}'
    return changed, notes
