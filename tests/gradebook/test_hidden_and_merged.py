"""What a workbook shows as one cell, and what it does not show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from shown import activities, marks, platform, students

from certbuild.errors import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Read, Rows
    from openpyxl.worksheet.worksheet import Worksheet

PLAIN: Rows = [["ID", "Name", "Essay", "Exam"], ["a1", "Ines Marlow", 8, 17], ["a2", "Jakub Orsted", 7, 12]]


def _workbook(rows: Rows, change: Callable[[Worksheet], object], more: tuple[str, Rows] | None = None) -> bytes:
    """Return a workbook with the sheet "Grades" changed, and another sheet behind it."""
    book = Workbook()
    book.active.title = "Grades"
    for row in rows:
        book.active.append(row)
    if more:
        sheet = book.create_sheet(more[0])
        for row in more[1]:
            sheet.append(row)
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_two_rows_of_headings_by_merged_cells(read: Read) -> None:
    """Where "Name" reaches over two rows, the second is headings, too, although the first has one over each column."""
    rows: Rows = [
        ["ID", "Name", "Writing", "Talking"],
        [None, None, "Essay", "Exam"],
        ["a1", "Ines Marlow", 8, 17],
        ["a2", "Jakub Orsted", 7, 12],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")

    book = read(_workbook(rows, merge))
    assert [(activity.name, activity.cell) for activity in book.activities] == [("Essay", "C2"), ("Exam", "D2")]
    assert students(book) == [("a1", "Ines", "Marlow"), ("a2", "Jakub", "Orsted")]


def test_wide_headings_by_merged_cells(read: Read) -> None:
    """Two terms with the same activities are told apart by the wide cells above them."""
    rows: Rows = [
        ["ID", "Name", "Term 1", None, "Term 2", None],
        [None, None, "Essay", "Exam", "Essay", "Exam"],
        ["a1", "Ines Marlow", 8, 17, 9, 18],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("E1:F1")

    book = read(_workbook(rows, merge))
    assert [name for name, *_ in activities(book)] == ["Term 1: Essay", "Term 1: Exam", "Term 2: Essay", "Term 2: Exam"]


def test_hidden_rows_are_read_and_told(read: Read) -> None:
    """A student in a hidden row counts like the others; the warning names the row and says why it may be hidden."""

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    book = read(_workbook(PLAIN, hide))
    assert marks(book) == [["8", "17"], ["7", "12"]]
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xlsx", Severity.WARNING)
    assert warning.what == "hidden rows hold 1 student, read like the others: row 3"
    assert "a filter may be on" in warning.hint


def test_hidden_columns_are_read_and_told(read: Read) -> None:
    """A hidden activity counts, with a warning that names the column and the way to leave it out."""

    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["D"].hidden = True

    book = read(_workbook(PLAIN, hide))
    assert [name for name, *_ in activities(book)] == ["Essay", "Exam"]
    (warning,) = book.problems
    assert warning.what == "hidden columns hold 1 activity, read like the others: column D"
    assert "ignore = true" in warning.hint


def test_hidden_columns_without_marks_are_no_matter(read: Read) -> None:
    """Nothing is said of a hidden id or remark."""

    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].hidden = True

    assert not read(_workbook(PLAIN, hide)).problems


def test_a_hidden_sheet_gives_way(read: Read) -> None:
    """Of two sheets with students the one that is shown is read, even if it stands behind."""

    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    book = read(_workbook(PLAIN, hide, ("Now", [["Name", "Essay"], ["Thea Quint", 5]])))
    assert (book.sources[0].sheet, len(book.students)) == ("Now", 1)


def test_only_a_hidden_sheet_has_students(read: Read) -> None:
    """Where no other will do, the hidden sheet is read, with a warning."""

    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    book = read(_workbook(PLAIN, hide, ("Notes", [["Nothing"]])))
    assert platform(book)[0] == "handmade"
    (warning,) = book.problems
    assert warning.what == 'the sheet "Grades" was read although it is hidden; no other has students'
