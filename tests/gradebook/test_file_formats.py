"""Formats are told by content; what cannot be read is said in words."""

from __future__ import annotations

import io
import struct
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from certbuild.errors import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Read

    from certbuild.errors import Problem

ROWS = [["Name", "ID", "Essay"], ["Zoë Müller", "0012", 8.5], ["Ann Lee", "0013", None]]


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Grades")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods() -> bytes:
    target = io.BytesIO()
    pd.DataFrame(ROWS).to_excel(target, engine="odf", index=False, header=False, sheet_name="Grades")
    return target.getvalue()


def _text(encoding: str, delimiter: str) -> bytes:
    lines = (delimiter.join(str(value or "").replace(".", "," if delimiter == ";" else ".") for value in row) for row in ROWS)
    return "\r\n".join(lines).encode(encoding)


@pytest.mark.parametrize("name", ["grades.xlsx", "grades.csv", "grades.xls"])
def test_xlsx_whatever_its_name(read: Read, to_xlsx: Callable[..., bytes], name: str) -> None:
    """A workbook is read as one even if its name says CSV."""
    book = read(to_xlsx({"Grades": ROWS}), name)
    assert (book.students[0].name, book.students[0].key, book.marks[0][0].points) == ("Zoë Müller", "0012", Decimal("8.5"))


def test_ods(read: Read) -> None:
    """OpenDocument sheets are read."""
    book = read(_ods(), "grades.ods")
    assert book.sources[0].sheet == "Grades"
    assert [student.key for student in book.students] == ["0012", "0013"]
    assert book.marks[0][0].points == Decimal("8.5")
    assert not book.problems


def test_xls_warns_of_what_cannot_be_seen_in_it(read: Read) -> None:
    """The old format is read, with a warning that percentages and errors cannot be told in it."""
    book = read(_xls(), "grades.xls")
    assert [student.name for student in book.students] == ["Zoë Müller", "Ann Lee"]
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xls", Severity.WARNING)
    assert "85 %" in warning.what
    assert ".xlsx" in warning.hint


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_in_any_encoding_and_separator(read: Read, encoding: str, delimiter: str) -> None:
    """Separator and encoding are found from the content, also of text that is named .xls."""
    book = read(_text(encoding, delimiter), "grades.xls")
    assert [(student.name, student.key) for student in book.students] == [("Zoë Müller", "0012"), ("Ann Lee", "0013")]
    assert book.marks[0][0].points == Decimal("8.5")
    assert not book.problems
    assert book.marks[0][0].cell == "C2"


def test_windows_1252_is_read_with_a_warning(read: Read) -> None:
    """Bytes that are no UTF-8 are read as Windows-1252, and the warning names it."""
    book = read(_text("windows-1252", ","), "grades.csv")
    assert book.students[0].name == "Zoë Müller"
    (warning,) = book.problems
    assert warning.severity is Severity.WARNING
    assert "Windows-1252" in warning.what
    assert "UTF-8" in warning.hint


def test_ragged_rows_and_a_separator_line(read: Read) -> None:
    """Rows shorter or longer than the headings are no error, and Excel's own first line is understood."""
    book = read("sep=;\r\nName;ID;Essay;Quiz\r\nAnn Lee;1;8\r\nBo Ek;2;7;9;;;\r\n", "grades.csv")
    assert [[mark.text for mark in row] for row in book.marks] == [["8", ""], ["7", "9"]]


def test_blank_lines_and_line_breaks_in_cells_keep_row_numbers(read: Read) -> None:
    """Addresses are those that a spreadsheet shows."""
    book = read('Name,ID,"Essay\n1"\n\nAnn Lee,1,8\n', "grades.csv")
    assert (book.activities[0].name, book.marks[0][0].cell) == ("Essay 1", "C3")


