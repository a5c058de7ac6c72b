"""Blackboard's export: what stands in brackets, what still needs grading, who is not available, and its text named .xls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples import BLACKBOARD, SAMPLES
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read

WHO = '"Last Name","First Name","Username"'


@pytest.mark.parametrize("name", ["blackboard", "blackboard in UTF-16 named xls"])
def test_an_export_is_read_as_it_is(read: Read, name: str) -> None:
    """Maxima come from the headings, ids keep their zeros; as CSV or as UTF-16 text that is named .xls, it is the same."""
    book = read(SAMPLES[name].data, SAMPLES[name].file)
    assert platform(book)[0] == "blackboard"
    assert 'headings end in "[Total Pts: 100 Score] |12345"' in platform(book)[1]
    assert students(book) == [
        ("00310001", "Ines", "Marlow"),
        ("00310002", "Jakub", "Orsted"),
        ("00310003", "Thea", "Quint"),
    ]
    assert activities(book) == [
        ("Quiz 1", "10", "its heading"),
        ("Set #2 [EXTRA]", "6", "its heading"),
        ("Essay", "1000", "its heading"),
    ]
    assert not book.problems


def test_what_needs_grading_is_no_mark(read: Read) -> None:
    """Needs Grading and In Progress are missing marks, also with a number behind; a mark above the maximum stays."""
    assert marks(read(BLACKBOARD, "grades.csv")) == [["9", "7.5", "888.5"], ["-", "-", "-"], ["-", "0", "-"]]


def test_calculated_columns_and_letters_are_left_out(read: Read) -> None:
    """Columns with "up to" are totals; letters and Complete/Incomplete give no score."""
    reasons = left_out(read(BLACKBOARD, "grades.csv"))
    assert reasons["column G"] == reasons["column H"] == "a total, not an activity"
    assert reasons["column L"] == reasons["column M"] == "letters or words, from which no score can be computed"
    assert reasons["column E"] == "not needed"


def test_who_is_not_available_is_inactive(read: Read) -> None:
    """Availability "No" is told of the student."""
    book = read(BLACKBOARD, "grades.csv")
    assert [student.inactive for student in book.students] == ["", "not available in the course", ""]


def test_the_old_heading_without_a_type(read: Read) -> None:
    """Old exports say [Total Pts: 10] without Score, and have no ids: the user name tells the students apart."""
    book = read(f'{WHO},"Quiz [Total Pts: 10] |66"\n"Marlow","Ines","imarlow",5\n"Orsted","Jakub","jorsted",\n', "grades.csv")
    assert (platform(book)[0], students(book)[0][0]) == ("blackboard", "imarlow")
    assert (activities(book), marks(book)) == ([("Quiz", "10", "its heading")], [["5"], ["-"]])


def test_a_percentage_column_is_read_as_such(read: Read) -> None:
    """A column of type Percentage holds percentages, whatever its points."""
    book = read(f'{WHO},"Quiz [Total Pts: 20 Percentage] |66"\n"Marlow","Ines","imarlow",85.00\n', "grades.csv")
    assert (activities(book), marks(book)) == ([("Quiz", "", "")], [["85 %"]])


def test_a_translated_export(read: Read) -> None:
    """The words in brackets are translated, and are read all the same."""
    book = read(f'{WHO},"Quiz [Puntos totales: 10 Puntuación] |66"\n"Marlow","Ines","imarlow","8,5"\n', "grades.csv")
    assert platform(book)[0] == "blackboard"
    assert (activities(book), marks(book)) == ([("Quiz", "10", "its heading")], [["8.5"]])
