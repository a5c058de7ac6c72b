"""The bytes of a file → its sheets; the format is told by the content, never by the suffix.

Each format has the reader that sees most in it. openpyxl reads .xlsx, since number formats, error values
and formulas without results matter here; pandas with calamine reads .ods and .xls. What calamine does not
tell of an .ods, that a number is a percentage or a formula has no result, is looked up in its XML. Of an
.xls it cannot be told; a warning says so.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import repeat
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.cells import (
    ErrorValue,
    Fault,
    Formula,
    Percentage,
    Sheet,
    TooLargeError,
    Value,
    check_extent,
    number,
    text_value,
)
from certbuild.gradebook.compound import is_whole
from certbuild.gradebook.delimited import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
_FORMULA_IN_XML = re.compile(rb"<(\w+:)?f[ />]")
_NOT_SHOWN_AS_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_EXPORT_AGAIN = "export the gradebook again, as .xlsx or CSV, and put that file in its place"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, in its order, and what is to be said about the file as a whole."""

    sheets: tuple[Sheet, ...]
    faults: tuple[Fault, ...] = ()


class _DamagedError(Exception):
    """What was found wrong before, or in spite of, the library that reads the format."""


def read_sheets(path: Path) -> Workbook:
    """Return the sheets of a workbook or text file; a text file has one, without a name.

    Raises `GradebookError` where the file is not there, empty, encrypted, damaged, too large, or no gradebook at all.
    """
    file = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise GradebookError(Problem(file, what, "check its name and whether you may open it")) from None
    try:
        return _workbook(file, data)
    except GradebookError:
        raise
    except TooLargeError as error:
        hint = "delete the rows and columns beyond the table of students, also those that only look empty, and save it"
        raise GradebookError(Problem(file, f"is too large for a gradebook: {error}", hint)) from None
    except Exception as error:  # noqa: BLE001 - whatever a library stumbles over, the file cannot be read
        what = f"is damaged or incomplete and cannot be read ({type(error).__name__.strip('_')})"
        raise GradebookError(Problem(file, what, _EXPORT_AGAIN)) from None


def _workbook(file: str, data: bytes) -> Workbook:
    if not data.strip():
        raise GradebookError(Problem(file, "is empty", _EXPORT_AGAIN))
    if data.startswith(_ZIP):
        return Workbook(tuple(_zipped_sheets(file, data)))
    if data.startswith(_OLE):
        return _old_excel(file, data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"%PDF")):
        what = "is not a gradebook but a web page or a document, whatever its name says"
        hint = "open it in Excel or LibreOffice and save it as .xlsx, or export it again as .xlsx or CSV"
        raise GradebookError(Problem(file, what, hint))
    sheet, faults = read_text(file, data)
    return Workbook((sheet,), faults)


def _zipped_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            yield from _excel_sheets(archive, data)
        elif "content.xml" in names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise _encrypted(file)
            yield from _open_document_sheets(archive, data)
        else:
            what = "is not a workbook in a format that certbuild reads (.xlsx, .ods, .xls) but another kind of file"
            raise GradebookError(Problem(file, what, "save it as .xlsx in the program that it comes from"))


def _old_excel(file: str, data: bytes) -> Workbook:
    from python_calamine import PasswordError  # noqa: PLC0415 - needed for this format only

    if _ENCRYPTED_OOXML in data:
        raise _encrypted(file)
    if not is_whole(data):
        raise _DamagedError
    try:
        sheets = tuple(Sheet.of(name, ([_plain(cell) for cell in row] for row in rows)) for name, rows in _calamine(data))
    except PasswordError:
        raise _encrypted(file) from None
    what = "is in the old .xls format, in which certbuild cannot see errors such as #DIV/0!, nor that 0.85 is shown as 85 %"
    hint = "if such cells may be in it, save it as .xlsx in Excel or LibreOffice and use that file"
    return Workbook(sheets, (Fault("", what, hint, Severity.WARNING),))


def _encrypted(file: str) -> GradebookError:
    hint = "open it, take the password off, save it, and run again"
    return GradebookError(Problem(file, "is protected with a password", hint))


