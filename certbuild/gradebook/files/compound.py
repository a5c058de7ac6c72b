"""OLE compound files, the containers of .xls: whether one is whole, and the streams in it ([MS-CFB] 2.2 to 2.6).

The files are chains of sectors. calamine follows a chain out of a file that was cut off, and one that
bites its own tail until memory ends, so both are looked for before it is given the bytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = 512
_IN_HEADER = 109
_ENTRY = 128
_SMALL = 64
_LARGEST_SECTOR = 0xFFFFFFF9
"""Numbers above it are no sectors but say that a chain ends or that a sector is free."""


def is_whole(data: bytes) -> bool:
    """Say whether all chains of sectors stay inside the file and end."""
    try:
        size, start, table = _sectors(data)
        count = (len(data) - start) // size
        small = _small_table(data, table, start, size)
        return _chains_end(table, count) and _chains_end(small, None) and _sizes_are_true(data, count)
    except (struct.error, IndexError, ValueError):
        return False


def names(data: bytes) -> dict[str, tuple[int, int]]:
    """Return the first sector and the size of every stream of a whole file, by its name."""
    found: dict[str, tuple[int, int]] = {}
    for name, sector, length in _entries(data):
        if name:
            found.setdefault(name, (sector, length))
    return found


def stream(data: bytes, name: str) -> bytes:
    """Return the bytes of a stream of a whole file. Raises `KeyError` where there is none of that name."""
    size, start, table = _sectors(data)
    found = names(data)
    sector, length = found[name]
    (small,) = struct.unpack_from("<I", data, 56)
    if length >= small:
        return _chain(data, table, sector, start, size)[:length]
    inner = _chain(data, table, found["Root Entry"][0], start, size)
    return _chain(inner, _small_table(data, table, start, size), sector, 0, _SMALL)[:length]


def _entries(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield name, first sector and size of every entry of the directory; in files of small sectors a size has four bytes."""
    size, start, table = _sectors(data)
    (first,) = struct.unpack_from("<I", data, 48)
    directory = _chain(data, table, first, start, size)
    for entry in range(0, len(directory), _ENTRY):
        (length,) = struct.unpack_from("<H", directory, entry + 64)
        name = directory[entry : entry + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<II" if size == _HEADER else "<IQ", directory, entry + 116)


def _sizes_are_true(data: bytes, count: int) -> bool:
    """Say whether no table and no stream says that it is larger than the file; calamine reserves memory for what they say."""
    tables = (number for place in (40, 44, 64, 72) for number in struct.unpack_from("<I", data, place))
    streams = (length for index, (name, _, length) in enumerate(_entries(data)) if name or not index)
    return max(tables) <= count and max(streams, default=0) <= len(data)


def _sectors(data: bytes) -> tuple[int, int, list[int]]:
    """Return the size of a sector, where the first begins, and the table of chains."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    start = max(size, _HEADER)
    return size, start, _numbers(data, _table_sectors(data, start, size, (len(data) - start) // size), start, size)


def _chain(data: bytes, table: list[int], sector: int, start: int, size: int) -> bytes:
    found = []
    while sector <= _LARGEST_SECTOR:
        found.append(data[start + sector * size : start + (sector + 1) * size])
        sector = table[sector]
    return b"".join(found)


def _numbers(data: bytes, sectors: list[int], start: int, size: int) -> list[int]:
    """Return the numbers in the sectors, one after the other."""
    return [number for sector in sectors for number in struct.unpack_from(f"<{size // 4}I", data, start + sector * size)]


def _table_sectors(data: bytes, start: int, size: int, count: int) -> list[int]:
    """Return the sectors of the table of chains: the first 109 stand in the header, others in a chain of their own."""
    sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    (more,) = struct.unpack_from("<I", data, 68)
    for _ in range(count):
        if more > _LARGEST_SECTOR:
            break
        *listed, more = _numbers(data, [more], start, size)
        sectors.extend(listed)
    return [sector for sector in sectors if sector <= _LARGEST_SECTOR]


def _small_table(data: bytes, table: list[int], start: int, size: int) -> list[int]:
    """Return the table of chains of the small sectors, which is a chain itself."""
    (sector,) = struct.unpack_from("<I", data, 60)
    sectors = []
    while sector <= _LARGEST_SECTOR:
        sectors.append(sector)
        sector = table[sector]
    return _numbers(data, sectors, start, size)


def _chains_end(table: list[int], count: int | None) -> bool:
    """Say whether no chain leaves the first `count` sectors, no two chains meet, and none is a ring."""
    following = {sector: after for sector, after in enumerate(table) if after <= _LARGEST_SECTOR}
    if len(set(following.values())) < len(following) or (count is not None and max(following.values(), default=0) >= count):
        return False
    begun = set(following) - set(following.values())
    reached = 0
    for first in begun:
        sector = first
        while sector in following:
            sector, reached = following[sector], reached + 1
    return reached == len(following)
