"""Objects of PDFs in their final form, so that what is the same in many files is put together and compressed once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Iterable

_LARGE = 20_000
"""Bytes; so much is artwork, which is compressed once. Fonts come out as small, and sooner, with less effort."""
_KEPT = 64
"""Compressed streams that are kept, some ten thousand bytes each."""


class Cast(pydyf.Object):  # type: ignore[misc]  # pydyf has no type hints
    """An object of a PDF in its final form: written as it is, however often."""

    data = b""
    compressible = False

    def __init__(self, number: int, data: bytes, *, compressible: bool) -> None:
        super().__init__()
        self.number, self.data, self.compressible = number, data, compressible


class Foundry:
    """Gives objects of PDFs their final form; a large stream that was compressed before is not compressed again."""

    def __init__(self) -> None:
        self._streams: dict[bytes, bytes] = {}

    def __call__(self, item: Any) -> Cast:  # noqa: ANN401 - WeasyPrint has no type hints
        """Return the object in its final form."""
        if not isinstance(item, pydyf.Stream):
            return Cast(item.number, item.data, compressible=item.compressible)
        return Cast(item.number, self._compressed(item) if item.compress else item.data, compressible=False)

    def _compressed(self, stream: pydyf.Stream) -> bytes:
        content = joined(stream.stream)
        key = pydyf.Dictionary(stream.extra).data + content
        if key not in self._streams:
            if len(self._streams) >= _KEPT:
                self._streams.clear()
            extra = pydyf.Dictionary({**stream.extra, "Filter": "/FlateDecode"})
            packed = zlib.compress(content, 9 if len(content) > _LARGE else 6)
            self._streams[key] = pydyf.Stream([packed], extra).data
        return self._streams[key]


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
    data: bytes = pydyf.Stream(list(operators)).data
    return data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
