"""Files that are no gradebooks, told by how they begin or by what they hold, so that they can be called by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from certbuild.gradebook.files.refusals import SAVE_AS_XLSX, RefusedError

if TYPE_CHECKING:
    from certbuild.gradebook.files.package import Package

_PUT_IT_THERE = "put the exported gradebook (.xlsx, .xls, .ods, .csv) in its place"
_BEGINNINGS = (
    (b"%PDF", "a PDF document", SAVE_AS_XLSX),
    (b"{\\rtf", "a text document (RTF)", SAVE_AS_XLSX),
    (b"\x89PNG", "a picture", _PUT_IT_THERE),
    (b"\xff\xd8\xff", "a picture", _PUT_IT_THERE),
    (b"GIF8", "a picture", _PUT_IT_THERE),
    (b"RIFF", "a picture or a recording", _PUT_IT_THERE),
    (b"II*\0", "a picture", _PUT_IT_THERE),
    (b"MM\0*", "a picture", _PUT_IT_THERE),
    (b"\x1f\x8b", "a compressed file", "unpack it, and put the gradebook that is in it in its place"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it, and put the gradebook that is in it in its place"),
    (b"Rar!", "a compressed file", "unpack it, and put the gradebook that is in it in its place"),
    (b"SQLite format 3\0", "a database", _PUT_IT_THERE),
)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")


def refuse_by_beginning(data: bytes) -> None:
    """Raise `RefusedError` for a file that begins as no gradebook does."""
    for beginning, kind, hint in _BEGINNINGS:
        if data.startswith(beginning):
            raise refused_kind(kind, hint)
    bare = data[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\f")
    if bare.startswith(b"<"):
        kind = "a web page or an XML document"
        raise refused_kind(kind, SAVE_AS_XLSX)
    if _JSON.match(bare):
        kind = "JSON data"
        raise refused_kind(kind, "export the gradebook as .xlsx or CSV, and put that file in its place")


def refusal_of_package(package: Package) -> RefusedError:
    """Return what is to be said of a ZIP file that is neither an .xlsx nor an .ods."""
    if "xl/workbook.bin" in package:
        what = "is a workbook in the binary format .xlsb, which certbuild does not read"
        return RefusedError(what, "open it in Excel or LibreOffice and save it as .xlsx")
    if package.holds_any("Index/", "Index.zip", "index.apxl"):
        return refused_kind("a document of Apple's Numbers", "in Numbers, choose File › Export To › Excel, and use that file")
    for folder, kind in (
        ("word/", "a Word document"),
        ("ppt/", "a presentation"),
        ("content.xml", "an OpenDocument text or picture"),
    ):
        if package.holds_any(folder):
            return refused_kind(kind, SAVE_AS_XLSX)
    return refused_kind("a ZIP file of other files", "unpack it, and put the gradebook that is in it in its place")


def refused_kind(kind: str, hint: str) -> RefusedError:
    """Return what is to be said of a file that is something else."""
    return RefusedError(f"is not a gradebook but {kind}, whatever its name says", hint)
