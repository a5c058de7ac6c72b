"""What grading says of students."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from certbuild.model.gradebook import Student

_LINES = 1 << 14
"""So many lines are remembered as text: many students have the same mark."""


class Standing(StrEnum):
    """Where a student stands."""

    AWARDED = "awarded"
    PROVISIONAL = "provisional"
    NOT_AWARDED = "not_awarded"
    WITHHELD = "withheld"


class Outlook(StrEnum):
    """What is still possible for a student whose marks are not complete."""

    SECURED = "secured"
    OPEN = "open"
    OUT_OF_REACH = "out_of_reach"


class LineState(StrEnum):
    """What became of one activity in a student's score."""

    GRADED = "graded"
    MISSING = "missing"
    EXCUSED = "excused"
    DROPPED = "dropped"
    IGNORED = "ignored"


class Line(Struct, frozen=True):
    """One activity in the explanation of a student's score."""

    name: str
    state: LineState
    points: Decimal | None
    max: Decimal | None
    percent: Decimal | None
    """0..100, rounded as scores are; None where there is no mark."""
    weight: Decimal | None
    """Effective share of the score in percent; None where the activity does not count for this student."""
    contribution: Decimal | None
    """Percentage points that it adds to the score."""
    note: str
    """Why, where there is something to say: "dropped: the lowest of Quizzes"."""
    cell: str
    """Where the mark stands in the gradebook."""

    @property
    def told(self) -> tuple[object, ...]:
        """All that a student is told of it, which is all but the cell."""
        return (self.name, self.state, self.points, self.max, self.percent, self.weight, self.contribution, self.note)

    @property
    def recorded(self) -> RecordedMark:
        """What a certificate prints of it."""
        weight = self.weight and round(self.weight, 2)
        return RecordedMark(self.name, self.state, *map(_exact, (self.points, self.max, self.percent, weight)))


class RecordedMark(Struct, frozen=True, array_like=True):
    """One activity as a certificate prints it; numbers are exact decimal texts, empty where there is none."""

    name: str
    state: LineState
    points: str
    max: str
    percent: str
    """0..100, rounded as scores are."""
    weight: str
    """Share of the score in percent, to two decimals; empty where the mark does not count."""


class Result(Struct, frozen=True):
    """What grading says of one student."""

    student: Student
    """With a corrected name, where course.toml corrects it."""
    standing: Standing
    score: Decimal | None
    """Rounded once, half up; earned so far while something is missing; None where nothing can count."""
    lowest: Decimal | None
    highest: Decimal | None
    outlook: Outlook | None
    """None once nothing is missing any more."""
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    """Plain sentences; never empty."""
    award: str | None
    """Name of the tier; only with the standing `awarded`."""
    lines: tuple[Line, ...]
    marks: tuple[RecordedMark, ...] = ()
    """What a certificate prints of the lines; none where it prints no marks."""
    lapsed: bool = False
    """Withheld for no other reason than that the student takes no part any more; what was issued before stays."""

    def with_marks(self) -> Result:
        """Return the result of a student whose certificate prints the marks: all but those that course.toml ignores."""
        return replace(self, marks=tuple(line.recorded for line in self.lines if line.state is not LineState.IGNORED))

    @property
    def digest(self) -> str:
        """Digest of all that grading says, but not of whom, nor in which cells the marks stand; 9 and 9.0 are the same."""
        said = (
            *(self.standing, self.score, self.lowest, self.highest, self.outlook, self.missing, self.reasons, self.award),
            self.lapsed,
        )
        texts = [_text(said), *[_line_text(*line.told) for line in self.lines]]
        return blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()


class Needed(Struct, frozen=True):
    """What it takes a student to reach one award."""

    award: str
    from_: Decimal
    """The score that the award asks for."""
    outlook: Outlook
    """Once nothing is missing: `secured` where it is reached, `out_of_reach` where it is not."""
    percent: Decimal | None = None
    """With so much in each missing activity, 0..100, it is reached, with one step less it is not; rounded up as finely as
    scores are. None unless the outlook is `open`, and where only extra credit could still reach it."""
    points: Decimal | None = None
    """The same in points of the one activity that is missing: in hundredths, tenths or whole ones, whichever are no finer
    than the percentage. None where several are missing."""
    max: Decimal | None = None
    """The points of a perfect mark there."""


class Results(Struct, frozen=True):
    """What grading says of the course."""

    results: tuple[Result, ...]
    """In the order of family names."""
    complete: bool
    """Whether nothing is missing for anyone who takes part, or the course is closed."""

    @property
    def students(self) -> tuple[Student, ...]:
        """Everyone who was graded, under corrected names."""
        return tuple(result.student for result in self.results)


class Unchanged(Struct, frozen=True):
    """Since when results are what they are."""

    digest: str
    """Of the results."""
    since: date
    """Day on which they were new."""


class Days(Struct, frozen=True):
    """Since when the results of a course are what they are, on the whole and for each student."""

    course: Unchanged
    """Changes with any student's result, with who is in the course, and with their names."""
    students: Mapping[str, Unchanged]
    """By key, also of those who have left; the digest is `Result.digest`."""


def _exact(value: Decimal | None) -> str:
    return "" if value is None else printed(value)


def _text(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, default=printed)


@lru_cache(_LINES)
def _line_text(*told: object) -> str:
    return _text(told)
