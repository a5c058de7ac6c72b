"""Marks that can be graded and yet look like a slip."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.errors import Problem, Severity
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certbuild.grading.counted import Counted
    from certbuild.model import Gradebook

_WHOLE = Decimal(1)
_PERCENT = Decimal(100)


def oddities(gradebook: Gradebook, activities: Sequence[Counted]) -> Iterator[Problem]:
    """Yield a warning for every mark, or activity, that the teacher should look at again."""
    yield from _marks_worth_nothing(gradebook, activities)
    yield from _bonus_marks(gradebook, activities)


def _marks_worth_nothing(gradebook: Gradebook, activities: Sequence[Counted]) -> Iterator[Problem]:
    """Warn of activities out of 0 points in which somebody has points all the same, unless course.toml has settled that."""
    for activity in activities:
        if not activity.worth_nothing or activity.ignored or activity.weight == 0:
            continue
        if any(marks[activity.index].points or marks[activity.index].fraction for marks in gradebook.marks):
            what = f'"{activity.name}" is out of 0 points, so its marks do not count'
            hint = "if it should count, give it points on the platform and export again, or set max for it in course.toml; "
            hint += "if not, weight = 0 there says so"
            yield Problem(gradebook.place(gradebook.activities[activity.index].cell), what, hint, Severity.WARNING)


def _bonus_marks(gradebook: Gradebook, activities: Sequence[Counted]) -> Iterator[Problem]:
    """Warn of marks above their maximum: a slip of the finger, or bonus points."""
    limits = [(a.index, a.max or _PERCENT) for a in activities if not a.ignored and not a.worth_nothing]
    for student, marks in zip(gradebook.students, gradebook.marks, strict=True):
        for index, limit in limits:
            mark = marks[index]
            if mark.fraction is not None:
                if mark.fraction <= _WHOLE:
                    continue
            elif mark.points is None or mark.points <= limit:
                continue
            activity = activities[index]
            of = printed(activity.max) if activity.max is not None and mark.points is not None else "100 %"
            what = f'the mark "{mark.text}" of {student.name} in {activity.name} is above its maximum of {of}'
            hint = "it counts as it stands; correct it in the gradebook, or set max for the activity in course.toml"
            yield Problem(gradebook.place(mark.cell), what, hint, Severity.WARNING)
