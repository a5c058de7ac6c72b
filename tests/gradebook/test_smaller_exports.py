"""The exports of Sakai, Google Classroom, PrairieLearn and WebAssign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples import GOOGLE, PRAIRIELEARN, SAKAI, WEBASSIGN
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read


def test_sakai(read: Read) -> None:
    """Maxima stand in brackets, comments and "#" columns are left out, null is missing; BOM and CRLF do no harm."""
    book = read(SAKAI, "grades.csv")
    assert platform(book)[0] == "sakai"
    assert 'comments are headed "* …"' in platform(book)[1]
    assert students(book) == [("imarlow", "Ines", "Marlow"), ("jorsted", "Jakub", "Orsted")]
    assert activities(book) == [
        ("Essay", "100", "its heading"),
        ("Week 2: 22/23 - 29", "77", "its heading"),
        ("Final", "55.3", "its heading"),
    ]
    assert marks(book) == [["99.5", "-", "55.1"], ["-", "42", "60"]]
    reasons = left_out(book)
    assert reasons["column D"] == "comments"
    assert reasons["column H"] == reasons["column I"] == "a total, not an activity"
    assert reasons["column K"] == "not needed"
    assert not book.problems


def test_sakai_with_decimal_commas(read: Read) -> None:
    """In a locale with decimal commas columns are set off by semicolons, and maxima have commas, too."""
    text = '"Student ID";"Student Name";"Essai [12,5]";"* Essai"\r\n'
    text += '"im";"Marlow, Ines";"8,125";""\r\n"jo";"Orsted, Jakub";"10,0";""\r\n'
    book = read("\ufeff" + text, "grades.csv")
    assert (platform(book)[0], activities(book)) == ("sakai", [("Essai", "12.5", "its heading")])
    assert marks(book) == [["8.125"], ["10"]]


@pytest.mark.parametrize(
    ("who", "dates", "points"),
    [
        ("Last Name,First Name,Email", "Date", "Points"),
        ("Прізвище,Ім'я,Електронна адреса", "Дата", "Бали"),
        ("姓,名,メールアドレス", "日付", "点数"),
        ("اسم العائلة,الاسم الأول,البريد الإلكتروني", "التاريخ", "النقاط"),
    ],
)
def test_google_classroom_in_any_language(read: Read, who: str, dates: str, points: str) -> None:
    """The table is told by its shape: dates in row 2, points in row 3, and the headings may be in any language."""
    text = GOOGLE.replace("Last Name,First Name,Email", who).replace("\nDate", f"\n{dates}").replace("\nPoints", f"\n{points}")
    book = read(text, "grades.csv")
    assert platform(book)[0] == "googleclassroom"
    assert "row 2 holds dates and nothing else" in platform(book)[1]
    assert students(book) == [("ines@example.org", "Ines", "Marlow"), ("jakub@example.org", "Jakub", "Orsted")]
    assert activities(book) == [("Essay", "100", f'row 3 "{points}"'), ("Quiz 1", "7.5", f'row 3 "{points}"')]
    assert marks(book) == [["95", "-"], ["-", "7"]]
    assert left_out(book) == {"row 2": "the dates"}
    assert not book.problems


def test_prairielearn(read: Read) -> None:
    """Marks are percentages and may pass 100; staff is no student; who has no UIN is told apart by the UID."""
    book = read(PRAIRIELEARN, "grades.csv")
    assert platform(book)[0] == "prairielearn"
    assert "UID, Name and Role" in platform(book)[1]
    assert students(book) == [("612345678", "Ines", "Marlow"), ("jakub@example.org", "Jakub", "Orsted")]
    assert [student.email for student in book.students] == ["ines@example.org", "jakub@example.org"]
    assert marks(book) == [["100 %", "87.5 %", "-"], ["105 %", "-", "64.286 %"]]
    assert left_out(book)["row 4"] == "not a student but staff"
    assert not book.problems


def test_prairielearn_with_marks_below_one_percent(read: Read) -> None:
    """All the platform writes is percent, so that a mark of 0.5 is half a percent and not unclear."""
    book = read("UID,UIN,Name,Role,HW1\ni@x.org,1,Ines Marlow,Student,0.5\n", "grades.csv")
    assert marks(book) == [["0.5 %"]]
    assert not book.problems


def test_webassign(read: Read) -> None:
    """Below the preamble stand names, due dates and totals in rows; ND and NS are missing, the test student is no student."""
    book = read(WEBASSIGN, "grades.xls")
    assert platform(book)[0] == "webassign"
    assert 'there is a row "Totals"' in platform(book)[1]
    assert students(book) == [("ines marlow", "Ines", "Marlow"), ("jakub orsted", "Jakub", "Orsted")]
    assert activities(book) == [("Homework #1.8", "67", 'row 7 "Totals"'), ("Quiz #2.4", "89.97", 'row 7 "Totals"')]
    assert [activity.cell for activity in book.activities] == ["B5", "C5"]
    assert marks(book) == [["-", "89.97"], ["55", "-"]]
    assert left_out(book) == {
        "row 1": "stands above the headings",
        "row 2": "stands above the headings",
        "row 3": "stands above the headings",
        "row 6": "the due dates",
        "row 12": "WebAssign's own test student",
    }
    assert not book.problems
