"""What a dialect says: how one platform writes its gradebooks, as data over one shared mechanism.

A dialect is a module of this folder with one constant, ``DIALECT``. `signs` give the platform away,
`identity` tells which headings speak of the student, `left_out` which columns are of no use here, and
`item` takes a heading apart; `rows` tells rows that are no students, `people` those that are nobody to be
graded. To add a platform, add a module; `docs/gradebooks.md` says how.

Headings, labels and words in cells are compared folded (`text.fold`: lower case, ASCII), and so are all
words and patterns below.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from re import Pattern
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.marks import as_number
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from certbuild.gradebook.arrangement import LongTable
    from certbuild.gradebook.cells import Sheet
    from certbuild.model import MarkState


class Role(StrEnum):
    """What a column says of the student; the value is what messages call it."""

    NUMBER = "id number"
    PLATFORM_NUMBER = "platform's own id"
    LOGIN = "user name"
    EMAIL = "e-mail address"
    NAME = "name"
    GIVEN = "first name"
    FAMILY = "last name"
    SECTION = "section"
    STATUS = "status in the course"
    PART = "role in the course"


KEY_ROLES = (Role.NUMBER, Role.PLATFORM_NUMBER, Role.LOGIN, Role.EMAIL)
"""What may tell students apart, the steadiest first; after these the full name."""

NAME_ROLES = (Role.NAME, Role.GIVEN, Role.FAMILY)


class Display(StrEnum):
    """What a column shows of an item; several can stand side by side."""

    POINTS = "points"
    PERCENT = "percentage"
    FRACTION = "part of 1"
    """A plain number from 0 to 1."""
    WORDS = "letter"
    """A letter, a symbol or words, from which no score can be computed."""
    COMMENT = "comment"
    MAX = "maximum"
    """The points possible, in the row of every student."""


SHARES = (Display.PERCENT, Display.FRACTION)
"""Displays from which marks can be read although nobody says how many points make a perfect one."""


class Item(Struct, frozen=True):
    """What a heading says."""

    name: str
    display: Display = Display.POINTS
    max: Decimal | None = None
    weight: Decimal | None = None
    category: str | None = None
    sure: bool = False
    """Whether the heading alone makes it an item, whatever stands below; otherwise the cells decide."""
    total: bool = False
    """Whether it was computed from other columns."""


class RowUse(StrEnum):
    """What a row that is no student is good for."""

    MAX = "max"
    WEIGHT = "weight"
    HEADINGS = "headings"
    """The names of the items, where these do not stand in the row that names the students' columns."""
    NONE = "none"
    HIGHEST = "highest"
    """``Max``: the points possible above the students, the highest mark of the class below them."""
    LOWEST = "lowest"
    """``Min``: likewise."""


class RowRule(Struct, frozen=True):
    """What tells a row from the students' rows: its label, or its place where labels are translated."""

    use: RowUse
    reason: str
    """What the row is."""
    label: Pattern[str] | None = None
    """Matched against the whole of the first text in the row."""
    below: int = 0
    """So many rows below the headings."""


class PersonRule(Struct, frozen=True):
    """Somebody in a student's row who is none: staff, or the platform's test student."""

    role: Role
    """Which column says so; `Role.NAME`: "last, first" where the name stands in two columns."""
    pattern: Pattern[str]
    """Matched against the whole of it."""
    reason: str


class LeftOutRule(Struct, frozen=True):
    """Headings of columns that hold no marks."""

    heading: Pattern[str]
    """Matched against the whole name of the item."""
    reason: str


class Sign(Struct, frozen=True):
    """Something that gives the platform away."""

    points: int
    text: str
    """In plain words, after "because": ``there is a row "Points Possible"``."""
    seen_in: Callable[[Sheet, tuple[str, ...]], bool]
    """Asked with the sheet and its folded headings."""


class Inactive(Struct, frozen=True):
    """How an export says that somebody takes no part any more."""

    status: Pattern[str]
    """Matched against the whole of what `Role.STATUS` says."""
    phrase: str
    """Said of the student: "suspended in the course"."""


class Dialect(Struct, frozen=True):
    """How one platform writes its gradebooks."""

    name: str
    """As in ``[gradebook] dialect``."""
    title: str
    signs: tuple[Sign, ...]
    enough: int
    """Points of signs from which on the file is taken for this platform's."""
    identity: Mapping[str, Role]
    """Folded heading → what the column says of the student."""
    item: Callable[[str], Item | None]
    """Heading → item; None where such a heading is none."""
    first_columns: tuple[Role, ...] = ()
    """What the first columns say of the student, where their headings are translated into every language."""
    totals: Pattern[str] | None = None
    """Headings of what was computed from other columns."""
    left_out: tuple[LeftOutRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    people: tuple[PersonRule, ...] = ()
    inactive: Inactive | None = None
    long: LongTable | None = None
    """Where the export has one row for each piece of work."""
    words: tuple[tuple[Pattern[str], MarkState], ...] = ()
    """Words in cells that mean something else on this platform than elsewhere."""
    beside_mark: Pattern[str] | None = None
    """What is written behind a mark in its cell and says nothing more: ``8.5 - Good``."""
    before_id: str = ""
    """A sign that is written before every id."""
    by_hand: bool = False
    """Made by a person: headings may stand in several rows, and rows without labels are judged by what is in them."""


def any_of(patterns: str) -> Pattern[str]:
    """Return one pattern for those that stand in the lines of a text."""
    return re.compile("|".join(line.strip() for line in patterns.splitlines() if line.strip()))


def headed(patterns: str) -> Callable[[Sheet, tuple[str, ...]], bool]:
    """Return a sign's test: some heading matches one of the patterns as a whole."""
    either = any_of(patterns)
    return lambda _sheet, headings: any(either.fullmatch(heading) for heading in headings)


def headed_by_all(*patterns: str) -> Callable[[Sheet, tuple[str, ...]], bool]:
    """Return a sign's test: each of the patterns matches some heading as a whole."""
    every = [headed(pattern) for pattern in patterns]
    return lambda sheet, headings: all(one(sheet, headings) for one in every)


def roles(table: Mapping[Role, str]) -> Mapping[str, Role]:
    """Return folded heading → role from role → headings as exports have them, set off by ``|`` or a new line."""
    return {
        fold(heading): role for role, headings in table.items() for line in headings.splitlines() for heading in line.split("|")
    }


def points_in(text: str) -> Decimal | None:
    """Return a number of points out of a heading, with a decimal point or comma; ``1,470`` is over a thousand there."""
    number = as_number(text, comma=False)
    return Decimal(text.replace(",", "")) if number is None and re.fullmatch(r"[\d,]*\d", text) else number


NOTHING_MORE = "not needed"
"""Why a column that says something else than marks is left out."""
