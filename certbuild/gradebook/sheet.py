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
from typing import IO, TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.cells import ErrorValue, Fault, Formula, Percentage, Sheet, Value, number, text_value
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
_MOST_REPEATED = 1 << 20

_EXPORT_AGAIN = "export the gradebook again, as .xlsx or CSV, and put that file in its place"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, in its order, and what is to be said about the file as a whole."""

    sheets: tuple[Sheet, ...]
    faults: tuple[Fault, ...] = ()


class _EncryptedError(Exception):
    """A workbook is protected with a password."""


def read_sheets(path: Path) -> Workbook:
    """Return the sheets of a workbook or text file; a text file has one, without a name.

    Raises `GradebookError` where the file is not there, empty, encrypted, damaged, or no gradebook at all.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise GradebookError(Problem(path.name, what, "check its name and whether you may open it")) from None
    if not data.strip():
        raise GradebookError(Problem(path.name, "is empty", _EXPORT_AGAIN))
    if data.startswith(_ZIP):
        return _zipped(path.name, data)
    if data.startswith(_OLE):
        if _ENCRYPTED_OOXML in data:
            raise _encrypted(path.name)
        return _old_excel(path.name, data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"%PDF")):
        what = "is not a gradebook but a web page or a document, whatever its name says"
        hint = "open it in Excel or LibreOffice and save it as .xlsx, or export it again as .xlsx or CSV"
        raise GradebookError(Problem(path.name, what, hint))
    sheet, faults = read_text(path.name, data)
    return Workbook((sheet,), faults)


def _zipped(file: str, data: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return Workbook(tuple(_excel_sheets(archive, data)))
            if "content.xml" in names:
                return Workbook(tuple(_open_document_sheets(archive, data)))
    except _EncryptedError:
        raise _encrypted(file) from None
    except Exception as error:  # noqa: BLE001 - whatever a library stumbles over, the file cannot be read
        raise _damaged(file, error) from None
    what = "is not a workbook in a format that certbuild reads (.xlsx, .ods, .xls) but another kind of file"
    raise GradebookError(Problem(file, what, "save it as .xlsx in the program that it comes from"))


def _old_excel(file: str, data: bytes) -> Workbook:
    try:
        sheets = tuple(Sheet.of(name, ([_plain(cell) for cell in row] for row in rows)) for name, rows in _calamine(data))
    except Exception as error:  # noqa: BLE001 - whatever the library stumbles over, the file cannot be read
        if "password" in type(error).__name__.lower() or "password" in str(error).lower():
            raise _encrypted(file) from None
        raise _damaged(file, error) from None
    what = "is in the old .xls format, in which certbuild cannot see errors such as #DIV/0!, nor that 0.85 is shown as 85 %"
    hint = "if such cells may be in it, save it as .xlsx in Excel or LibreOffice and use that file"
    return Workbook(sheets, (Fault("", what, hint, Severity.WARNING),))


def _encrypted(file: str) -> GradebookError:
    hint = "open it, take the password off, save it, and run again"
    return GradebookError(Problem(file, "is protected with a password", hint))


def _damaged(file: str, error: Exception) -> GradebookError:
    what = f"is damaged or incomplete and cannot be read ({type(error).__name__})"
    return GradebookError(Problem(file, what, _EXPORT_AGAIN))


def _calamine(data: bytes) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    import pandas as pd  # noqa: PLC0415 - heavy, and needed for two formats only

    frames = pd.read_excel(io.BytesIO(data), engine="calamine", sheet_name=None, header=None, dtype=object, keep_default_na=False)
    for name, frame in frames.items():
        yield str(name), frame.itertuples(index=False, name=None)


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
            rows: Iterable[list[Value]] = ([_excel_value(cell) for cell in row] for row in sheet.iter_rows())
            if formulas:
                formulas[sheet.title].reset_dimensions()
                rows = map(_with_formulas, rows, formulas[sheet.title].iter_rows())
            yield Sheet.of(sheet.title, rows)


def _excel_value(cell: Any) -> Value:  # noqa: ANN401 - openpyxl has no types
    if cell.value is None:
        return None
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    value = _plain(cell.value)
    if isinstance(value, Decimal) and "%" in _NOT_SHOWN_AS_FORMAT.sub("", cell.number_format):
        return Percentage(value)
    return value


def _with_formulas(values: list[Value], cells: tuple[Any, ...]) -> list[Value]:
    """Put a `Formula` wherever there is one without a result."""
    return [
        Formula(str(getattr(cell.value, "text", cell.value))) if value is None and cell.data_type == "f" else value
        for value, cell in zip(values, cells, strict=True)
    ]


def _open_document_sheets(archive: zipfile.ZipFile, data: bytes) -> Iterator[Sheet]:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _EncryptedError
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
    """Return, for each table of an .ods, which cells show a percentage or hold a formula without a result."""
    found: dict[str, dict[tuple[int, int], type[Percentage | Formula]]] = {}
    table: dict[tuple[int, int], type[Percentage | Formula]] = {}
    row = column = 0
    for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - expat bounds what entities can do
        match event, element.tag.removeprefix(_TABLE):
            case "start", "table":
                table = found.setdefault(element.get(f"{_TABLE}name", ""), {})
                row = 0
            case "start", "table-row":
                column = 0
            case "end", "table-cell" | "covered-table-cell":
                kind = element.get(f"{_OFFICE}value-type")
                repeated = _repeated(element, "columns")
                if kind == "percentage" or (kind is None and element.get(f"{_TABLE}formula")):
                    table.update(((row, column + n), Percentage if kind else Formula) for n in range(repeated))
                column += repeated
                element.clear()
            case "end", "table-row":
                repeated = _repeated(element, "rows")
                again = [(place, kind) for place, kind in table.items() if place[0] == row] if repeated > 1 else []
                table.update(((row + n, place[1]), kind) for place, kind in again for n in range(1, repeated))
                row += repeated
                element.clear()
    return found


def _repeated(element: ET.Element, axis: Literal["columns", "rows"]) -> int:
    return min(int(element.get(f"{_TABLE}number-{axis}-repeated", "1")), _MOST_REPEATED)
