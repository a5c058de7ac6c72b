"""Workbooks of all sorts: what is read is what openpyxl, a reader of another make, finds in every cell."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from certbuild.gradebook.cells import ErrorValue, Formula, Percentage, number, text_value
from certbuild.gradebook.files import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certbuild.gradebook.cells import Sheet, Value

FORMATS = [
    "General",
    "0.0",
    "0%",
    "0.00 %",
    "[Red]0%",
    '0.0" %"',
    "0\\%",
    '"%"0',
    "0.0_%",
    "[<1]0%;0.0",
    "@",
    "# ?/?",
    "[$%-407]0",
]
PERCENTAGES = {"0%", "0.00 %", "[Red]0%", "[<1]0%;0.0"}
TEXTS = [
    "Zoë Müller",
    "a<b>&\"c'",
    "  spaced  ",
    "line\nbreak",
    "-",
    "=",
    "0012",
    "A1",
    '<c r="B2" t="e">',
    "😀",
    "t='e'",
    "85 %",
    "Łódź",
    "0",
]
ERRORS = ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"]
KINDS = [*["number"] * 5, *["text"] * 3, *["nothing"] * 3, "error", "formula", "result", "text result", "boolean", "date"]
FORMULA = '=A1&"<b>"'


def _number(chance: random.Random) -> float:
    return chance.choice([chance.randint(-5, 120), chance.randrange(1000) / 100, chance.random(), 10**15 + 7, 8.700000000000001])


def _content(chance: random.Random) -> tuple[str, Any]:
    """Return a kind of content, and the content; for a formula what is its result."""
    kind = chance.choice(KINDS)
    match kind:
        case "number" | "result":
            return kind, _number(chance)
        case "text" | "text result":
            return kind, chance.choice(TEXTS)
        case "error":
            return kind, chance.choice(ERRORS)
        case "boolean":
            return kind, chance.random() < 0.5
        case "date":
            return kind, dt.datetime(2026, 1, 1 + chance.randrange(28), 8 * chance.randrange(2))  # noqa: DTZ001 - as in cells
    return kind, None


def _by_openpyxl(chance: random.Random) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title in chance.sample(["Grades", "Übersicht & Co", "Sheet 'x'", "a<b"], chance.randint(1, 3)):
        sheet = book.create_sheet(title)
        for _ in range(chance.randint(0, 40)):
            cell = sheet.cell(chance.randint(1, 30), chance.randint(1, chance.choice([8, 60])))
            kind, content = _content(chance)
            cell.number_format = "General"
            cell.value = FORMULA if kind == "formula" else content
            if isinstance(content, str) and kind != "error":
                cell.data_type = "s"
            if kind != "date":
                cell.number_format = chance.choice(FORMATS)
            cell.font = Font(bold=chance.random() < 0.3)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _by_xlsxwriter(chance: random.Random) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    formats = [book.add_format({"num_format": code, "bold": chance.random() < 0.3}) for code in FORMATS]
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for title in chance.sample(["Grades", "Übersicht & Co", "a<b"], chance.randint(1, 3)):
        if chance.random() < 0.2:
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": [title, 0, 0, 2, 0]})
            book.add_chartsheet().set_chart(chart)
        sheet = book.add_worksheet(title)
        for row in sorted(chance.sample(range(30), chance.randint(0, 12))):
            for column in sorted(chance.sample(range(chance.choice([8, 60])), 6)):
                kind, content = _content(chance)
                style = day if kind == "date" else chance.choice([None, *formats])
                if kind in {"error", "formula", "result", "text result"}:
                    sheet.write_formula(row, column, FORMULA, style, "" if content is None else content)
                elif isinstance(content, str):
                    sheet.write_string(row, column, content, style)
                else:
                    sheet.write(row, column, content, style)
    book.close()
    return target.getvalue()


def _expected(data: bytes) -> dict[str, dict[tuple[int, int], Value]]:
    """Return every value of a workbook as openpyxl reads it, looked at with and without formulas."""
    shown, entered = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    sheets = {}
    for sheet in shown.worksheets:
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                value = _value(cell, entered[sheet.title].cell(cell.row, cell.column))
                if value is not None:
                    cells[cell.row - 1, cell.column - 1] = value
        sheets[sheet.title] = cells
    return sheets


def _value(cell: Any, entered: Any) -> Value:  # noqa: ANN401 - openpyxl has no types
    value = cell.value
    if value is None:
        return Formula(entered.value) if entered.data_type == "f" and cell.data_type != "str" else None
    if cell.data_type == "e":
        return ErrorValue(value)
    if isinstance(value, str):
        return text_value(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, bool | dt.date | dt.time):
        return value
    exact = number(value)
    return Percentage(exact) if cell.number_format in PERCENTAGES else exact  # type: ignore[arg-type]


def _found(sheets: tuple[Sheet, ...]) -> dict[str, dict[tuple[int, int], Value]]:
    return {
        sheet.name: {(r, c): value for r, row in enumerate(sheet.rows) for c, value in enumerate(row) if value is not None}
        for sheet in sheets
    }


@pytest.mark.parametrize("write", [_by_openpyxl, _by_xlsxwriter])
@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 10))])
def test_values_are_those_that_another_reader_finds(tmp_path: Path, write: Callable[[random.Random], bytes], seed: int) -> None:
    """Numbers, percentages, texts, errors, formulas and sheets are the same in two hundred random workbooks."""
    for number_of_book in range(10):
        data = write(random.Random(f"{seed}/{number_of_book}"))  # noqa: S311 - no secrets are drawn
        file = tmp_path / "grades.xlsx"
        file.write_bytes(data)
        expected = _expected(data)
        found = _found(read_sheets(file).sheets)
        assert list(found) == list(expected)
        assert found == expected
