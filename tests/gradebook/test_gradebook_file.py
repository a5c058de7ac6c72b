"""Which file is taken for the gradebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certbuild.config import load_course
from certbuild.errors import ExitCode, GradebookError
from certbuild.gradebook import gradebook_files

if TYPE_CHECKING:
    from pathlib import Path


def _setting(folder: Path, line: str) -> None:
    with (folder / "course.toml").open("a", encoding="utf-8") as toml:
        toml.write(f"[gradebook]\n{line}\n")


def _refused(folder: Path) -> tuple[str, str, str]:
    with pytest.raises(GradebookError) as caught:
        gradebook_files(load_course(folder))
    assert caught.value.exit_code is ExitCode.GRADEBOOK
    (problem,) = caught.value.problems
    return problem.where, problem.what, problem.hint


def test_the_one_gradebook_is_found(folder: Path) -> None:
    """Without a setting the only gradebook is taken; lock files, hidden files and images are not looked at."""
    for name in ("grades.csv", "~$grades.xlsx", ".grades.csv", "logo.png"):
        (folder / name).write_bytes(b"x")
    assert gradebook_files(load_course(folder))[0].name == "grades.csv"


def test_several_gradebooks_are_an_error(folder: Path) -> None:
    """Nothing is guessed between two gradebooks; the line to write is shown."""
    for name in ("a.csv", "b.xlsx"):
        (folder / name).write_bytes(b"x")
    where, what, hint = _refused(folder)
    assert where == str(folder)
    assert what == "there are 2 gradebooks: a.csv, b.xlsx"
    assert 'file = "a.csv"' in hint


def test_no_gradebook_is_an_error(folder: Path) -> None:
    """An empty folder is told with the formats that may be put there."""
    _, what, hint = _refused(folder)
    assert "no gradebook" in what
    assert ".xlsx" in hint


def test_a_named_file_is_taken(folder: Path) -> None:
    """[gradebook] file names one of several."""
    for name in ("a.csv", "b.xlsx"):
        (folder / name).write_bytes(b"x")
    _setting(folder, 'file = "b.xlsx"')
    assert gradebook_files(load_course(folder))[0].name == "b.xlsx"


def test_a_pattern_must_match_one_file(folder: Path) -> None:
    """A pattern takes the file it matches; two matches are listed."""
    (folder / "moodle-1.csv").write_bytes(b"x")
    (folder / "other.csv").write_bytes(b"x")
    _setting(folder, 'file = "moodle*.csv"')
    assert gradebook_files(load_course(folder))[0].name == "moodle-1.csv"
    (folder / "moodle-2.csv").write_bytes(b"x")
    where, what, _ = _refused(folder)
    assert where == "course.toml › [gradebook] file"
    assert "moodle-1.csv, moodle-2.csv" in what


@pytest.mark.parametrize("name", ["grades.csv", "/nowhere/grades.csv", "none*.csv"])
def test_a_missing_file_is_an_error(folder: Path, name: str) -> None:
    """A name or pattern without a file behind it is told as it was written."""
    _setting(folder, f'file = "{name}"')
    where, what, _ = _refused(folder)
    assert where == "course.toml › [gradebook] file"
    assert f'no file "{name}"' in what
