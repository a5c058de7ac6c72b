"""What a workbook shows beside its values, and workbooks that few programs write."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from workbooks import SHEET, cell, changed, open_document, row, small

from certbuild.errors import Severity
from certbuild.gradebook.cells import ErrorValue, Formula, Merged, Percentage
from certbuild.gradebook.files import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Read

    from certbuild.gradebook.cells import Sheet


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[[bytes], tuple[Sheet, ...]]:
    """Return the function that reads the sheets of a file."""

    def _sheets(data: bytes) -> tuple[Sheet, ...]:
        (tmp_path / "grades").write_bytes(data)
        return read_sheets(tmp_path / "grades").sheets

    return _sheets


def _rich() -> bytes:
    """Return a workbook with a bit of everything."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    percent = book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("Grades")
    sheet.write_row(0, 0, ["Name", "Essay", "Quiz"])
    sheet.write_row(1, 0, ["Zoë 'A' = <b>", 0.85, 7], percent)
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 3, '=A1&">"', None, "")
    sheet.write_datetime(2, 2, dt.datetime(2026, 3, 9), book.add_format({"num_format": "d.m.yy"}))  # noqa: DTZ001 - as in cells
    sheet.write_formula(3, 1, "=B2*2", percent, 1.7)
    sheet.merge_range("A5:A7", "all")
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})
    book.add_worksheet("Notes").hide()
    book.close()
    return target.getvalue()


def _prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(\w+)(?=[ >/])", rb"<\1x:\2", xml)
    return xml.replace(b"xmlns=", b"xmlns:x=")


def _without_addresses(xml: bytes) -> bytes:
    xml = xml.replace(b'<c r="D3"', b'<c/><c r="D3"').replace(b'<c r="B3"', b'<c/><c r="B3"')
    xml = re.sub(rb'<row r="(?=\d)(?!5)(\d+)"', rb"<row", xml)
    return re.sub(
        rb'<c r="(?:[A-C][1-4]|B3)"', rb"<c", xml.replace(b'<c/><c r="D3"', b'<c r="D3"').replace(b'<c r="B4"', b'<c/><c r="B4"')
    )


UNUSUAL: dict[str, Callable[[bytes], bytes]] = {
    "namespace prefixes": _prefixed,
    "no addresses": _without_addresses,
    "UTF-16": lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "a comment": lambda xml: xml.replace(b"<sheetData>", b'<sheetData><!-- <c r="A1" t="e"><v>#N/A</v></c> -->'),
    "single quotation marks": lambda xml: re.sub(rb'="([^"<>]*)"', rb"='\1'", xml),
    "line breaks": lambda xml: re.sub(rb"><(?!/t>|/v>|/f>)", b">\n  <", xml),
    "attributes in another order": lambda xml: re.sub(rb'<c (r="\w+") (s="\d+")', rb"<c \2 \1", xml),
}


@pytest.mark.parametrize("way", UNUSUAL)
def test_unusual_ways_to_write_a_sheet(sheets: Callable[[bytes], tuple[Sheet, ...]], way: str) -> None:
    """A sheet says the same however its XML is written."""
    assert sheets(changed(_rich(), {SHEET: UNUSUAL[way]})) == sheets(_rich())


def test_values_and_layout_of_an_xlsx(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """Percentages, errors, formulas without results, merged and hidden cells are seen, each in its place."""
    grades, notes = sheets(_rich())
    assert grades.rows[1] == ("Zoë 'A' = <b>", Percentage(Decimal("0.85")), Percentage(Decimal(7)), None)
    assert grades.rows[2][1] == ErrorValue("#DIV/0!")
    assert grades.rows[2][3] == Formula('=A1&">"')
    assert grades.rows[3][1] == Percentage(Decimal("1.7"))
    assert (grades.merged, grades.hidden_rows, grades.hidden_columns) == ((), frozenset({3}), frozenset({2}))
    assert (grades.hidden, notes.hidden, notes.rows) == (False, True, ())


def test_merged_cells(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """Merged cells are known as far as something stands beside them."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.merge_range("B1:D1", "Essays")
    sheet.write_row(1, 0, ["Name", 1, 2, 3])
    sheet.merge_range("F8:G9", "")
    book.close()
    for data in (target.getvalue(), changed(target.getvalue(), {SHEET: _prefixed})):
        assert sheets(data)[0].merged == (Merged(0, 1, 0, 3),)


def test_merged_and_hidden_in_an_ods(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """An OpenDocument sheet tells of merged and hidden cells, too."""
    table = b'<table:table table:name="Grades" table:style-name="t"><table:table-column/>'
    table += b'<table:table-column table:visibility="collapse" table:number-columns-repeated="9"/>'
    table += row(cell("Name", 'table:number-columns-spanned="2"'), b"<table:covered-table-cell/>", cell("x"))
    table += row(cell("Ann"), cell("5"), attributes='table:visibility="filter"') + b"</table:table>"
    (sheet,) = sheets(open_document(table))
    assert sheet.rows == (("Name", None, "x"), ("Ann", "5", None))
    assert sheet.merged == (Merged(0, 0, 0, 1),)
    assert (sheet.hidden, sheet.hidden_rows, sheet.hidden_columns) == (True, frozenset({1}), frozenset({1, 2}))


def test_sheets_have_their_own_names_and_order(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """Sheets come in the workbook's order, by their names; pages that hold nothing but a chart are none."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name in ("Zwei & <drei>", "Eins", "Übersicht"):
        book.add_worksheet(name).write(0, 0, name)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": [name, 0, 0, 1, 0]})
        book.add_chartsheet().set_chart(chart)
    book.close()
    found = sheets(target.getvalue())
    assert [(sheet.name, sheet.rows) for sheet in found] == [
        (name, ((name,),)) for name in ("Zwei & <drei>", "Eins", "Übersicht")
    ]


def test_a_number_longer_than_a_float(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """A long ID number keeps its last figures."""
    data = changed(small(), {SHEET: lambda xml: xml.replace(b"<v>8.5</v>", b"<v>20260000000000017</v>")})
    assert sheets(data)[0].rows[1][2] == Decimal(20260000000000017)


def test_a_yes_beside_a_one(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """TRUE stays a yes, and 1 a number, in the same sheet."""
    assert sheets(small([[1, True, 1.0, 0, False]]))[0].rows == ((Decimal(1), True, Decimal(1), Decimal(0), False),)
    assert [type(value) for value in sheets(small([[1, True]]))[0].rows[0]] == [Decimal, bool]


def test_a_workbook_at_another_place_in_its_package(sheets: Callable[[bytes], tuple[Sheet, ...]]) -> None:
    """The parts of a workbook are found by what the package says of them, not by their usual names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small())) as whole, zipfile.ZipFile(target, "w") as made:
        for name in whole.namelist():
            made.writestr(name.replace("xl/", "book/"), whole.read(name).replace(b'"xl/', b'"/book/').replace(b"/xl/", b"/book/"))
    assert sheets(target.getvalue()) == sheets(small())


def test_a_workbook_with_macros(read: Read) -> None:
    """A workbook with macros is read, and the warning says that they are not run."""
    book = read(changed(small(), {}, {"xl/vbaProject.bin": b"x"}), "grades.xlsm")
    assert len(book.students) == 2
    (warning,) = book.problems
    assert (warning.where, warning.severity) == ("grades.xlsm", Severity.WARNING)
    assert "does not run them" in warning.what
    assert "run it in Excel, save" in warning.hint
