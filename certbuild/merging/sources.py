"""Where the pages of the merged file come from: a certificate's own PDF, or the merged file that stands already.

Both are sources of objects by their number, and of sheets: pages that have not got their place yet.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypedDict

from msgspec import Struct, field

from certbuild.files import sha256_of
from certbuild.merging.pdffile import FIRST, INDEX, REFERENCE, Item, Reader
from certbuild.merging.reading import dictionary, entries, number_of, opened
from certbuild.merging.typefaces import Face, Frame, Subset, Written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAKE = b"certbuild merged 5"
"""What a merged file says of how it was made: what says anything else is not taken from. Count it up with each change."""

DIGEST = 16
"""The length of an object's digest."""

PARENT = b"<< /Parent 2 0 R "
"""What the text of a page begins with in a merged file."""

FIRST_SIGN = 0x10000
"""The character that stands in the index for a font's first letter; the next one for its second, and so on."""

_PAGE_KEYS = (b"/Type", b"/MediaBox", b"/TrimBox", b"/BleedBox", b"/Contents")
_OWN_RESOURCES = frozenset((b"/Font", b"/XObject"))
"""Resources of which every page has its own set."""
_TAGGING = (b"/StructParent", b"/P")
"""Keys of links that point into the tag tree, which is left behind."""


class Known(Struct, frozen=True):
    """What is known of the parts of one merged file, so that it need not be found out again for every page."""

    faces: dict[Frame, Face] = field(default_factory=dict)
    fonts: dict[bytes, Used | None] = field(default_factory=dict)
    """Fonts by their digest; None for those that cannot be united with others."""
    artwork: dict[bytes, bool] = field(default_factory=dict)
    """Drawings → whether they set no text."""


class Index(TypedDict):
    """What a merged file says of its parts, in JSON."""

    pages: list[tuple[str, int, int, list[int]]]
    """SHA-256 of the certificate's file, which page of it this is, its object number here, places in `used`."""
    used: list[tuple[int, str]]
    """A font's object number, and letters of it as a text of signs from `FIRST_SIGN` on."""
    fonts: list[int]
    digests: str
    """Of each object that uses none of the fonts, in hexadecimal digits."""


class Used(NamedTuple):
    """A font as one page uses it."""

    face: Face
    usage: str
    """The letters, as `Face.usage` writes them."""


class Source(Protocol):
    """A file that objects come from."""

    def item(self, number: int) -> Item:
        """Return an object."""

    def digest(self, number: int) -> bytes:
        """Return the same bytes for an object and all it refers to wherever it is the same; it must not use fonts."""

    def uses_fonts(self, number: int) -> bool:
        """Say whether an object is or refers to a font that can be united with others."""


class Sheet(Struct, frozen=True):
    """A page that has not got its place yet."""

    source: Source
    sha256: str
    """Of the certificate's file that it is from."""
    number: int
    """Which page of that file it is, from 1."""
    text: bytes
    """Its dictionary without ``/Parent``; references are the source's numbers."""
    fonts: Mapping[int, Used]
    """The source's number of a font → what the page uses of it."""


