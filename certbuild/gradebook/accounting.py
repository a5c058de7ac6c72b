"""What became of every filled cell of a file: nothing that stands in it is passed over in silence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.cells import as_text
from certbuild.gradebook.findings import Unused
from certbuild.model import Cells, LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certbuild.gradebook.cells import Sheet
    from certbuild.gradebook.headings import Headings
    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.rows import Rows


class Uses(Struct, frozen=True):
    """What every row and column of a table is good for."""

    headings: Headings
    rows: Rows
    columns: Mapping[int, str]
    """Columns that hold ``marks`` or ``maxima``; the others that are used speak of the students."""
    unused: Mapping[int, Unused]
    """Columns that are not used."""


def account(table: Table, sheets: Iterable[Sheet], uses: Uses) -> tuple[Cells, tuple[LeftOut, ...]]:
    """Count the filled cells of all sheets by their use, and list what is left out with the cells it takes along.

    A cell both in an unused row and in an unused column goes with the row.
    """
    used, by_row, by_column = _counts(table, uses)
    place = table.sheet.column_place
    left_out = [
        LeftOut(place(column), note.heading, note.reason, by_column[column]) for column, note in sorted(uses.unused.items())
    ]
    left_out += [_row_left_out(table, uses.rows, row, number) for row, number in sorted(by_row.items()) if number]
    filled = _filled(table.source)
    if rest := filled - used.total() - sum(left.cells for left in left_out):
        left_out.append(LeftOut("the rest", "", "stands in columns without a heading, or a second time", rest))
    for other in sheets:
        if other is not table.source and (number := _filled(other)):
            left_out.append(LeftOut(f'sheet "{other.name}"', "", "another sheet is read", number))
            filled += number
    return Cells(filled, dict(used)), tuple(left_out)


def _counts(table: Table, uses: Uses) -> tuple[Counter[str], Counter[int], Counter[int]]:
    """Return the filled cells of the table: used ones by their use, the others by row and by column."""
    sheet, rows = table.sheet, uses.rows
    used = Counter(dict.fromkeys(("headings", "students", "marks", "maxima", "weights"), 0))
    by_row: Counter[int] = Counter()
    by_column: Counter[int] = Counter()
    kinds = dict.fromkeys(uses.headings.rows, "headings")
    kinds |= {row: kind for row, kind in ((rows.max, "maxima"), (rows.weight, "weights")) if row is not None}
    others = sorted(set(range(len(sheet.rows))) - set(rows.students))
    for column in range(sheet.width):
        number = sheet.filled(rows.students, column)
        if column in uses.unused:
            by_column[column] += number
        else:
            used[uses.columns.get(column, "students")] += number
        for row in others:
            number = sheet.filled([row], column)
            if (row, column) in uses.headings.cells and column not in uses.unused:
                used["headings"] += number
            elif column in uses.unused and row not in rows.unused:
                by_column[column] += number
            elif row in kinds:
                used[kinds[row]] += number
            else:
                by_row[row] += number
    return used, by_row, by_column


def _row_left_out(table: Table, rows: Rows, row: int, number: int) -> LeftOut:
    text = next((as_text(value) for value in table.sheet.rows[row] if value is not None), "")
    note = rows.unused.get(row) or Unused(text, "stands apart from the table")
    return LeftOut(table.sheet.row_place(row), note.heading, note.reason, number)


def _filled(sheet: Sheet) -> int:
    return sum(value is not None for row in sheet.rows for value in row)
