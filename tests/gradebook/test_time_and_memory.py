"""Files that are made to keep a program busy, or that do so by accident: read or refused within seconds."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from workbooks import SHEET, cell, changed, open_document, row, small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Read

    from certbuild.errors import Problem

_SECONDS = 30


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Let a test fail that takes longer than a person waits; all of these take seconds, or hours."""

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


@pytest.mark.slow
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
    assert "is too large for a gradebook: it tells of " in problem.what
    assert "export fewer assignments at a time" in problem.hint


def test_a_long_table_about_one_piece_of_work(read: Read, to_csv: Callable[..., bytes]) -> None:
    """A student who has two thousand rows for one assignment is told of each that is one too many, without delay."""
    rows = _long([["ps1", "now", "s1", "Lee", "Ann", "ann@example.org", 1, n, 10] for n in range(2000)])
    book = read(to_csv(rows), "grades.csv")
    assert len(book.activities) == 1
    assert len(book.problems) == 1999


@pytest.mark.parametrize(
    "heading", ["-" * 100_000, "x [a:" + "1" * 100_000, "points grade <" * 8000, "( " * 50_000, "a" * 100_000]
)
def test_a_heading_as_long_as_a_book(read: Read, to_csv: Callable[..., bytes], heading: str) -> None:
    """A heading of a hundred thousand characters is cut; no pattern of a platform's headings is lost in it."""
    (activity,) = read(to_csv([["Name", heading], ["Ann Lee", 5]]), "grades.csv").activities
    assert activity.name == heading[:300].strip() + "…"


def test_a_name_as_long_as_a_book(read: Read, to_csv: Callable[..., bytes]) -> None:
    """Nobody's name has a hundred thousand characters: a message says so, and does not hold it."""
    book = read(to_csv([["Name", "Essay"], *([f"{'é' * 100_000}{n}", 5] for n in range(100))]), "grades.csv")
    assert book.problems[0].what == "the name has 100,001 characters, which nobody's has"
    assert max(len(problem.what) for problem in book.problems) < 1000


def test_a_text_as_long_as_a_book_in_place_of_a_mark(read: Read, to_csv: Callable[..., bytes]) -> None:
    """The message shows how it begins."""
    (problem,) = read(to_csv([["Name", "Essay"], ["Ann Lee", "x" * 100_000], ["Bo Ek", 5]]), "grades.csv").problems
    assert f'"{"x" * 100}…" is no mark' in problem.what


_AT_END = b"</sheetData>"
_MANY = 300_000


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (SHEET, b"<worksheet", b" " * _MANY + b"<worksheet"),
        ("xl/sharedStrings.xml", b"<sst ", b"<sst " + b" " * _MANY),
        (SHEET, _AT_END, b'<row r="9"><c r="A9" t="inlineStr"><is><t>%b</t></is></c></row></sheetData>' % (b't="s"' * _MANY)),
        (SHEET, b"<sheetData>", b'<cols><col x="%b " hidden="1" min="1" max="2"/></cols><sheetData>' % (b"a" * _MANY)),
        (SHEET, b"<sheetData>", b"<cols>%b</cols><sheetData>" % (b'<col min="1" max="16384" hidden="1"/>' * 100_000)),
    ],
)
def test_xml_with_something_a_hundred_thousand_times(read: Read, part: str, before: bytes, after: bytes) -> None:
    """White space, letters and hidden columns in numbers that no program writes do not hold up the reader."""

    def without_declaration(xml: bytes) -> bytes:
        return xml[xml.index(b"?>") + 2 :].lstrip() if before == b"<worksheet" else xml

    rows = [["Name", *(f"Essay {n}" for n in range(2000))], ["Ann Lee", *[5] * 2000]]
    data = changed(small(rows), {part: lambda xml: without_declaration(xml).replace(before, after, 1)})
    data = changed(
        data, {"xl/sharedStrings.xml": lambda xml: xml.replace(b"</sst>", b"<si><t>%b</t></si></sst>" % (b"x" * 99_999))}
    )
    assert len(read(data).activities) == 2000


@pytest.mark.parametrize("more", [b"", b"<!-- read by openpyxl -->"])
def test_a_number_format_without_end(refuse: Callable[..., Problem], more: bytes) -> None:
    """A number format longer than any program writes is damage."""
    formats = b'<numFmts><numFmt numFmtId="200" formatCode="%b"/></numFmts><fonts' % (b"[" * _MANY)
    data = changed(
        small(),
        {
            "xl/styles.xml": lambda xml: xml.replace(b"<fonts", formats, 1),
            SHEET: lambda xml: xml.replace(b"<sheetData>", more + b"<sheetData>"),
        },
    )
    assert "a number format in it has 300,000 characters" in refuse(data).what


def test_a_hundred_million_spaces_in_an_open_document_cell(refuse: Callable[..., Problem]) -> None:
    """A short element can stand for more spaces than memory holds; the file is refused before they are made."""
    cells = row(cell("Name"), cell("Essay")) + row(cell("Ann Lee"), cell('<text:s text:c="150000000"/>'))
    problem = refuse(open_document(b'<table:table table:name="Grades">%b</table:table>' % cells), "grades.ods")
    assert "the texts in its cells take up more than 200 MB" in problem.what


def test_cells_by_the_million_under_a_false_name(refuse: Callable[..., Problem]) -> None:
    """An .ods whose "table" is bound to something else is damaged: its repeated cells could not be counted beforehand."""
    repeated = b'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    cells = row(cell("Name"), cell("Essay")) + row(cell("Ann Lee"), repeated, attributes='table:number-rows-repeated="1000"')
    data = open_document(b'<table:table table:name="Grades">%b</table:table>' % cells)
    problem = refuse(changed(data, {"content.xml": lambda xml: xml.replace(b"table:1.0", b"tables:1.0")}), "grades.ods")
    assert "the prefix table does not stand in it for what it should" in problem.what
