"""A course whose marks come from two files, through the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from conftest import Classroom

COURSE = """
[course]
title = "Foundations of Adventuring"
code = "ADV"
date = 2026-11-23

[issuer]
name = "Evening School"

[gradebook]
file = ["quizzes.csv", "exam.xlsx"]

[[activity]]
name = "Quiz"
max = 10

[[activity]]
name = "Exam"
max = 20
"""
QUIZZES = "ID,Name,Email,Quiz\n0101,Ines Marlow,ines@example.org,9\n0102,Jakub Orsted,jakub@example.org,8\n"


@pytest.fixture
def joined(classroom: Classroom) -> Classroom:
    """Return the course: Ines has both marks, Jakub is not in the second file."""
    folder = classroom.root / "input"
    (folder / "grades.xlsx").unlink()
    (folder / "quizzes.csv").write_text(QUIZZES, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "Exam"
    book.active.append(["Name", "Exam"])
    book.active.append(["Marlow, Ines", 18])
    book.save(folder / "exam.xlsx")
    classroom.write_course(COURSE)
    return classroom


def test_check_shows_both_files(joined: Classroom) -> None:
    """`check --json` has a source for each file, the cells of both, and who is only in one."""
    outcome = joined.run("check", "--json")
    answer = outcome.json
    assert outcome.code == 0
    assert [(source["file"], source["dialect"]) for source in answer["sources"]] == [
        ("quizzes.csv", "handmade"),
        ("exam.xlsx", "handmade"),
    ]
    assert answer["cells"]["filled"] == 12 + 4
    assert [problem["what"] for problem in answer["problems"] if "not in" in problem["what"]] == [
        "1 student not in exam.xlsx: Jakub Orsted (0102)"
    ]


def test_a_build_waits_for_the_marks_of_the_other_file(joined: Classroom) -> None:
    """Ines gets her certificate out of both files; Jakub, whose exam is missing, is provisional."""
    assert joined.run("build").code == 0
    assert (joined.student("0101")["standing"], joined.student("0101")["score"]) == ("awarded", "90.0")
    assert (joined.student("0102")["standing"], joined.student("0102")["missing"]) == ("provisional", ["Exam"])
    assert len([name for name in joined.files() if name.startswith("certificates/")]) == 1


def test_explain_names_the_file_of_each_mark(joined: Classroom) -> None:
    """`explain --json` says in which file and cell each mark stands."""
    cells = [activity["cell"] for activity in joined.run("explain", "ines", "--json").json["activities"]]
    assert cells == ["quizzes.csv › D2", "exam.xlsx › Exam!B2"]


@pytest.mark.parametrize("key", ["sheet", "dialect"])
def test_a_list_of_the_wrong_length(joined: Classroom, key: str) -> None:
    """Three sheets or platforms for two files: course.toml is told, and what to write."""
    joined.write_course(COURSE.replace('exam.xlsx"]', f'exam.xlsx"]\n{key} = ["a", "b", "c"]'))
    outcome = joined.run("check")
    assert outcome.code == 3
    assert f"{key} names 3 for 2 files" in " ".join(outcome.err.split())
    assert "write one for each file" in " ".join(outcome.err.split())
