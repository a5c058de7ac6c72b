"""A PDF file, written object by object as its parts come, so that memory stays flat however many pages it has.

qpdf keeps a file's every object in memory until it is written (27 KB for a page), and writes none as it
was: see docs/benchmarks.md. What is needed here is less: numbers, places, and a digest of the file in itself
(ISO 32000-1, 7.5).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REFERENCE = b" 0 R"
"""What follows the number of an object that is referred to, and is found nowhere else in a text (see `plain`)."""
_KEPT = 4096
"""Texts whose references are known: most objects are the same in all certificates."""
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)

INDEX = 5
"""The number of the index."""
FIRST = 6
"""The number of the first object that has not its own number, as those have that every file has, and which stand last."""

_ENDING = re.compile(rb"trailer\n<< /Size (\d+) /Root 1 0 R /Info 3 0 R /ID \[<(\w{64})><\2>\] >>\nstartxref\n(\d+)\n%%EOF\n")


class Item(NamedTuple):
    """An object: its text, with references ``7 0 R``, and what follows it where it is a stream."""

    text: bytes
    stream: bytes | None = None

    def with_references(self, number_of: Callable[[int], int]) -> Item:
        """Return it with other numbers."""
        if REFERENCE not in self.text:
            return self
        *parts, end = self.text.split(REFERENCE)
        split = (part.rpartition(b" ") for part in parts)
        text = b"".join([b"%b %d 0 R" % (before, number_of(int(number))) for before, _, number in split])
        return Item(text + end, self.stream)

    @property
    def references(self) -> Sequence[int]:
        """The numbers of objects that it refers to, each once."""
        return _references(self.text)


@lru_cache(_KEPT)
def _references(text: bytes) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(part[part.rindex(b" ") :]) for part in text.split(REFERENCE)[:-1]))


def plain(text: bytes) -> bytes:
    """Return the text of an object with strings in which nothing looks like a reference."""
    if b"(" not in text or REFERENCE not in text:
        return text
    return _STRING.sub(lambda match: match[0].replace(REFERENCE, rb"\0400 R"), text)


class Writer:
    """Writes a PDF file; object after object, the reserved ones last."""

    def __init__(self, file: BinaryIO, comment: bytes) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._place = 0
        self._places: list[int] = [0] * FIRST
        self._put(header(comment))

    @property
    def next_number(self) -> int:
        """The number that the next object gets."""
        return len(self._places)

    def write(self, item: Item) -> int:
        """Write an object; return its number."""
        self._places.append(self._place)
        self._write(len(self._places) - 1, item)
        return len(self._places) - 1

    def finish(self, *, catalog: Item, pages: Item, info: Item, bookmarks: Item, index: Item) -> None:
        """Write the objects with numbers of their own, 1 to 5, and what a file ends with."""
        for number, item in enumerate((catalog, pages, info, bookmarks, index), 1):
            self._places[number] = self._place
            self._write(number, item)
        places = self._place
        entries = b"".join(b"%010d 00000 n \n" % place for place in self._places[1:])
        self._put(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(self._places), entries))
        digest = self._digest.hexdigest().encode()
        root = b"/Size %d /Root 1 0 R /Info 3 0 R /ID [<%b><%b>]" % (len(self._places), digest, digest)
        self._put(b"trailer\n<< %b >>\nstartxref\n%d\n%%%%EOF\n" % (root, places))

    def _write(self, number: int, item: Item) -> None:
        if item.stream is None:
            self._put(b"%d 0 obj\n%b\nendobj\n" % (number, item.text))
        else:
            self._put(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, item.text, item.stream))

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._place += len(data)


class Reader:
    """Reads a file that a `Writer` has written, object by object."""

    def __init__(self, data: bytes, places: list[int]) -> None:
        self._data = data
        self._places = places

    @classmethod
    def of(cls, data: bytes, comment: bytes) -> Reader | None:
        """Return a reader of the file's bytes; None unless they are those that were written, under this comment."""
        start = data.rfind(b"trailer\n")
        ending = _ENDING.fullmatch(data, max(start, 0))
        if not ending or not data.startswith(header(comment)):
            return None
        if hashlib.sha256(memoryview(data)[:start]).hexdigest().encode() != ending[2]:
            return None
        first = data.index(b"\n", int(ending[3]) + len(b"xref\n")) + 1
        return cls(data, [int(data[place : place + 10]) for place in range(first, start, 20)])

    def item(self, number: int) -> Item:
        """Return an object."""
        start, after = self._places[number], number + 1
        end = self._places[after if after < len(self._places) else 1] if number >= FIRST else len(self._data)
        block = self._data[self._data.index(b"\n", start) + 1 : end]
        text, stream, rest = block.partition(b"\nstream\n")
        if not stream:
            return Item(text[: text.index(b"\nendobj\n")])
        return Item(text, rest[: rest.rindex(b"\nendstream\nendobj\n")])


def header(comment: bytes) -> bytes:
    """Return what a file begins with."""
    return b"%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n%% %b\n" % comment


def stream(data: bytes, *entries: bytes) -> Item:
    """Return a stream as it is to be stored."""
    return Item(b" ".join([b"<<", *entries, b"/Length %d >>" % len(data)]), data)
