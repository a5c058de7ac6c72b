"""The headings of a table: what stands above its columns, in one row or, in sheets made by hand, in several."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.cells import as_heading, as_text
from certbuild.gradebook.dialects.base import RowUse
from certbuild.gradebook.marks import known_word, numeric
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.gradebook.recognition import Table

_LABELLED_WITHIN = 20


class Heading(Struct, frozen=True):
    """What stands above a column."""

    text: str
    cell: str
    """Its address."""


class Headings(Struct, frozen=True):
    """The headings of a table."""

    of: Mapping[int, Heading]
    """Column → its heading; without the columns that speak of the student."""
    rows: frozenset[int]
    """Rows that hold headings and nothing else, counted from 0."""
    cells: frozenset[tuple[int, int]]
    """Row and column of every cell that makes a heading."""


def headings_of(table: Table) -> Headings:
    """Return the headings: from the row that names the students' columns, or the one that is labelled as theirs.

    In a sheet made by hand they may stand in two rows, and a column without a heading takes one from
    further above, provided that there is anything below it. Names that occur twice are told apart by
    what stands above them ("Term 1: Essay", "Term 2: Essay").
    """
    sheet, header = table.sheet.rows, table.header
    labelled = _labelled_row(table)
    second = _second_row(table) if table.dialect.by_hand else None
    first_choice = [row for row in (second, header if labelled is None else labelled) if row is not None]
    found: dict[int, tuple[int, int]] = {}
    for column in range(table.sheet.width):
        if column in table.identity:
            continue
        rows = list(first_choice)
        if table.dialect.by_hand and any(row[column] is not None for row in sheet[header + 1 :]):
            rows.extend(row for row in range(header - 1, -1, -1) if numeric(sheet[row][column]) is None)
        row = next((row for row in rows if sheet[row][column] is not None), None)
        if row is not None:
            found[column] = row, column
    groups = _groups(table, found) if table.dialect.by_hand else {}
    texts = {column: as_heading(sheet[row][column]) for column, (row, _) in found.items()}
    return Headings(
        of={
            column: Heading(
                f"{as_heading(sheet[groups[column][0]][groups[column][1]])}: {text}" if column in groups else text,
                table.sheet.address(*found[column]),
            )
            for column, text in texts.items()
        },
        rows=frozenset({header, *first_choice}),
        cells=frozenset({*found.values(), *groups.values()}),
    )


def _labelled_row(table: Table) -> int | None:
    """Return the row that a label names as that of the headings."""
    labels = [rule.label for rule in table.dialect.rows if rule.use is RowUse.HEADINGS and rule.label]
    for index, values in enumerate(table.sheet.rows[:_LABELLED_WITHIN]):
        label = fold(next((as_text(value) for value in values if value is not None), ""))
        if any(pattern.fullmatch(label) for pattern in labels):
            return index
    return None


def _second_row(table: Table) -> int | None:
    """Return the row below the headings if it holds headings, too: texts, where the row above has none or a wider one."""
    row = table.header + 1
    if row >= len(table.sheet.rows):
        return None
    above, values = table.sheet.rows[table.header], table.sheet.rows[row]
    filled = [column for column, value in enumerate(values) if value is not None]
    if not filled or any(column in table.identity for column in filled):
        return None
    if not all(isinstance(values[c], str) and numeric(values[c]) is None and known_word(values[c]) is None for c in filled):
        return None
    reach_down = any(m.top <= table.header and m.bottom == row and m.left in table.identity for m in table.sheet.merged)
    return row if reach_down or any(above[column] is None for column in filled) else None


def _groups(table: Table, found: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return, for columns whose headings are the same, the cell of the different headings above them."""
    sheet = table.sheet.rows
    folded = {column: fold(as_text(sheet[row][column])) for column, (row, _) in found.items()}
    same: dict[str, list[int]] = defaultdict(list)
    for column, name in folded.items():
        same[name].append(column)
    texts = [_nearest_texts(table, row) for row in range(max((row for row, _ in found.values()), default=0))]
    groups: dict[int, tuple[int, int]] = {}
    for columns in (columns for columns in same.values() if len(columns) > 1):
        above = {column: place for column in columns if (place := _above(texts, *found[column]))}
        if len(above) == len(columns) == len({fold(as_text(sheet[r][c])) for r, c in above.values()}):
            groups |= above
    return groups


def _nearest_texts(table: Table, row: int) -> list[int | None]:
    """Return for each column where in the row the text stands that is over it, or to the left as a wide heading stands."""
    found: list[int | None] = []
    for column, value in enumerate(table.sheet.rows[row]):
        if isinstance(value, str) and column not in table.identity:
            found.append(column)
        else:
            found.append(None if column in table.identity or not found else found[-1])
    return found


def _above(texts: Sequence[Sequence[int | None]], row: int, column: int) -> tuple[int, int] | None:
    """Return the nearest text above a heading, as `_nearest_texts` of each row above has it."""
    return next(((upper, left) for upper in range(row - 1, -1, -1) if (left := texts[upper][column]) is not None), None)
