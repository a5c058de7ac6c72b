""".xlsx: pandas with calamine reads the values, what it does not tell comes from the XML; openpyxl reads what is unusual."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.gradebook.cells import Percentage, Sheet, TooLargeError, Value, check_extent, check_total
from certbuild.gradebook.files.elements import is_plain, walk
from certbuild.gradebook.files.engines import Grid, grids, read_slowly
from certbuild.gradebook.files.markup import Unseen, extent, fits, is_usual, layout_of_any, look
from certbuild.gradebook.files.package import MOST_BYTES, packed
from certbuild.gradebook.files.refusals import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certbuild.gradebook.files.package import Package

_LAID_OUT = 8_000_000
"""Cells up to the last, empty ones too, that calamine may lay out where a sheet is not looked at more closely: 200 MB."""
_NOT_SHOWN_AS_FORMAT = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_PERCENT_IDS = {"9", "10"}
"""Number formats that need no code in the file ([ECMA-376] 18.8.30): 0% and 0.00%."""
_TEXT_CELL = re.compile(rb'<(?:\w+:)?c\s(?>[^>]*?\bt="s")[^>]*>\s*<v>(\d+)')
_LONGEST_FORMAT = 2000
"""Characters; Excel writes 255 at the most."""
_COUNTS = re.compile(rb"""(<(?:\w+:)?sst\b[^>]*?)(?:(?<!\s)\s++(?:uniqueC|c)ount\s*=\s*["']\d*["'])+""")
"""What calamine reserves memory by; it may say anything, and none is needed."""
_TYPES = "[Content_Types].xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class _Contents(Struct, frozen=True):
    """Which parts of the package a workbook is made of; empty names stand for parts that it has not."""

    workbook: str
    sheets: tuple[tuple[str, str, bool], ...]
    """Name, part and whether it is hidden of each worksheet, in the workbook's order."""
    since_1904: bool
    strings: str
    styles: str


def is_excel(package: Package) -> bool:
    """Say whether a package is a workbook in this format."""
    if "xl/workbook.xml" in package:
        return True
    part = _workbook_part(package)
    other = not part.endswith(".xml") or part.startswith(("word/", "ppt/"))
    return not other and _TYPES in package and b"spreadsheetml" in package.read(_TYPES)


def excel_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the worksheets in the workbook's order. Raises `DamagedError` and `TooLargeError`."""
    contents = _contents(package)
    if not contents.sheets:
        message = "there is no sheet in it"
        raise DamagedError(message)
    parts = {part: package.read(part) for _, part, _ in contents.sheets}
    strings = package.read(contents.strings) if contents.strings else b""
    _check_texts(parts, strings)
    if _can_be_laid_out(contents, parts):
        unseen = _look_at_all(contents, parts, strings, _percent_styles(contents, package))
        if unseen:
            found = grids(_for_calamine(contents, package, parts, strings))
            for (name, _, hidden), grid, more in zip(contents.sheets, found, unseen, strict=True):
                yield _put_together(name, grid, more, hidden=hidden)
            return
    yield from _slowly(contents, package, parts)


def _can_be_laid_out(contents: _Contents, parts: Mapping[str, bytes]) -> bool:
    """Say whether all sheets are written in the usual way. Raises `TooLargeError` if they are, but reach too far."""
    if not all(map(is_usual, parts.values())):
        return False
    total = 0
    for name, part, _ in contents.sheets:
        if not fits(parts[part], _LAID_OUT // len(parts)):
            reach = extent(parts[part])
            if reach is None:
                return False
            check_extent(name, *reach)
            total += reach[0] * reach[1]
            check_total(total)
    return True


def _workbook_part(package: Package) -> str:
    return next((target for kind, target in _related(package, "").values() if kind == "officeDocument"), "")


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return, for each relation of a part, its kind and the part that it leads to."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def started(element: str, attributes: Mapping[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/")))
            found[attributes.get("Id", "")] = posixpath.basename(attributes.get("Type", "")), target.lstrip("/")

    if where in package:
        walk(_label(where), package.read(where), started)
    return found


def _label(part: str) -> str:
    return f'the part "{part}"'


