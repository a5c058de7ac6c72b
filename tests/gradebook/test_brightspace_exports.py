"""Brightspace's export: as much behind each heading as was ticked, weights in weights, ids with a sign before them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from samples import BRIGHTSPACE
from shown import activities, left_out, marks, platform, students

from certbuild.errors import Severity

if TYPE_CHECKING:
    from conftest import Read

WHO = "OrgDefinedId,Username,Last Name,First Name"
END = "End-of-Line Indicator"


def test_an_export_is_read_as_it_is(read: Read) -> None:
    """Ids lose their sign, maxima come from the headings, sections and addresses are kept; short rows are no fault."""
    book = read(BRIGHTSPACE, "grades.csv")
    assert platform(book)[0] == "brightspace"
    assert 'there is a column "OrgDefinedId"' in platform(book)[1]
    assert students(book) == [("00820001", "Ines", "Marlow"), ("00820002", "Jakub", "Orsted")]
    assert [(student.email, student.section) for student in book.students] == [
        ("ines@example.org", "Sec A, Sec B"),
        ("jakub@example.org", "Sec A"),
    ]
    assert activities(book) == [("HW 1", "12", "its heading"), ("HW 2", "8", "its heading"), ("Exam", "50", "its heading")]
    assert marks(book) == [["11", "8", "45.5"], ["-", "6.5", "-"]]
    assert not book.problems


def test_a_weight_is_part_of_its_category(read: Read) -> None:
    """40 % of a category that is 25 % of the course weighs 10; without a category's weight it stands as it is."""
    book = read(BRIGHTSPACE, "grades.csv")
    assert [(a.weight, a.weight_from, a.category) for a in book.activities] == [
        (Decimal(10), "its heading", "Homework"),
        (Decimal(15), "its heading", "Homework"),
        (Decimal(75), "its heading", None),
    ]


def test_what_is_no_activity_is_left_out(read: Read) -> None:
    """Symbols, texts, subtotals and final grades are left out, each with its reason, and so is the test student."""
    reasons = left_out(read(BRIGHTSPACE, "grades.csv"))
    assert reasons["column I"] == 'shows "HW 2" in another way; the points are used'
    assert all(reasons[f"column {letter}"] == "a total, not an activity" for letter in "JKOPQ")
    assert all("no score can be computed" in reasons[f"column {letter}"] for letter in "MN")
    assert reasons["column R"] == "ends the line"
    assert reasons["row 4"] == "a test student of Brightspace's"


def test_nothing_behind_the_headings(read: Read) -> None:
    """Where nothing was ticked, there is no maximum and no weight; a byte order mark does no harm."""
    book = read(
        f"\ufeff{WHO},Quiz Points Grade,{END}\r\n900,#im,Marlow,Ines,72.00,#\r\n901,#jo,Orsted,Jakub,,#\r\n", "grades.csv"
    )
    assert (activities(book), marks(book)) == ([("Quiz", "", "")], [["72"], ["-"]])
    assert book.activities[0].weight is None


@pytest.mark.parametrize("bare", ["#", ""])
def test_an_id_that_is_only_the_sign_is_none(read: Read, bare: str) -> None:
    """A bare # is an empty id: the user name tells that student apart."""
    book = read(f"{WHO},Quiz Points Grade,{END}\n{bare},#im,Marlow,Ines,7,#\n#4,#jo,Orsted,Jakub,8,#\n", "grades.csv")
    assert [key for key, *_ in students(book)] == ["im", "4"]
    assert "1 by the user name" in platform(book)[1]


def test_nobody_but_the_test_student(read: Read) -> None:
    """An export with the demo student alone is read, so that a trial shows something, with a warning."""
    book = read(f"{WHO},Quiz Points Grade,{END}\n#,#demo,Student,Demo,7,#\n", "grades.csv")
    assert students(book) == [("demo", "Demo", "Student")]
    (warning,) = book.problems
    assert warning.severity is Severity.WARNING
    assert "nobody in it but Student, Demo: a test student" in warning.what


def test_names_of_items_may_hold_anything(read: Read) -> None:
    """Brackets, colons and the platform's own words in a name stay in it; a formula item is a total."""
    case = '"Case (v2): Points <Numeric> Points Grade <Numeric MaxPoints:10 Category:Big Work>"'
    book = read(f"{WHO},{case},Sum Points Grade <Formula MaxPoints:5>,{END}\n1,#im,Marlow,Ines,7,5,#\n", "grades.csv")
    assert activities(book) == [("Case (v2): Points <Numeric>", "10", "its heading")]
    assert book.activities[0].category == "Big Work"
    assert left_out(book)["column F"] == "a total, not an activity"
