"""TrueType font files: the shapes of their letters, read out of subsets and put together to another one.

Of a face's subsets, all have a letter under the same number, as WeasyPrint makes them. Only the parts of accented
letters, which no page shows by themselves, have other numbers in every subset; they are known by their shape. Tables
that a PDF has no use for are left out (ISO 32000-1, 9.9).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from fontTools.ttLib.tables._g_l_y_f import (
    ARG_1_AND_2_ARE_WORDS,
    MORE_COMPONENTS,
    WE_HAVE_A_SCALE,
    WE_HAVE_A_TWO_BY_TWO,
    WE_HAVE_AN_X_AND_Y_SCALE,
    Glyph,
)

from certbuild.sfnt import font_file_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CONSTANT = ("cvt ", "fpgm", "prep")
"""Tables that are the same in every subset of a face."""

_NOTHING = memoryview(b"")


class Outline(NamedTuple):
    """A glyph's shape."""

    data: bytes
    """As table ``glyf`` has it, without padding, and without the numbers of parts that it is put together from."""
    advance: int
    bearing: int
    """The left side bearing, in the font's units as is the advance."""
    parts: tuple[Outline, ...] = ()


class Constant(NamedTuple):
    """What is the same in every subset of a face's file."""

    head: bytes
    hhea: bytes
    maxp: bytes
    """These three without what depends on the glyphs. The face's own extremes stay: viewers make room for letters by them."""
    tables: tuple[bytes, ...]
    """Those of `_CONSTANT`, empty where there is none."""


class Sfnt:
    """A TrueType font file, read table by table."""

    def __init__(self, data: bytes) -> None:
        self._tables = tables_of(data)

    def __getitem__(self, tag: str) -> memoryview:
        return self._tables.get(tag, _NOTHING)

    @property
    def constant(self) -> Constant | None:
        """What is the same in every subset; None if it is not TrueType."""
        if not {"glyf", "loca", "hmtx", "head", "hhea", "maxp"} <= self._tables.keys():
            return None
        head, hhea, maxp = bytes(self["head"]), bytes(self["hhea"]), bytes(self["maxp"])
        tables = tuple(bytes(self[tag]) for tag in _CONSTANT)
        return Constant(head[:8] + head[12:50], hhea[:34], maxp[:4] + maxp[6:], tables)

    def outline(self, glyph: int) -> Outline:
        """Return the shape of a glyph."""
        data, parts = self._drawn(glyph), []
        for place in _parts(data):
            parts.append(self.outline(struct.unpack_from(">H", data, place)[0]))
            data[place : place + 2] = bytes(2)
        return Outline(bytes(data), *self._measures(glyph), tuple(parts))

    def _drawn(self, glyph: int) -> bytearray:
        """Return what table ``glyf`` has of a glyph, without padding; nothing for a space."""
        if self["head"][50:52] == bytes(2):
            start, end = (2 * place for place in struct.unpack_from(">2H", self["loca"], 2 * glyph))
        else:
            start, end = struct.unpack_from(">2L", self["loca"], 4 * glyph)
        if start == end:
            return bytearray()
        shape = Glyph(bytes(self["glyf"][start:end]))
        shape.trim()
        return bytearray(shape.data)

    def _measures(self, glyph: int) -> tuple[int, int]:
        """Return a glyph's advance and left side bearing; the last glyphs have all the same advance."""
        hmtx, (count,) = self["hmtx"], struct.unpack_from(">H", self["hhea"], 34)
        advance, bearing = struct.unpack_from(">Hh", hmtx, 4 * min(glyph, count - 1))
        if glyph >= count:
            (bearing,) = struct.unpack_from(">h", hmtx, 4 * count + 2 * (glyph - count))
        return advance, bearing


def _parts(data: bytes | bytearray) -> Iterator[int]:
    """Yield where in a glyph the numbers of its parts stand (OpenType, "glyf", "Composite Glyph Description")."""
    place = 10
    more = data[:2] == b"\xff\xff"
    while more:
        (flags,) = struct.unpack_from(">H", data, place)
        yield place + 2
        place += 4 + (4 if flags & ARG_1_AND_2_ARE_WORDS else 2)
        place += 2 * bool(flags & WE_HAVE_A_SCALE) + 4 * bool(flags & WE_HAVE_AN_X_AND_Y_SCALE)
        place += 8 * bool(flags & WE_HAVE_A_TWO_BY_TWO)
        more = flags & MORE_COMPONENTS


def font_file(face: Constant, letters: Mapping[int, Outline]) -> bytes:
    """Return the font file of a face that has these glyphs, in the places that they have in every subset.

    What they are put together from stands behind them, in an order of its own.
    """
    first = max(letters, default=0) + 1
    places = {part: place for place, part in enumerate(sorted(set(_parts_of(letters.values()))), first)}
    count = first + len(places)
    outlines = [letters.get(glyph) for glyph in range(first)] + list(places)
    ends, shapes, metrics = [0], bytearray(), bytearray()
    for outline in outlines:
        if outline:
            data = bytearray(outline.data)
            for place, part in zip(_parts(data), outline.parts, strict=True):
                struct.pack_into(">H", data, place, places[part])
            shapes += data + bytes(-len(data) % 4)
        metrics += struct.pack(">Hh", outline.advance, outline.bearing) if outline else bytes(4)
        ends.append(len(shapes))
    tables = {
        "glyf": bytes(shapes),
        "head": face.head[:8] + bytes(4) + face.head[8:] + struct.pack(">2h", 1, 0),
        "hhea": face.hhea + struct.pack(">H", count),
        "hmtx": bytes(metrics),
        "loca": struct.pack(f">{count + 1}L", *ends),
        "maxp": face.maxp[:4] + struct.pack(">H", count) + face.maxp[4:],
    } | {tag: table for tag, table in zip(_CONSTANT, face.tables, strict=True) if table}
    return font_file_of(tables)


def _parts_of(outlines: Iterable[Outline]) -> Iterator[Outline]:
    for outline in outlines:
        yield from outline.parts
        yield from _parts_of(outline.parts)