class Single:
    """A certificate's own PDF."""

    def __init__(self, data: bytes, known: Known) -> None:
        """Open it; raises whatever `opened` does."""
        self._file = opened(data)
        self._sha256 = sha256_of(data)
        self._known = known
        self._items: dict[int, Item] = {}
        self._digests: dict[int, bytes] = {}
        self._fonts: dict[int, Used] = {}
        self._uses_fonts: dict[int, bool] = {}

    def sheets(self) -> Iterator[Sheet]:
        """Yield the pages."""
        for number, place in enumerate(self._file.pages, 1):
            text = self._page(place)
            for ref in Item(text).references:
                self.uses_fonts(ref)
            yield Sheet(self, self._sha256, number, text, self._fonts)

    def item(self, number: int) -> Item:
        """Return an object; artwork that sets no text has no need of the fonts, which differ from student to student."""
        if number not in self._items:
            item = self._file.item(number)
            self._items[number] = self._without_fonts(item) if item.stream and b"/Resources" in item.text else item
        return self._items[number]

    def digest(self, number: int) -> bytes:
        """Return the same bytes for an object and all it refers to wherever it is the same; it must not use fonts."""
        if number not in self._digests:
            item = self.item(number)
            parts = [self.digest(ref) for ref in item.references]
            text = item.with_references(item.references.index).text
            content = b"%d %b%b%b" % (len(text), text, b"".join(parts), item.stream or b"")
            self._digests[number] = hashlib.sha256(content).digest()[:DIGEST]
        return self._digests[number]

    def uses_fonts(self, number: int) -> bool:
        """Say whether an object is or refers to a font that can be united with others."""
        if number not in self._uses_fonts:
            parts = [] if self._take_font(number) else [self.uses_fonts(ref) for ref in self.item(number).references]
            self._uses_fonts[number] = number in self._fonts or any(parts)
        return self._uses_fonts[number]

    def _take_font(self, number: int) -> bool:
        written = Written.of(number, self.item)
        if not written:
            return False
        digest = written.digest
        if digest not in self._known.fonts:
            self._known.fonts[digest] = self._read(written)
        used = self._known.fonts[digest]
        # Of two of one face in one file, the second stays by itself: a page can say its letters of a face once.
        if not used or used.face in [other.face for other in self._fonts.values()]:
            return False
        self._fonts[number] = used
        return True

    def _read(self, font: Written) -> Used | None:
        subset = Subset.of(font)
        if not subset:
            return None
        face = self._known.faces.setdefault(subset.frame, Face(subset.frame))
        return Used(face, face.usage(subset.letters, subset.file))

    def _without_fonts(self, form: Item) -> Item:
        told = entries(form.text)
        resources = dict(entries(self._resolved(told.get(b"/Resources", b""))))
        is_form = told.get(b"/Subtype") == b"/Form" or told.get(b"/Type") == b"/Pattern"
        if not is_form or b"/Font" not in resources or not self._is_artwork(form):
            return form
        del resources[b"/Font"]
        return Item(dictionary({**told, b"/Resources": dictionary(resources)}), form.stream)

    def _is_artwork(self, form: Item) -> bool:
        raw = form.stream or b""
        if raw not in self._known.artwork:
            content = zlib.decompress(raw) if b"/Filter /FlateDecode" in form.text else raw
            self._known.artwork[raw] = not re.search(rb"\sTf\s", content)
        return self._known.artwork[raw]

    def _page(self, number: int) -> bytes:
        """Return the text of a page, with all that is its own and no stream standing in itself."""
        told = entries(self._file.item(number).text)
        own = {key: told[key] for key in _PAGE_KEYS if key in told}
        own[b"/Resources"] = dictionary(
            {
                key: self._resolved(part) if key in _OWN_RESOURCES else part
                for key, part in entries(self._resolved(told.get(b"/Resources", b""))).items()
            }
        )
        annotations = Item(self._resolved(told.get(b"/Annots", b""))).references
        own[b"/Annots"] = b" ".join([b"[", *filter(None, map(self._link, annotations)), b"]"])
        return dictionary(own)

    def _link(self, number: int) -> bytes | None:
        """Return the text of a link as it stands in the merged file; None where it leads to a place in its own."""
        told = entries(self._file.item(number).text)
        if b"/Dest" in told or entries(self._resolved(told.get(b"/A", b""))).get(b"/S") == b"/GoTo":
            return None
        return dictionary({key: part for key, part in told.items() if key not in _TAGGING})

    def _resolved(self, part: bytes) -> bytes:
        """Return what a reference stands for, or else the part itself."""
        return self._file.item(number_of(part)).text if part.endswith(REFERENCE) else part


class Former:
    """The merged file that stands."""

    def __init__(self, reader: Reader, index: Index, used: Sequence[Used]) -> None:
        self._reader = reader
        self._digests = bytes.fromhex(index["digests"])
        self._fonts = [(number, own) for (number, _), own in zip(index["used"], used, strict=True)]
        self._pages: dict[str, dict[int, tuple[int, list[int]]]] = defaultdict(dict)
        for sha256, number, place, own in index["pages"]:
            self._pages[sha256][number] = place, own

    @classmethod
    def of(cls, data: bytes, known: Known) -> Self | None:
        """Read the bytes of a merged file; None unless they are, to a bit, what this make of the program has written."""
        reader = Reader.of(data, MAKE)
        if not reader:
            return None
        index: Index = json.loads(zlib.decompress(reader.item(INDEX).stream or b""))
        signs = {}
        for number in index["fonts"]:
            written = Written.of(number, reader.item)
            subset = Subset.of(written) if written else None
            if not subset:
                return None
            face = known.faces.setdefault(subset.frame, Face(subset.frame))
            signs[number] = face, dict(enumerate(face.usage(subset.letters, subset.file), FIRST_SIGN))
        used = []
        for number, own in index["used"]:
            face, translation = signs[number]
            used.append(Used(face, face.interned(own.translate(translation))))
        return cls(reader, index, used)

    def sheets(self, sha256: str) -> Iterator[Sheet]:
        """Yield the pages that were made from a certificate's file with this digest, if there are any."""
        pages = self._pages.get(sha256, {})
        for number, (place, used) in sorted(pages.items()):
            text = b"<< " + self._reader.item(place).text.removeprefix(PARENT)
            yield Sheet(self, sha256, number, text, dict(self._fonts[own] for own in used))

    def item(self, number: int) -> Item:
        """Return an object."""
        return self._reader.item(number)

    def digest(self, number: int) -> bytes:
        """Return the digest under which an object was stored."""
        start = DIGEST * (number - FIRST)
        return self._digests[start : start + DIGEST]

    def uses_fonts(self, number: int) -> bool:
        """Say whether an object is or refers to a font: such ones stand after all others."""
        return DIGEST * (number - FIRST) >= len(self._digests)
