"""Sheets that teachers make: where the headings stand, rows of maxima and weights, statistics, totals, notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from certbuild.errors import Severity
from certbuild.model import MarkState

if TYPE_CHECKING:
    from conftest import Read

    from certbuild.model import Gradebook

ANN, BO = ["Ann Lee", 8, 17], ["Bo Ek", 9, 12]


def _left_out(book: Gradebook) -> dict[str, str]:
    return {left.where: left.reason for left in book.sources[0].left_out}


def _activities(book: Gradebook) -> list[tuple[str, str]]:
    return [(activity.name, str(activity.max or "")) for activity in book.activities]


@pytest.mark.parametrize(
    ("heading", "name", "maximum"),
    [
        ("Essay", "Essay", ""),
        ("Essay (10)", "Essay", "10"),
        ("Essay [10]", "Essay", "10"),
        ("Essay /10", "Essay", "10"),
        ("Essay (max. 12,5 Punkte)", "Essay", "12.5"),
        ("Essay (10 pts)", "Essay", "10"),
        ("Essay (out of 10)", "Essay", "10"),
        ("Week 9/10", "Week 9/10", ""),
        ("Essay (draft)", "Essay (draft)", ""),
        ("Essay (0)", "Essay (0)", ""),
    ],
)
def test_the_maximum_in_a_heading(read: Read, heading: str, name: str, maximum: str) -> None:
    """The usual ways to write the maximum into the heading are understood."""
    assert _activities(read([["Name", heading], ["Ann Lee", 5]])) == [(name, maximum)]


def test_numbered_headings_are_no_maxima(read: Read) -> None:
    """In Quiz (1) and Quiz (2) the numbers tell the activities apart."""
    book = read([["Name", "Quiz (1)", "Quiz (2)"], ANN, BO])
    assert _activities(book) == [("Quiz (1)", ""), ("Quiz (2)", "")]
    assert not book.problems


@pytest.mark.parametrize("label", ["Points possible", "Max", "Maximum", "Out of", "Max points:", "Maximalpunktzahl", None])
def test_a_row_of_maxima_below_the_headings(read: Read, label: str | None) -> None:
    """A row of maxima is told by its label, or by holding numbers under every activity and no name."""
    book = read([["Name", "Essay", "Exam"], [label, 10, 20], ANN, BO])
    assert _activities(book) == [("Essay", "10"), ("Exam", "20")]
    assert [student.name for student in book.students] == ["Ann Lee", "Bo Ek"]
    assert not book.problems


def test_a_row_of_weights(read: Read) -> None:
    """Weights are taken from their row, as numbers or percentages."""
    book = read([["Name", "Essay", "Exam"], ["Weight", 0.3, "70 %"], ["Max", 10, 20], ANN, BO], formats={"B2": "0%"})
    assert [activity.weight for activity in book.activities] == [Decimal(30), Decimal(70)]
    assert [activity.max for activity in book.activities] == [Decimal(10), Decimal(20)]


def test_a_maximum_that_is_no_number_is_an_error(read: Read) -> None:
    """A date or word in the row of maxima is told at its cell."""
    (problem,) = read([["Name", "Essay", "Exam"], ["Max", "ten", 20], ANN, BO]).problems
    assert problem.where == "grades.xlsx › Grades!B2"
    assert 'the maximum of "Essay"' in problem.what


def test_headings_and_maxima_on_three_rows(read: Read) -> None:
    """Activities, maxima and name columns may be headed in three different rows below a title."""
    book = read(
        [
            ["Gradebook", None, "Safety", "Skills", None, "Safety", "Skills"],
            [None, "Points Possible", 10, 100],
            ["Last Name", "First Name"],
            ["Kern", "Jon", 10, 93, None, 1, 0.93],
            ["Howard", "Glenda", 9, 80, None, 0.9, 0.8],
            [],
            ["Max", None, 10, 93, None, 1, 0.93],
            ["Min", None, 9, 80, None, 0.9, 0.8],
            ["Average", None, 9.5, 86.5, None, 0.95, 0.865],
        ],
        formats={f"{column}{row}": "0%" for column in "FG" for row in (4, 5, 7, 8, 9)},
    )
    assert _activities(book) == [("Safety", "10"), ("Skills", "100")]
    assert [activity.cell for activity in book.activities] == ["C1", "D1"]
    assert [student.name for student in book.students] == ["Jon Kern", "Glenda Howard"]
    left_out = _left_out(book)
    assert left_out["row 1"] == "stands above the headings"
    assert {"row 7", "row 8", "row 9"} <= left_out.keys()
    assert left_out["column F"] == 'shows "Safety" in another way; the points are used'
    assert not book.problems


def test_statistics_below_the_students_are_left_out(read: Read) -> None:
    """Average, median and the like are no students."""
    footers = [["Average", 8.5, 14.5], ["Median", 8.5, 14.5], ["Std. dev.", 1, 2], ["Durchschnitt", 8.5, 14.5], ["Max", 9, 17]]
    book = read([["Name", "Essay", "Exam"], ANN, BO, *footers])
    assert [student.name for student in book.students] == ["Ann Lee", "Bo Ek"]
    assert len([where for where in _left_out(book) if where.startswith("row")]) == len(footers)


def test_somebody_called_max_is_a_student(read: Read) -> None:
    """A row "Max" among the students counts as a person unless its numbers are the highest of each column."""
    book = read([["Name", "Essay", "Exam"], ANN, ["Max", 5, 6], BO])
    assert [student.name for student in book.students] == ["Ann Lee", "Max", "Bo Ek"]


def test_totals_comments_and_running_numbers_are_left_out(read: Read) -> None:
    """Columns that are no activities are left out, each with its reason."""
    book = read(
        [
            ["No", "Name", "Essay", "Essay comment", "Total", "Average", "Final grade", "Notes", "Passed", "Grader"],
            [1, "Ann Lee", 8, "Clean", 8, 8, 2, "late", True, "AB"],
            [2, "Bo Ek", 9, None, 9, 9, 1, None, False, "CD"],
        ]
    )
    assert _activities(book) == [("Essay", "")]
    assert set(_left_out(book)) == {f"column {letter}" for letter in "ADEFGHIJ"}
    assert all(_left_out(book).values())
    assert not book.problems


@pytest.mark.parametrize("heading", ["Total", "Score", "Final grade"])
def test_a_total_alone_is_what_counts(read: Read, heading: str) -> None:
    """Where a total is all that there is, it is the activity."""
    assert _activities(read([["Name", heading, "Notes"], ["Ann Lee", 85, "late"]])) == [(heading, "")]


def test_a_percentage_beside_a_score_is_no_second_activity(read: Read) -> None:
    """A column "Essay %" beside "Essay" is the same mark, and tells the maximum where none is written."""
    book = read([["Name", "Essay", "Essay %"], ["Ann Lee", 8, "80%"], ["Bo Ek", 5, "50%"]])
    assert _activities(book) == [("Essay", "10")]


def test_plain_numbers_under_a_percent_heading(read: Read) -> None:
    """Numbers under "Essay %" are percentages."""
    book = read([["Name", "Essay %"], ["Ann Lee", 85], ["Bo Ek", 40]])
    assert [row[0].fraction for row in book.marks] == [Decimal("0.85"), Decimal("0.4")]


def test_a_number_of_percent_in_a_heading_is_unclear(read: Read) -> None:
    """A heading such as "Test 30 %" over plain numbers may be a weight: nothing is guessed, both ways out are said."""
    gradebook = read(
        [["ID", "Name", "Test 30 %", "Quiz 2", "Quiz 2 %"], ["a", "Ada Byron", 8.5, 9, 90], ["b", "Bo Li", 7, 8, 80]]
    )
    (problem,) = gradebook.problems
    assert problem.where == "grades.xlsx › Grades!C1"
    assert "a weight of so many percent" in problem.what
    assert '"Test 30 (%)"' in problem.hint
    assert "course.toml" in problem.hint


def test_a_column_of_maxima_is_no_activity(read: Read) -> None:
    """A column "Lab - Max Points" beside "Lab" is left out, with its reason."""
    gradebook = read([["ID", "Name", "Lab", "Lab - Max Points"], ["a", "Ada Byron", 8, 10], ["b", "Bo Li", 7, 10]])
    assert [activity.name for activity in gradebook.activities] == ["Lab"]
    assert ("column D", "maximum") in [(left.where, left.reason.split()[1]) for left in gradebook.sources[0].left_out]


def test_numbers_up_to_one_under_a_percent_heading_are_unclear(read: Read) -> None:
    """0.85 under "Essay %" may be 85 % or less than one: an error, no guess."""
    (problem,) = read([["Name", "Essay %"], ["Ann Lee", 0.85], ["Bo Ek", 0.4]]).problems
    assert problem.where == "grades.xlsx › Grades!B1"
    assert "not clear" in problem.what
    assert "write 85 for 85 %" in problem.hint


def test_an_empty_column_with_a_heading_is_an_activity_to_come(read: Read) -> None:
    """An activity that nobody has a mark in yet is there, with every mark missing; spacers are not."""
    book = read([["Name", "Essay", None, "Exam"], ["Ann Lee", 8, None, None], ["Bo Ek", 9, None, None]])
    assert [activity.name for activity in book.activities] == ["Essay", "Exam"]
    assert [row[1].state for row in book.marks] == [MarkState.MISSING, MarkState.MISSING]


def test_an_empty_template_has_no_scores(read: Read) -> None:
    """Names without any marks are students whose marks are all missing, never zeros."""
    book = read([["Name", "ID", "Essay"], ["Ann Lee", 1, None], ["Bo Ek", 2, None]])
    assert [[mark.state for mark in row] for row in book.marks] == [[MarkState.MISSING], [MarkState.MISSING]]
    assert not book.problems


def test_numbers_without_a_heading_are_told(read: Read) -> None:
    """A column of numbers without a heading is left out with a warning, not silently."""
    book = read([["Name", "Essay", None], ANN, BO])
    (warning,) = book.problems
    assert warning.severity is Severity.WARNING
    assert "column C" in warning.what
    assert "write the activity's name above" in warning.hint


def test_dates_of_submission_are_no_marks(read: Read) -> None:
    """A column of dates that says so is left out; dates under an activity are errors."""
    day = date(2026, 10, 9)
    book = read([["Name", "Submitted on", "Essay"], ["Ann Lee", day, day], ["Bo Ek", day, 5]])
    assert _left_out(book)["column B"] == "holds dates"
    assert [problem.where for problem in book.problems] == ["grades.xlsx › Grades!C2"]


def test_teams_and_notes_are_no_students(read: Read) -> None:
    """A team's name above its members and a note below the table are left out, a student without marks is not."""
    rows = [["Student", "ID", "Essay"], ["alpha"], ["Ann Lee", 1, 8], ["beta"], ["Bo Ek", 2, None], [], ["EX means excused"]]
    book = read(rows)
    assert [student.name for student in book.students] == ["Ann Lee", "Bo Ek"]
    assert {"row 2", "row 4", "row 7"} <= _left_out(book).keys()
    assert not book.problems


def test_a_note_below_a_table_without_ids(read: Read) -> None:
    """Where names are all there is, a text apart from the table is no student."""
    book = read([["Name", "Essay"], ["Ann Lee", 8], ["Bo Ek", None], [], ["EX means excused"]])
    assert [student.name for student in book.students] == ["Ann Lee", "Bo Ek"]


def test_a_used_range_far_past_the_data(read: Read, to_xlsx: Any) -> None:  # noqa: ANN401
    """Formatted but empty cells far away change nothing."""
    book = read(to_xlsx({"Grades": [["Name", "Essay", "Exam"], ANN, BO]}, {"AZ2000": "0%"}))
    assert len(book.students) == 2
    assert not book.problems


def test_no_column_with_marks_is_an_error(read: Read) -> None:
    """A list of names alone is told."""
    (problem,) = read([["Name", "ID"], ["Ann Lee", 1]]).problems
    assert problem.where == "grades.xlsx"
    assert "no column with marks" in problem.what
