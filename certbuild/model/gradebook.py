"""What is read out of an export: students × activities → marks."""

from __future__ import annotations

from decimal import Context
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.text import full_name, name_order, printed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from certbuild.errors import Problem


_COMPARED = Context(prec=12)
"""To so many digits marks are compared: a third has no end, and the last digits of a spreadsheet are noise."""


class MarkState(StrEnum):
    """What a cell of the gradebook says about a student's work."""

    GRADED = "graded"
    MISSING = "missing"
    EXCUSED = "excused"


class Mark(Struct, frozen=True):
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

    @property
    def value(self) -> str:
        """What the mark says, however it was spelt: "8.5", "85 %" or "excused"; empty where it is missing."""
        if self.points is not None:
            return printed(_COMPARED.plus(self.points))
        if self.fraction is not None:
            return f"{printed(_COMPARED.multiply(self.fraction, 100))} %"
        return "" if self.state is MarkState.MISSING else self.state.value


class Activity(Struct, frozen=True):
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
    in_shares: bool = False
    """Whether all marks are percentages or parts of 1, also those to come, so that they need no maximum."""
    max_from: str = ""
    """Where `max` stands, in plain words: ``row 2``, ``its heading``."""
    weight_from: str = ""
    """Likewise."""


class Student(Struct, frozen=True):
    """One person in the gradebook."""

    key: str
    """What identifies the person from export to export: the id number, else another id or the e-mail, else the folded name."""
    given: str
    """Given names; empty for a mononym."""
    family: str
    """Family name; the whole name where the export does not tell them apart and there is one word."""
    email: str
    section: str
    cell: str
    """Address of the first cell of the row, such as ``A14``."""
    inactive: str = ""
    """What the export says of somebody who is no longer taking part, such as "suspended in the course"."""

    @property
    def name(self) -> str:
        """The name as it is printed: given names, then family name."""
        return full_name(self.given, self.family)

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: family name, given name, key."""
        return name_order(self.family, self.given, self.key)


class LeftOut(Struct, frozen=True):
    """A column or row that was deliberately not used, and why."""

    where: str
    """``column F``, ``row 27`` or ``sheet "Notes"``."""
    heading: str
    reason: str
    cells: int = 0
    """How many filled cells it takes along."""


class Cells(Struct, frozen=True):
    """What became of the filled cells of a file."""

    filled: int
    """All of them, in all sheets."""
    used: Mapping[str, int]
    """How many were used as ``headings``, for ``students``, ``marks``, ``maxima`` and ``weights``; the others are left out."""

    @property
    def left_out(self) -> int:
        """How many were not used."""
        return self.filled - sum(self.used.values())


class Source(Struct, frozen=True):
    """One file that a gradebook was read from."""

    file: str
    """File name, for messages."""
    sheet: str
    """Sheet name; empty for text files."""
    dialect: str
    """The platform that wrote it: ``moodle``, ``canvas``, ``handmade``."""
    title: str
    """The platform's name for people."""
    points: int
    """Points of the signs that gave the platform away; 0 for a sheet made by hand."""
    enough: int
    """Points from which on a file is taken for that platform's."""
    because: tuple[str, ...]
    """Why it was taken for that platform, and what tells the students apart, in plain words."""
    students: int
    activities: int
    cells: Cells
    left_out: tuple[LeftOut, ...]

    def place(self, cell: str) -> str:
        """Return the full address of a cell for messages: ``gradebook.xlsx › Grades!D14``."""
        return f"{self.file} › {self.sheet}!{cell}" if self.sheet else f"{self.file} › {cell}"


class Gradebook(Struct, frozen=True):
    """What was read out of the export, or of several exports joined: students × activities → marks."""

    sources: tuple[Source, ...]
    """The files, in the order of course.toml; at least one."""
    activities: tuple[Activity, ...]
    students: tuple[Student, ...]
    """In the order of the export; keys are unique."""
    marks: tuple[tuple[Mark, ...], ...]
    """One row a student, one mark an activity, in the orders above."""
    problems: tuple[Problem, ...]

    @property
    def file(self) -> str:
        """The names of the files, for messages."""
        return " + ".join(source.file for source in self.sources)

    def place(self, cell: str) -> str:
        """Return the full address of a cell for messages; where several files are joined, cells have it already."""
        return self.sources[0].place(cell) if len(self.sources) == 1 else cell
