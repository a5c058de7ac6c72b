"""Students: their names, what tells them apart, and what is said where that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certbuild.errors import Severity

if TYPE_CHECKING:
    from conftest import Read


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Anna Maria Testova", "Anna Maria", "Testova"),
        ("Testova, Anna Maria", "Anna Maria", "Testova"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Juan de la Cruz", "Juan", "de la Cruz"),
        ("Van Morrison", "Van", "Morrison"),
        ("Madonna", "", "Madonna"),
        ("  Anna\u00a0 Testova ", "Anna", "Testova"),
    ],
)
def test_a_name_in_one_cell_is_split(read: Read, name: str, given: str, family: str) -> None:
    """One column of names is taken apart at the comma, else before the last word and its particles."""
    student = read([["Name", "Essay"], [name, 5]]).students[0]
    assert (student.given, student.family) == (given, family)


@pytest.mark.parametrize(
    ("headings", "cells", "given", "family"),
    [
        (["First name", "Last name"], ["Anna", "Testova"], "Anna", "Testova"),
        (["First name", "Last name"], ["Anna Maria", ""], "", "Anna Maria"),
        (["Name", "Vorname"], ["Testova", "Anna"], "Anna", "Testova"),
        (["Name", "Surname"], ["Anna", "Testova"], "Anna", "Testova"),
        (["Name", "First name"], ["Anna Testova", "Anna"], "Anna", "Testova"),
        (["Name", "Vorname"], ["Hannah", "Ann"], "Ann", "Hannah"),
        (["Nom", "Prénom"], ["Testova", "Anna"], "Anna", "Testova"),
        (["Apellidos", "Nombre"], ["García López", "Ana"], "Ana", "García López"),
    ],
)
def test_names_in_two_columns(read: Read, headings: list[str], cells: list[str], given: str, family: str) -> None:
    """First and last names are taken from their columns, in several languages."""
    student = read([[*headings, "Essay"], [*cells, 5]]).students[0]
    assert (student.given, student.family) == (given, family)


@pytest.mark.parametrize(
    ("rows", "keys", "because"),
    [
        ([["Ann Lee", 1234.0, "ann@x.org"], ["Bo Ek", 77, "bo@x.org"]], ["1234", "77"], "the id number (column B)"),
        (
            [["Ann Lee", 1234, "Ann@x.org"], ["Bo Ek", None, "bo@x.org"]],
            ["1234", "bo@x.org"],
            "1 by the e-mail address (column C)",
        ),
        ([["Ann Lée", None, None], ["Bo Ek", None, "bo@x.org"]], ["ann lee", "bo@x.org"], "1 by their names"),
        ([["Ann Lée", None, None], ["Bo Ek", None, None]], ["ann lee", "bo ek"], "told apart by their names"),
    ],
)
def test_what_tells_students_apart(read: Read, rows: list[list[object]], keys: list[str], because: str) -> None:
    """The key is the id, else the e-mail address, else the name, for each student by itself; the reason is given."""
    book = read([["Name", "ID", "E-mail", "Essay"], *([*row, 5] for row in rows)])
    assert [student.key for student in book.students] == keys
    assert because in book.sources[0].because[-1]
    assert not book.problems


def test_namesakes_with_ids_are_two_students(read: Read) -> None:
    """Two people of one name are fine as long as something tells them apart."""
    book = read([["Name", "ID", "Essay"], ["Ann Lee", 1, 5], ["Ann Lee", 2, 6]])
    assert len(book.students) == 2
    assert not book.problems


def test_namesakes_without_a_key_are_an_error(read: Read) -> None:
    """Two people of one name that nothing tells apart: both cells are named, with the way out."""
    (problem,) = read([["Name", "Essay"], ["Ann Lee", 5], ["Bo Ek", 4], ["ann  lée", 6]]).problems
    assert problem.where == "grades.xlsx › Grades!A4"
    assert "A2" in problem.what
    assert "id or e-mail" in problem.hint
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize("rows", [[["Ann Lee", 1, 5], ["Ann Lee", None, 6]], [["Ann Lee", None, 6], ["Ann Lee", 1, 5]]])
def test_a_namesake_without_an_id_is_an_error(read: Read, rows: list[list[object]]) -> None:
    """Of two people of one name one has no id: whether it is the same person is not guessed."""
    (problem,) = read([["Name", "ID", "Essay"], *rows, ["Bo Ek", 2, 4]]).problems
    assert "nothing tells the two apart" in problem.what
    assert "filled in for both" in problem.hint
    assert problem.severity is Severity.ERROR


def test_a_student_twice_is_an_error(read: Read) -> None:
    """An id that two rows share is told with both places and both names; the student stays in once."""
    book = read([["Name", "ID", "Essay"], ["Ann Lee", 1, 5], ["Ann B. Lee", 1, 6]])
    (problem,) = book.problems
    assert problem.where == "grades.xlsx › Grades!B3"
    assert problem.what == 'the id number "1" of Ann B. Lee belongs to Ann Lee in A2 already'
    assert "delete one of the two rows" in problem.hint
    assert len(book.students) == len(book.marks) == 1


def test_a_character_that_cannot_be_printed_is_an_error(read: Read) -> None:
    """A control character in a name is named, with its cell."""
    (problem,) = read("Name,Essay\nAnn\x07 Lee,5\n", "grades.csv").problems
    assert problem.where == "grades.csv › A2"
    assert "U+0007" in problem.what
    assert "type it again" in problem.hint


def test_marks_without_a_name_are_an_error(read: Read) -> None:
    """A row with marks and no name is not passed over."""
    book = read([["Name", "Essay", "Quiz"], ["Ann Lee", 5, 6], ["Bo Ek", 1, 2], [None, 4, None]])
    (problem,) = book.problems
    assert problem.where == "grades.xlsx › Grades!A4"
    assert "row 4 has marks but no name" in problem.what
    assert "delete the row" in problem.hint


def test_an_error_value_instead_of_a_name_is_told(read: Read) -> None:
    """A name that is a broken formula is an error at its cell."""
    problems = read([["Name", "Essay"], ["#REF!", 5], ["Bo Ek", 1]]).problems
    assert [problem.where for problem in problems] == ["grades.xlsx › Grades!A2"]
    assert "#REF!" in problems[0].what


def test_a_name_by_formula_without_its_result_is_told(read: Read) -> None:
    """Names put together by formulas need a file that was saved by a spreadsheet program."""
    (problem,) = read([["Name", "Essay"], ['=A9&" "&B9', 5], ["Bo Ek", 1]]).problems
    assert problem.where == "grades.xlsx › Grades!A2"
    assert "save it once" in problem.hint


def test_a_sheet_without_names_is_an_error(read: Read) -> None:
    """Certificates need names: a sheet of ids alone says so."""
    (problem,) = read([["Student ID", "Essay"], ["1", 5]]).problems
    assert "no column with the students' names" in problem.what


def test_section_and_email_are_kept(read: Read) -> None:
    """What the sheet says of section and e-mail address goes with the student; a missing address is fine."""
    book = read([["Name", "ID", "Email", "Group", "Essay"], ["Ann Lee", 1, "Ann@x.org", "B", 5], ["Bo Ek", 2, None, None, 5]])
    assert [(student.email, student.section) for student in book.students] == [("Ann@x.org", "B"), ("", "")]
    assert not book.problems


@pytest.mark.parametrize("name", [",", "-", "()", "…"])
def test_a_name_without_a_letter_is_told(read: Read, name: str) -> None:
    """A dash in place of a name is nobody to print a certificate for."""
    (problem,) = read([["Name", "ID", "Essay"], [name, 1, 5], ["Bo Ek", 2, 6]]).problems
    assert "has no letter in it" in problem.what
    assert problem.where == "grades.xlsx › Grades!A2"


def test_a_cell_in_which_nothing_is_to_be_seen_is_blank(read: Read) -> None:
    """A zero-width space is no heading, no name and no mark."""
    book = read([["Name", "ID", "Essay", "\u200b"], ["Ann Lee", 1, "\u200b", 7], ["Bo Ek", 2, 6, 7], ["\u200b", 3, 6, 7]])
    assert [activity.name for activity in book.activities] == ["Essay"]
    assert [[mark.text for mark in row] for row in book.marks] == [[""], ["6"]]
    assert [problem.what for problem in book.problems] == [
        "column D holds numbers but has no heading, so it was left out",
        "row 4 has marks but no name",
    ]
