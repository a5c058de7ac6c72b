"""One font of many subsets: each certificate's file has the letters it needs, the merged file has them all once.

WeasyPrint keeps a face's glyph numbers in every subset. So subsets of one face can be laid over each
other, and no page need be touched. What comes of it depends on the face and on the letters that the
pages use, on nothing else: neither on their order nor on which subset came first. Only the parts of accented
letters, which no page shows by themselves, have other numbers in every subset; they are known by their shape.
Tables that a PDF has no use for are left out (ISO 32000-1, 9.9).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Self

from fontTools.ttLib.tables._g_l_y_f import (
    ARG_1_AND_2_ARE_WORDS,
    MORE_COMPONENTS,
    WE_HAVE_A_SCALE,
    WE_HAVE_A_TWO_BY_TWO,
    WE_HAVE_AN_X_AND_Y_SCALE,
    Glyph,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_CONSTANT = ("name", "cvt ", "fpgm", "prep")
"""Tables that are the same in every subset of a face."""


class Letter(NamedTuple):
    """A glyph as a page uses it."""

    glyph: int
    text: str
    """What it stands for."""
    width: str
    """In thousandths of the font size, as the file writes it."""


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


@dataclass(frozen=True, order=True, slots=True)
class Frame:
    """What all subsets of a face have in common; those that have it in common can be laid over each other."""

    composite: bytes
    descendant: bytes
    descriptor: bytes
    """The texts of the font's three dictionaries, without what depends on the letters."""
    box: tuple[str, str, str]
    """``/FontBBox`` without the right edge, which is that of the letters."""
    flags: int
    """``/Flags`` without the one for fixed pitch, which depends on the letters."""
    constant: Constant


class Sfnt:
    """A TrueType font file, read table by table."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (count,) = struct.unpack_from(">H", data, 4)
        entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count))
        self._places = {tag.decode("latin-1"): (start, start + length) for tag, _, start, length in entries}

    def __getitem__(self, tag: str) -> bytes:
        start, end = self._places.get(tag, (0, 0))
        return self._data[start:end]

    @property
    def constant(self) -> Constant | None:
        """What is the same in every subset; None if it is not TrueType."""
        if not {"glyf", "loca", "hmtx", "head", "hhea", "maxp", "name"} <= self._places.keys():
            return None
        head, hhea, maxp = self["head"], self["hhea"], self["maxp"]
        tables = tuple(self[tag] for tag in _CONSTANT)
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
        shape = Glyph(self["glyf"][start:end])
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


@dataclass(eq=False, slots=True)
class Face:
    """A face as the pages of one file use it, growing letter by letter."""

    frame: Frame
    _signs: dict[Letter, str] = field(default_factory=dict)
    """Each letter's sign: one character, so that a page's letters are a short text."""
    _letters: list[Letter] = field(default_factory=list)
    _usages: dict[str, str] = field(default_factory=dict)
    _outlines: dict[int, Outline] = field(default_factory=dict)

    def usage(self, letters: Iterable[Letter], file: Sfnt) -> str:
        """Return a page's letters as a text of their signs, in the order of the letters; `file` has their shapes."""
        signs = []
        for letter in sorted(letters):
            if letter not in self._signs:
                self._signs[letter] = chr(len(self._letters))
                self._letters.append(letter)
                if letter.glyph not in self._outlines:
                    self._outlines[letter.glyph] = file.outline(letter.glyph)
            signs.append(self._signs[letter])
        return self.interned("".join(signs))

    def interned(self, usage: str) -> str:
        """Return the one text that stands for all that are the same: most pages use few."""
        return self._usages.setdefault(usage, usage)

    def parted(self, usages: Iterable[str]) -> Mapping[str, tuple[Letter, ...]]:
        """Return for each of all the pages' usages by which letters its font differs from the face's main one.

        A glyph that stands for another text or has another width on two pages cannot be in one font; the lesser
        of its letters is in the main one.
        """
        usages = set(usages)
        used = [(sign, self._letters[ord(sign)]) for sign in set().union(*usages)]
        least: dict[int, Letter] = {}
        for _, letter in used:
            least[letter.glyph] = min(letter, least.get(letter.glyph, letter))
        odd = frozenset(sign for sign, letter in used if letter != least[letter.glyph])
        return {usage: tuple(sorted(self._letters[ord(sign)] for sign in odd.intersection(usage))) for usage in usages}

    def font(self, usages: Iterable[str]) -> Font:
        """Return the font that has the letters of these usages, which must not contradict each other."""
        signs = sorted(set().union(*usages), key=lambda sign: self._letters[ord(sign)])
        letters = [self._letters[ord(sign)] for sign in signs]
        file = _file(self.frame.constant, {letter.glyph: self._outlines[letter.glyph] for letter in letters})
        return Font(self.frame, letters, "".join(signs), file)


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the merged file."""

    frame: Frame
    letters: Sequence[Letter]
    """In the order of their glyphs, each of which stands there once."""
    signs: str
    """The letters as their face writes them."""
    file: bytes

    @property
    def widths(self) -> bytes:
        """The array ``/W``: runs of widths, each with its first glyph."""
        runs = []
        for _, run in groupby(enumerate(self.letters), lambda place: place[1].glyph - place[0]):
            letters = [letter for _, letter in run]
            runs.append(f"{letters[0].glyph} [ {' '.join(letter.width for letter in letters)} ]")
        return f"[ {' '.join(runs)} ]".encode()

    @property
    def descriptor(self) -> bytes:
        """The font descriptor, but for the reference to the file."""
        frame, widths = self.frame, {letter.width for letter in self.letters}
        left, bottom, top = frame.box
        box = f"/FontBBox [ {left} {bottom} {max(widths, key=float)} {top} ]"
        flags = f"/Flags {frame.flags | (len(widths) == 1 < len(self.letters))}"
        return with_entries(frame.descriptor, box.encode(), flags.encode())

    @property
    def texts(self) -> bytes:
        """The character map from glyphs to texts, in blocks of a hundred as its format demands."""
        lines = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text, _ in self.letters if text]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
        return _CHARACTER_MAP.format(body).encode()


_CHARACTER_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def with_entries(dictionary: bytes, *entries: bytes) -> bytes:
    """Return a dictionary's text with more entries."""
    return b" ".join([dictionary.removesuffix(b">>").rstrip(), *entries, b">>"])


def _file(face: Constant, letters: Mapping[int, Outline]) -> bytes:
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
    return _sfnt(tables)


def _parts_of(outlines: Iterable[Outline]) -> Iterator[Outline]:
    for outline in outlines:
        yield from outline.parts
        yield from _parts_of(outline.parts)


def _sfnt(tables: Mapping[str, bytes]) -> bytes:
    """Return a font file of these tables (OpenType, "Organization of an OpenType font")."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = bytearray(struct.pack(">L4H", 0x10000, count, 16 << power, power, 16 * (count - (1 << power))))
    place, body = len(directory) + 16 * count, bytearray()
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(">4s3L", tag.encode(), _sum(padded), place + len(body), len(table))
        body += padded
    file = directory + body
    (head,) = struct.unpack_from(">L", directory, directory.index(b"head") + 8)
    struct.pack_into(">L", file, head + 8, (0xB1B0AFBA - _sum(file)) & 0xFFFFFFFF)
    return bytes(file)


def _sum(data: bytes | bytearray) -> int:
    return sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF
