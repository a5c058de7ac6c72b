"""Text files: encodings are never guessed, and what does not hold together is told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certbuild.config import load_course
from certbuild.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Read

    from certbuild.errors import Problem

NAMES = {
    "windows-1252": ("Zoë Müller", "José Núñez"),
    "windows-1250": ("Łukasz Żółć", "Jiří Dvořák"),
    "windows-1251": ("Иван Петров", "Анна"),
    "windows-1253": ("Γιώργος Παπαδόπουλος", "Ελένη"),
    "windows-1254": ("Şükrü Işık", "Çağla"),
    "mac-roman": ("Zoë Müller", "José Núñez"),
    "cp850": ("Zoë Müller", "José Núñez"),
    "gb18030": ("王小明", "李四"),
    "shift_jis": ("山田太郎", "鈴木"),
}


def _text(names: tuple[str, str]) -> str:
    return f"Name,ID,Essay\n{names[0]},0012,8\n{names[1]},0013,7\n"


@pytest.mark.parametrize(("encoding", "names"), NAMES.items())
def test_how_a_text_could_read_is_shown(refuse: Callable[..., Problem], encoding: str, names: tuple[str, str]) -> None:
    """A text that is not in UTF-8 is an error that shows how its words read in likely encodings, the right one among them."""
    problem = refuse(_text(names).encode(encoding), "grades.csv")
    assert problem.where == "grades.csv › line 2"
    assert f'as {encoding}: "{names[0].split()[0]}"' in problem.what
    assert 'write under [gradebook] in course.toml: encoding = "' in problem.hint
    assert "as CSV in UTF-8" in problem.hint


def test_words_that_tell_encodings_apart_are_shown(refuse: Callable[..., Problem]) -> None:
    """Of many words those are shown that differ between the encodings."""
    names = [f"M{'ü' * n}ller" for n in range(1, 9)]
    lines = "".join(f"{name},{number},1\n" for number, name in enumerate([*names, "Núñez"]))
    assert "Núńez" in refuse(f"Name,ID,Essay\n{lines}".encode("windows-1252"), "grades.csv").what


@pytest.mark.parametrize(("encoding", "names"), NAMES.items())
def test_the_encoding_of_course_toml_is_used(read: Read, encoding: str, names: tuple[str, str]) -> None:
    """With the line that the error asks for, the names are right."""
    book = read(_text(names).encode(encoding), "grades.csv", settings=f'encoding = "{encoding}"')
    assert [student.name for student in book.students] == list(names)
    assert not book.problems


def test_bytes_that_are_not_in_the_encoding_of_course_toml(refuse: Callable[..., Problem]) -> None:
    """A byte that the encoding does not have is an error that names it and its line."""
    problem = refuse(b"Name,Essay\nAnn,5\nM\x81ller,7\n", "grades.csv", settings='encoding = "windows-1252"')
    assert problem.where == "grades.csv › line 3"
    assert problem.what == 'is not in "windows-1252", as course.toml says under [gradebook]: there is a byte 81 in it'
    assert 'take the line encoding = "windows-1252" out' in problem.hint


def test_a_text_in_utf_8_although_course_toml_says_otherwise(refuse: Callable[..., Problem]) -> None:
    """A new export in UTF-8 is not read as the old one was, with wrong letters."""
    problem = refuse(_text(NAMES["windows-1252"]), "grades.csv", settings='encoding = "windows-1252"')
    assert problem.where == "grades.csv"
    assert 'is in UTF-8, not in "windows-1252"' in problem.what
    assert "out" in problem.hint


@pytest.mark.parametrize("encoding", ["windows-1252", "UTF-8", "utf8", "latin-1"])
def test_plain_letters_are_in_every_encoding(read: Read, encoding: str) -> None:
    """A text of plain letters is read whatever encoding is given."""
    assert read("Name,Essay\nAnn Lee,5\n", "grades.csv", settings=f'encoding = "{encoding}"').students[0].name == "Ann Lee"


@pytest.mark.parametrize("encoding", ["windows-125", "hex", "idna", "rot13", "a\\u0000b", "unicode_escape"])
def test_an_encoding_that_is_none(folder: Path, encoding: str) -> None:
    """What is no encoding of text is told when course.toml is read."""
    with (folder / "course.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'[gradebook]\nencoding = "{encoding}"\n')
    with pytest.raises(CourseError) as caught:
        load_course(folder)
    (problem,) = caught.value.problems
    assert problem.where == "course.toml › [gradebook] › encoding"
    assert "is no encoding of text" in problem.what
    assert "windows-125" in problem.hint


def test_bytes_that_are_no_text(refuse: Callable[..., Problem]) -> None:
    """Bytes that read as words in no encoding are told to be no text."""
    problem = refuse(bytes(range(128, 256)) * 4, "grades.csv")
    assert (problem.where, "neither a workbook nor a text" in problem.what) == ("grades.csv", True)
    assert "CSV in UTF-8" in problem.hint


def test_a_zero_byte_is_told_with_its_line(refuse: Callable[..., Problem]) -> None:
    """A text with a zero byte in it is damaged."""
    problem = refuse(b"Name,Essay\nAnn Lee,5\nBo\0Ek,6\n", "grades.csv")
    assert problem.where == "grades.csv › line 3"
    assert "zero byte" in problem.what
    assert "export the gradebook again" in problem.hint


def test_a_quotation_mark_left_open_is_told_with_its_line(refuse: Callable[..., Problem]) -> None:
    """A quotation mark that would swallow the rest of the students is an error, not fewer students."""
    problem = refuse('Name,ID,Essay\nAnn Lee,1,8\n"Bo Ek,2,7\nCy Oz,3,9\n', "grades.csv")
    assert problem.where.startswith("grades.csv › line ")
    assert "quotation mark" in problem.what


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_text_that_is_far_too_long(refuse: Callable[..., Problem], quote: str) -> None:
    """A text longer than any cell may be is told with the line where its row begins."""
    problem = refuse(f"Name,Essay\nAnn,5\n{quote}{'Bo Ek ' * 30_000},7\n", "grades.csv")
    assert problem.where == "grades.csv › line 3"
    assert "longer than 131,072 characters" in problem.what
    assert "quotation mark" in problem.hint


def test_a_line_of_millions_of_fields(refuse: Callable[..., Problem]) -> None:
    """A line that goes on without end is too large."""
    problem = refuse(f"Name,Essay\n{',' * 9_000_000}\n", "grades.csv")
    assert "too large for a gradebook" in problem.what
    assert "delete the rows and columns" in problem.hint


@pytest.mark.parametrize("ends", [("\r", "\r"), ("\n", "\r\n"), ("\r\n", "\r"), ("\n\f", "\n")])
def test_line_ends_of_all_kinds(read: Read, ends: tuple[str, str]) -> None:
    """Lines end as any machine ends them, also in turns; a form feed is nothing."""
    text = f"Name,ID,Essay{ends[0]}Ann Lee,1,8{ends[1]}Bo Ek,2,7{ends[0]}"
    book = read(text, "grades.csv")
    assert [(student.name, student.key) for student in book.students] == [("Ann Lee", "1"), ("Bo Ek", "2")]
    assert not book.problems


def test_a_separator_line_of_an_old_machine(read: Read) -> None:
    """Excel's own first line is understood with any line end."""
    assert read("sep=;\rName;Essay\rAnn Lee;5\r", "grades.csv").students[0].name == "Ann Lee"


def test_a_file_of_one_column(read: Read) -> None:
    """A list of names alone is a gradebook without activities, and says so."""
    book = read("Name\nAnn Lee\nBo Ek\n", "grades.csv")
    assert [student.name for student in book.students] == ["Ann Lee", "Bo Ek"]
    assert "no column with marks" in book.problems[0].what
