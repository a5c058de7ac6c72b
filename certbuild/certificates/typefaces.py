"""One font of many subsets: each certificate's file has the letters it needs, the merged file has them all once.

WeasyPrint keeps a face's glyph numbers in every subset. So subsets of one face can be laid over each
other, and no page need be touched. What comes of it depends on the face and on the letters that the
pages use, on nothing else: neither on their order nor on which subset came first. Therefore accented
letters that were put together from parts become outlines of their own, all that is summed up in a font is
summed up anew, and tables that a PDF has no use for are left out (ISO 32000-1, 9.9).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Self

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import ttProgram
from fontTools.ttLib.tables._g_l_y_f import OVERLAP_COMPOUND, Glyph, flagOverlapSimple

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
    """As table ``glyf`` has it, never put together from parts, without padding."""
    advance: int
    bearing: int
    """The left side bearing, in the font's units as is the advance."""


class Constant(NamedTuple):
    """What is the same in every subset of a face's file."""

    head: bytes
    hhea: bytes
    maxp: bytes
    """These three without what is summed up of the glyphs."""
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
        return Constant(head[:8] + head[12:36] + head[44:50], hhea[:10] + hhea[18:34], maxp[14:28], tables)

    def outlines(self, glyphs: Iterable[int]) -> Iterator[tuple[int, Outline]]:
        """Yield the shapes of these glyphs."""
        glyf, loca, hmtx = self["glyf"], self["loca"], self["hmtx"]
        long = struct.unpack_from(">h", self["head"], 50)[0]
        offsets = struct.unpack(f">{len(loca) // (4 if long else 2)}{'L' if long else 'H'}", loca)
        if not long:
            offsets = tuple(2 * offset for offset in offsets)
        (measured,) = struct.unpack_from(">H", self["hhea"], 34)
        whole: TTFont | None = None
        for glyph in glyphs:
            data = glyf[offsets[glyph] : offsets[glyph + 1]]
            if data[:2] == b"\xff\xff":
                whole = whole or TTFont(BytesIO(self._data), lazy=True)
                data = _flat(whole, whole.getGlyphOrder()[glyph])
            elif data:
                shape = Glyph(data)
                shape.trim()
                data = shape.data
            place = min(glyph, measured - 1)
            advance, bearing = struct.unpack_from(">Hh", hmtx, 4 * place)
            if place < glyph:
                (bearing,) = struct.unpack_from(">h", hmtx, 4 * measured + 2 * (glyph - measured))
            yield glyph, Outline(data, advance, bearing)


def _flat(font: TTFont, name: str) -> bytes:
    """Return a glyph that is put together from parts as an outline of its own."""
    table = font["glyf"]
    glyph = table[name]
    points, ends, flags = glyph.getCoordinates(table)
    if not len(points):
        return b""
    flat = Glyph()
    flat.numberOfContours = len(ends)
    flat.coordinates, flat.endPtsOfContours, flat.flags = points, list(ends), flags
    flat.program = ttProgram.Program()
    flat.program.fromBytecode(b"")
    if glyph.isComposite() and any(part.flags & OVERLAP_COMPOUND for part in glyph.components):
        flat.flags[0] |= flagOverlapSimple
    flat.recalcBounds(table)
    data = Glyph(flat.compile(table, recalcBBoxes=False))
    data.trim()
    return bytes(data.data)


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
                    self._outlines |= file.outlines([letter.glyph])
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


@dataclass(slots=True)
class _Extent:
    """What a font sums up of its glyphs."""

    left: int = 0
    bottom: int = 0
    right: int = 0
    top: int = 0
    advance: int = 0
    least_bearing: int = 0
    least_right_bearing: int = 0
    reach: int = 0
    points: int = 0
    contours: int = 0

    @classmethod
    def of(cls, outlines: Iterable[Outline]) -> Self:
        outlines = list(outlines)
        drawn = [(outline, *struct.unpack_from(">5h", outline.data)) for outline in outlines if outline.data]
        advance = max((outline.advance for outline in outlines), default=0)
        if not drawn:
            return cls(advance=advance)
        return cls(
            min(left for _, _, left, _, _, _ in drawn),
            min(bottom for _, _, _, bottom, _, _ in drawn),
            max(right for _, _, _, _, right, _ in drawn),
            max(top for _, _, _, _, _, top in drawn),
            advance,
            min(outline.bearing for outline, *_ in drawn),
            min(outline.advance - outline.bearing - right + left for outline, _, left, _, right, _ in drawn),
            max(outline.bearing + right - left for outline, _, left, _, right, _ in drawn),
            max(struct.unpack_from(">H", outline.data, 8 + 2 * contours)[0] + 1 for outline, contours, *_ in drawn),
            max(contours for _, contours, *_ in drawn),
        )


def _file(face: Constant, outlines: Mapping[int, Outline]) -> bytes:
    """Return the font file of a face that has these glyphs, in the places that they have in every subset."""
    count = max(outlines, default=0) + 1
    extent = _Extent.of(outlines.values())
    places, shapes, metrics, end = [], [], bytearray(4 * count), 0
    for glyph in range(count):
        places.append(end)
        if outline := outlines.get(glyph):
            shapes.append(outline.data + bytes(-len(outline.data) % 4))
            end += len(shapes[-1])
            struct.pack_into(">Hh", metrics, 4 * glyph, outline.advance, outline.bearing)
    box = struct.pack(">4h", extent.left, extent.bottom, extent.right, extent.top)
    reaches = (extent.advance, extent.least_bearing, extent.least_right_bearing, extent.reach)
    tables = {
        "glyf": b"".join(shapes),
        "head": face.head[:8] + bytes(4) + face.head[8:32] + box + face.head[32:] + struct.pack(">2h", 1, 0),
        "hhea": face.hhea[:10] + struct.pack(">H3h", *reaches) + face.hhea[10:] + struct.pack(">H", count),
        "hmtx": bytes(metrics),
        "loca": struct.pack(f">{count + 1}L", *places, end),
        "maxp": struct.pack(">L5H", 0x10000, count, extent.points, extent.contours, 0, 0) + face.maxp + bytes(4),
    } | {tag: table for tag, table in zip(_CONSTANT, face.tables, strict=True) if table}
    return _sfnt(tables)


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
