"""Objects of PDFs in their final form, so that what is the same in many files is put together and compressed once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Iterable

_LARGE = 20_000
"""Bytes; so much is artwork, which is compressed once. Fonts come out as small, and sooner, with less effort."""
_KEPT = 16
"""Compressed drawings that are kept."""


class Cast(pydyf.Object):  # type: ignore[misc]  # pydyf has no type hints
    """An object of a PDF in its final form: written as it is, however often."""

    data = b""
    compressible = False

    def __init__(self, number: int, data: bytes, *, compressible: bool) -> None:
        super().__init__()
        self.number, self.data, self.compressible = number, data, compressible


class Foundry:
    """Gives objects of PDFs their final form; artwork that was compressed before is not compressed again."""

    def __init__(self) -> None:
        self._streams: dict[bytes, bytes] = {}

    def __call__(self, item: Any) -> Cast:  # noqa: ANN401 - WeasyPrint has no type hints
        """Return the object in its final form."""
        if not isinstance(item, pydyf.Stream):
            return Cast(item.number, item.data, compressible=item.compressible)
        return Cast(item.number, self._compressed(item) if item.compress else item.data, compressible=False)

    def _compressed(self, stream: pydyf.Stream) -> bytes:
        content = joined(stream.stream)
        if len(content) <= _LARGE:
            return _packed(stream, content, 6)
        key = pydyf.Dictionary(stream.extra).data + content
        if key not in self._streams:
            if len(self._streams) >= _KEPT:
                self._streams.clear()
            self._streams[key] = _packed(stream, content, 9)
        return self._streams[key]


def _packed(stream: pydyf.Stream, content: bytes, effort: int) -> bytes:
    extra = pydyf.Dictionary({**stream.extra, "Filter": "/FlateDecode"})
    data: bytes = pydyf.Stream([zlib.compress(content, effort)], extra).data
    return data


class Part(pydyf.PDF):  # type: ignore[misc]  # pydyf has no type hints
    """Some objects of a PDF, under the numbers that they have there."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self.objects: list[Any] = []
        self.catalog = pydyf.Dictionary()

    def add_object(self, object_: Any) -> None:  # noqa: ANN401
        """Add an object under the next number."""
        object_.number = self._numbers[len(self.objects)]
        self.objects.append(object_)


def joined(operators: Iterable[object]) -> bytes:
    """Return operators as they stand in a stream."""
    parts = list(operators)
    if all(type(part) is bytes for part in parts):
        return b"\n".join(parts)  # type: ignore[arg-type] # bytes, all of them
    data: bytes = pydyf.Stream(parts).data
    return data.partition(b"stream\n")[2].removesuffix(b"\nendstream")


def number_of(reference: bytes) -> int:
    """Return the number of the object that is referred to."""
    return int(reference.split()[0])


def is_page(item: object) -> bool:
    """Say whether an object is a page."""
    return isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page"
