"""Formats are told by content."""

from __future__ import annotations

import io
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
