"""Open edX' reports: parts of 1 or points earned and possible, and nobody has a name in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples import OPENEDX, OPENEDX_PROBLEMS
from shown import activities, left_out, marks, platform, students

from certbuild.config import load_course
from certbuild.gradebook import read_gradebook

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Read

NAMES = "Email,Name\nJAKUB@example.org,Jakub Orsted\nines@example.org,Ines Marlow\n"


def test_marks_are_parts_of_one(read: Read) -> None:
    """0.416666666667 is that part of a perfect mark; Not Attempted is missing; grade and averages are left out."""
    book = read(OPENEDX, "grades.csv")
    assert platform(book)[0] == "openedx"
    assert 'there is a column "Enrollment Track"' in platform(book)[1]
    assert activities(book) == [("Homework 1: Intro", "", ""), ("Homework 2: Proofs", "", "")]
    assert marks(book) == [["100 %", "41.6666666667 %"], ["-", "-"]]
    assert left_out(book)["column D"] == left_out(book)["column G"] == "a total, not an activity"


def test_who_is_not_enrolled_any_more(read: Read) -> None:
    """Unenrolled learners are in the report, and told as such."""
    book = read(OPENEDX, "grades.csv")
    assert [student.inactive for student in book.students] == ["", "not enrolled any more"]


def test_nobody_has_a_name(read: Read) -> None:
    """The error shows the line that joins a second file with the names."""
    (problem,) = read(OPENEDX, "grades.csv").problems
    assert problem.where == "grades.csv › A1"
    assert problem.what == "there is no column with the students' names"
    assert problem.hint.endswith('file = ["grades.csv", "names.csv"]')


def test_names_out_of_a_second_file(folder: Path) -> None:
    """Joined by e-mail address, whatever its case, the learners get their names and keep their ids."""
    for name, text in (("report.csv", OPENEDX), ("names.csv", NAMES)):
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "course.toml").open("a", encoding="utf-8") as toml:
        toml.write('[gradebook]\nfile = ["report.csv", "names.csv"]\n')
    book = read_gradebook(load_course(folder))
    assert students(book) == [("21", "Ines", "Marlow"), ("22", "Jakub", "Orsted")]
    assert marks(book) == [["100 %", "41.6666666667 %"], ["-", "-"]]
    assert not book.problems


def test_the_problem_report(read: Read) -> None:
    """Points earned and possible stand side by side: the maximum is taken from the second, the problem is the activity."""
    book = read(OPENEDX_PROBLEMS, "grades.csv")
    assert platform(book)[0] == "openedx_problems"
    assert activities(book) == [
        ("Homework 1: Intro - Sum", "3", 'column G "Homework 1: Intro - Sum (Possible)"'),
        ("Exam 1: Final - Proof", "10", 'column I "Exam 1: Final - Proof (Possible)"'),
    ]
    assert marks(book) == [["2", "-"], ["-", "-"]]
    assert [problem.what for problem in book.problems] == ["there is no column with the students' names"]
