"""Chamilo's export: weights in the headings, cells in any of its score styles, and sheets that lie on their side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from samples import CHAMILO, SAMPLES
from shown import activities, left_out, marks, platform, students

if TYPE_CHECKING:
    from conftest import Read

HEAD = "Code;First name;Last name;Username;Test 30 % ;Essay 70 % ;TOTAL;\r\n"


def test_an_export_is_read_as_it_is(read: Read) -> None:
    """Weights come from the headings, trailing separators are no column, the total in words is left out."""
    book = read(CHAMILO, "grades.csv")
    assert platform(book)[0] == "chamilo"
    assert 'headings end in a weight, such as "30 %"' in platform(book)[1]
    assert "totals are written out in words" in platform(book)[1]
    assert students(book) == [("A001", "Ines", "Marlow"), ("A002", "Jakub", "Orsted")]
    assert [(a.name, a.weight, a.weight_from, a.max) for a in book.activities] == [
        ("Test 1", Decimal(30), "its heading", None),
        ("Essay (v2)", Decimal(20), "its heading", None),
        ("Project", Decimal(50), "its heading", None),
    ]
    assert left_out(book) == {"column D": "not needed to tell the students apart", "column H": "a total, not an activity"}
    assert marks(book) == [["8.5", "90 %", "45"], ["7", "-", "85 %"]]
    assert not book.problems


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("8.5", "8.5"),
        ("8.5 - Good", "8.5"),
        ("8.5 / 10", "85 %"),
        ("85 %", "85 %"),
        ("8.5 / 10 (85 %)", "85 %"),
        ("8.5 / 10 (85 %) - Good", "85 %"),
        ("0 / 0 ()", "-"),
        ("", "-"),
    ],
)
def test_every_style_of_score(read: Read, cell: str, mark: str) -> None:
    """Each way in which Chamilo shows a score is one mark; "0 / 0 ()" is none."""
    book = read(f"{HEAD}A1;Ines;Marlow;im;{cell};50;58.5 (FIFTY-EIGHT POINT FIVE) - Good;\r\n", "grades.csv")
    assert marks(book) == [[mark, "50"]]
    assert not book.problems


def test_the_students_in_columns(read: Read) -> None:
    """Where the workbook is transposed, the students stand in columns, and every address is that of the file."""
    sample = SAMPLES["chamilo transposed"]
    book = read(sample.data, sample.file)
    assert platform(book)[0] == "chamilo"
    assert "the students stand in columns" in platform(book)[1]
    assert students(book) == [("A001", "Ines", "Marlow"), ("A002", "Jakub", "Orsted")]
    assert [student.cell for student in book.students] == ["B1", "C1"]
    assert [activity.cell for activity in book.activities] == ["A5", "A6", "A7"]
    assert [mark.cell for mark in book.marks[1]] == ["C5", "C6", "C7"]
    assert left_out(book) == {"row 4": "not needed to tell the students apart", "row 8": "a total, not an activity"}


def test_a_fault_in_a_column_of_a_student(read: Read) -> None:
    """In a transposed sheet a cell that is no mark is told where it stands in the file."""
    rows = [list(row) for row in SAMPLES["chamilo transposed"].data]
    rows[4][2] = "good"
    (problem,) = read(rows).problems
    assert problem.where == "grades.xlsx › Grades!C5"


def test_the_headings_in_another_language(read: Read) -> None:
    """The order of the names varies, and the headings are translated."""
    text = "Código;Apellidos;Nombre;Nombre de usuario;Ensayo 100 %;Total;\r\nA1;Marlow;Ines;im;9;9 (NUEVE);\r\n"
    book = read(text, "grades.csv")
    assert (platform(book)[0], students(book)) == ("chamilo", [("A1", "Ines", "Marlow")])
    assert activities(book) == [("Ensayo", "", "")]
