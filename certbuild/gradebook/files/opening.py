"""The bytes of a file → its sheets; the format is told by the content, never by the suffix.

pandas with calamine reads all formats but text. What calamine does not tell – numbers shown as percentages, errors,
formulas without results, what is hidden – is looked up in the XML of .xlsx and .ods; of an .xls it cannot be told.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.cells import Sheet, TooLargeError, check_total
from certbuild.gradebook.files.excel import excel_sheets, is_excel
from certbuild.gradebook.files.kinds import refusal_of_package, refuse_by_beginning
from certbuild.gradebook.files.oldexcel import old_excel_sheets
from certbuild.gradebook.files.opendocument import is_spreadsheet, open_document_sheets
from certbuild.gradebook.files.package import MOST_BYTES, Package
from certbuild.gradebook.files.refusals import EXPORT_AGAIN, RefusedError
from certbuild.gradebook.files.text import read_text
from certbuild.gradebook.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Workbook(Struct, frozen=True):
    """The sheets of a file, in its order, and what is to be said about the file as a whole."""

    sheets: tuple[Sheet, ...]
    faults: tuple[Fault, ...] = ()


def read_sheets(path: Path, encoding: str = "") -> Workbook:
    """Return the sheets of a workbook or text file; a text file has one, without a name.

    `encoding` is that of a text file which is not in UTF-8. Raises `GradebookError` where the file is not there, empty,
    encrypted, damaged, too large, or no gradebook at all.
    """
    file = path.name
    try:
        return _workbook(_bytes(path), encoding)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise GradebookError(Problem(file, what, "check its name and whether you may open it")) from None
    except RefusedError as error:
        where = f"{file} › {error.place}" if error.place else file
        raise GradebookError(Problem(where, error.what, error.hint)) from None
    except TooLargeError as error:
        hint = "delete the rows and columns beyond the table of students, also those that only look empty, and save it"
        raise GradebookError(Problem(file, f"is too large for a gradebook: {error}", hint)) from None
    except (Exception, MemoryError) as error:  # noqa: BLE001 - whatever a library stumbles over, the file cannot be read
        what = f"is damaged or incomplete and cannot be read ({type(error).__name__.strip('_')})"
        raise GradebookError(Problem(file, what, EXPORT_AGAIN)) from None


def _bytes(path: Path) -> bytes:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        what = f"is {kind}"
        raise RefusedError(what, "name the exported gradebook itself (.xlsx, .xls, .ods, .csv)")
    if found.st_size > MOST_BYTES:
        message = f"it is a file of {found.st_size / 1e6:,.0f} MB"
        raise TooLargeError(message)
    return path.read_bytes()


def _workbook(data: bytes, encoding: str) -> Workbook:
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        what = "is empty"
        raise RefusedError(what)
    if data.startswith(_ZIP):
        return _packed_workbook(Package(data))
    if data.startswith(_OLE):
        return Workbook(*old_excel_sheets(data))
    refuse_by_beginning(data)
    return Workbook((read_text(data, encoding),))


def _packed_workbook(package: Package) -> Workbook:
    if is_excel(package):
        faults = (_macros(),) if package.holds_any("xl/vbaProject") else ()
        return Workbook(_bearable(excel_sheets(package)), faults)
    if "content.xml" in package and is_spreadsheet(package):
        return Workbook(_bearable(open_document_sheets(package)))
    raise refusal_of_package(package)


def _bearable(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    kept = []
    cells = 0
    for sheet in sheets:
        cells += len(sheet.rows) * sheet.width
        check_total(cells)
        kept.append(sheet)
    return tuple(kept)


def _macros() -> Fault:
    what = "holds macros; certbuild does not run them, and reads the values as they were when the file was last saved"
    return Fault("", what, "if a macro computes marks, run it in Excel, save, and look at the results", Severity.WARNING)
