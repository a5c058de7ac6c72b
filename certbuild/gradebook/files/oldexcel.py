""".xls: pandas with calamine reads the values, once it is sure that the cells are not too many to lay out."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from certbuild.errors import Severity
from certbuild.gradebook.cells import Layout, Sheet, TooLargeError, check_extent, check_total
from certbuild.gradebook.files.compound import is_whole, names, stream
from certbuild.gradebook.files.engines import grids
from certbuild.gradebook.files.kinds import refused_kind
from certbuild.gradebook.files.refusals import SAVE_AS_XLSX, DamagedError, EncryptedError, RefusedError
from certbuild.gradebook.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_BEGINS = {0x0009, 0x0209, 0x0409, 0x0809}
_ENDS = 0x000A
_DIMENSIONS = 0x0200
_PASSWORD = 0x002F
_TEXTS = 0x00FC
_SEVERAL_CELLS = 0x00BD
_CELLS = {0x02, 0x03, 0x04, 0x05, 0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406, _SEVERAL_CELLS}
"""Records of cells ([MS-XLS] 2.3): they begin with row and column, and those of several end with the last column."""
_LARGEST_SHEET = 65536 * 256


def old_excel_sheets(data: bytes) -> tuple[tuple[Sheet, ...], tuple[Fault, ...]]:
    """Return the sheets of an .xls, with a warning of what is not seen in them.

    Raises `DamagedError`, `EncryptedError`, `TooLargeError`, and `RefusedError` for other files in the same container.
    """
    if not is_whole(data):
        message = "its parts are cut off or lead nowhere"
        raise DamagedError(message)
    try:
        found = names(data)
        _refuse_others(set(found))
        records = stream(data, next(name for name in _STREAMS if name in found))
    except (struct.error, IndexError, KeyError, StopIteration):
        message = "there is no workbook in it"
        raise DamagedError(message) from None
    _check_extents(records)
    sheets = tuple(Sheet.of(grid.name, grid.rows, Layout(grid.merged), hidden=grid.hidden) for grid in grids(data))
    what = "is in the old .xls format, in which certbuild cannot see errors such as #DIV/0!, nor that 0.85 is shown as 85 %"
    hint = "if such cells may be in it, save it as .xlsx in Excel or LibreOffice and use that file"
    return sheets, (Fault("", what, hint, Severity.WARNING),)


def _refuse_others(found: set[str]) -> None:
    if "EncryptedPackage" in found:
        raise EncryptedError
    if "WordDocument" in found:
        kind = "a Word document"
        raise refused_kind(kind, SAVE_AS_XLSX)
    if not found.intersection(_STREAMS):
        what = "is not a workbook in a format that certbuild reads (.xlsx, .ods, .xls) but another kind of file"
        raise RefusedError(what, "save it as .xlsx in the program that it comes from")


def _check_extents(records: bytes) -> None:
    """Raise `TooLargeError` if the cells of any sheet reach too far, or those of all sheets together.

    Raises `EncryptedError` for a workbook with a password.
    """
    rows = columns = total = depth = 0
    for kind, start, length in _records(records):
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", records, start)
            if kind == _SEVERAL_CELLS:
                (column,) = struct.unpack_from("<H", records, start + length - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _BEGINS:
            depth += 1  # charts stand inside of sheets
        elif kind == _ENDS:
            depth -= 1
            if depth < 1:
                check_extent("", rows, columns)
                total += rows * columns
                check_total(total)
                rows = columns = 0
        elif kind == _PASSWORD:
            raise EncryptedError
        elif kind == _TEXTS and length >= 8 and struct.unpack_from("<i", records, start + 4)[0] > len(records):
            message = "it says that it has more texts than bytes"
            raise DamagedError(message)
        elif kind == _DIMENSIONS:
            _check_dimensions(records[start : start + length])
    check_extent("", rows, columns)


def _check_dimensions(record: bytes) -> None:
    """Raise an error if a sheet says to be larger than can be, or to end before it begins; calamine reserves memory for it."""
    if len(record) < 10:
        return
    top, bottom, left, right = struct.unpack_from("<IIHH" if len(record) >= 12 else "<4H", record)
    if top > bottom or left > right:
        message = "a sheet ends before it begins"
        raise DamagedError(message)
    if (bottom - top) * (right - left) > _LARGEST_SHEET:
        message = f"a sheet says that it has {bottom:,} rows and {right:,} columns"
        raise TooLargeError(message)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and length of every record of a stream."""
    header = struct.Struct("<HH")
    at = 0
    while at + header.size <= len(stream):
        kind, length = header.unpack_from(stream, at)
        yield kind, at + header.size, length
        at += header.size + length
