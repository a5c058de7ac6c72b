"""Marks that can be graded and yet look like a slip."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.errors import Problem, Severity
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certbuild.grading.scheme import Counted
    from certbuild.model import Gradebook

_WHOLE = Decimal(1)
_PERCENT = Decimal(100)


def bonus_marks(gradebook: Gradebook, activities: Sequence[Counted]) -> Iterator[Problem]:
    """Warn of marks above their maximum: a slip of the finger, or bonus points."""
    limits = [(activity.index, activity.max or _PERCENT) for activity in activities if not activity.ignored]
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
