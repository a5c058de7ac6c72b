"""Files that cannot be read, or should not be: one problem that names the file, what was found in it, and what to do."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import xlwt
from workbooks import SHEET, cell, changed, open_document, row, small, with_rows

from certbuild.errors import GradebookError
from certbuild.gradebook import read_export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from conftest import Read

    from certbuild.errors import Problem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AGAIN = "export the gradebook again"
NEW = "copy the table of students into a new workbook"
BEYOND = "delete the rows and columns beyond the table"
STRINGS = "xl/sharedStrings.xml"


def _xls(row: int = 1, column: int = 1) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Grades")
    sheet.write(0, 0, "Name")
    sheet.write(row, column, 5.5)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _wide_xls() -> bytes:
    """Return an .xls with a cell in a column that no program has."""
    record = struct.Struct("<HHHH")
    return _xls(65535, 255).replace(record.pack(0x27E, 10, 65535, 255), record.pack(0x27E, 10, 65535, 65535))


def _backward_xls() -> bytes:
    """Return an .xls with a sheet that says to end before it begins, which is a number of rows beyond all memory."""
    record = struct.Struct("<HHII")
    return _xls().replace(record.pack(0x200, 14, 0, 2), record.pack(0x200, 14, 16384, 2))


def _changed_header(place: int, number: int) -> bytes:
    """Return an .xls with another number in the header of its container."""
    whole = bytearray(_xls())
    struct.pack_into("<I", whole, place, number)
    return bytes(whole)


def _large_stream() -> bytes:
    """Return an .xls whose workbook says to be of four gigabytes."""
    whole = bytearray(_xls())
    entry = whole.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", whole, entry + 120, 0xFFFFFFF0)
    return bytes(whole)


def _many_texts() -> bytes:
    """Return an .xls that says to hold two thousand million texts."""
    whole = bytearray(_xls())
    struct.pack_into("<I", whole, whole.index(struct.pack("<H", 0xFC), 512) + 8, 0x7FFFFFFF)
    return bytes(whole)


def _ring_xls() -> bytes:
    """Return a workbook whose first chain of sectors leads back to its beginning."""
    whole = bytearray(_xls())
    (table,) = struct.unpack_from("<I", whole, 76)
    struct.pack_into("<I", whole, 512 + table * 512 + 4, 0)
    return bytes(whole)


def _other_stream(name: str) -> bytes:
    """Return an .xls whose stream has another name, as in a document of another program."""
    return (
        _xls()
        .replace("Workbook".encode("utf-16-le").ljust(64, b"\0"), name.encode("utf-16-le").ljust(64, b"\0"))
        .replace(struct.pack("<H", 18) + b"\x02", struct.pack("<H", 2 * len(name) + 2) + b"\x02")
    )


def _xls_with_password() -> bytes:
    """Return an .xls whose second record says that the rest is encrypted."""
    data = _xls()
    first = data.index(struct.pack("<HH", 0x809, 16)) + 20
    return data[:first] + struct.pack("<H", 0x2F) + data[first + 2 :]


def _ods() -> bytes:
    target = io.BytesIO()
    pd.DataFrame([["Name", "Essay"], ["Ann", 5]]).to_excel(target, engine="odf", index=False, header=False)
    return target.getvalue()


def _zip(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def _lying() -> bytes:
    """Return a workbook whose sheet unpacks to more than its directory says."""
    honest = changed(small(), {SHEET: lambda xml: xml.replace(b"</sheetData>", b" " * 50_000_000 + b"</sheetData>")})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo(SHEET).file_size
    return honest.replace(struct.pack("<I", size), struct.pack("<I", 5000))


def _twice() -> bytes:
    target = io.BytesIO(small())
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, b"<worksheet/>")
    return target.getvalue()


def _entities() -> bytes:
    """Return a workbook in which one name stands for a hundred million letters."""
    names = b"".join(b'<!ENTITY %c "%b">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(8))
    declaration = b'<!DOCTYPE sst [<!ENTITY a "x">' + names + b"]><sst"
    return changed(small(), {STRINGS: lambda xml: xml.replace(b"<sst", declaration).replace(b"Ann Lee", b"&i;")})


def _long_texts() -> bytes:
    """Return a workbook in which one long text stands in very many cells."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (r, r) for r in range(4, 20_000))
    data = with_rows(rows)
    return changed(data, {STRINGS: lambda xml: xml.replace(b"<t>Name", b"<t>Name" + b"x" * 30_000)})


