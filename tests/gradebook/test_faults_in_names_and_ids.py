"""What goes wrong with names, ids and addresses on their way through programs: told with place and advice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from shown import students

from certbuild.errors import Severity

if TYPE_CHECKING:
    from conftest import Read

    from certbuild.errors import Problem


def _one(read: Read, name: str, name_of_file: str = "grades.xlsx") -> Problem:
    (problem,) = read([["ID", "Name", "Essay"], ["a1", name, 5], ["a2", "Bo Ek", 6]], name_of_file).problems
    return problem


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Ines\u200e Marlow", "U+200E LEFT-TO-RIGHT MARK"),
        ("\u202bInes Marlow\u202c", "U+202B RIGHT-TO-LEFT EMBEDDING"),
        ("Ines\u200b Marlow", "U+200B ZERO WIDTH SPACE"),
        ("Ines Mar\u00adlow", "U+00AD SOFT HYPHEN"),
        ("\ufeffInes Marlow", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ],
)
def test_invisible_marks_are_left_out(read: Read, name: str, mark: str) -> None:
    """What cannot be seen is not printed; the warning names it, so that somebody looks at the name."""
    book = read([["ID", "Name", "Essay"], ["a1", name, 5]])
    assert book.students[0].name == "Ines Marlow"
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xlsx › Grades!B2", Severity.WARNING)
    assert f'"Ines Marlow" held an invisible character ({mark}), which was left out' in warning.what
    assert "nothing to do if it looks right" in warning.hint


@pytest.mark.parametrize("name", ["Ines\u00a0Marlow", "Ines\u202fMarlow ", " Ines \t Marlow", "Ines\nMarlow"])
def test_spaces_of_all_kinds_are_spaces(read: Read, name: str) -> None:
    """Non-breaking spaces, tabs and line breaks are one space, without a word."""
    book = read([["ID", "Name", "Essay"], ["a1", name, 5]])
    assert book.students[0].name == "Ines Marlow"
    assert not book.problems


@pytest.mark.parametrize("name", ["علی\u200cرضا کریمی", "क्\u200dष Marlow"])
def test_joiners_are_letters(read: Read, name: str) -> None:
    """Scripts that are spelt with joiners keep them."""
    book = read([["ID", "Name", "Essay"], ["a1", name, 5]])
    assert book.students[0].name == name
    assert not book.problems


@pytest.mark.parametrize(
    ("name", "meant"), [("Anna MÃ¼ller", "Anna Müller"), ("RenÃ© Dupont", "René Dupont"), ("ZoÃ« O\u00e2€™Neil", "Zoë O’Neil")]
)
def test_a_name_read_in_the_wrong_encoding(read: Read, name: str, meant: str) -> None:
    """A name such as MÃ¼ller is never printed: the error shows what it was, and how to export it."""
    problem = _one(read, name)
    assert (problem.where, problem.severity) == ("grades.xlsx › Grades!B2", Severity.ERROR)
    assert problem.what == f'the name "{name}" was probably "{meant}" before a program read it in the wrong encoding'
    assert "Data › From Text, as UTF-8" in problem.hint


@pytest.mark.parametrize("name", ["Łukasz Müller", "Ãngela Dias", "João Magalhães", "Ðorđe Šarić", "Ângelo São Bento"])
def test_letters_that_only_look_like_it(read: Read, name: str) -> None:
    """Names with such letters of their own are no fault."""
    book = read([["ID", "Name", "Essay"], ["a1", name, 5], ["a2", "Bo Ek", 6]])
    assert book.students[0].name == name
    assert not book.problems


@pytest.mark.parametrize("name", ["Anna M?ller", "Anna M\ufffdller", "Ren? Müller"])
def test_a_name_that_lost_a_letter(read: Read, name: str) -> None:
    """A question mark in a name, or the sign that stands for a lost letter, is an error."""
    problem = _one(read, name)
    assert (problem.where, problem.severity) == ("grades.xlsx › Grades!B2", Severity.ERROR)
    assert problem.what == f'the name "{name}" has lost a letter: a program put a question mark in its place'
    assert "do not save it as CSV in between" in problem.hint


def test_ids_with_decimals(read: Read) -> None:
    """1234.0 is the id 1234, with one warning for all of them, since zeros in front may be lost."""
    book = read("ID,Name,Essay\n1234.0,Ines Marlow,5\n1235.0,Bo Ek,6\n", "grades.csv")
    assert [key for key, *_ in students(book)] == ["1234", "1235"]
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.csv › A2", Severity.WARNING)
    assert warning.what == '2 ids were turned into numbers with decimals, such as "1234.0"; read as "1234"'
    assert "began with zeros" in warning.hint


def test_ids_that_lost_their_zeros(read: Read) -> None:
    """Ids of digits that are shorter than most are told once, with the id that it was."""
    rows = [["ID", "Name", "Essay"], [12345, "Ines Marlow", 5], [345, "Bo Ek", 6], [23456, "Cy Oz", 7], [34567, "Di Fu", 8]]
    (warning,) = read(rows).problems
    assert (warning.where, warning.severity) == ("grades.xlsx › Grades!A3", Severity.WARNING)
    assert warning.what == '1 id has fewer digits than the others, such as "345"; zeros in front may be lost'
    assert "00345 is another one" in warning.hint


@pytest.mark.parametrize("ids", [["7", "12", "103"], ["ab1", "ab12", "ab123", "ab124"], ["12345", "123", "124"]])
def test_ids_of_different_lengths_that_lost_nothing(read: Read, ids: list[str]) -> None:
    """Running numbers, ids with letters, and ids without a usual length are no matter."""
    names = ["Ines Marlow", "Bo Ek", "Cy Oz", "Di Fu"]
    assert not read([["ID", "Name", "Essay"], *([one, name, 5] for one, name in zip(ids, names, strict=False))]).problems


def test_the_same_address_twice(read: Read) -> None:
    """Two students with one e-mail address are a warning where ids tell them apart: it may be one person."""
    rows = [["ID", "Name", "Email", "Essay"], ["a1", "Ines Marlow", "Ines@x.org", 5], ["a2", "Bo Ek", "ines@x.org", 6]]
    book = read(rows)
    assert len(book.students) == 2
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xlsx › Grades!C3", Severity.WARNING)
    assert warning.what == 'the e-mail address "ines@x.org" of Bo Ek is that of Ines Marlow in C2, too'
    assert "take one of the rows out" in warning.hint


def test_the_same_address_as_the_key(read: Read) -> None:
    """Where the address is all that tells students apart, twice the same one is an error."""
    rows = [["Name", "Email", "Essay"], ["Ines Marlow", "Ines@x.org", 5], ["Bo Ek", "ines@x.org", 6]]
    (error,) = read(rows).problems
    assert (error.where, error.severity) == ("grades.xlsx › Grades!B3", Severity.ERROR)
    assert error.what == 'the e-mail address "ines@x.org" of Bo Ek belongs to Ines Marlow in A2 already'


@pytest.mark.parametrize(
    ("value", "what"), [("#N/A", "the id number is a formula that gives #N/A"), ("=1+1", "the id number is a formula, but")]
)
def test_an_id_by_a_formula(read: Read, value: str, what: str) -> None:
    """An id that is a broken formula, or one without its result, is told at its cell."""
    problems = read([["ID", "Name", "Essay"], [value, "Ines Marlow", 5], ["a2", "Bo Ek", 6]]).problems
    assert [problem.where for problem in problems] == ["grades.xlsx › Grades!A2"]
    assert what in problems[0].what


def test_a_heading_that_cannot_be_shown(read: Read) -> None:
    """A control character in an activity's name is told at the heading."""
    (problem,) = read("ID,Name,Es\x08say\na1,Ines Marlow,5\n", "grades.csv").problems
    assert problem.where == "grades.csv › C1"
    assert "holds a character that cannot be shown (U+0008" in problem.what


def test_dates_where_ids_should_be(read: Read) -> None:
    """An id that Excel made a date of is told: nobody has an id like that."""
    problems = read([["ID", "Name", "Essay"], [date(2026, 3, 9), "Ines Marlow", 5], ["4-9", "Bo Ek", 6]]).problems
    assert [problem.where for problem in problems] == ["grades.xlsx › Grades!A2"]
    assert "date" in problems[0].what
    assert 'format "Text"' in problems[0].hint
