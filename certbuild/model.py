"""What the stages hand on to each other: frozen records, each field documented.

Scores, weights and marks are `Decimal`; a percentage runs from 0 to 100; points are the activity's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from certbuild.text import file_stem, fold

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from certbuild.errors import Problem


class MarkState(StrEnum):
    """What a cell of the gradebook says about a student's work."""

    GRADED = "graded"
    MISSING = "missing"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the gradebook, as it was read.

    A graded mark holds either ``points`` (of the activity's maximum) or ``fraction`` (0..1, where the
    cell gave a percentage or ``9/10``); `grading` turns one into the other.
    """

    state: MarkState
    cell: str
    """Address in the sheet, such as ``D14``."""
    text: str
    """What stood there, as a person would read it."""
    points: Decimal | None = None
    fraction: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One column of the gradebook that holds marks."""

    name: str
    """As in the export, without the platform's own suffixes such as ``(Real)``."""
    cell: str
    """Address of its heading, such as ``D1``."""
    max: Decimal | None = None
    """Points of a perfect mark, where the export says so."""
    weight: Decimal | None = None
    """Weight, where the export says so; weights need not total 100."""
    category: str | None = None
    """Category, where the export says so."""


@dataclass(frozen=True, slots=True)
class Student:
    """One person in the gradebook."""

    key: str
    """What identifies the person from export to export: id number, else e-mail, else the folded name."""
    given: str
    """Given names; empty for a mononym."""
    family: str
    """Family name; the whole name where the export does not tell them apart and there is one word."""
    email: str
    section: str
    cell: str
    """Address of the first cell of the row, such as ``A14``."""

    @property
    def name(self) -> str:
        """The name as it is printed: given names, then family name."""
        return f"{self.given} {self.family}".strip()

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: family name, given name, key."""
        return (fold(self.family), fold(self.given), self.key)

    @property
    def file_stem(self) -> str:
        """Name of the student's files, without suffix."""
        return file_stem(self.family, self.given, self.key)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column or row that was deliberately not used, and why."""

    where: str
    """``column F`` or ``row 27``."""
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gradebook:
    """What was read out of the export: students × activities → marks."""

    file: str
    """File name, for messages."""
    sheet: str
    """Sheet name; empty for text files."""
    dialect: str
    """The platform that wrote it: ``moodle``, ``canvas``, ``handmade``."""
    because: tuple[str, ...]
    """Why it was taken for that platform, in plain words."""
    activities: tuple[Activity, ...]
    students: tuple[Student, ...]
    """In the order of the export; keys are unique."""
    marks: tuple[tuple[Mark, ...], ...]
    """One row a student, one mark an activity, in the orders above."""
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]

    def place(self, cell: str) -> str:
        """Return the full address of a cell for messages: ``gradebook.xlsx › Grades!D14``."""
        return f"{self.file} › {self.sheet}!{cell}" if self.sheet else f"{self.file} › {cell}"


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


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class Result:
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


@dataclass(frozen=True, slots=True)
class Results:
    """What grading says of the course."""

    results: tuple[Result, ...]
    """In the order of family names."""
    activities: tuple[Activity, ...]
    """Those of the gradebook, with the maxima and weights that course.toml gives them."""
    complete: bool
    """Whether nothing is missing for anyone, or the course is closed."""
    problems: tuple[Problem, ...] = ()

    @property
    def students(self) -> tuple[Student, ...]:
        """Everyone who was graded, under corrected names."""
        return tuple(result.student for result in self.results)

    def count(self, standing: Standing) -> int:
        """Count the students of one standing."""
        return sum(result.standing is standing for result in self.results)


class CertificateState(StrEnum):
    """What the register says of one revision of a certificate."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One revision of one certificate, as the register keeps it: everything that is printed on it."""

    key: str
    """The student's key."""
    number: str
    """Stays the same through all revisions."""
    revision: int
    """1 for the first."""
    code: str
    """80 random bits in Crockford's base32, in groups of four; each revision has its own."""
    state: CertificateState
    issued_on: date
    given: str
    family: str
    score: str
    """Exact decimal text, as rounded when it was issued; empty where an exception awarded without a score."""
    award: str
    ended_on: date | None = None
    """When it was superseded, withdrawn or revoked."""
    reason: str = ""
    """Why it ended."""
    fingerprint: str = ""
    """Digest of all that the page was made from; empty until it has been rendered."""
    sha256: str = ""
    """Digest of the PDF's bytes; empty until it has been rendered."""

    @property
    def holder(self) -> str:
        """The name printed on it."""
        return f"{self.given} {self.family}".strip()

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: family name, given name, key."""
        return (fold(self.family), fold(self.given), self.key)

    @property
    def file_name(self) -> str:
        """Name of its PDF in ``build/certificates``."""
        return f"{file_stem(self.family, self.given, self.key)}.pdf"


@dataclass(frozen=True, slots=True)
class PrivateAddress:
    """What a student is told privately: how to find the own result."""

    code: str
    """Result code of the public list: 40 random bits in Crockford's base32."""
    token: str
    """Name of the private page's folder ``r/<token>/``: 128 random bits."""


class Action(StrEnum):
    """What a build does about one student's certificate."""

    ISSUE = "issue"
    REISSUE = "reissue"
    RENDER = "render"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a plan."""

    action: Action
    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build will do, and why; certificates that it leaves alone are only counted."""

    steps: tuple[Step, ...]
    keep: int
    problems: tuple[Problem, ...] = ()
    """What a person should know beforehand, such as a student who left the gradebook."""
    guard: tuple[str, ...] = ()
    """Why a person must say yes first; empty where nobody need be asked."""

    def of(self, action: Action) -> tuple[Step, ...]:
        """Return the steps of one kind."""
        return tuple(step for step in self.steps if step.action is action)


class Condition(StrEnum):
    """How a student's newest certificate stands to the gradebook and to the files."""

    CURRENT = "current"
    STALE = "stale"
    """Issued for a score, award or name that has changed since, or that is no longer earned."""
    DELETED = "deleted"
    """Issued and valid, but its file is not there; the next build makes it again."""
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Entry:
    """One student with everything that reports, sites and `status` show."""

    result: Result
    certificate: Certificate | None
    """The newest revision; None where there was never one or it was withdrawn."""
    condition: Condition | None
    """None exactly where `certificate` is None."""
    address: PrivateAddress | None
    """None until a build has given the student one."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The course at one moment: what reports and sites are made from."""

    entries: tuple[Entry, ...]
    """Every student of the gradebook, in the order of family names."""
    certificates: tuple[Certificate, ...]
    """Every revision whose page may stand, oldest first; without those of deleted files."""
    complete: bool
    updated_on: date
    """Day on which the results last changed; not the day of the build, so that nothing changes overnight."""
    dialect: str
    source: str
    """File name of the gradebook."""
    problems: tuple[Problem, ...] = ()
