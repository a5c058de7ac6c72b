"""Whose names the specimens bear: four that show what a template must have room and letters for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from certbuild.fonts import is_east_asian
from certbuild.text import full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Name(NamedTuple):
    """Given and family name; either may be empty."""

    given: str
    family: str

    @property
    def whole(self) -> str:
        """The name as it is printed."""
        return full_name(self.given, self.family)


class Specimen(Struct, frozen=True):
    """One name, and what it is there for."""

    name: Name
    kind: str
    """In plain words, for captions: "longest name"."""
    from_stock: bool
    """Whether the course has no such name."""


class _Kind(Struct, frozen=True):
    title: str
    stock: tuple[Name, Name]
    """Of nobody in particular; the second one for a course that has the first."""
    takes: Callable[[str], bool] = bool
    shortest: bool = False
    """Whether the shortest such name is wanted, and not the longest."""


def _is_right_to_left(name: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)


def _is_east_asian(name: str) -> bool:
    return any(map(is_east_asian, name))


_KINDS = (
    _Kind(
        "longest name",
        (
            Name("Wolfeschlegelsteinhausenbergerdorff-Maximiliane Theodora", "von und zu Hohenlohe-Langenburg"),
            Name("Maria Anna Josefa Antonia Johanna Charlotte", "von Hohenzollern-Sigmaringen zu Berg"),
        ),
    ),
    _Kind("shortest name", (Name("Bo", "Li"), Name("Al", "Ek")), shortest=True),
    _Kind("right-to-left name", (Name("ليلى", "بنت ياسين الزيتوني"), Name("נועה", "בן־דוד")), _is_right_to_left),
    _Kind("Chinese, Japanese or Korean name", (Name("", "欧阳小明"), Name("", "田中さくら")), _is_east_asian),
)


def choose(roster: Iterable[Name]) -> list[Specimen]:
    """Return one specimen of each kind, with a name of the roster where it has one left, else from stock; no name twice."""
    left = {name.whole: name for name in roster}
    chosen: list[Specimen] = []
    for kind in _KINDS:
        if fitting := sorted(filter(kind.takes, left), key=lambda whole: (len(whole), whole)):
            name = left.pop(fitting[0 if kind.shortest else -1])
        else:
            shown = {specimen.name.whole for specimen in chosen}
            name = next(name for name in kind.stock if name.whole not in shown)
        chosen.append(Specimen(name, kind.title, from_stock=not fitting))
    return chosen
