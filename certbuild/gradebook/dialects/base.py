"""What a dialect says: how one platform writes its gradebooks, as data over one shared mechanism.

A dialect is a module of this folder with one constant, ``DIALECT``. `signs` give the platform away,
`identity` tells which headings speak of the student, `left_out` which columns are of no use here, and
`item` takes a heading apart; `rows` tells rows that are no students. To add a platform, add a module.

Headings and row labels are compared folded (`text.fold`: lower case, ASCII), and so are all words and
patterns below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from re import Pattern
from typing import TYPE_CHECKING

from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from certbuild.gradebook.cells import Sheet
    from certbuild.model import MarkState


class Role(StrEnum):
    """What a column says of the student; the value is what messages call it."""

    NUMBER = "id number"
    PLATFORM_NUMBER = "the platform's own id"
    LOGIN = "user name"
    EMAIL = "e-mail address"
    NAME = "name"
    GIVEN = "first name"
    FAMILY = "last name"
    SECTION = "section"
    SUSPENDED = "suspended"


KEY_ROLES = (Role.NUMBER, Role.PLATFORM_NUMBER, Role.LOGIN, Role.EMAIL)
"""What may tell students apart, the steadiest first; after these the full name."""

NAME_ROLES = (Role.NAME, Role.GIVEN, Role.FAMILY)


class Display(StrEnum):
    """What a column shows of an item; several can stand side by side."""

    POINTS = "points"
    PERCENT = "percentage"
    LETTER = "letter"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Item:
    """What a heading says."""

    name: str
    display: Display = Display.POINTS
    max: Decimal | None = None
    weight: Decimal | None = None
    category: str | None = None
    sure: bool = False
    """Whether the heading alone makes it an item, whatever stands below; otherwise the cells decide."""


class RowUse(StrEnum):
    """What a row that is no student is good for."""

    MAX = "max"
    WEIGHT = "weight"
    NONE = "none"
    HIGHEST = "highest"
    """``Max``: the points possible above the students, the highest mark of the class below them."""
    LOWEST = "lowest"
    """``Min``: likewise."""


@dataclass(frozen=True, slots=True)
class RowRule:
    """A label that tells a row from the students' rows."""

    label: Pattern[str]
    """Matched against the whole of the first text in the row."""
    use: RowUse
    reason: str
    """What the row is."""


@dataclass(frozen=True, slots=True)
class LeftOutRule:
    """Headings of columns that hold no marks."""

    heading: Pattern[str]
    """Matched against the whole name of the item."""
    reason: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that gives the platform away."""

    points: int
    text: str
    """In plain words, after "because": ``it has a row "Points Possible"``."""
    seen_in: Callable[[Sheet, tuple[str, ...]], bool]
    """Asked with the sheet and its folded headings."""


@dataclass(frozen=True, slots=True)
class Dialect:
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
    totals: Pattern[str] | None = None
    """Headings of what was computed from other columns."""
    left_out: tuple[LeftOutRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    words: Mapping[str, MarkState] = field(default_factory=dict)
    """Words in cells that mean something else on this platform than elsewhere."""
    by_hand: bool = False
    """Made by a person: headings may stand in several rows, and rows without labels are judged by what is in them."""


def any_of(patterns: str) -> Pattern[str]:
    """Return one pattern for those that stand in the lines of a text."""
    return re.compile("|".join(line.strip() for line in patterns.splitlines() if line.strip()))


def headed(patterns: str) -> Callable[[Sheet, tuple[str, ...]], bool]:
    """Return a sign's test: some heading matches one of the patterns as a whole."""
    either = any_of(patterns)
    return lambda _sheet, headings: any(either.fullmatch(heading) for heading in headings)


def roles(table: Mapping[Role, str]) -> Mapping[str, Role]:
    """Return folded heading → role from role → headings as exports have them, set off by ``|`` or a new line."""
    return {
        fold(heading): role for role, headings in table.items() for line in headings.splitlines() for heading in line.split("|")
    }
