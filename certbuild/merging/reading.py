"""Certificates' files, read object by object.

Those that this program prints are read here as WeasyPrint writes them, with pydyf: small objects together in one
compressed stream, all others by themselves, and a stream that says where each is (ISO 32000-1, 7.5.7 and 7.5.8). That takes a
tenth of the time that pikepdf takes, which reads every other file. Whichever reads it, the same bytes are told alike.
"""

from __future__ import annotations

import re
import zlib
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from certbuild.merging.pdffile import Item, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KEPT = 4096
"""Texts that are taken apart once: most objects are the same in all certificates."""
_TOKEN = re.compile(
    rb"\d+ \d+ R\b|\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f]*>|[\[\]]|/[^\s()<>\[\]{}/%]*|[^\s()<>\[\]{}/%]+", re.DOTALL
)
_DEPTHS = {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}
_OBJECT = re.compile(rb"\d+ 0 obj\n")
_LENGTH = re.compile(rb"/Length (\d+)>>\Z")


class PdfFile(Protocol):
    """A PDF, as far as it is needed here."""

    @property
    def pages(self) -> Sequence[int]:
        """The numbers of its pages."""

    def texts_with(self, word: bytes) -> Iterator[bytes]:
        """Yield the texts of those of its small objects in which a word stands, such as a name, in their order."""

    def item(self, number: int) -> Item:
        """Return an object, whose text has one space between all its parts."""


def opened(data: bytes) -> PdfFile:
    """Return what reads this file; raises `Exception` of many kinds where none can."""
    try:
        file = _PrintedFile(data)
        file.pages  # noqa: B018 - whether it can be read
    except (ValueError, LookupError, zlib.error):
        return _AnyFile(data)
    return file


@lru_cache(_KEPT)
def _tokens(text: bytes) -> tuple[bytes, ...]:
    return tuple(_TOKEN.findall(text))


@lru_cache(_KEPT)
def _spaced(text: bytes) -> bytes:
    return plain(b" ".join(_tokens(text)))


@lru_cache(_KEPT)
def entries(text: bytes) -> Mapping[bytes, bytes]:
    """Return the entries of a dictionary, each as it stands there."""
    found: dict[bytes, bytes] = {}
    key, value, depth = b"", [], 0
    for token in _tokens(text)[1:-1]:
        if not key:
            key = token
            continue
        value.append(token)
        depth += _DEPTHS.get(token, 0)
        if not depth:
            found[key] = b" ".join(value)
            key, value = b"", []
    return found


def dictionary(parts: Mapping[bytes, bytes]) -> bytes:
    """Return the text of a dictionary with these entries."""
    return b" ".join([b"<<", *(b"%b %b" % entry for entry in parts.items()), b">>"])


class _PrintedFile:
    """A file as pydyf writes it. Raises `ValueError`, `LookupError` or `zlib.error` where it is of another make."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        start = data.rindex(b"\nstartxref\n") + len(b"\nstartxref\n")
        table = self._standing(int(data[start : data.index(b"\n", start)]))
        self._trailer = entries(table.text)
        if self._trailer[b"/Type"] != b"/XRef" or b"/DecodeParms" in self._trailer or b"/Prev" in self._trailer:
            raise LookupError
        kind, self._wide, wide = (int(width) for width in self._trailer[b"/W"].split()[1:-1])
        self._width = kind + self._wide + wide
        if kind != 1:
            raise LookupError
        self._table = zlib.decompress(table.stream or b"")
        self._packed: dict[int, list[bytes]] = {}

    @cached_property
    def pages(self) -> Sequence[int]:
        """The numbers of its pages."""
        catalog = entries(self.item(number_of(self._trailer[b"/Root"])).text)
        tree = entries(self.item(number_of(catalog[b"/Pages"])).text)
        pages = Item(tree[b"/Kids"]).references
        if len(pages) != int(tree[b"/Count"]):
            raise LookupError
        return pages

    def texts_with(self, word: bytes) -> Iterator[bytes]:
        """Yield the texts of those of its small objects in which a word stands, such as a name, in their order."""
        rows = range(0, len(self._table), self._width)
        holders = {self._table[row + 1 : row + 1 + self._wide] for row in rows if self._table[row] == 2}
        for holder in sorted(int.from_bytes(place, "big") for place in holders):
            yield from (_spaced(text) for text in self._packed_in(holder) if word in text)

    def item(self, number: int) -> Item:
        """Return an object."""
        row = self._width * number
        middle, end = row + 1 + self._wide, row + self._width
        place = int.from_bytes(self._table[row + 1 : middle], "big")
        if self._table[row] == 1:
            item = self._standing(place)
            return Item(_spaced(item.text), item.stream)
        return Item(_spaced(self._packed_in(place)[int.from_bytes(self._table[middle:end], "big")]))

    def _standing(self, place: int) -> Item:
        """Return the stream that stands at a place in the file."""
        begin = _OBJECT.match(self._data, place)
        if not begin:
            raise LookupError
        end = self._data.index(b"\nstream\n", place)
        text = self._data[begin.end() : end]
        length = _LENGTH.search(text)
        if not length:
            raise LookupError
        start = end + len(b"\nstream\n")
        stream = self._data[start : start + int(length[1])]
        if not self._data.startswith(b"\nendstream\nendobj", start + len(stream)):
            raise LookupError
        return Item(text, stream)

    def _packed_in(self, number: int) -> list[bytes]:
        """Return the objects that are packed into a stream."""
        if number not in self._packed:
            self._packed[number] = self._unpacked(number)
        return self._packed[number]

    def _unpacked(self, number: int) -> list[bytes]:
        item = self.item(number)
        told = entries(item.text)
        objects = zlib.decompress(item.stream or b"")
        first = int(told[b"/First"])
        places = [first + int(place) for place in objects[:first].split()[1::2]]
        return [objects[place:end] for place, end in zip(places, [*places[1:], len(objects)], strict=True)]


class _AnyFile:
    """A file that pikepdf can read; it raises `pikepdf.PdfError` where it cannot."""

    def __init__(self, data: bytes) -> None:
        import pikepdf  # noqa: PLC0415 - heavy, and hardly ever needed

        self._pdf = pikepdf.open(BytesIO(data))
        self._stream = pikepdf.Stream

    @property
    def pages(self) -> Sequence[int]:
        """The numbers of its pages."""
        return [page.obj.objgen[0] for page in self._pdf.pages]

    def texts_with(self, word: bytes) -> Iterator[bytes]:
        """Yield the texts of those of its small objects in which a word stands, such as a name, in their order."""
        texts = (part.unparse(resolved=True) for part in self._pdf.objects if not isinstance(part, self._stream))
        yield from (_spaced(text) for text in texts if word in text)

    def item(self, number: int) -> Item:
        """Return an object."""
        part = self._pdf.get_object(number, 0)
        if isinstance(part, self._stream):
            return Item(_spaced(part.stream_dict.unparse()), part.read_raw_bytes())
        return Item(_spaced(part.unparse(resolved=True)))


def number_of(reference: bytes) -> int:
    """Return the number of the object that is referred to."""
    return int(reference.split()[0])
