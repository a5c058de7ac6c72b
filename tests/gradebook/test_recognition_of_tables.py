"""Which sheet and which platform a gradebook is read as, and how course.toml decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import Severity
from certbuild.gradebook import read_export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Read

    from certbuild.errors import Problem

TABLE = [["Name", "Essay"], ["Ann Lee", 8]]
OTHER = [["Name", "Exam"], ["Bo Ek", 9]]


def test_the_sheet_with_the_students_is_found(read: Read, to_xlsx: Callable[..., bytes]) -> None:
    """Sheets without students are passed over."""
    book = read(to_xlsx({"About": [["This is a course"]], "Empty": [], "Marks": TABLE}))
    assert book.sources[0].sheet == "Marks"
    assert not book.problems


def test_two_sheets_with_students_give_a_warning(read: Read, to_xlsx: Callable[..., bytes]) -> None:
    """The first is read; the warning names the other and the line that settles it."""
    book = read(to_xlsx({"Spring": TABLE, "Autumn": OTHER}))
    assert book.sources[0].sheet == "Spring"
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xlsx", Severity.WARNING)
    assert '"Autumn"' in warning.what
    assert 'sheet = "Spring"' in warning.hint


def test_course_toml_chooses_the_sheet(read: Read, to_xlsx: Callable[..., bytes]) -> None:
    """[gradebook] sheet is obeyed, without a warning."""
    book = read(to_xlsx({"Spring": TABLE, "Autumn": OTHER}), settings='sheet = "autumn"')
    assert (book.sources[0].sheet, book.students[0].name) == ("Autumn", "Bo Ek")
    assert not book.problems


def test_an_unknown_sheet_is_an_error(refuse: Callable[..., Problem], to_xlsx: Callable[..., bytes]) -> None:
    """A sheet that is not there is told with the nearest name."""
    problem = refuse(to_xlsx({"Spring": TABLE, "Autumn": OTHER}), settings='sheet = "Autum"')
    assert problem.where == "course.toml › [gradebook] sheet"
    assert 'no sheet "Autum" in grades.xlsx' in problem.what
    assert 'did you mean "Autumn"?' in problem.hint


def test_a_sheet_of_a_text_file_is_an_error(refuse: Callable[..., Problem]) -> None:
    """Text files have no sheets."""
    problem = refuse(TABLE, "grades.csv", settings='sheet = "Marks"')
    assert problem.where == "course.toml › [gradebook] sheet"
    assert problem.hint == "take the line out"


def test_an_unknown_dialect_is_an_error(refuse: Callable[..., Problem]) -> None:
    """A platform that certbuild does not know is told with the known ones."""
    problem = refuse(TABLE, settings='dialect = "moodel"')
    assert problem.where == "course.toml › [gradebook] dialect"
    assert 'did you mean "moodle"?' in problem.hint
    assert "known are blackboard, brightspace, canvas" in problem.hint


def test_course_toml_chooses_the_dialect(read: Read) -> None:
    """[gradebook] dialect is obeyed, and given as the reason."""
    book = read([["First name", "Last name", "Essay"], ["Ann", "Lee", 8]], settings='dialect = "moodle"')
    assert (book.sources[0].dialect, book.sources[0].because[0]) == ("moodle", "course.toml says so")


def test_headings_without_students_are_an_error(read: Read) -> None:
    """An export with headings and statistics but no students says so."""
    (problem,) = read([["Name", "Essay"], ["Average", 5]]).problems
    assert "no students below" in problem.what


def test_an_export_is_read_without_a_course(tmp_path: Path, to_csv: Callable[..., bytes]) -> None:
    """`certbuild init` can read a file before there is a course.toml."""
    (tmp_path / "export.csv").write_bytes(to_csv(TABLE))
    book = read_export(tmp_path / "export.csv")
    assert (book.file, book.sources[0].sheet, book.activities[0].name) == ("export.csv", "", "Essay")
    assert book.place("B2") == "export.csv › B2"
    assert "none of the marks of a platform's export" in book.sources[0].because[0]


def test_every_filled_column_and_row_is_used_or_listed(read: Read) -> None:
    """Nothing is lost silently: what is not read is listed with a reason."""
    rows = [
        ["Course 101"],
        ["Name", "ID", "Login", "Essay", "Total", "Remarks", None],
        ["Max", None, None, 10, 10, None, None],
        ["Ann Lee", 1, "al", 8, 8, "late", "x"],
        ["Bo Ek", 2, "be", 9, 9, None, None],
        ["Average", None, None, 8.5, 8.5, None, None],
    ]
    book = read(rows)
    assert sorted(left.where for left in book.sources[0].left_out) == [
        "column C",
        "column E",
        "column F",
        "column G",
        "row 1",
        "row 6",
    ]
    assert all(left.reason for left in book.sources[0].left_out)
