"""Sheets made by hand that look a little like a platform's export are read as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shown import activities, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read

INES, JAKUB = ["1001", "Ines Marlow"], ["1002", "Jakub Orsted"]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Essay (10)", "Exam (100)"], [("Essay", "10", "its heading"), ("Exam", "100", "its heading")]),
        (["Essay [10]", "Exam [20]"], [("Essay", "10", "its heading"), ("Exam", "20", "its heading")]),
        (["Total Score", "Essay"], [("Essay", "", "")]),
        (["Essay (letter)", "Exam (points)"], [("Essay (letter)", "", ""), ("Exam (points)", "", "")]),
        (["Test 1 (Punkte)", "Test 2 (Punkte)"], [("Test 1 (Punkte)", "", ""), ("Test 2 (Punkte)", "", "")]),
        (["Essay - Max Points", "Essay"], [("Essay", "", "")]),
        (["Attendance: May", "Quiz"], [("Attendance: May", "", ""), ("Quiz", "", "")]),
        (["Homework 1 (Avg)", "Exam"], [("Homework 1 (Avg)", "", ""), ("Exam", "", "")]),
        (["Grade", "Essay"], [("Essay", "", "")]),
    ],
)
@pytest.mark.parametrize("who", [["Student ID", "Name"], ["ID", "Student"], ["Username", "Name"]])
def test_headings_of_a_platform_do_not_make_one(
    read: Read, who: list[str], headings: list[str], expected: list[tuple[str, str, str]]
) -> None:
    """One heading that a platform would write is not enough; what it says to a teacher counts."""
    book = read([[*who, *headings], [*INES, 8, 9], [*JAKUB, 6, 7]])
    assert platform(book)[0] == "handmade"
    assert "none of the marks of a platform's export" in platform(book)[1]
    assert students(book) == [("1001", "Ines", "Marlow"), ("1002", "Jakub", "Orsted")]
    assert activities(book) == expected


def test_a_number_of_percent_is_not_chamilos_weight(read: Read) -> None:
    """In "Test 30 %" of a sheet made by hand nothing is taken for a weight; the heading is told."""
    book = read([["Code", "Name", "Test 30 %", "Total"], [*INES, 8, 8], [*JAKUB, 6, 6]])
    assert platform(book)[0] == "handmade"
    assert book.activities[0].weight is None
    assert ["weight of so many percent" in problem.what for problem in book.problems] == [True]


def test_addresses_and_dates_do_not_make_google_classroom(read: Read) -> None:
    """Last name, first name and e-mail in front are usual in any sheet."""
    book = read(
        [
            ["Last name", "First name", "Email", "Essay"],
            ["Max", None, None, 10],
            ["Marlow", "Ines", "ines@example.org", 8],
            ["Orsted", "Jakub", "jakub@example.org", 6],
        ]
    )
    assert platform(book)[0] == "handmade"
    assert (activities(book), marks(book)) == ([("Essay", "10", 'row 2 "Max"')], [["8"], ["6"]])


def test_a_role_alone_does_not_make_prairielearn(read: Read) -> None:
    """A column "Role" beside names holds words, and nobody is left out for it."""
    book = read([["ID", "Name", "Role", "Essay"], [*INES, "Speaker", 8], [*JAKUB, "Writer", 6]])
    assert platform(book)[0] == "handmade"
    assert [name for name, *_ in activities(book)] == ["Essay"]
    assert len(book.students) == 2


def test_what_else_it_could_be_is_told(read: Read) -> None:
    """Where another platform has signs for it, too, the line that would read it so is shown."""
    heads = ["OrgDefinedId", "Username", "Last Name", "First Name", "Last Access", "Availability"]
    heads += ["Quiz Points Grade", "Essay [Total Pts: 10 Score] |12", "End-of-Line Indicator"]
    book = read(
        [heads, ["#1", "im", "Marlow", "Ines", "", "Yes", 8, 7, "#"], ["#2", "jo", "Orsted", "Jakub", "", "Yes", 6, 7, "#"]]
    )
    assert platform(book)[0] == "brightspace"
    assert "it could be an export of Blackboard, too (6 points)" in platform(book)[1]
    assert 'dialect = "blackboard"' in platform(book)[1]
