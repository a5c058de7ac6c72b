""".ods: pandas with calamine reads the values; percentages, formulas without results and the layout come from the XML."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import Formula, Layout, Merged, Percentage, Sheet, TooLargeError, check_extent
from certbuild.gradebook.files.elements import walk
from certbuild.gradebook.files.engines import grids
from certbuild.gradebook.files.package import MOST_BYTES, packed
from certbuild.gradebook.files.refusals import DamagedError, EncryptedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certbuild.gradebook.files.package import Package

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
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
    walk(_CONTENT, content, tables.started, tables.ended)
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


@dataclass(slots=True)
class _Table:
    """What calamine does not tell of a table."""

    style: str
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
        self._name = self._style = ""
        self._row = self._column = self._columns = self._width = 0
        self._repeated = self._rows_repeated = 1
        self._in_row: dict[int, type[Percentage | Formula]] = {}
        self._text = self._begun = 0
        self._filled = False
        self._depth = 0

    def started(self, element: str, attributes: Mapping[str, str], byte: int) -> None:
        match element:
            case "style":
                self._style = attributes.get("style:name", "")
            case "table-properties" if attributes.get("table:display") == "false":
                self.hiding.add(self._style)
            case "table":
                self._depth += 1
                if self._depth == 1:
                    self._name = attributes.get("table:name", "")
                    self.found[self._name] = _Table(attributes.get("table:style-name", ""))
                    self._row = self._columns = self._width = 0
            case "table-column" if self._depth == 1:
                repeated = _count(attributes, "columns-repeated")
                if attributes.get("table:visibility") in _NOT_SHOWN:
                    self.found[self._name].hidden_columns.append(range(self._columns, self._columns + repeated))
                self._columns += repeated
            case "table-row" if self._depth == 1:
                self._column, self._in_row = 0, {}
                self._rows_repeated = _count(attributes, "rows-repeated")
                if attributes.get("table:visibility") in _NOT_SHOWN:
                    self.found[self._name].hidden_rows.append(range(self._row, self._row + self._rows_repeated))
            case "table-cell" | "covered-table-cell" if self._depth == 1:
                self._repeated, self._begun = _count(attributes, "columns-repeated"), byte
                self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("office:value-type")
        end = self._column + self._repeated
        self._filled = bool(kind or attributes.get("table:formula"))
        if self._filled:
            self._width = max(self._width, end)
            check_extent(self._name, self._row + self._rows_repeated, self._width)
            if kind in {"percentage", None}:
                self._in_row.update(dict.fromkeys(range(self._column, end), Percentage if kind else Formula))
        wide, high = _count(attributes, "columns-spanned"), _count(attributes, "rows-spanned")
        if wide > 1 or high > 1:
            self.found[self._name].merged.append(Merged(self._row, self._column, self._row + high - 1, self._column + wide - 1))

    def ended(self, element: str, byte: int) -> None:
        match element:
            case "table":
                self._depth -= 1
            case "table-cell" | "covered-table-cell" if self._depth == 1:
                self._column += self._repeated
                self._text += (byte - self._begun) * self._repeated * self._rows_repeated if self._filled else 0
                if self._text > MOST_BYTES:
                    message = f"the texts in its cells take up more than {MOST_BYTES / 1e6:,.0f} MB"
                    raise TooLargeError(message)
            case "table-row" if self._depth == 1:
                again = range(self._row, self._row + self._rows_repeated)
                if self._in_row:
                    unseen = self.found[self._name].unseen
                    unseen.update({(row, column): kind for row in again for column, kind in self._in_row.items()})
                self._row = again.stop


def _count(attributes: Mapping[str, str], what: str) -> int:
    """Return how often a cell or row is repeated, or how far it reaches. Raises `DamagedError`."""
    try:
        return max(int(attributes.get(f"table:number-{what}", "1")), 1)
    except ValueError:
        message = f'"{attributes[f"table:number-{what}"]}" is no number of cells'
        raise DamagedError(message) from None
