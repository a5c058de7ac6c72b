"""results.xlsx and results.csv, opened as a teacher's programs would."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from conftest import Classroom
    from openpyxl import Workbook


def _book(classroom: Classroom) -> Workbook:
    return openpyxl.load_workbook(classroom.root / "build" / "results.xlsx")


def test_workbook(classroom: Classroom) -> None:
    """Results, marks and problems each have a sheet with frozen headings and filters; numbers are numbers."""
    classroom.write_marks({"Ada Byron": [11] + [9] * 9, "Bilbo Baggins": [9] * 9 + [None]})
    classroom.run("build")
    book = _book(classroom)
    assert book.sheetnames == ["Results", "Marks used", "Problems"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    rows = [[cell.value for cell in row] for row in book["Results"].iter_rows()]
    headings, bilbo, ada = rows
    assert (bilbo[0], ada[0]) == ("Baggins", "Byron")
    column = {heading: index for index, heading in enumerate(headings)}
    assert ada[column["Score %"]] == 92
    assert ada[column["Activity 1 (of 10)"]] == 11
    assert bilbo[column["Standing"]] == "provisional"
    assert bilbo[column["Missing"]] == "Activity 10"
    assert bilbo[column["Activity 10 (of 10)"]] is None
    assert len(list(book["Marks used"].iter_rows())) == 1 + 2 * 10
    assert "above its maximum" in book["Problems"]["C2"].value


def test_names_are_no_formulas(classroom: Classroom) -> None:
    """A name that starts like a formula is text in Excel, and is disarmed in the text file."""
    classroom.write_marks({"Ada =1+1": [9] * 10, "@SUM Cole": [9] * 10})
    for row in openpyxl.load_workbook(classroom.root / "input" / "grades.xlsx").active.iter_rows(min_row=2):
        row[2].data_type = "s"
    book = openpyxl.load_workbook(classroom.root / "input" / "grades.xlsx")
    book.active["C2"].data_type = "s"
    book.save(classroom.root / "input" / "grades.xlsx")
    assert classroom.run("build").code == 0
    cells = [cell for sheet in _book(classroom) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1" in [cell.value for cell in cells]
    text = (classroom.root / "build" / "results.csv").read_text(encoding="utf-8-sig")
    fields = [field for row in csv.reader(io.StringIO(text)) for field in row]
    assert "'=1+1" in fields
    assert not [field for field in fields if field.startswith(("=", "+", "@"))]


def test_table_opens_in_excel(classroom: Classroom) -> None:
    """The text file says that it is UTF-8, so that Excel shows accents as they are."""
    classroom.write_marks({"Łucja Żółtowska": [9] * 10})
    classroom.run("build")
    data = (classroom.root / "build" / "results.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "Żółtowska" in data.decode("utf-8-sig")
