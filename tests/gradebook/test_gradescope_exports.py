"""Gradescope's exports: a course with its maxima beside the scores, and a single assignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples import GRADESCOPE, GRADESCOPE_ASSIGNMENT
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read


def test_a_course_is_read_as_it_is(read: Read) -> None:
    """Each item is one activity with the maximum beside it; times and lateness are left out."""
    book = read(GRADESCOPE, "grades.csv")
    assert platform(book)[0] == "gradescope"
    assert 'maxima are headed "… - Max Points"' in platform(book)[1]
    assert students(book) == [("A0001", "Ines", "Marlow"), ("A0002", "Jakub", "Orsted")]
    assert [student.section for student in book.students] == ["s1", "s2"]
    assert activities(book)[0] == ("Lab", "10", 'column G "Lab - Max Points"')
    assert left_out(book) == {f"column {letter}": "times of submission" for letter in "HILM"}
    assert not book.problems


def test_maxima_that_differ_between_students(read: Read) -> None:
    """Where students have different maxima, each mark is a part of its own, and the activity has none for all."""
    book = read(GRADESCOPE, "grades.csv")
    assert activities(book)[1] == ("Project", "", "")
    assert marks(book) == [["9.5", "120 %"], ["-", "50 %"]]


def test_a_single_assignment(read: Read) -> None:
    """The total score is the mark, the questions are parts of it; who handed nothing in has no mark."""
    book = read(GRADESCOPE_ASSIGNMENT, "grades.csv")
    assert platform(book)[0] == "gradescope_assignment"
    assert "Total Score and Max Points" in platform(book)[1]
    assert activities(book) == [("Total Score", "20", 'column E "Max Points"')]
    assert marks(book) == [["18.5"], ["-"]]
    assert left_out(book)["column L"] == left_out(book)["column M"] == "a question, part of the total score"
    assert left_out(book)["column F"] == "not needed"
    assert not book.problems
