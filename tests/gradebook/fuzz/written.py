"""Tables → files of every format, the same bytes every time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt
from originals import Computed, Percent, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST = 32_767
"""Characters that Excel keeps in a cell."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_excel(tables: Sequence[Table]) -> bytes:  # noqa: C901, PLR0912 - a branch for each kind of value
    """Return an .xlsx."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False, "default_date_format": "d.m.yyyy"})
    book.set_properties({"created": dt.datetime(2026, 1, 1)})  # noqa: DTZ001 - as XlsxWriter wants it
    percent, bold = book.add_format({"num_format": "0.0%"}), book.add_format({"bold": True})
    for index, table in enumerate(tables):
        sheet = book.add_worksheet(f"{table.name}{index or ''}"[:31])
        for (row, column), value in _filled(table):
            match value:
                case Percent():
                    sheet.write_number(row, column, value.share, percent)
                case Computed():
                    result = as_text(value.result) if isinstance(value.result, dt.date | None) else value.result
                    sheet.write_formula(row, column, value.formula, None, result)
                case str() if len(value) <= _LONGEST:
                    sheet.write_string(row, column, value, bold if row == 0 else None)
                case str():
                    sheet.write_string(row, column, value[:_LONGEST])
                case bool():
                    sheet.write_boolean(row, column, value)
                case int() | float():
                    sheet.write_number(row, column, value)
                case _:
                    sheet.write_datetime(row, column, value)
        for area in table.merged:
            if area[:2] != area[2:]:
                _told_or_not(lambda area=area, sheet=sheet: sheet.merge_range(*area, ""))
        for row in table.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in table.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return target.getvalue()


def _told_or_not(act: Callable[[], object]) -> None:
    """Merge cells unless the library refuses, as it does where they overlap."""
    try:
        act()
    except xlsxwriter.exceptions.XlsxWriterException:
        return


def as_old_excel(tables: Sequence[Table]) -> bytes:  # noqa: C901 - a branch for each kind of value
    """Return an .xls."""
    book = xlwt.Workbook(encoding="utf-8")
    percent = xlwt.easyxf(num_format_str="0.0%")
    for index, table in enumerate(tables):
        sheet = book.add_sheet(f"{table.name}{index or ''}"[:31], cell_overwrite_ok=True)
        for (row, column), value in _filled(table):
            if column > 255:
                continue
            match value:
                case Percent():
                    sheet.write(row, column, value.share, percent)
                case Computed(formula="=1+1" | "=A1" | "=1/0"):  # xlwt takes them apart, and no mutated ones
                    sheet.write(row, column, xlwt.Formula(value.formula[1:]))
                case str():
                    sheet.write(row, column, value[:_LONGEST])
                case dt.timedelta():
                    sheet.write(row, column, str(value))
                case bool() | float() | dt.date() | dt.time():
                    sheet.write(row, column, value)
                case int():
                    sheet.write(row, column, float(value))
                case _:
                    sheet.write(row, column, str(value))
        for row in table.hidden_rows:
            sheet.row(row).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_open_document(tables: Sequence[Table]) -> bytes:
    """Return an .ods."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    body = "".join(_open_table(table, index) for index, table in enumerate(tables))
    content = f"""<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3"><office:body>"""
    content += f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": b"<manifest/>", "content.xml": content.encode()})


def _open_table(table: Table, index: int) -> str:
    rows = []
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in table.merged}
    for row, values in enumerate(table.rows):
        cells = []
        for column, value in enumerate(values):
            span = spans.get((row, column))
            more = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
            cells.append(_open_cell(value, more))
        hidden = ' table:visibility="collapse"' if row in table.hidden_rows else ""
        rows.append(f"<table:table-row{hidden}>{''.join(cells)}</table:table-row>")
    name = escape(f"{table.name}{index or ''}", {'"': "&quot;"})
    return (
        f'<table:table table:name="{name}"><table:table-column table:number-columns-repeated="9"/>{"".join(rows)}</table:table>'
    )


def _open_cell(value: object, more: str) -> str:
    text = f"<text:p>{escape(_NO_XML.sub('', as_text(value)))}</text:p>"
    kind = {bool: "boolean", int: "float", float: "float", Percent: "percentage", dt.date: "date", dt.datetime: "date"}.get(
        type(value), "string"
    )
    match value:
        case None:
            return f"<table:table-cell{more}/>"
        case Computed():
            formula = escape(value.formula, {'"': "&quot;"})
            kind = "" if value.result is None else ' office:value-type="string"'
            return f'<table:table-cell table:formula="of:{formula}"{kind}{more}>{text if kind else ""}</table:table-cell>'
        case Percent():
            more += f' office:value="{value.share}"'
        case bool():
            more += f' office:boolean-value="{str(value).lower()}"'
        case int() | float():
            more += f' office:value="{value}"'
        case dt.date():
            more += f' office:date-value="{value.isoformat()}"'
    return f'<table:table-cell office:value-type="{kind}"{more}>{text}</table:table-cell>'


def as_csv(table: Table, delimiter: str = ",", line_end: str = "\r\n") -> str:
    """Return text."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([as_text(value) for value in row] for row in table.rows)
    return target.getvalue()


def as_text(value: object) -> str:
    """Return a value as programs write it into text."""
    match value:
        case None:
            return ""
        case Percent():
            return f"{value.share:.2%}"
        case Computed():
            return as_text(value.result)
        case bool():
            return str(value).upper()
    return str(value)


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file, the same for the same parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def _filled(table: Table) -> list[tuple[tuple[int, int], object]]:
    return [
        ((row, column), value)
        for row, values in enumerate(table.rows)
        for column, value in enumerate(values)
        if value is not None and value != ""
    ]
