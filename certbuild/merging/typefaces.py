"""One font of many subsets: each certificate's file has the letters it needs, the merged file has them all once.

WeasyPrint keeps a face's glyph numbers in every subset. So subsets of one face can be laid over each
other, and no page need be touched. What comes of it depends on the face and on the letters that the
pages use, on nothing else: neither on their order nor on which subset came first.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec import Struct, field

from certbuild.merging.pdffile import REFERENCE
from certbuild.merging.truetype import Constant, Sfnt, font_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from certbuild.merging.pdffile import Item
    from certbuild.merging.truetype import Outline

_COMPOSITE = (re.compile(rb"/DescendantFonts \[ (\d+) 0 R \] "), re.compile(rb"/ToUnicode (\d+) 0 R "))
_DESCENDANT = (re.compile(rb"/FontDescriptor (\d+) 0 R "), re.compile(rb"/W \[((?: \d+ \[[^]]*\])*) \] "))
_DESCRIPTOR = (
    re.compile(rb"/FontBBox \[ (\S+ \S+ \S+ \S+) \] "),
    re.compile(rb"/Flags (\d+) "),
    re.compile(rb"/FontFile2 (\d+) 0 R "),
)
"""What differs between the subsets of a face in a font's three dictionaries (ISO 32000-1, 9.7 and 9.8)."""

_LETTERS = re.compile(rb"/CIDSet \d+ 0 R ")
"""What PDF/A-1 says of a subset's letters once more; a merged file, which is of no such kind, does without."""

_KEPT = 1024
"""Dictionaries that are taken apart once: those of most fonts are the same in all certificates."""

_RUNS = re.compile(rb"(\d+) \[([^]]*)\]")
_TEXTS = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


class Letter(NamedTuple):
    """A glyph as a page uses it."""

    glyph: int
    text: bytes
    """What it stands for, in UTF-16 as hexadecimal digits; empty where that is not said."""
    width: bytes
    """In thousandths of the font size, as the file writes it."""


class Frame(Struct, frozen=True, order=True):
    """What all subsets of a face have in common; those that have it in common can be laid over each other."""

    composite: bytes
    descendant: bytes
    descriptor: bytes
    """The texts of the font's three dictionaries, without what depends on the letters."""
    box: tuple[bytes, bytes, bytes]
    """``/FontBBox`` without the right edge, which is that of the letters."""
    flags: int
    """``/Flags`` without the one for fixed pitch, which depends on the letters."""
    constant: Constant


class Written(NamedTuple):
    """A font as a file has it, in its parts, not yet looked into."""

    composite: bytes
    descendant: bytes
    descriptor: bytes
    """The three dictionaries without what follows."""
    widths: bytes
    box: bytes
    flags: bytes
    file: Item
    texts: Item

    @classmethod
    def of(cls, number: int, item: Callable[[int], Item]) -> Self | None:
        """Take a font apart that is one of letters by number, as WeasyPrint writes it; None where it is of another make."""
        text = item(number).text
        if b"/Subtype /Type0" not in text or b"/Encoding /Identity-H" not in text:
            return None
        try:
            composite, descendant_number, texts = _taken(text, _COMPOSITE)
            descendant, descriptor_number, widths = _taken(item(int(descendant_number)).text, _DESCENDANT)
            described = _LETTERS.sub(b"", item(int(descriptor_number)).text)
            descriptor, box, flags, file = _taken(described, _DESCRIPTOR)
        except LookupError:
            return None
        return cls(composite, descendant, descriptor, widths, box, flags, item(int(file)), item(int(texts)))

    @property
    def digest(self) -> bytes:
        """The same bytes for the same font."""
        *texts, file, letters = self
        return hashlib.sha256(b"%b%b%b" % (b"\n".join(texts), file.stream or b"", letters.stream or b"")).digest()


class Subset(Struct, frozen=True):
    """A TrueType font of some of a face's letters."""

    frame: Frame
    letters: Sequence[Letter]
    file: Sfnt

    @classmethod
    def of(cls, font: Written) -> Self | None:
        """Look into a font; None where it cannot be laid over others."""
        try:
            file = Sfnt(_unpacked(font.file))
            texts = dict(_TEXTS.findall(_unpacked(font.texts)))
        except LookupError:
            return None
        left, bottom, _, top = font.box.split()
        constant = file.constant
        if constant is None or any(REFERENCE in text for text in font[:3]):
            return None
        frame = Frame(*font[:3], (left, bottom, top), int(font.flags) & ~1, constant)
        letters = [
            Letter(glyph, texts.get(b"%04x" % glyph, b""), width)
            for first, run in _RUNS.findall(font.widths)
            for glyph, width in enumerate(run.split(), int(first))
        ]
        return cls(frame, letters, file)


@lru_cache(_KEPT)
def _taken(text: bytes, patterns: tuple[re.Pattern[bytes], ...]) -> tuple[bytes, ...]:
    """Return a dictionary's text without what these patterns match, and each's own part; `LookupError` if it is not there."""
    found = []
    for pattern in patterns:
        match = pattern.search(text)
        if not match:
            raise LookupError
        found.append(match[1])
        text = text[: match.start()] + text[match.end() :]
    return (text, *found)


def _unpacked(item: Item) -> bytes:
    """Return what a stream holds; `LookupError` where it is packed in a way that is not WeasyPrint's."""
    if item.stream is None or b"/DecodeParms" in item.text:
        raise LookupError
    if b"/Filter /FlateDecode" in item.text:
        return zlib.decompress(item.stream)
    if b"/Filter" in item.text:
        raise LookupError
    return item.stream


class Face(Struct, eq=False):
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
        file = font_file(self.frame.constant, {letter.glyph: self._outlines[letter.glyph] for letter in letters})
        return Font(self.frame, letters, "".join(signs), file)


class Font(Struct, frozen=True):
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
            runs.append(b"%d [ %b ]" % (letters[0].glyph, b" ".join(letter.width for letter in letters)))
        return b"[ %b ]" % b" ".join(runs)

    @property
    def descriptor(self) -> bytes:
        """The font descriptor, but for the reference to the file."""
        frame, widths = self.frame, {letter.width for letter in self.letters}
        left, bottom, top = frame.box
        box = b"/FontBBox [ %b %b %b %b ]" % (left, bottom, max(widths, key=float), top)
        flags = b"/Flags %d" % (frame.flags | (len(widths) == 1 < len(self.letters)))
        return with_entries(frame.descriptor, box, flags)

    @property
    def texts(self) -> bytes:
        """The character map from glyphs to texts, in blocks of a hundred as its format demands."""
        lines = [b"<%04x> <%b>" % (glyph, text) for glyph, text, _ in self.letters if text]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        return _CHARACTER_MAP % b"\n".join(b"\n".join([b"%d beginbfchar" % len(block), *block, b"endbfchar"]) for block in blocks)


_CHARACTER_MAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
%b
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def with_entries(dictionary: bytes, *entries: bytes) -> bytes:
    """Return a dictionary's text with more entries."""
    return b" ".join([dictionary.removesuffix(b">>").rstrip(), *entries, b">>"])
