"""What is read out of a single cell, and what is said where it is no mark."""

from __future__ import annotations

import io
import zipfile
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from certbuild.errors import Severity
from certbuild.model import MarkState

if TYPE_CHECKING:
    from conftest import Read

    from certbuild.model import Mark

PLAIN = [["Name", "Essay"], ["Anna Testova", 5], ["Béla Próba", 6]]


def _mark(read: Read, value: object, number_format: str | None = None, name: str = "grades.xlsx") -> Mark:
    rows = [["Name", "Essay"], ["Anna Testova", value], ["Béla Próba", 6]]
    book = read(rows, name, formats={"B2": number_format} if number_format else None)
    assert not book.problems
    return book.marks[0][0]


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (8, "8"),
        (8.5, "8.5"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        (87 / 10, "8.7"),
        ("8,5", "8.5"),
        ("8.50", "8.50"),
        (" 8.5 ", "8.5"),
        (".5", "0.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1,234,567", "1234567"),
        ("66.667", "66.667"),
        ("0,125", "0.125"),
    ],
)
def test_a_number_is_points(read: Read, value: object, points: str) -> None:
    """Numbers count as they are shown, in the usual spellings, without noise of binary fractions."""
    mark = _mark(read, value)
    assert (mark.state, mark.points, mark.fraction) == (MarkState.GRADED, Decimal(points), None)


@pytest.mark.parametrize(
    ("value", "number_format", "fraction"),
    [
        (0.85, "0%", "0.85"),
        (1, "0.0%", "1"),
        ("85 %", None, "0.85"),
        ("85%", None, "0.85"),
        ("8,5 %", None, "0.085"),
        ("9/10", None, "0.9"),
        ("8,5 / 10", None, "0.85"),
        ("12/10", None, "1.2"),
    ],
)
def test_a_percentage_or_a_ratio_is_a_fraction(read: Read, value: object, number_format: str | None, fraction: str) -> None:
    """Percentages, by format or as text, and points of a maximum count as fractions."""
    book = read([["Name", "Essay"], ["Anna", value], ["Béla", 6]], formats={"B2": number_format} if number_format else None)
    assert (book.marks[0][0].points, book.marks[0][0].fraction) == (None, Decimal(fraction))


def test_a_percent_sign_in_quotes_is_only_decoration(read: Read) -> None:
    """A number format that prints a literal text does not make a percentage."""
    assert _mark(read, 8.5, '0.0"%"').points == Decimal("8.5")


@pytest.mark.parametrize("word", ["EX", "excused", "Excused", "entschuldigt", "dispensé", "exento"])
def test_words_for_excused(read: Read, word: str) -> None:
    """The usual words excuse, in several languages and in any case."""
    assert _mark(read, word).state is MarkState.EXCUSED


@pytest.mark.parametrize(
    "word", [None, "", "  ", "-", "–", "—", "a", "abs", "AB", "absent", "n/a", "N/A", "missing", "Not Attempted", "fehlt", "abs."]
)
def test_words_for_missing(read: Read, word: str | None) -> None:
    """Blanks, dashes and the usual words for absence are missing marks, never zeros."""
    mark = _mark(read, word)
    assert (mark.state, mark.points) == (MarkState.MISSING, None)


def test_a_mark_knows_its_cell_and_text(read: Read) -> None:
    """Each mark keeps where it stands and what stood there."""
    mark = _mark(read, "8,5")
    assert (mark.cell, mark.text) == ("B2", "8,5")


@pytest.mark.parametrize(
    ("value", "what", "advice"),
    [
        ("good", '"good" is no mark', "EX for excused"),
        (date(2026, 10, 9), "date 2026-10-09; Excel makes one of a mark typed as 10/9 or 9.10", 'format "Text"'),
        (time(9, 10), "holds a time, 09:10:00", "type the mark again"),
        ("#DIV/0!", "left #DIV/0!", "mend the formula"),
        ("=1+1", "does not hold its result", "open the file in Excel or LibreOffice and save it once"),
        (True, "TRUE is not a mark but a yes or no", "write a number"),
        (-3, "-3 is below zero", "as it was given"),
        ("-5 %", "-5 % is below zero", "as it was given"),
        (1e100, "0… is larger than any mark can be", "as it was given"),
        ("9" * 400, "9… is larger than any mark can be", "as it was given"),
        ("5/0", '"5/0" is no mark', "write a number"),
        ("1,234", '"1,234" can be read in two ways', "write 1234 if the comma sets off thousands, or 1.234"),
        ("nan", '"nan" is no mark', "write a number"),
    ],
)
def test_what_is_no_mark_is_told_with_its_place(read: Read, value: Any, what: str, advice: str) -> None:  # noqa: ANN401
    """A cell that is no mark is an error with file, sheet, cell, student, activity, what was read and what to do."""
    book = read([["Name", "Essay"], ["Anna Testova", value], ["Béla Próba", 6]])
    (problem,) = book.problems
    assert problem.where == "grades.xlsx › Grades!B2"
    assert problem.severity is Severity.ERROR
    assert problem.what.startswith('Anna Testova, "Essay": ')
    assert what in problem.what
    assert advice in problem.hint
    assert book.marks[0][0].state is MarkState.MISSING


def test_all_faults_are_told_at_once(read: Read) -> None:
    """Every faulty cell is in the list, row by row, not only the first."""
    book = read([["Name", "Essay", "Quiz"], ["Anna", "?", 1], ["Béla", 2, "good"], ["Cyd", -1, 3]])
    assert [problem.where for problem in book.problems] == [f"grades.xlsx › Grades!{cell}" for cell in ("B2", "C3", "B4")]


def test_a_comma_is_decimal_where_the_column_says_so(read: Read) -> None:
    """Beside 8,5 a 1,234 can only be a little over one."""
    book = read([["Name", "Essay"], ["Anna", "1,234"], ["Béla", "8,5"]], "grades.csv")
    assert book.marks[0][0].points == Decimal("1.234")


def test_formulas_count_by_their_results(read: Read) -> None:
    """What a spreadsheet program has computed and saved is read: a number, an empty text as missing, an error as such."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Grades")
        for row, (name, result) in enumerate([("Ann", 8), ("Bo", "#DIV/0!"), ("Cy", "EX"), ("Di", "no text")], start=1):
            sheet.write(row, 0, name)
            sheet.write_formula(row, 1, "=Z1", value=result)
        sheet.write_row(0, 0, ["Name", "Essay"])
    found = read(_with_empty_text(target.getvalue(), "no text"))
    assert [row[0].state for row in found.marks] == [
        MarkState.GRADED,
        MarkState.MISSING,
        MarkState.EXCUSED,
        MarkState.MISSING,
    ]
    assert [problem.where for problem in found.problems] == ["grades.xlsx › Grades!B3"]


def _with_empty_text(workbook: bytes, text: str) -> bytes:
    """Return the workbook with the text result emptied, as Excel saves ="" (XlsxWriter cannot)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(f"<v>{text}</v>".encode(), b"<v></v>"))
    return target.getvalue()
