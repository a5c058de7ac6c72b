"""Files that are made to keep a program busy, or that do so by accident: read or refused within seconds."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Read

    from certbuild.errors import Problem

_SECONDS = 10


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Let a test fail that takes longer than a person waits; all of these take less than one second, or hours."""

    def too_long(*_: object) -> None:
        pytest.fail(f"not done within {_SECONDS} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_word_without_end_in_an_unknown_encoding(refuse: Callable[..., Problem]) -> None:
    """A long run of letters and one byte that is no UTF-8 is told at once; it is no word to show."""
    problem = refuse(b"Name,ID\nAnn Lee,1\n" + b"x" * 500_000 + b"\xe9\n", "grades.csv")
    assert "neither a workbook nor a text" in problem.what


def test_words_are_shown_beside_one_without_end(refuse: Callable[..., Problem]) -> None:
    """Beside it other words still show how the text could read."""
    problem = refuse(b"Name,ID\nZo\xeb,1\n" + b"\xe9" * 500_000, "grades.csv")
    assert 'as windows-1252: "Zoë"' in problem.what


def test_sixteen_thousand_headings_that_are_the_same(read: Read, to_csv: Callable[..., bytes]) -> None:
    """As many columns as Excel has, all headed alike, are told one by one."""
    rows = [["Term"], *[[None]] * 17, ["Name", *["Quiz"] * 16_000], ["Ann Lee", *[1] * 16_000]]
    assert len(read(to_csv(rows), "grades.csv").problems) == 15_999


def test_eight_thousand_headings_twice_each(read: Read, to_csv: Callable[..., bytes]) -> None:
    """They are told apart by what stands above them."""
    rows = [
        [None, *(f"Term {n}" for n in range(8000))],
        ["Name", *(f"Quiz {n // 2}" for n in range(8000))],
        ["Ann Lee", *[1] * 8000],
    ]
    book = read(to_csv(rows), "grades.csv")
    assert [activity.name for activity in book.activities[:2]] == ["Term 0: Quiz 0", "Term 1: Quiz 0"]
    assert not book.problems


def test_twenty_thousand_rows_of_marks_without_names(read: Read, to_csv: Callable[..., bytes]) -> None:
    """Each row is told, and none is looked at again for every other."""
    rows = [["Name", "Essay", "Quiz"], *[[None, 1]] * 20_000, ["Ann Lee", None, 1]]
    assert len(read(to_csv(rows), "grades.csv").problems) == 20_000


def test_twenty_thousand_highest_marks_below_as_many_students(read: Read, to_csv: Callable[..., bytes]) -> None:
    """Rows of highest marks are known as such, however many students stand above them."""
    rows = [["Name", "Essay"], *([f"Student {n}", 7] for n in range(20_000)), *[["Max", 7]] * 20_000]
    book = read(to_csv(rows), "grades.csv")
    assert len(book.students) == 20_000
    assert not book.problems


def _long(rows: list[list[object]]) -> list[list[object]]:
    headings = "assignment timestamp student_id last_name first_name email raw_score score max_score"
    return [list(headings.split()), *rows]


def test_a_long_table_in_which_everyone_has_work_of_their_own(
    refuse: Callable[..., Problem], to_csv: Callable[..., bytes]
) -> None:
    """Twenty thousand students with as many assignments would be a table that no memory holds; it is refused."""
    rows = _long([[f"ps{n}", "now", f"s{n}", "Lee", "Ann", f"{n}@example.org", 1, 1, 1] for n in range(20_000)])
    problem = refuse(to_csv(rows), "grades.csv")
    assert "is too large for a gradebook: it tells of 1," in problem.what
    assert "export fewer assignments at a time" in problem.hint


def test_a_long_table_about_one_piece_of_work(read: Read, to_csv: Callable[..., bytes]) -> None:
    """A student who has two thousand rows for one assignment is told of each that is one too many, without delay."""
    rows = _long([["ps1", "now", "s1", "Lee", "Ann", "ann@example.org", 1, n, 10] for n in range(2000)])
    book = read(to_csv(rows), "grades.csv")
    assert len(book.activities) == 1
    assert len(book.problems) == 1999
