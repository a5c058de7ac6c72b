"""Font files as what they consist of: tables (OpenType, "Organization of an OpenType font")."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRUETYPE = b"\0\1\0\0"
_NEEDED = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")


def tables_of(data: bytes) -> dict[str, memoryview]:
    """Return the tables of a font file."""
    view = memoryview(data)
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count))
    return {tag.decode("latin-1"): view[start : start + length] for tag, _, start, length in entries}


def for_pdf(data: bytes) -> bytes:
    """Return a TrueType font with those of its tables that a PDF has a use for (ISO 32000-1, 9.9); others as they are."""
    if data[:4] != _TRUETYPE:
        return data
    return font_file_of({tag: bytes(table) for tag, table in tables_of(data).items() if tag in _NEEDED})


def font_file_of(tables: Mapping[str, bytes]) -> bytes:
    """Return the font file of these tables."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = bytearray(struct.pack(">L4H", 0x10000, count, 16 << power, power, 16 * (count - (1 << power))))
    place, body = len(directory) + 16 * count, bytearray()
    starts = {}
    head = tables["head"]
    for tag, table in sorted({**tables, "head": head[:8] + bytes(4) + head[12:]}.items()):  # the file's sum is not in itself
        starts[tag] = place + len(body)
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(">4s3L", tag.encode(), _sum(padded), starts[tag], len(table))
        body += padded
    file = directory + body
    struct.pack_into(">L", file, starts["head"] + 8, (0xB1B0AFBA - _sum(file)) & 0xFFFFFFFF)
    return bytes(file)


def _sum(data: bytes | bytearray) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF
