"""One font of many subsets: each certificate's file has the letters it needs, the merged file has them all once.

WeasyPrint keeps a face's glyph numbers in every subset. So subsets of one face can be laid over each
other, and no page need be touched. Accented letters are often made of parts whose numbers do change;
they are taken as whole outlines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.ttProgram import Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates


@dataclass(frozen=True, slots=True)
class Letter:
    """A glyph as the page uses it: how wide it is, in thousandths of the font size, and what it stands for."""

    width: float
    text: str


@dataclass(slots=True)
class Union:
    """Subsets of one face, growing glyph by glyph."""

    letters: dict[int, Letter] = field(default_factory=dict)
    _outlines: dict[int, tuple[Glyph, tuple[int, int]]] = field(default_factory=dict)
    """Whole outline, and advance with left side bearing in the font's units."""
    _largest: bytes = b""
    """The subset with the most places for glyphs."""

    def take(self, font: bytes, letters: Mapping[int, Letter]) -> bool:
        """Take a subset in; refuse one in which a letter already here has another width or stands for another text."""
        if any(self.letters.get(glyph, letter) != letter for glyph, letter in letters.items()):
            return False
        new = letters.keys() - self.letters.keys()
        if not new:
            return True
        subset = TTFont(BytesIO(font), lazy=True)
        names, outlines, metrics = subset.getGlyphOrder(), subset["glyf"], subset["hmtx"]
        if max(new) > max(self.letters, default=-1):
            self._largest = font
        for number in new:
            points, ends, flags = outlines[names[number]].getCoordinates(outlines)[:3]
            self._outlines[number] = _glyph(points, ends, flags), metrics[names[number]]
            self.letters[number] = letters[number]
        return True

    def font(self) -> bytes:
        """Return the font file that has all letters."""
        font = TTFont(BytesIO(self._largest), recalcTimestamp=False)
        names = font.getGlyphOrder()
        empty = Glyph()
        outlines = newTable("glyf")
        outlines.glyphOrder = names
        outlines.glyphs = dict.fromkeys(names, empty) | {names[0]: font["glyf"][names[0]]}
        for number, (outline, metrics) in self._outlines.items():
            outlines.glyphs[names[number]] = outline
            font["hmtx"].metrics[names[number]] = metrics
        font["glyf"] = outlines
        data = BytesIO()
        font.save(data, reorderTables=None)
        return data.getvalue()


def identity(font: bytes) -> bytes | None:
    """Return what tells a face and its version from others, the same for all its subsets; None if it is not TrueType."""
    reader = TTFont(BytesIO(font), lazy=True).reader
    return bytes(reader["name"]) if {"glyf", "hmtx", "name"} <= set(reader.keys()) else None


def _glyph(points: GlyphCoordinates, ends: Sequence[int], flags: bytearray) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = len(ends)
    if ends:
        glyph.coordinates, glyph.endPtsOfContours, glyph.flags = points, list(ends), flags
        glyph.program = Program()
        glyph.program.fromBytecode(b"")
    return glyph
