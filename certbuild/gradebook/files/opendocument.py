""".ods: pandas with calamine reads the values; percentages, formulas without results and the layout come from the XML."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from certbuild.gradebook.cells import Formula, Layout, Merged, Percentage, Sheet, TooLargeError, check_extent, check_total
from certbuild.gradebook.files.elements import BETWEEN, walk_through
from certbuild.gradebook.files.engines import grids
from certbuild.gradebook.files.package import MOST_BYTES, packed
from certbuild.gradebook.files.refusals import DamagedError, EncryptedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certbuild.gradebook.files.elements import Handlers
    from certbuild.gradebook.files.package import Package

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{_NAMESPACE}table:1.0{BETWEEN}"
_OFFICE = f"{_NAMESPACE}office:1.0{BETWEEN}"
_TEXT = f"{_NAMESPACE}text:1.0{BETWEEN}"
_STYLE = f"{_NAMESPACE}style:1.0{BETWEEN}"
_BOUND = re.compile(rb"""xmlns:(office|table|text)\s*=\s*["']([^"']*)""")
"""calamine goes by these prefixes and not by what they stand for."""
_NOT_SHOWN = {"collapse", "filter"}


def is_spreadsheet(package: Package) -> bool:
    """Say whether an OpenDocument package is a spreadsheet, and not a text or a presentation."""
    return "mimetype" not in package or package.read("mimetype").strip().startswith(_KIND.encode())


def open_document_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the sheets of a spreadsheet. Raises `DamagedError`, `EncryptedError` and `TooLargeError`."""
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise EncryptedError
    content = package.read(_CONTENT)
    tables = _Tables()
    tables.look_at(content)
    made = packed({"mimetype": _KIND.encode(), _MANIFEST: b"<manifest/>", _CONTENT: content})
    for grid in grids(made):
        table = tables.found.get(grid.name)
        if table is None:
            message = f'the sheet "{grid.name}" is not where it should be'
            raise DamagedError(message)
        rows = [list(row) for row in grid.rows]
        for (row, column), kind in table.unseen.items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            value = rows[row][column]
            if kind is Percentage and isinstance(value, Decimal):
                rows[row][column] = Percentage(value)
            elif kind is Formula and value is None:
                rows[row][column] = Formula("")
        layout = Layout(tuple(table.merged), tuple(table.hidden_rows), tuple(table.hidden_columns))
        yield Sheet.of(grid.name, rows, layout, hidden=table.style in tables.hiding)


class _Table(Struct):
    """What calamine does not tell of a table, and how far it reaches."""

    name: str
    style: str
    row: int = 0
    """The next one."""
    columns: int = 0
    """For which it has been said whether they are shown."""
    height: int = 0
    width: int = 0
    unseen: dict[tuple[int, int], type[Percentage | Formula]] = field(default_factory=dict)
    """Row and column of the cells that show a percentage, or hold a formula without a result."""
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)


class _Tables:
    """All tables of a document, as its elements pass by.

    Raises `TooLargeError` before calamine would lay out every cell as far as the last.
    """

    def __init__(self) -> None:
        self.found: dict[str, _Table] = {}
        self.hiding: set[str] = set()
        """Styles of tables that are not shown."""
        self._table = _Table("", "")
        self._depth = 0
        self._style = ""
        self._column = self._begun = 0
        self._across = self._down = 1
        self._in_row: dict[int, type[Percentage | Formula]] = {}
        self._filled = False
        self._cells = self._laid_out = self._text = 0

    def look_at(self, content: bytes) -> None:
        """Look at all of a document. Raises `DamagedError` and `TooLargeError`."""
        for prefix, space in _BOUND.findall(content):
            if space != b"%b%b:1.0" % (_NAMESPACE.encode(), prefix):
                message = f"the prefix {prefix.decode()} does not stand in it for what it should"
                raise DamagedError(message)
        begins: Handlers = {
            f"{_STYLE}style": self._style_begins,
            f"{_STYLE}table-properties": self._properties,
            f"{_TABLE}table": self._table_begins,
            f"{_TABLE}table-column": self._columns,
            f"{_TABLE}table-row": self._row_begins,
            f"{_TABLE}table-cell": self._cell_begins,
            f"{_TABLE}covered-table-cell": self._cell_begins,
            f"{_TEXT}s": self._spaces,
        }
        ends = {
            f"{_TABLE}table": self._table_ends,
            f"{_TABLE}table-row": self._row_ends,
            f"{_TABLE}table-cell": self._cell_ends,
            f"{_TABLE}covered-table-cell": self._cell_ends,
        }
        walk_through(f"the part {_CONTENT}", content, begins, ends)

    def _style_begins(self, attributes: Mapping[str, str], _byte: int) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _properties(self, attributes: Mapping[str, str], _byte: int) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self.hiding.add(self._style)

    def _table_begins(self, attributes: Mapping[str, str], _byte: int) -> None:
        self._depth += 1  # cells can hold tables, which are not sheets
        if self._depth == 1:
            name = attributes.get(f"{_TABLE}name", "")
            self._table = self.found[name] = _Table(name, attributes.get(f"{_TABLE}style-name", ""))

    def _columns(self, attributes: Mapping[str, str], _byte: int) -> None:
        if self._depth == 1:
            end = self._table.columns + _count(attributes, "columns-repeated")
            if attributes.get(f"{_TABLE}visibility") in _NOT_SHOWN:
                self._table.hidden_columns.append(range(self._table.columns, end))
            self._table.columns = end

    def _row_begins(self, attributes: Mapping[str, str], _byte: int) -> None:
        if self._depth == 1:
            self._column, self._in_row = 0, {}
            self._down = _count(attributes, "rows-repeated")
            if attributes.get(f"{_TABLE}visibility") in _NOT_SHOWN:
                self._table.hidden_rows.append(range(self._table.row, self._table.row + self._down))

    def _cell_begins(self, attributes: Mapping[str, str], byte: int) -> None:
        if self._depth != 1:
            return
        self._cells += 1
        self._across, self._begun, self._filled = 1, byte, False
        if not attributes:
            return
        self._across = _count(attributes, "columns-repeated")
        kind = attributes.get(f"{_OFFICE}value-type")
        table, end = self._table, self._column + self._across
        if kind or f"{_TABLE}formula" in attributes:
            self._filled = True
            table.height, table.width = table.row + self._down, max(table.width, end)
            check_extent(table.name, table.height, table.width)
            if kind in {"percentage", None}:
                self._in_row.update(dict.fromkeys(range(self._column, end), Percentage if kind else Formula))
        wide, high = _count(attributes, "columns-spanned"), _count(attributes, "rows-spanned")
        if wide > 1 or high > 1:
            table.merged.append(Merged(table.row, self._column, table.row + high - 1, self._column + wide - 1))

    def _spaces(self, attributes: Mapping[str, str], _byte: int) -> None:
        number = attributes.get(f"{_TEXT}c", "1")
        self._text += 4 * int(number[:12]) * self._across * self._down if number.isdecimal() else 0
        self._check_text()

    def _cell_ends(self, byte: int) -> None:
        if self._depth == 1:
            self._column += self._across
            if self._filled:
                self._text += (byte - self._begun) * self._across * self._down
                self._check_text()

    def _check_text(self) -> None:
        if self._text > MOST_BYTES:
            message = f"the texts in its cells take up more than {MOST_BYTES / 1e6:,.0f} MB"
            raise TooLargeError(message)

    def _row_ends(self, _byte: int) -> None:
        if self._depth == 1:
            again = range(self._table.row, self._table.row + self._down)
            if self._in_row:
                self._table.unseen.update({(row, column): kind for row in again for column, kind in self._in_row.items()})
            self._table.row = again.stop
            check_total(self._cells)

    def _table_ends(self, _byte: int) -> None:
        self._depth -= 1
        if not self._depth:
            self._laid_out += self._table.height * self._table.width
            check_total(self._laid_out)


def _count(attributes: Mapping[str, str], what: str) -> int:
    """Return how often a cell or row is repeated, or how far it reaches. Raises `DamagedError`."""
    number = attributes.get(f"{_TABLE}number-{what}", "1")
    if not number.isdecimal():
        message = f'"{number}" is no number of cells'
        raise DamagedError(message)
    return max(int(number[:9]), 1)