def _calamine(data: bytes) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    import pandas as pd  # noqa: PLC0415 - heavy, and needed for two formats only

    try:
        with pd.ExcelFile(io.BytesIO(data), engine="calamine") as book:
            for name in map(str, book.sheet_names):
                extent = book.book.get_sheet_by_name(name)
                check_extent(name, extent.total_height, extent.total_width)
                frame = pd.read_excel(book, sheet_name=name, header=None, dtype=object, keep_default_na=False)
                yield name, frame.itertuples(index=False, name=None)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine's own way to give up; it cannot be imported
            raise _DamagedError from None
        raise


def _plain(value: object) -> Value:
    """Return a value that a library has read as one of ours."""
    match value:
        case bool() | date() | time() | timedelta():
            return value
        case int() | float():
            return number(value)
        case None:
            return None
    return text_value(str(value))


def _excel_sheets(archive: zipfile.ZipFile, data: bytes) -> Iterator[Sheet]:
    """Yield the sheets of an .xlsx; it is read a second time only where there are formulas to look for."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and needed for this format only

    with_formulas = any(
        name.startswith("xl/worksheets/") and _FORMULA_IN_XML.search(archive.read(name)) for name in archive.namelist()
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read here: styles, validation, print areas
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True) if with_formulas else None
        for sheet in values.worksheets:
            sheet.reset_dimensions()  # what some programs write there is wrong
            behind: Iterable[Iterable[Any]] = repeat(repeat(None))
            if formulas:
                formulas[sheet.title].reset_dimensions()
                behind = formulas[sheet.title].iter_rows()
            yield Sheet.of(sheet.title, (list(map(_excel_value, *pair)) for pair in zip(sheet.iter_rows(), behind, strict=False)))


def _excel_value(cell: Any, behind: Any) -> Value:  # noqa: ANN401 - openpyxl has no types
    """Return what the cell shows; `behind` is the same cell as it was entered, where there are formulas in the file."""
    if cell.value is None:
        without_result = behind and behind.data_type == "f" and cell.data_type != "str"  # "str": the result is an empty text
        return Formula(str(getattr(behind.value, "text", behind.value))) if without_result else None
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    value = _plain(cell.value)
    if isinstance(value, Decimal) and "%" in _NOT_SHOWN_AS_FORMAT.sub("", cell.number_format):
        return Percentage(value)
    return value


def _open_document_sheets(archive: zipfile.ZipFile, data: bytes) -> Iterator[Sheet]:
    with archive.open("content.xml") as content:
        unseen = _unseen_by_calamine(content)
    for name, rows in _calamine(data):
        cells = {
            (row, column): _plain(cell) for row, values in enumerate(rows) for column, cell in enumerate(values) if cell != ""
        }
        for place, kind in unseen.get(name, {}).items():
            value = cells.get(place)
            cells[place] = Percentage(value) if kind is Percentage and isinstance(value, Decimal) else value or Formula("")
        height, width = (max((place[axis] for place in cells), default=-1) + 1 for axis in (0, 1))
        yield Sheet.of(name, ([cells.get((row, column)) for column in range(width)] for row in range(height)))


def _unseen_by_calamine(content: IO[bytes]) -> dict[str, dict[tuple[int, int], type[Percentage | Formula]]]:
    """Return, for each table of an .ods, which cells show a percentage or hold a formula without a result.

    Raises `TooLargeError`, before calamine would lay out every cell as far as the last.
    """
    found: dict[str, dict[tuple[int, int], type[Percentage | Formula]]] = {}
    name = ""
    row = column = width = 0
    in_row: dict[int, type[Percentage | Formula]] = {}
    for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - expat bounds what entities can do
        match event, element.tag.removeprefix(_TABLE):
            case "start", "table":
                name = element.get(f"{_TABLE}name", "")
                row = width = 0
            case "start", "table-row":
                column, in_row = 0, {}
            case "end", "table-cell" | "covered-table-cell":
                repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                kind = element.get(f"{_OFFICE}value-type")
                if kind or element.get(f"{_TABLE}formula"):
                    width = max(width, column + repeated)
                    check_extent(name, row + 1, width)
                    if kind in {"percentage", None}:
                        in_row.update(dict.fromkeys(range(column, column + repeated), Percentage if kind else Formula))
                column += repeated
                element.clear()
            case "end", "table-row":
                repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                if in_row:
                    check_extent(name, row + repeated, width)
                    again = range(row, row + repeated)
                    found.setdefault(name, {}).update({(one, place): kind for one in again for place, kind in in_row.items()})
                row += repeated
                element.clear()
    return found
