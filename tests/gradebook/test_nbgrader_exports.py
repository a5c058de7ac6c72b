"""nbgrader's export: one row for each piece of work, and 0.0 where nothing was ever handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples import NBGRADER
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read

HEAD, PS1, *_ = NBGRADER.splitlines(keepends=True)


def test_an_export_is_gathered_by_student(read: Read) -> None:
    """Each student is there once, each assignment once, with its maximum."""
    book = read(NBGRADER, "grades.csv")
    assert platform(book)[0] == "nbgrader"
    assert "assignment and student_id" in platform(book)[1]
    assert students(book) == [("imarlow", "Ines", "Marlow"), ("jorsted", "Jakub", "Orsted"), ("tquint", "Thea", "Quint")]
    assert activities(book) == [
        ("ps1", "13", 'column K "ps1 - max_score"'),
        ("ps2", "9", 'column K "ps2 - max_score"'),
    ]
    assert left_out(book)["column H"] == "the score before a penalty for lateness"
    assert not book.problems


def test_what_was_never_handed_in_is_missing(read: Read) -> None:
    """0.0 without a time of submission is no mark, 0.0 with one is; without a row for it a mark is missing."""
    assert marks(read(NBGRADER, "grades.csv")) == [["1.5", "7"], ["-", "-"], ["-", "0"]]


def test_a_late_mark_counts_after_its_penalty(read: Read) -> None:
    """The score counts, not the raw score."""
    assert marks(read(NBGRADER, "grades.csv"))[0][1] == "7"


def test_a_mark_without_submission_counts_if_it_is_not_zero(read: Read) -> None:
    """Somebody graded on paper has points, though nothing was handed in."""
    row = PS1.replace("2026-02-02 14:00:00", "")
    assert marks(read(HEAD + row, "grades.csv")) == [["1.5"]]


def test_addresses_are_those_of_the_file(read: Read) -> None:
    """Students, assignments and marks are named by the cells in which they stand; a fault, too."""
    book = read(NBGRADER.replace("7.0,9.0", "seven,9.0"), "grades.csv")
    assert [student.cell for student in book.students] == ["D2", "D3", "D5"]
    assert [activity.cell for activity in book.activities] == ["A2", "A4"]
    assert [[mark.cell for mark in row] for row in book.marks] == [["J2", "J4"], ["J3", "D3"], ["D5", "J5"]]
    (problem,) = book.problems
    assert problem.where == "grades.csv › J4"
    assert problem.what.startswith('Ines Marlow, "ps2": "seven"')


def test_the_same_work_twice_is_an_error(read: Read) -> None:
    """Two rows of a student for one assignment are told with both places; which of the marks counts is not guessed."""
    book = read(HEAD + PS1 + PS1.replace("1.5,13.0", "9.0,13.0"), "grades.csv")
    (problem,) = book.problems
    assert problem.where == "grades.csv › A3"
    assert problem.what == '"ps1" of imarlow stands in row 2 already'
    assert "take the row out" in problem.hint
