"""One font of many subsets: each certificate's file has the letters it needs, the merged file has them all once.

WeasyPrint keeps a face's glyph numbers in every subset. So subsets of one face can be laid over each
other, and no page need be touched. Only the parts of accented letters, which no page shows by
themselves, have other numbers in every subset; they are known by their shape.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping


@dataclass(frozen=True, slots=True)
class Letter:
    """A glyph as the page uses it: how wide it is, in thousandths of the font size, and what it stands for."""

    width: float
    text: str


class _Drawn(NamedTuple):
    """A glyph's outline, and its advance and left side bearing in the font's units."""

    glyph: Glyph
    metrics: tuple[int, int]


@dataclass(slots=True)
class Union:
    """Subsets of one face, growing glyph by glyph."""

    letters: dict[int, Letter] = field(default_factory=dict)
    _drawn: dict[int, _Drawn] = field(default_factory=dict)
    _parts: dict[Hashable, tuple[str, _Drawn]] = field(default_factory=dict)
    """What accented letters are made of, by shape, under names of our own."""
    _largest: bytes = b""
    """The subset with the most places for glyphs."""

    def take(self, font: bytes, letters: Mapping[int, Letter]) -> bool:
        """Take a subset in; refuse one in which a letter already here has another width or stands for another text."""
        if any(self.letters.get(glyph, letter) != letter for glyph, letter in letters.items()):
            return False
        new = letters.keys() - self.letters.keys()
        if not new:
            return True
        if max(new) > max(self.letters, default=-1):
            self._largest = font
        subset = TTFont(BytesIO(font), lazy=True)
        names = subset.getGlyphOrder()
        for number in sorted(new):
            self._drawn[number] = self._take_drawn(subset, names[number])
            self.letters[number] = letters[number]
        return True

    def _take_drawn(self, subset: TTFont, name: str) -> _Drawn:
        glyph = subset["glyf"][name]
        if glyph.isComposite():
            glyph = deepcopy(glyph)
            for part in glyph.components:
                part.glyphName = self._take_part(subset, part.glyphName)
        return _Drawn(glyph, subset["hmtx"][name])

    def _take_part(self, subset: TTFont, name: str) -> str:
        """Return our name of a part; the number that it has in this subset means nothing in another."""
        points, ends, _ = subset["glyf"][name].getCoordinates(subset["glyf"])
        shape = (tuple(points), tuple(ends), subset["hmtx"][name])
        if shape not in self._parts:
            drawn = self._take_drawn(subset, name)
            self._parts[shape] = f"part{len(self._parts)}", drawn
        return self._parts[shape][0]

    def font(self) -> bytes:
        """Return the font file that has all letters."""
        # The face's own extremes stay: viewers make room for letters by them.
        font = TTFont(BytesIO(self._largest), recalcBBoxes=False, recalcTimestamp=False)
        places = font.getGlyphOrder()
        parts = dict(self._parts.values())
        drawn = {places[number]: glyph for number, glyph in self._drawn.items()} | parts
        outlines, empty = newTable("glyf"), Glyph()
        outlines.glyphOrder = [*places, *parts]
        outlines.glyphs = dict.fromkeys(outlines.glyphOrder, empty) | {places[0]: font["glyf"][places[0]]}
        for name, (glyph, metrics) in drawn.items():
            outlines.glyphs[name] = glyph
            font["hmtx"].metrics[name] = metrics
        font["glyf"] = outlines
        font.setGlyphOrder(outlines.glyphOrder)
        data = BytesIO()
        font.save(data, reorderTables=None)
        return data.getvalue()


def identity(font: bytes) -> bytes | None:
    """Return what tells a face and its version from others, the same for all its subsets; None if it is not TrueType."""
    reader = TTFont(BytesIO(font), lazy=True).reader
    return bytes(reader["name"]) if {"glyf", "hmtx", "name"} <= set(reader.keys()) else None
