"""Moodle's export, of the shapes that its versions and languages write."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from certbuild.model import MarkState

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Read

WHO = ["First name", "Last name", "ID number", "Institution", "Department", "Email address"]
ANNA = ["Anna", "Testova", "0012", "School", "Maths", "anna@example.org"]
BELA = ["Béla", "Próba", "0013", "School", "Maths", "bela@example.org"]
LAST = "Last downloaded from this course"


def test_an_export_is_read_as_it_is(read: Read) -> None:
    """Items are read, totals, places and the time of export left out with reasons, and the platform is explained."""
    book = read(
        [
            [*WHO, "Quiz: Week 1: limits (Real)", "Oral exam (Real)", "Homework total (Real)", "Course total (Real)", LAST],
            [*ANNA, 8.5, "-", 8.5, 8.5, "1760000000"],
            [*BELA, 0, 7, 7, 7, "1760000000"],
        ]
    )
    assert book.sources[0].dialect == "moodle"
    assert 'headings end in "(Real)" or another display of Moodle\'s' in book.sources[0].because
    assert [(activity.name, activity.cell) for activity in book.activities] == [
        ("Quiz: Week 1: limits", "G1"),
        ("Oral exam", "H1"),
    ]
    assert [student.key for student in book.students] == ["0012", "0013"]
    assert book.marks[0][1].state is MarkState.MISSING
    assert book.marks[1][0].points == 0
    reasons = {left.where: left.reason for left in book.sources[0].left_out}
    assert "total" in reasons["column I"]
    assert "total" in reasons["column J"]
    assert "exported" in reasons["column K"]
    assert {"column D", "column E"} <= reasons.keys()
    assert not book.problems


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((8.5, "85.00 %"), (9, "90.00 %"), "10"),
        ((8.5, "85.00 %"), ("-", "-"), "10"),
        ((1, "33.33 %"), (2, "66.67 %"), "3"),
        ((2.5, "33.33 %"), (7.5, "100.00 %"), "7.5"),
        ((8.5, "85.00 %"), (9, "95.00 %"), None),
        ((0, "0.00 %"), ("-", "-"), None),
    ],
)
def test_the_maximum_out_of_points_and_percentage(read: Read, first: tuple, second: tuple, expected: str | None) -> None:
    """Where points and percentage stand side by side and agree, the maximum follows from them; else it is not known."""
    book = read([[*WHO, "Essay (Real)", "Essay (Percentage)", "Essay (Letter)"], [*ANNA, *first, "B"], [*BELA, *second, "-"]])
    (activity,) = book.activities
    assert activity.max == (Decimal(expected) if expected else None)
    assert {left.where for left in book.sources[0].left_out} >= {"column H", "column I"}


def test_percentages_alone_are_fractions(read: Read) -> None:
    """An export with percentages only gives fractions, no maximum."""
    book = read([[*WHO, "Essay (Percentage)", "Essay (Letter)"], [*ANNA, "85.00 %", "B"], [*BELA, "-", "-"]])
    assert [(activity.name, activity.max) for activity in book.activities] == [("Essay", None)]
    assert book.marks[0][0].fraction == Decimal("0.85")


def test_letters_alone_are_left_out(read: Read) -> None:
    """Letters give no score; the reason says so."""
    book = read([[*WHO, "Essay (Letter)", "Quiz (Real)"], [*ANNA, "B", 5], [*BELA, "A-", 6]])
    assert [activity.name for activity in book.activities] == ["Quiz"]
    assert [left.reason for left in book.sources[0].left_out if left.where == "column G"] == [
        "letters or words, from which no score can be computed"
    ]


def test_words_of_a_scale_give_way_to_percentages(read: Read) -> None:
    """Scale words with a percentage beside each are read from the percentages."""
    book = read([[*WHO, "Oral (Real)", "Oral (Percentage)"], [*ANNA, "Competent", "100.00 %"], [*BELA, "-", "-"]])
    assert book.marks[0][0].fraction == 1
    assert book.marks[1][0].state is MarkState.MISSING
    assert not book.problems


def test_words_of_a_scale_alone_are_errors(read: Read) -> None:
    """Scale words without percentages are told once, at the heading, with the lines that leave the activity out."""
    rows = [[*WHO, "Oral (Real)", "Essay (Real)"], [*ANNA, "Competent", 5], [*BELA, "Not yet competent", 6]]
    (problem,) = read(rows).problems
    assert problem.where == "grades.xlsx › Grades!G1"
    assert '"Oral" holds words such as "Competent"' in problem.what
    assert problem.hint.endswith('[[activity]]\nname = "Oral"\nignore = true')


def test_words_of_an_ignored_activity_are_no_error(read: Read, folder: Path) -> None:
    """What course.toml ignores needs no mending."""
    with (folder / "course.toml").open("a", encoding="utf-8") as toml:
        toml.write('[[activity]]\nname = "Oral"\nignore = true\n')
    assert not read([[*WHO, "Oral (Real)", "Essay (Real)"], [*ANNA, "Competent", 5], [*BELA, "-", 6]]).problems


def test_suspended_students_are_read_as_such(read: Read) -> None:
    """Someone suspended in the course is read like the others, with what the export says of them."""
    book = read([[*WHO, "Suspended", "Essay (Real)"], [*ANNA, "", 5], [*BELA, "Yes", 6]])
    assert [(student.given, student.inactive) for student in book.students] == [
        ("Anna", ""),
        ("Béla", "suspended in the course"),
    ]


def test_an_old_export_without_suffixes(read: Read) -> None:
    """Old versions write no "(Real)"; feedback and the total are left out all the same."""
    book = read(
        '"First name",Surname,"ID number",Institution,Department,"Email address","Assignment: Grapes", "Feedback: Grapes",'
        '"Course total"\nAnne,Able,,HQ,Rock,a@mail.com,56.00,"Well done",56.00\nBobby,Bunce,,HQ,Rock,b@mail.com,75.00,,75.00\n',
        "grades.csv",
    )
    assert book.sources[0].dialect == "moodle"
    assert [activity.name for activity in book.activities] == ["Assignment: Grapes"]
    assert [student.key for student in book.students] == ["a@mail.com", "b@mail.com"]


@pytest.mark.parametrize(
    ("who", "real", "total"),
    [
        (["Nombre", "Apellido(s)", "Número de ID"], "Tarea:Ensayo (Real)", "Total del curso (Real)"),
        (["Vorname", "Nachname", "ID-Nummer"], "Aufgabe: Ensayo (Punkte)", "Kurs gesamt (Punkte)"),
        (["Nome", "Cognome", "Codice identificativo"], "Compito: Ensayo (Punteggio)", "Totale corso (Punteggio)"),
        (["Voornaam", "Achternaam", "ID-nummer"], "Opdracht: Ensayo (Echt)", "Hoofdstuk totaal (Echt)"),
        (["Prénom", "Nom", "Numéro d'identification"], "Devoir: Ensayo (Brut)", "Total du cours (Brut)"),
    ],
)
def test_other_languages(read: Read, who: list[str], real: str, total: str) -> None:
    """Exports of a Moodle in another language are recognised, down to the total that is left out."""
    book = read([[*who, real, total], ["Ana", "García", "1", 8, 8], ["Bo", "Ek", "2", 9, 9]])
    assert book.sources[0].dialect == "moodle"
    assert [activity.name.partition(":")[2].strip() for activity in book.activities] == ["Ensayo"]
    assert (book.students[0].given, book.students[0].family, book.students[0].key) == ("Ana", "García", "1")


def test_two_items_of_one_name_are_an_error(read: Read) -> None:
    """Two items with the same name cannot be told apart in course.toml: both headings are named."""
    book = read([[*WHO, "Essay (Real)", "Essay (Real)"], [*ANNA, 5, 6], [*BELA, 5, 6]])
    (problem,) = book.problems
    assert problem.where == "grades.xlsx › Grades!H1"
    assert "G1" in problem.what
    assert "rename" in problem.hint


def test_a_guarded_text_loses_its_apostrophe(read: Read) -> None:
    """The apostrophe that Moodle puts before = + - @ is no part of the name."""
    book = read([[*WHO, "Essay (Real)"], ["'@nna", *ANNA[1:], 5]])
    assert book.students[0].given == "@nna"
