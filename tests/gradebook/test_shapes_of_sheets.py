"""Where in a sheet made by hand headings, maxima, weights and students stand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sheets import BELOW_A_TITLE, IN_COLUMNS, PAGES, PERCENT_BESIDE, TWO_HEADING_ROWS, WITH_WEIGHTS
from shown import activities, left_out, marks, platform, students

from certbuild.errors import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Read


@pytest.mark.parametrize("above", [1, 5, 19])
def test_the_headings_may_stand_further_down(read: Read, above: int) -> None:
    """Up to nineteen rows of titles and notes above the headings are listed as such, and no student is lost."""
    book = read([*([[f"Note {number}"] for number in range(above)]), ["ID", "Name", "Essay"], ["a1", "Ines Marlow", 8]])
    assert (students(book), marks(book)) == ([("a1", "Ines", "Marlow")], [["8"]])
    assert list(left_out(book).values()) == ["stands above the headings"] * above
    assert book.students[0].cell == f"A{above + 2}"


def test_names_maxima_and_activities_in_three_rows(read: Read) -> None:
    """Activities in row 1, points possible in row 2, names headed in row 3: all are found, with their places."""
    book = read(BELOW_A_TITLE)
    assert activities(book) == [("Safety", "10", 'row 2 "Points Possible"'), ("Skills", "100", 'row 2 "Points Possible"')]
    assert marks(book) == [["9", "93"], ["7", "-"]]
    assert left_out(book) == {
        "row 1": "stands above the headings",
        "row 7": "the highest marks",
        "row 8": "a statistic",
    }


def test_weights_and_maxima_without_a_label(read: Read) -> None:
    """Weights are told by their label, maxima also by standing right below without a name; each says where it is from."""
    book = read(WITH_WEIGHTS)
    assert activities(book) == [("Essay", "10", "row 3"), ("Exam", "20", "row 3")]
    assert [(a.weight, a.weight_from) for a in book.activities] == [
        (Decimal(30), 'row 2 "Weight"'),
        (Decimal(70), 'row 2 "Weight"'),
    ]
    assert left_out(book) == {"column F": "a total, not an activity"}


def test_the_same_names_under_two_wide_headings(read: Read) -> None:
    """Two essays in two terms are told apart by what stands above them; the address is that of the name."""
    book = read(TWO_HEADING_ROWS)
    assert [activity.name for activity in book.activities] == ["Term 1: Essay", "Term 1: Exam", "Term 2: Essay", "Term 2: Exam"]
    assert [activity.cell for activity in book.activities] == ["C2", "D2", "E2", "F2"]
    assert marks(book) == [["8", "17", "9", "18"], ["7", "12", "6", "-"]]


def test_different_names_under_wide_headings(read: Read) -> None:
    """Where the names differ anyway, they stay as they are."""
    rows = [["ID", "Name", "Term 1", None, "Term 2"], [None, None, "Essay", "Exam", "Talk"], ["a1", "Ines Marlow", 8, 17, 9]]
    assert [activity.name for activity in read(rows).activities] == ["Essay", "Exam", "Talk"]


def test_pages_put_together(read: Read) -> None:
    """Headings and statistics that stand in the middle again are no students."""
    book = read(PAGES)
    assert students(book) == [("a1", "Ines", "Marlow"), ("a2", "Jakub", "Orsted")]
    assert left_out(book) == {"row 3": "a statistic", "row 5": "the headings again", "row 7": "a statistic"}
    assert not book.problems


def test_percentages_and_spacers_beside_the_marks(read: Read) -> None:
    """A percentage beside a mark tells the maximum; an empty column is nothing; a stray letter is listed."""
    book = read(PERCENT_BESIDE)
    assert activities(book) == [
        ("Essay", "10", "points and percentages side by side"),
        ("Exam", "20", "points and percentages side by side"),
        ("No heading follows", "", ""),
    ]
    assert left_out(book)["column C"] == 'shows "Essay" in another way; the points are used'
    assert left_out(book)["column H"] == "has no heading"


def test_students_in_columns(read: Read) -> None:
    """A sheet that lies on its side is turned, and every address is that of the file."""
    book = read(IN_COLUMNS)
    assert "the students stand in columns" in platform(book)[1]
    assert students(book) == [("a1", "Ines", "Marlow"), ("a2", "Jakub", "Orsted"), ("a3", "Thea", "Quint")]
    assert activities(book) == [("Essay", "10", "its heading"), ("Exam", "", "")]
    assert marks(book) == [["8", "17"], ["7", "12"], ["-", "excused"]]
    assert [mark.cell for mark in book.marks[2]] == ["D3", "D4"]


def test_faults_in_a_sheet_with_students_in_columns(read: Read) -> None:
    """The cell of the file is named, and rows are called rows."""
    rows = [[*row] for row in IN_COLUMNS]
    rows[2][2] = "good"
    rows.append([None, 1, 2, 3])
    problems = read(rows).problems
    assert [problem.where for problem in problems] == ["grades.xlsx", "grades.xlsx › Grades!C3"]
    assert problems[0].what == "row 5 holds numbers but has no heading, so it was left out"


def test_a_statistic_in_the_last_column_of_a_turned_sheet(read: Read) -> None:
    """What is a footer in other sheets is a column here, and is left out as such."""
    book = read([[*row, last] for row, last in zip(IN_COLUMNS, ["Average", None, 7.5, 14.5], strict=True)])
    assert len(book.students) == 3
    assert left_out(book) == {"column E": "a statistic"}


def test_other_sheets_are_listed_with_their_cells(read: Read, to_xlsx: Callable[..., bytes]) -> None:
    """What stands in sheets without students is left out, and counted."""
    book = read(to_xlsx({"Grades": [["Name", "Essay"], ["Ines Marlow", 8]], "Key": [["A", "very good"], ["B", "good"]]}))
    assert left_out(book) == {'sheet "Key"': "another sheet is read"}
    assert book.sources[0].cells.filled == 8


def test_two_tables_below_each_other(read: Read) -> None:
    """A second table with other activities is not read as the first: the place is told, and how to join the two."""
    rows = [["ID", "Name", "Essay"], ["a1", "Ines Marlow", 8], [], ["ID", "Name", "Talk"], ["b1", "Thea Quint", 9]]
    (problem,) = read(rows).problems
    assert (problem.where, problem.severity) == ("grades.xlsx › Grades!C4", Severity.ERROR)
    assert problem.what == 'row 4 has the headings again, but other ones: "Talk" where row 1 has "Essay"'
    assert 'file = ["first.xlsx", "second.xlsx"]' in problem.hint
