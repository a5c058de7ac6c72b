"""One grading round after the other: the gradebook as a build read it, and what has become different since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - msgspec wants to know it when it decodes `News`
from datetime import date  # noqa: TC003 - likewise
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from datetime import datetime

    from certbuild.errors import Problem

_ALTERED = 100
"""So many altered marks are noted one by one."""


class Snapshot(Struct, frozen=True):
    """A gradebook at one moment, cut down to what another one can be compared with."""

    file: str
    """File name, for messages."""
    activities: tuple[str, ...]
    students: Mapping[str, str]
    """Key → name, in the order of the export."""
    values: tuple[tuple[str, ...], ...]
    """`Mark.value` of every mark: one row a student, one mark an activity, in the orders above."""
    cells: tuple[tuple[str, ...], ...]
    """Full addresses of the same marks, such as ``gradebook.xlsx › Grades!D14``."""


class Round(Struct, frozen=True):
    """What a build read, as the register keeps it for the next one."""

    gradebook: Snapshot
    built_at: datetime
    """When a build first read exactly this; with time zone."""
    told: tuple[Problem, ...] = ()
    """The warnings that it gave rise to, held against the round before."""


class Change(Struct, frozen=True):
    """A mark of a student and an activity that stand in both rounds."""

    key: str
    name: str
    activity: str
    before: str
    """`Mark.value`; empty where there was no mark."""
    after: str
    """`Mark.value`; empty where there is no mark."""
    cell: str
    """Full address of where it stands, or is missing, now."""
    cell_before: str


class OneSided(Struct, frozen=True):
    """A student or an activity that stands in one of the two rounds only."""

    key: str
    """What the other round has none of: a student's key, an activity's folded name."""
    name: str
    marks: int
    """How many marks came or went with it; they are no `Change` each."""


class Renamed(Struct, frozen=True):
    """A student with the same key under another name."""

    key: str
    before: str
    after: str


class News(Struct, frozen=True):
    """What a gradebook said that the one before did not, as far as a page tells it; names of activities and of students."""

    on: date
    """Day of the build that read it."""
    marks: Mapping[str, int] = field(default_factory=dict)
    """Activity → how many marks came where none was before; without activities that are new."""
    altered: tuple[Change, ...] = ()
    """The first of the marks that are others now, or missing."""
    others: int = 0
    """How many such marks there are besides."""
    come: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """The former name and the present one."""
    activities_come: tuple[str, ...] = ()
    activities_gone: tuple[str, ...] = ()


class Differences(Struct, frozen=True):
    """What the gradebook says that it did not say at the last build."""

    before: Round | None
    """None where no build has kept a gradebook yet; then nothing is different."""
    now: Snapshot
    added: tuple[Change, ...] = ()
    """Marks where none was before."""
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    """Marks that are missing now."""
    come: tuple[OneSided, ...] = ()
    """Students who are new."""
    gone: tuple[OneSided, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    activities_come: tuple[OneSided, ...] = ()
    activities_gone: tuple[OneSided, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Warnings of what is more likely a slip than a round of marks."""

    @property
    def is_new_round(self) -> bool:
        """Whether a build has something to keep: other marks, names or places than at the last one."""
        return self.before is None or self.before.gradebook != self.now

    @property
    def told(self) -> tuple[Problem, ...]:
        """The warnings of the round that the gradebook belongs to, whether a build has kept it already or not."""
        return self.problems if self.before is None or self.is_new_round else self.before.told

    def news(self, today: date) -> News | None:
        """Return what a page tells of it; None where there is nothing that it could be compared with."""
        if self.before is None:
            return None
        altered = (*self.changed, *self.removed)
        return News(
            on=today,
            marks=Counter(change.activity for change in self.added),
            altered=altered[:_ALTERED],
            others=max(len(altered) - _ALTERED, 0),
            come=tuple(student.name for student in self.come),
            gone=tuple(student.name for student in self.gone),
            renamed=tuple((student.before, student.after) for student in self.renamed),
            activities_come=tuple(activity.name for activity in self.activities_come),
            activities_gone=tuple(activity.name for activity in self.activities_gone),
        )
