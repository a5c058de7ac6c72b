"""Workbooks that are written in unusual ways, or changed by hand, for the tests that read them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHEET = "xl/worksheets/sheet1.xml"


def small(rows: list[list[object]] | None = None) -> bytes:
    """Return a workbook of one sheet, "Grades"."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Grades")
    for index, row in enumerate(rows or [["Name", "ID", "Essay"], ["Ann Lee", "0012", 8.5], ["Bo Ek", "0013", 7]]):
        sheet.write_row(index, 0, row)
    book.close()
    return target.getvalue()


def changed(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a package with some of its parts changed, and more of them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, changes.get(name, bytes)(whole.read(name)))
        for name, part in (more or {}).items():
            made.writestr(name, part)
    return target.getvalue()


def with_rows(rows: bytes) -> bytes:
    """Return a workbook with rows of XML at the end of its sheet."""
    return changed(small(), {SHEET: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})


def open_document(table: bytes) -> bytes:
    """Return an .ods of one sheet, "Grades", of this XML."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    styles = b'<style:style style:name="t"><style:table-properties table:display="false"/></style:style>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            b"<office:document-content%b><office:automatic-styles>%b</office:automatic-styles><office:body><office:spreadsheet>"
            b"%b</office:spreadsheet></office:body></office:document-content>" % (spaces.encode(), styles, table),
        )
    return target.getvalue()


def cell(text: str, attributes: str = "") -> bytes:
    """Return a text cell of an .ods."""
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'.encode()


def row(*cells: bytes, attributes: str = "") -> bytes:
    """Return a row of an .ods."""
    return b"<table:table-row %b>%b</table:table-row>" % (attributes.encode(), b"".join(cells))