def _cut(part: str) -> bytes:
    return changed(small(), {part: lambda xml: xml[: len(xml) * 2 // 3]})


def _far(*cells: str) -> bytes:
    inside = "".join(f'<c r="{one}"><v>1</v></c>' for one in cells)
    return with_rows(f'<row r="4">{inside}</row>'.encode())


TABLE = b'<table:table table:name="Grades">' + row(cell("Name"), cell("Essay")) + row(cell("Ann"), cell("5"))
KINDS = "is not a gradebook but"
DAMAGED = "is damaged or incomplete and cannot be read"
LARGE = "is too large for a gradebook"


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        pytest.param(b"", "is empty", AGAIN, id="nothing"),
        pytest.param(b" \r\n \r\n", "is empty", AGAIN, id="blanks"),
        pytest.param(bytes(2000), "is empty", AGAIN, id="zeros"),
        pytest.param(
            _other_stream("EncryptedPackage"), "protected with a password", "take the password off", id="xlsx with password"
        ),
        pytest.param(_xls_with_password(), "protected with a password", "take the password off", id="xls with password"),
        pytest.param(
            _zip({"content.xml": b"\1", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
            "protected with a password",
            "take the password off",
            id="ods with password",
        ),
        pytest.param(b"PK\x03\x04" + bytes(50), f"{DAMAGED}: its directory", AGAIN, id="beginning of a zip"),
        pytest.param(small()[:-200], f"{DAMAGED}: its directory", AGAIN, id="xlsx cut off"),
        pytest.param(_ods()[:900], f"{DAMAGED}: its directory", AGAIN, id="ods cut off"),
        pytest.param(_cut(SHEET), f'{DAMAGED}: the sheet "Grades" breaks off', AGAIN, id="sheet cut off"),
        pytest.param(_cut(STRINGS), f'{DAMAGED}: the part "{STRINGS}" breaks off', AGAIN, id="texts cut off"),
        pytest.param(_cut("xl/workbook.xml"), f'{DAMAGED}: the part "xl/workbook.xml" breaks off', AGAIN, id="workbook cut off"),
        pytest.param(open_document(TABLE), f"{DAMAGED}: the part content.xml breaks off", AGAIN, id="ods that breaks off"),
        pytest.param(OLE + bytes(600), f"{DAMAGED}: its parts are cut off", AGAIN, id="beginning of an xls"),
        pytest.param(_xls()[:-600], f"{DAMAGED}: its parts are cut off", AGAIN, id="xls cut off"),
        pytest.param(_backward_xls(), f"{DAMAGED}: a sheet ends before it begins", AGAIN, id="sheet that ends before it begins"),
        pytest.param(_changed_header(40, 1 << 31), f"{DAMAGED}: its parts are cut off", AGAIN, id="xls of many directories"),
        pytest.param(_changed_header(44, 1 << 31), f"{DAMAGED}: its parts are cut off", AGAIN, id="xls of many tables"),
        pytest.param(_changed_header(64, 1 << 31), f"{DAMAGED}: its parts are cut off", AGAIN, id="xls of many small tables"),
        pytest.param(_large_stream(), f"{DAMAGED}: its parts are cut off", AGAIN, id="xls with a stream larger than it"),
        pytest.param(_many_texts(), f"{DAMAGED}: it says that it has more texts than bytes", AGAIN, id="xls of many texts"),
        pytest.param(_ring_xls(), f"{DAMAGED}: its parts are cut off", AGAIN, id="xls that goes round"),
        pytest.param(_lying(), f'{DAMAGED}: the part "{SHEET}" cannot be unpacked', AGAIN, id="lies about its size"),
        pytest.param(_twice(), f'{DAMAGED}: it holds two parts of the name "{SHEET}"', AGAIN, id="two parts of one name"),
        pytest.param(_entities(), f'{DAMAGED}: the part "{STRINGS}" declares a document type', AGAIN, id="entities"),
        pytest.param(
            changed(small(), {}, {"xl/media/a": bytes(210_000_000)}), f"{LARGE}: it unpacks to 210 MB", NEW, id="unpacks to much"
        ),
        pytest.param(_zip({f"a{i}": b"" for i in range(10_001)}), f"{LARGE}: it is packed of more", NEW, id="many parts"),
        pytest.param(_long_texts(), f"{LARGE}: the texts in its cells take up 600 MB", BEYOND, id="long texts"),
        pytest.param(_far("XFD1048576"), "down to row 1,048,576 and right to column XFD", BEYOND, id="stray cell"),
        pytest.param(_far("XFD1048576", "A4"), "down to row 1,048,576 and right to column XFD", BEYOND, id="stray cell first"),
        pytest.param(_xls(65535, 255), "down to row 65,536 and right to column IV", BEYOND, id="stray cell in xls"),
        pytest.param(_wide_xls(), "down to row 65,536 and right to column CRXP", BEYOND, id="impossible cell in xls"),
        pytest.param(
            open_document(
                TABLE
                + row(b"<table:table-cell/>", attributes='table:number-rows-repeated="900000"')
                + row(b'<table:table-cell table:number-columns-repeated="900"/>', cell("x"))
                + b"</table:table>"
            ),
            "down to row 900,003 and right to column AHQ",
            BEYOND,
            id="stray cell in ods",
        ),
        pytest.param(_zip({"word/document.xml": b"<w/>"}), f"{KINDS} a Word document", "save it as .xlsx", id="docx"),
        pytest.param(
            _zip({"Index/Document.iwa": b""}), f"{KINDS} a document of Apple's Numbers", "Export To › Excel", id="numbers"
        ),
        pytest.param(_zip({"grades.xlsx": small()}), f"{KINDS} a ZIP file", "unpack it", id="zip"),
        pytest.param(_zip({"xl/workbook.bin": b""}), "in the binary format .xlsb", "save it as .xlsx", id="xlsb"),
        pytest.param(
            _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
            KINDS,
            "save it as .xlsx",
            id="odt",
        ),
        pytest.param(_other_stream("WordDocument"), f"{KINDS} a Word document", "save it as .xlsx", id="doc"),
        pytest.param(_other_stream("Project"), "another kind of file", "save it as .xlsx", id="other OLE file"),
        pytest.param(
            b"\n<html><table><tr><td>Name</td></tr></table></html>", f"{KINDS} a web page", "save it as .xlsx", id="html"
        ),
        pytest.param('<?xml version="1.0"?>'.encode("utf-16"), f"{KINDS} a web page or an XML", "save it as .xlsx", id="xml"),
        pytest.param(b"%PDF-1.7", f"{KINDS} a PDF document", "save it as .xlsx", id="pdf"),
        pytest.param(b'[{"name": "Ann"}]', f"{KINDS} JSON data", ".xlsx or CSV", id="json"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), f"{KINDS} a picture", "in its place", id="png"),
        pytest.param(b"\x1f\x8b" + bytes(40), f"{KINDS} a compressed file", "unpack it", id="gz"),
        pytest.param(b"Hello,world\n1,2\n", "no table of students", "row of headings within the first 20 rows", id="no table"),
    ],
)
def test_what_cannot_be_read_is_told(refuse: Callable[..., Problem], data: bytes, what: str, advice: str) -> None:
    """A file that cannot be read is one error that names it, says what it is, and what to do."""
    problem = refuse(data, "grades.xlsx")
    assert problem.where == "grades.xlsx"
    assert what in problem.what
    assert advice in problem.hint


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    """A folder is told to be one."""
    with pytest.raises(GradebookError) as caught:
        read_export(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.where, problem.what) == (tmp_path.name, "is a folder")
    assert "name the exported gradebook itself" in problem.hint


@pytest.fixture
def unreadable(tmp_path: Path) -> Iterator[Path]:
    """Give a file that may not be read, not even by root, which is nobody meanwhile."""
    file = tmp_path / "grades.csv"
    file.write_text("Name,Essay\n")
    file.chmod(0)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield file
    os.seteuid(before)


def test_a_file_that_may_not_be_read(unreadable: Path) -> None:
    """A file without permission is told with the system's own words."""
    with pytest.raises(GradebookError) as caught:
        read_export(unreadable)
    assert caught.value.problems[0].what == "cannot be read: Permission denied"


@pytest.mark.parametrize(
    "rows",
    [
        b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (r, r) for r in range(4, 1_048_577, 7)),
        b'<row r="4">'
        + b"".join(b'<c r="%c%c%c4" s="1"/>' % (65 + c // 676, 65 + c // 26 % 26, 65 + c % 26) for c in range(16_000))
        + b"</row>",
    ],
    ids=["rows", "columns"],
)
def test_a_sheet_full_of_nothing_is_read(read: Read, rows: bytes) -> None:
    """Cells that are coloured but empty, down to the last row or out to the last column, are no hindrance."""
    assert len(read(with_rows(rows)).students) == 2


def test_counts_that_are_not_true_do_no_harm(read: Read) -> None:
    """What a workbook says of its size and of the number of its texts is not believed."""
    data = changed(
        small(),
        {
            STRINGS: lambda xml: xml.replace(b'count="7"', b'count="4000000000"').replace(
                b'uniqueCount="7"', b'uniqueCount="4000000000"'
            ),
            SHEET: lambda xml: xml.replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:XFD1048576"'),
        },
    )
    assert data != small()
    assert len(read(data).students) == 2


def test_an_ods_that_repeats_nothing_a_million_times(read: Read) -> None:
    """Empty cells that are repeated to the ends of an OpenDocument sheet are no hindrance."""
    empty = b'<table:table-cell table:number-columns-repeated="16384"/>'
    table = TABLE + row(empty, attributes='table:number-rows-repeated="1048574"') + b"</table:table>"
    assert len(read(open_document(table), "grades.ods").students) == 1


def test_a_sheet_that_is_too_large_is_told(refuse: Callable[..., Problem], to_csv: Callable[..., bytes]) -> None:
    """A stray cell far away is named instead of millions of empty cells being read."""
    rows = [["Name", "Essay"], *([["Ann Lee", 5]] * 9000), [None] * 1200 + ["x"]]
    problem = refuse(to_csv(rows), "grades.csv")
    assert problem.where == "grades.csv"
    assert "reaches down to row 9,002 and right to column ATE" in problem.what
    assert BEYOND in problem.hint
