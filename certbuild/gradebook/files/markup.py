"""The XML of a sheet of an .xlsx: what calamine does not tell of it, found without looking at every cell.

The patterns stop at cells of interest only. They understand a sheet as nearly all programs write it: in UTF-8,
without prefixes and comments, and with the address as the first attribute of a cell. `is_usual`, `extent` and `look`
say where that is not so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.cells import ErrorValue, Formula, Layout, Merged, Value, number
from certbuild.gradebook.files.elements import is_plain, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_USUAL = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*+(?:<\?xml(?![^>]*encoding=["'](?!utf-8["']))[^>]*\?>)?\s*+<worksheet[ >]""", re.IGNORECASE
)
_SINGLE = re.compile(rb"<[a-zA-Z][^<>]*='")
_OTHER_ROW = re.compile(rb'<row(?![a-zA-Z])(?! (?:[^>]* )?r="\d+")')
_OTHER_CELL = re.compile(rb'<c(?![a-zA-Z])(?! r="[A-Z]{1,3}[1-9]\d{0,6}"[ >/])')
_CELL = rb'<c r="([A-Z]+)(\d+)"'
_FORMULA = rb"<f(?:[^>]*/>|[^>]*>([^<]*)</f>)"
_WITH_CONTENT = re.compile(_CELL + rb"(?: [^>]*)?(?<!/)>(?!</c>)")
_ERROR = re.compile(_CELL + rb'(?= [^>]*\bt="e")[^>]*>\s*(?:' + _FORMULA + rb")?\s*<v[^>]*>([^<]*)</v>")
_NO_RESULT = re.compile(
    _CELL + rb'(?! [^>]*\bt="str")[^>]*>\s*' + _FORMULA + rb"\s*(?:<v[^>]*/>|<v[^>]*>\s*</v>)?\s*</c>",
)
_LONG_NUMBER = re.compile(_CELL + rb'(?![^>]*\bt="(?!n"))[^>]*>\s*(?:' + _FORMULA + rb")?\s*<v>(-?\d{16,})</v>")
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")(?:[^>]* )?r="(\d+)"')
_COLUMNS = re.compile(rb"<col [^>]*>")
_HEAD = 100
"""Bytes within which the declaration of XML ends, where single quotation marks are common."""
_TRUE = {"1", "true"}

Place = tuple[int, int]
"""Row and column, counted from 0."""


class Unseen(Struct, frozen=True):
    """What calamine does not tell of a sheet."""

    values: Mapping[Place, Value]
    """Errors, formulas without results, and whole numbers too long for a binary float."""
    percentages: Sequence[Place]
    """Cells that are shown as percentages, if there is a number in them."""
    layout: Layout
    """Without merged cells, of which calamine does tell."""


def fits(xml: bytes, most: int) -> bool:
    """Say whether all cells are written in the usual way and surely are no more than so many, counting from A1; this is quick.

    Only the first letters and figures of addresses are compared, so that a sheet may fit and this not be seen.
    """
    last = re.compile(_CELL).match(xml, max(xml.rfind(b'<c r="'), 0))
    if not last:
        return False
    figure, more = int(last[2][:1]), len(last[2]) - 1
    wide = min(most // ((figure + 1) * 10**more) // 26 - 1, 26)
    letters = f"[A-{chr(ord('A') + wide - 1)}]?[A-Z]" if wide > 0 else "[A-Z]"
    digits = rf"[1-{figure}]?\d{{1,{more}}}" if more else r"\d"
    return wide >= 0 and not re.search(rf'<c(?![a-zA-Z])(?! r="{letters}{digits}"[ >/])'.encode(), xml)


def is_usual(xml: bytes) -> bool:
    """Say whether a sheet is written in the way that the patterns understand, its cells apart."""
    return (
        bool(_USUAL.match(xml)) and (xml.find(b"='", _HEAD) < 0 or not _SINGLE.search(xml, _HEAD)) and not _OTHER_ROW.search(xml)
    )


def extent(xml: bytes) -> Place | None:
    """Return the number of rows and of columns up to the last in which anything stands; None for cells of an unusual kind."""
    if _OTHER_CELL.search(xml):
        return None
    rows = columns = 0
    for match in _WITH_CONTENT.finditer(xml):
        row, column = _place(match)
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


@lru_cache(maxsize=20_000)
def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def look(label: str, xml: bytes, percent_styles: Collection[int]) -> Unseen | None:
    """Return what calamine does not tell of a sheet, or None where comments and the like stand in it.

    `percent_styles` are the numbers of the cell styles that show a percentage. Raises `DamagedError` where it is
    no whole XML.
    """
    if not is_plain(label, xml):
        return None
    values: dict[Place, Value] = {}
    if re.search(rb"<v>-?\d{16}", xml):
        values |= {_place(match): number(int(match[4])) for match in _LONG_NUMBER.finditer(xml)}
    if re.search(rb"<f[ />]", xml):
        values |= {_place(match): Formula(f"={_text(match[3] or b'')}") for match in _NO_RESULT.finditer(xml)}
    if b't="e"' in xml:
        values |= {_place(match): ErrorValue(_text(match[4])) for match in _ERROR.finditer(xml)}
    percentages: list[Place] = []
    if used := [b"%d" % style for style in percent_styles if b's="%d"' % style in xml]:
        shown = re.compile(_CELL + rb'(?= [^>]*\bs="(?:' + b"|".join(used) + rb')")')
        percentages = [(int(row) - 1, _column(letters)) for letters, row in shown.findall(xml)]
    return Unseen(values, percentages, _layout(xml))


def _place(match: re.Match[bytes]) -> Place:
    return int(match[2]) - 1, _column(match[1])


def _text(raw: bytes) -> str:
    return unescape(raw.decode())


def _layout(xml: bytes) -> Layout:
    if b'hidden="' not in xml:
        return Layout()
    rows = tuple(range(int(row) - 1, int(row)) for row in _HIDDEN_ROW.findall(xml))
    columns: list[range] = []
    for column in _COLUMNS.findall(xml, 0, xml.find(b"<sheetData")):
        attributes = dict(re.findall(r'\b(\w+)="(\w+)"', column.decode()))
        if attributes.get("hidden") in _TRUE:
            columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))
    return Layout((), rows, tuple(columns))


def layout_of_any(label: str, xml: bytes) -> Layout:
    """Return the layout of a sheet that is written in whatever way. Raises `DamagedError`."""
    merged: list[Merged] = []
    rows: list[range] = []
    columns: list[range] = []
    last = 0

    def started(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal last
        if name == "row":
            last = int(attributes.get("r", last + 1))
            if attributes.get("hidden") in _TRUE:
                rows.append(range(last - 1, last))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))
        elif name == "mergeCell":
            ends = re.findall(r"\b([A-Z]{1,3})(\d{1,7})\b", attributes.get("ref", ""))
            places = [(int(row) - 1, _column(letters.encode())) for letters, row in ends]
            merged.append(Merged(*places[0], *places[-1]))

    walk(label, xml, started)
    return Layout(tuple(merged), tuple(rows), tuple(columns))
