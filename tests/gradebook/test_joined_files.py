"""Several files joined to one gradebook: who is who in them, and what is said where that is not certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from shown import marks, students

from certbuild.config import load_course
from certbuild.errors import GradebookError, Severity
from certbuild.gradebook import read_gradebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import Rows

    from certbuild.model import Gradebook

WHO = ["ID", "Name", "Email"]
INES, JAKUB = ["0101", "Ines Marlow", "ines@x.org"], ["0102", "Jakub Orsted", "jakub@x.org"]
ONE: Rows = [[*WHO, "Essay"], [*INES, 8], [*JAKUB, 7]]


class Join(Protocol):
    """Write files beside course.toml and read them as one gradebook, in their order."""

    def __call__(self, files: Mapping[str, Rows], settings: str = "") -> Gradebook:
        """Rows become CSV or a workbook, as the name says; `settings` are further lines of [gradebook]."""
        ...


@pytest.fixture
def join(folder: Path, to_csv: Callable[..., bytes], to_xlsx: Callable[..., bytes]) -> Join:
    """Return the function that joins files."""

    def _join(files: Mapping[str, Rows], settings: str = "") -> Gradebook:
        for name, rows in files.items():
            (folder / name).write_bytes(to_csv(rows) if name.endswith(".csv") else to_xlsx({"Grades": rows, "Other": rows}))
        names = ", ".join(f'"{name}"' for name in files)
        with (folder / "course.toml").open("a", encoding="utf-8") as toml:
            toml.write(f"[gradebook]\nfile = [{names}]\n{settings}\n")
        return read_gradebook(load_course(folder))

    return _join


@pytest.mark.parametrize(
    "second",
    [
        [["ID", "Name", "Exam"], ["0102", "Orsted, J.", 12], ["0101", "Ines Marlow", 17]],
        [["Email", "Name", "Exam"], ["JAKUB@x.org", "Orsted, Jakub Ole", 12], ["ines@x.org", "Ines Marlow-Vane", 17]],
        [["Name", "Exam"], ["Orsted, Jakub", 12], ["ines  márlow", 17]],
    ],
    ids=["id", "e-mail", "name"],
)
def test_the_same_student_is_found(join: Join, second: Rows) -> None:
    """By id, else by e-mail address, else by name, in whatever order; names and ids of the first file are kept."""
    book = join({"one.csv": ONE, "two.csv": second})
    assert students(book) == [("0101", "Ines", "Marlow"), ("0102", "Jakub", "Orsted")]
    assert marks(book) == [["8", "17"], ["7", "12"]]
    assert not book.problems


def test_cells_name_their_file(join: Join) -> None:
    """Every student, activity, mark and fault says in which file it stands."""
    book = join({"one.csv": ONE, "two.csv": [["ID", "Name", "Exam"], [*INES[:2], "good"], [*JAKUB[:2], 12]]})
    assert [activity.cell for activity in book.activities] == ["one.csv › D1", "two.csv › C1"]
    assert book.marks[1][1].cell == "two.csv › C3"
    assert book.students[0].cell == "one.csv › A2"
    assert [problem.where for problem in book.problems] == ["two.csv › C2"]
    assert book.file == "one.csv + two.csv"


def test_who_is_only_in_one_of_them(join: Join) -> None:
    """Nobody is dropped: marks of the other file are missing, and both lists are told."""
    second = [["ID", "Name", "Exam"], [*INES[:2], 17], ["0103", "Thea Quint", 15]]
    book = join({"one.csv": ONE, "two.csv": second})
    assert marks(book) == [["8", "17"], ["7", "-"], ["-", "15"]]
    assert book.marks[1][1].cell == "two.csv (not in it)"
    assert [(p.where, p.what, p.severity) for p in book.problems] == [
        ("one.csv", "1 student not in two.csv: Jakub Orsted (0102)", Severity.WARNING),
        ("two.csv", "1 student not in one.csv: Thea Quint (0103)", Severity.WARNING),
    ]
    assert "they have no marks of it" in book.problems[0].hint


def test_zeros_that_one_file_has_lost(join: Join) -> None:
    """101 beside 0101 of the same name is the same person, with a warning; the complete id stays the key."""
    book = join({"one.csv": ONE, "two.xlsx": [["ID", "Name", "Exam"], [101, "Ines Marlow", 17], [102, "Jakub Orsted", 12]]})
    assert students(book) == [("0101", "Ines", "Marlow"), ("0102", "Jakub", "Orsted")]
    assert marks(book) == [["8", "17"], ["7", "12"]]
    told = [problem for problem in book.problems if "zeros in front were lost" in problem.what]
    assert [(p.where, p.severity) for p in told] == [
        ("two.xlsx › Grades!A2", Severity.WARNING),
        ("two.xlsx › Grades!A3", Severity.WARNING),
    ]


def test_the_same_name_with_another_id_is_another_student(join: Join) -> None:
    """Two ids of one kind that contradict are two people, and the teacher is told of the likeness."""
    book = join({"one.csv": ONE, "two.csv": [["ID", "Name", "Exam"], [*INES[:2], 17], ["0999", "Jakub Orsted", 12]]})
    assert [key for key, *_ in students(book)] == ["0101", "0102", "0999"]
    assert book.problems[0].what == 'Jakub Orsted has the id "0999" here, but "0102" in one.csv › A3'
    assert "if they are the same person, correct the id" in book.problems[0].hint


def test_namesakes_are_never_guessed(join: Join) -> None:
    """A name that two students of the other file bear is refused, with both places."""
    first = [*ONE, ["0104", "Ines Marlow", "im@x.org", 5]]
    book = join({"one.csv": first, "two.csv": [["Name", "Exam"], ["Ines Marlow", 17], ["Jakub Orsted", 12]]})
    (error,) = [problem for problem in book.problems if problem.severity is Severity.ERROR]
    assert error.where == "two.csv › A2"
    assert error.what == "Ines Marlow may be any of 2 students of that name (one.csv › A2, one.csv › A4)"
    assert "id or e-mail address that both files have" in error.hint


def test_ids_of_different_kinds_that_meet(join: Join) -> None:
    """The same id with a wholly different name is an error at its cell; the marks are not given to anybody else."""
    book = join({"one.csv": ONE, "two.csv": [["ID", "Name", "Exam"], ["0101", "Thea Quint", 17], [*JAKUB[:2], 12]]})
    (error,) = [problem for problem in book.problems if problem.severity is Severity.ERROR]
    assert error.where == "two.csv › A2"
    assert error.what == '"0101" is Thea Quint here, but Ines Marlow in one.csv › A2'
    assert "different kinds" in error.hint
    assert students(book) == [("0101", "Ines", "Marlow"), ("0102", "Jakub", "Orsted")]
    assert marks(book) == [["8", "-"], ["7", "12"]]


def test_one_address_and_another_first_name(join: Join) -> None:
    """Brothers and sisters may share an address: who was taken for whom is told, with both places."""
    book = join({"one.csv": ONE, "two.csv": [["Email", "Name", "Exam"], ["jakub@x.org", "Jonna Orsted", 12]]})
    assert marks(book)[1] == ["7", "12"]
    warning = book.problems[0]
    assert (warning.where, warning.severity) == ("two.csv › A2", Severity.WARNING)
    assert warning.what == "Jonna Orsted was taken for Jakub Orsted in one.csv › A3, who has the same e-mail address"
    assert "an address of their own" in warning.hint


def test_one_address_and_another_name_altogether(join: Join) -> None:
    """An address under a name that has no word in common is an error, and nobody gets the marks."""
    book = join({"one.csv": ONE, "two.csv": [["Email", "Name", "Exam"], ["jakub@x.org", "Thea Quint", 12]]})
    assert marks(book) == [["8", "-"], ["7", "-"]]
    error = next(problem for problem in book.problems if problem.severity is Severity.ERROR)
    assert error.what == '"jakub@x.org" is Thea Quint here, but Jakub Orsted in one.csv › A3'


def test_addresses_settle_ids_of_different_kinds(join: Join) -> None:
    """Where the same id stands for different people in the two files, their e-mail addresses tell who is who."""
    second = [[*WHO, "Exam"], ["0102", "Ines Marlow", "ines@x.org", 17], ["0101", "Jakub Orsted", "jakub@x.org", 12]]
    book = join({"one.csv": ONE, "two.csv": second})
    assert marks(book) == [["8", "17"], ["7", "12"]]
    assert not book.problems


def test_two_rows_for_one_student(join: Join) -> None:
    """Where two rows of the second file are one student of the first, that is an error that names all three."""
    second = [["Email", "Name", "Exam"], ["ines@x.org", "Ines Marlow", 17], ["other@x.org", "Ines Marlow", 12]]
    book = join({"one.csv": ONE, "two.csv": second})
    errors = [problem for problem in book.problems if problem.severity is Severity.ERROR]
    assert [error.where for error in errors] == ["two.csv › A3"]
    assert marks(book)[0] == ["8", "17"]


def test_names_and_addresses_of_the_second_file(join: Join) -> None:
    """What only the second file knows of a student is taken over: name, address, section."""
    first = [["Student ID", "Essay"], ["0101", 8], ["0102", 7]]
    second = [
        ["Student ID", "Name", "Email", "Section", "Exam"],
        ["0102", "Jakub Orsted", "j@x.org", "B", 1],
        ["0101", "Ines Marlow"],
    ]
    book = join({"one.csv": first, "two.csv": second})
    assert students(book) == [("0101", "Ines", "Marlow"), ("0102", "Jakub", "Orsted")]
    assert (book.students[1].email, book.students[1].section) == ("j@x.org", "B")
    assert not book.problems


def test_activities_of_the_same_name(join: Join) -> None:
    """The second "Essay" is told apart by its file."""
    book = join({"one.csv": ONE, "two.csv": [["ID", "Name", "essay"], [*INES[:2], 17], [*JAKUB[:2], 12]]})
    assert [activity.name for activity in book.activities] == ["Essay", "essay (two.csv)"]


def test_three_files(join: Join) -> None:
    """Each further file is joined to what the ones before make together."""
    files = {
        "one.csv": ONE,
        "two.csv": [["ID", "Name", "Exam"], [*INES[:2], 17], ["0103", "Thea Quint", 9]],
        "three.csv": [["ID", "Name", "Talk"], ["0103", "Thea Quint", 5], [*JAKUB[:2], 4], [*INES[:2], 3]],
    }
    book = join(files)
    assert [source.file for source in book.sources] == list(files)
    assert marks(book) == [["8", "17", "3"], ["7", "-", "4"], ["-", "9", "5"]]


def test_sheet_and_dialect_of_each_file(join: Join) -> None:
    """With lists, each file has its own sheet and platform; an empty text means that it is recognised."""
    files = {"one.xlsx": ONE, "two.xlsx": [["ID", "Name", "Exam"], [*INES[:2], 17], [*JAKUB[:2], 12]]}
    book = join(files, 'sheet = ["Other", "Grades"]\ndialect = ["handmade", ""]')
    assert [source.sheet for source in book.sources] == ["Other", "Grades"]
    assert [source.because[0] for source in book.sources] == [
        "course.toml says so",
        "it has none of the marks of a platform's export",
    ]
    assert book.marks[0][0].cell == "one.xlsx › Other!D2"


def test_a_file_that_is_not_there(join: Join, folder: Path) -> None:
    """Of several files the one that is missing is named."""
    join({"one.csv": ONE, "two.csv": ONE})
    (folder / "two.csv").unlink()
    with pytest.raises(GradebookError) as caught:
        read_gradebook(load_course(folder))
    assert 'no file "two.csv"' in caught.value.problems[0].what
