"""results.xlsx, written with XlsxWriter.

For two reasons: nothing that stands in a name may become a formula or a link there, and its files have the same bytes for
the same content. What it does for each cell is more than such plain rows need, so these are written here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from certbuild.reports.tables import sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format

    from certbuild.model import Overview
    from certbuild.reports.tables import Column, Sheet, Value

_FIRST_DAY = date(1899, 12, 30)
"""From which Excel counts days."""
_LONGEST = 32_767
"""UTF-16 units that a cell of Excel's holds."""
_VALUES = 10_000
"""So many are remembered as they stand in their cells: marks and activities come again and again."""
_ROW = "\0"
"""Stands for a row's number: no text in XML has it."""
_UNSAID = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What cannot stand in XML as it is, and what looks like that which then stands for it."""


def write_workbook(path: Path, title: str, base: str, overview: Overview) -> None:
    """Write results.xlsx: a sheet of results, one of the marks used, one of problems.

    Its parts stand beside it while it is written, for those of a large course are larger than memory should be. Raises
    `OSError` where it cannot be written.
    """
    try:
        _write(path, title, base, overview)
    except FileCreateError as error:
        raise error.args[0] from error


def _write(path: Path, title: str, base: str, overview: Overview) -> None:
    with xlsxwriter.Workbook(str(path), {"tmpdir": str(path.parent)}) as book:
        created = datetime.combine(overview.updated_on, datetime.min.time(), tzinfo=UTC).replace(tzinfo=None)
        book.set_properties({"title": title, "created": created})
        heading = book.add_format(
            {"bold": True, "font_color": "#16324f", "bottom": 1, "text_wrap": True, "valign": "bottom", "indent": 1}
        )
        formats = _Formats(book)
        for sheet in sheets_of(overview, base):
            page = book.add_worksheet(sheet.name, worksheet_class=_Page)
            for index, column in enumerate(sheet.columns):
                page.set_column(index, index, column.width)
                page.write_string(0, index, column.heading, heading)
            page.set_row(0, 45 if any(len(column.heading) > column.width for column in sheet.columns) else None)
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, max(sheet.count, 1), len(sheet.columns) - 1)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            page.holds(sheet, formats)


class _Formats:
    """How values look, by the numbers that cells call them by."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.text = self._numbered({"indent": 1})
        self.day = self._numbered({"num_format": "yyyy-mm-dd", "align": "left", "indent": 1})
        self._by_places: dict[int | None, int] = {None: self._numbered({})}

    def number(self, places: int | None) -> int:
        """Return the format of a number with so many decimals; of one as it is for None."""
        if places not in self._by_places:
            self._by_places[places] = self._numbered({"num_format": f"{0:.{places}f}"})
        return self._by_places[places]

    def _numbered(self, properties: dict[str, str | int]) -> int:
        made: Format = self._book.add_format(properties)
        number: int = made._get_xf_index()  # noqa: SLF001 - what it does itself for each cell
        return number


class _Page(Worksheet):  # type: ignore[misc]  # it has no types
    """A worksheet with a heading of XlsxWriter's and plain rows beneath it."""

    def holds(self, sheet: Sheet, formats: _Formats) -> None:
        """Let it hold these rows."""
        self._sheet = sheet
        self._formats = formats

    def _write_dimension(self) -> None:
        self.dim_rowmax, heading = self._sheet.count, self.dim_rowmax
        super()._write_dimension()
        self.dim_rowmax = heading

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.writelines(_written(self._sheet.rows, self._sheet.columns, self._formats))


def _written(rows: Iterable[Sequence[Value]], columns: Sequence[Column], formats: _Formats) -> Iterator[str]:
    """Yield rows as they stand in a sheet (ECMA-376, 18.3.1.73 row, 18.3.1.4 c), from the second on."""
    cells = [lru_cache(_VALUES)(partial(_cell, xl_col_to_name(index), formats, column)) for index, column in enumerate(columns)]
    for row, values in enumerate(rows, 2):
        written = "".join([cell(value) for cell, value in zip(cells, values, strict=True)])
        yield f'<row r="{row}">{written}</row>'.replace(_ROW, str(row))


def _cell(name: str, formats: _Formats, column: Column, value: Value) -> str:
    """Return the cell of a value in a column, with `_ROW` where its row is named; nothing for an empty one."""
    if isinstance(value, Decimal):
        return f'<c r="{name}{_ROW}" s="{formats.number(column.places)}"><v>{value:f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{name}{_ROW}" s="{formats.day}"><v>{(value - _FIRST_DAY).days}</v></c>'
    if not value:
        return ""
    space = ' xml:space="preserve"' if value != value.strip() else ""
    return f'<c r="{name}{_ROW}" s="{formats.text}" t="inlineStr"><is><t{space}>{_text(value)}</t></is></c>'


def _text(value: str) -> str:
    """Return a text as it stands in XML (ECMA-376, 22.9.2.19 ST_Xstring)."""
    if len(value) > _LONGEST // 2:
        value = value.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", errors="ignore")
    return _UNSAID.sub(lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", escape(value, quote=False))