def _contents(package: Package) -> _Contents:
    workbook = _workbook_part(package) or "xl/workbook.xml"
    related = _related(package, workbook)
    sheets: list[tuple[str, str, bool]] = []
    since_1904 = False

    def started(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if element == "workbookPr":
            since_1904 = attributes.get("date1904") in {"1", "true"}
        elif element == "sheet":
            kind, part = related.get(attributes.get("id", ""), ("", ""))
            if kind == "worksheet":
                sheets.append((attributes.get("name", ""), part, attributes.get("state", "visible") != "visible"))

    walk(_label(workbook), package.read(workbook), started)
    strings, styles = (
        next((target for kind, target in related.values() if kind == wanted and target in package), "")
        for wanted in ("sharedStrings", "styles")
    )
    return _Contents(workbook, tuple(sheets), since_1904, strings, styles)


def _percent_styles(contents: _Contents, package: Package) -> tuple[int, ...]:
    """Return the numbers of the cell styles that show a percentage."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = ""

    def started(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if element in {"numFmts", "cellXfs", "cellStyleXfs", "dxfs"}:
            inside = element
        elif element == "numFmt" and inside == "numFmts":
            code = codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            if len(code) > _LONGEST_FORMAT:
                message = f"a number format in it has {len(code):,} characters"
                raise DamagedError(message)
        elif element == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))

    if contents.styles:
        walk(_label(contents.styles), package.read(contents.styles), started)
    percent = {number for number, code in codes.items() if _shows_percentage(code)} | (_PERCENT_IDS - set(codes))
    return tuple(index for index, number in enumerate(styles) if number in percent)


def _shows_percentage(code: str) -> bool:
    return "%" in _NOT_SHOWN_AS_FORMAT.sub("", code)


def _check_texts(parts: Mapping[str, bytes], strings: bytes) -> None:
    """Raise `TooLargeError` where few long texts stand in so many cells that they would fill the memory."""
    lengths = [len(text) for text in strings.split(b"<si")[1:]]
    longest = max(lengths, default=0)
    if longest * sum(map(len, parts.values())) // len(b'<c r="A1" t="s"><v>0</v></c>') <= MOST_BYTES:
        return
    used = Counter(int(number) for xml in parts.values() for number in _TEXT_CELL.findall(xml))
    size = sum(lengths[number] * times for number, times in used.items() if number < len(lengths))
    if size > MOST_BYTES:
        message = f"the texts in its cells take up {size / 1e6:,.0f} MB"
        raise TooLargeError(message)


def _look_at_all(
    contents: _Contents, parts: Mapping[str, bytes], strings: bytes, percent_styles: tuple[int, ...]
) -> list[Unseen] | None:
    """Return what calamine does not tell of each sheet; None if one of them is not understood."""
    if strings:
        is_plain(_label(contents.strings), strings)
    unseen = [look(f'the sheet "{name}"', parts[part], percent_styles) for name, part, _ in contents.sheets]
    return [one for one in unseen if one] if all(unseen) else None


def _for_calamine(contents: _Contents, package: Package, parts: Mapping[str, bytes], strings: bytes) -> bytes:
    """Return a package that holds nothing but what calamine has to read, its sheets named by their numbers."""
    numbers = range(1, len(contents.sheets) + 1)
    sheets = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="s{number}"/>' for number in numbers)
    leads = [(f"s{number}", "worksheet", f"worksheets/{number}.xml") for number in numbers]
    leads += [("strings", "sharedStrings", "sharedStrings.xml")] if contents.strings else []
    leads += [("styles", "styles", "styles.xml")] if contents.styles else []
    workbook = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="{int(contents.since_1904)}"/>'
    made = {
        "_rels/.rels": _relations([("book", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f"{workbook}<sheets>{sheets}</sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": _relations(leads),
        **{f"xl/worksheets/{number}.xml": parts[part] for number, (_, part, _) in zip(numbers, contents.sheets, strict=True)},
    }
    if contents.strings:
        made["xl/sharedStrings.xml"] = _COUNTS.sub(rb"\1", strings, count=1)
    if contents.styles:
        made["xl/styles.xml"] = package.read(contents.styles)
    return packed(made)


def _relations(leads: Iterable[tuple[str, str, str]]) -> bytes:
    """Return the part that says which parts belong to another: for each an identifier, its kind and its place."""
    written = "".join(f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{place}"/>' for name, kind, place in leads)
    return f'<Relationships xmlns="{_PACKAGE}">{written}</Relationships>'.encode()


def _put_together(name: str, grid: Grid, unseen: Unseen, *, hidden: bool) -> Sheet:
    """Return a sheet of what calamine has read and what it has not seen."""
    rows: list[tuple[Value, ...] | list[Value]] = list(grid.rows)
    percentages: dict[Value, Percentage] = {}

    def opened(row: int, column: int) -> list[Value]:
        rows.extend(() for _ in range(row + 1 - len(rows)))
        opened = rows[row]
        if isinstance(opened, tuple):
            opened = rows[row] = list(opened)
        opened.extend([None] * (column + 1 - len(opened)))
        return opened

    for (row, column), value in unseen.values.items():
        opened(row, column)[column] = value
    for row, column in unseen.percentages:
        if row < len(rows) and column < len(rows[row]) and isinstance(value := rows[row][column], Decimal):
            if value not in percentages:
                percentages[value] = Percentage(value)
            opened(row, column)[column] = percentages[value]
    return Sheet.of(name, rows, replace(unseen.layout, merged=grid.merged), hidden=hidden)


def _slowly(contents: _Contents, package: Package, parts: Mapping[str, bytes]) -> Iterator[Sheet]:
    """Yield the sheets as openpyxl reads them."""
    _percent_styles(contents, package)  # for what is damaged in the styles; openpyxl looks for percentages itself
    layouts = [layout_of_any(f'the sheet "{name}"', parts[part]) for name, part, _ in contents.sheets]
    names = {_TYPES, "_rels/.rels", contents.workbook, contents.strings, contents.styles, *parts}
    folder, file = posixpath.split(contents.workbook)
    names.add(posixpath.join(folder, "_rels", f"{file}.rels"))
    made = {name: package.read(name) for name in sorted(names) if name in package}
    for part, xml in made.items():
        is_plain(_label(part), xml)
    sheets = read_slowly(packed(made), _shows_percentage)
    for (name, _, hidden), layout, (_, rows) in zip(contents.sheets, layouts, sheets, strict=True):
        yield Sheet.of(name, rows, layout, hidden=hidden)