def test_percentages_errors_and_empty_formulas_in_ods(read: Read) -> None:
    """What an OpenDocument cell shows counts: 85 % is a percentage, an error and a formula without a result are told."""

    def cell(text: str, **attributes: str) -> TableCell:
        made = TableCell(**attributes)
        made.addElement(P(text=text))
        return made

    document, table = OpenDocumentSpreadsheet(), Table(name="Grades")
    for cells in (
        [cell("Name", valuetype="string"), cell("Essay", valuetype="string")],
        [cell("Ann", valuetype="string"), cell("85 %", valuetype="percentage", value="0.85")],
        [cell("Bo", valuetype="string"), cell("#DIV/0!", valuetype="string", formula="of:=1/0")],
        [cell("Cy", valuetype="string"), TableCell(formula="of:=1+1")],
    ):
        row = TableRow()
        for one in cells:
            row.addElement(one)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    target = io.BytesIO()
    document.save(target)
    book = read(target.getvalue(), "grades.ods")
    assert book.marks[0][0].fraction == Decimal("0.85")
    assert [problem.where for problem in book.problems] == ["grades.ods › Grades!B3", "grades.ods › Grades!B4"]


def _encrypted_xlsx() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def _encrypted_ods() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", b"\x01\x02")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return target.getvalue()


def _ring_xls() -> bytes:
    """Return a workbook whose first chain of sectors leads back to its beginning."""
    whole = bytearray(_xls())
    (table,) = struct.unpack_from("<I", whole, 76)
    struct.pack_into("<I", whole, 512 + table * 512 + 4, 0)
    return bytes(whole)


def _other_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        (b"", "is empty", "export the gradebook again"),
        (b" \r\n \r\n", "is empty", "export the gradebook again"),
        (_encrypted_xlsx(), "protected with a password", "take the password off"),
        (_encrypted_ods(), "protected with a password", "take the password off"),
        (b"PK\x03\x04" + bytes(50), "damaged or incomplete", "export the gradebook again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged or incomplete", "export the gradebook again"),
        (_ods()[:900], "damaged or incomplete", "export the gradebook again"),
        (_xls()[:-600], "damaged or incomplete", "export the gradebook again"),
        (_ring_xls(), "damaged or incomplete", "export the gradebook again"),
        (_other_zip(), "another kind of file", "save it as .xlsx"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "not a gradebook but a web page", "save it as .xlsx"),
        (b"%PDF-1.7", "not a gradebook but a web page or a document", "save it as .xlsx"),
        (bytes(range(128, 256)) * 4, "neither a workbook nor a text", "CSV in UTF-8"),
        (b"Hello,world\n1,2\n", "no table of students", "row of headings within the first 20 rows"),
    ],
)
def test_what_cannot_be_read_is_told(refuse: Callable[..., Problem], data: bytes, what: str, advice: str) -> None:
    """A file that cannot be read is one error that names it, says what it is, and what to do."""
    problem = refuse(data, "grades.xlsx")
    assert problem.where == "grades.xlsx"
    assert what in problem.what
    assert advice in problem.hint


def test_a_quotation_mark_left_open_is_told_with_its_line(refuse: Callable[..., Problem]) -> None:
    """A quotation mark that would swallow the rest of the students is an error, not fewer students."""
    problem = refuse('Name,ID,Essay\nAnn Lee,1,8\n"Bo Ek,2,7\nCy Oz,3,9\n', "grades.csv")
    assert problem.where.startswith("grades.csv › line ")
    assert "quotation mark" in problem.what


def test_a_damaged_part_of_a_workbook_is_told(refuse: Callable[..., Problem], to_xlsx: Callable[..., bytes]) -> None:
    """A workbook whose sheet is broken inside gives a message, not a traceback."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(to_xlsx({"Grades": ROWS}))) as whole, zipfile.ZipFile(target, "w") as broken:
        for name in whole.namelist():
            data = whole.read(name)
            broken.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert "damaged" in refuse(target.getvalue()).what


def test_a_sheet_that_is_too_large_is_told(refuse: Callable[..., Problem], to_csv: Callable[..., bytes]) -> None:
    """A stray cell far away is named instead of millions of empty cells being read."""
    rows = [["Name", "Essay"], *([["Ann Lee", 5]] * 9000), [None] * 1200 + ["x"]]
    problem = refuse(to_csv(rows), "grades.csv")
    assert problem.where == "grades.csv"
    assert "reaches down to row 9,002 and right to column ATE" in problem.what
    assert "delete the rows and columns beyond the table" in problem.hint
