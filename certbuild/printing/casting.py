"""Objects of PDFs in their final form, so that what is the same in many files is put together and compressed once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pydyf

from certbuild.compression import deflated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LARGE = 20_000
"""Bytes; so much is artwork, which is compressed once for many files."""
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
        self._streams: dict[tuple[bytes, bytes], bytes] = {}

    def __call__(self, item: Any) -> Cast:  # noqa: ANN401 - WeasyPrint has no type hints
        """Return the object in its final form."""
        if not isinstance(item, pydyf.Stream):
            return Cast(item.number, _data_of(item), compressible=item.compressible)
        return Cast(item.number, self._compressed(item) if item.compress else item.data, compressible=False)

    def _compressed(self, stream: pydyf.Stream) -> bytes:
        content = joined(stream.stream)
        told = _data_of(stream.extra).removesuffix(b">>")
        if len(content) <= _LARGE:
            return _stream(told, content)
        if (told, content) not in self._streams:
            if len(self._streams) >= _KEPT:
                self._streams.clear()
            self._streams[told, content] = _stream(told, content, once=True)
        return self._streams[told, content]


def _data_of(part: Any) -> bytes:  # noqa: ANN401 - WeasyPrint has no type hints
    """Return a part of an object as pydyf writes it, in a third of its time."""
    if isinstance(part, bytes):
        return part
    if isinstance(part, str | int):
        return str(part).encode("ascii")
    if isinstance(part, dict):
        return b"<<%b>>" % b"".join([b"/%b %b" % (key.encode("ascii"), _data_of(value)) for key, value in part.items()])
    if isinstance(part, list):
        return b"[%b]" % b" ".join(map(_data_of, part))
    data: bytes = part.data if isinstance(part, pydyf.Object) else pydyf.Array([part]).data[1:-1]
    return data


def written(objects: Sequence[Any], root: bytes, info: bytes, identifier: bytes, *, old: bool) -> bytes:
    """Return a PDF of objects in their final form, as `pydyf.PDF.write` does in more than twice the time.

    `root` refers to the catalog, `info` is the text of the document's information. In PDF 1.7 small objects stand in one
    compressed stream, and another stream says where each is (ISO 32000-1, 7.5.7 and 7.5.8); not so in the `old` PDF 1.4.
    """
    objects = [*objects[1:], Cast(len(objects), info, compressible=True)]
    if old:
        return _written_plainly(objects, root, identifier)
    holder, count = len(objects) + 1, len(objects) + 3  # the numbers of the one stream, and of all objects
    file = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
    end, start = len(file[0]), 0
    rows: list[tuple[int, int, int]] = [(0, 0, 0xFFFF)]
    starts: list[bytes] = []
    packed: list[bytes] = []
    for item in objects:
        if item.compressible:
            rows.append((2, holder, len(packed)))
            starts.append(b"%d %d" % (item.number, start))
            packed.append(item.data)
            start += len(item.data) + 1
        else:
            rows.append((1, end, 0))
            file.append(b"%d 0 obj\n%b\nendobj\n" % (item.number, item.data))
            end += len(file[-1])
    first = b" ".join(starts)
    told = b"<</Type /ObjStm/N %d/First %d" % (len(packed), len(first) + 1)
    together = _stream(told, b"\n".join([first, *packed]))
    file.append(b"%d 0 obj\n%b\nendobj\n" % (holder, together))
    rows.append((1, end, 0))
    end += len(file[-1])
    rows.append((1, end, 0))
    size = (end.bit_length() + 7) // 8
    table = b"".join([((kind << 8 * size | place) << 16 | index).to_bytes(3 + size, "big") for kind, place, index in rows])
    told = b"<</Type /XRef/Index [0 %d]/W [1 %d 2]/Size %d/Root %b" % (count, size, count, root)
    told += b"/Info %d 0 R/ID %b" % (holder - 1, _identified(identifier, [*(item.data for item in objects), together]))
    file.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (holder + 1, _stream(told, table), end))
    return b"".join(file)


def _written_plainly(objects: Sequence[Any], root: bytes, identifier: bytes) -> bytes:
    """Return a PDF whose objects stand one after the other, with a table of where (ISO 32000-1, 7.5.4)."""
    file = [b"%PDF-1.4\n%\xf0\x9f\x96\xa4\n"]
    end, rows = len(file[0]), [b"0000000000 65535 f \n"]
    for item in objects:
        rows.append(b"%010d 00000 n \n" % end)
        file.append(b"%d 0 obj\n%b\nendobj\n" % (item.number, item.data))
        end += len(file[-1])
    told = b"<</Size %d/Root %b/Info %d 0 R" % (len(rows), root, len(objects))
    told += b"/ID %b>>" % _identified(identifier, [item.data for item in objects])
    file.append(b"xref\n0 %d\n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (len(rows), b"".join(rows), told, end))
    return b"".join(file)


def _identified(identifier: bytes, parts: Sequence[bytes]) -> bytes:
    """Return what tells a file from all others: an identifier, and a digest of what is in it."""
    digest = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest().encode()
    return b"[%b (%b)]" % (pydyf.String(identifier).data, digest)


def _stream(dictionary: bytes, content: bytes, *, once: bool = False) -> bytes:
    data = deflated(content, once=once)
    return b"%b/Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream" % (dictionary, len(data), data)


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
