"""The columns of a table: which show an item, and which hold no marks, with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from certbuild.errors import Severity
from certbuild.gradebook.cells import Fault, Percentage, Value, address, as_text, column_letters
from certbuild.gradebook.dialects.base import Display, Item
from certbuild.gradebook.marks import known_word, numeric
from certbuild.model import LeftOut
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.rows import Rows

_DATED = re.compile(r"\b(date|dates|datum|fecha|data|day|time|submitted|submission|deadline|due|abgabe|turned in)\b")
_A_TOTAL = "a total, not an activity"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column."""

    text: str
    cell: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column that shows an item in one way."""

    index: int
    heading: Heading
    item: Item
    values: tuple[Value, ...]
    """One a student."""

    def left_out(self, reason: str) -> LeftOut:
        """Return the note that the column is not used."""
        return LeftOut(f"column {column_letters(self.index)}", self.heading.text, reason)


@dataclass(slots=True)
class Columns:
    """What the columns of a table are."""

    items: list[list[Column]] = field(default_factory=list)
    """The columns that show one item, together."""
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def headings_of(table: Table) -> dict[int, Heading]:
    """Return the headings of the columns that do not speak of the student.

    In a sheet made by hand a column without a heading in the row of headings takes it from a row above,
    provided that there is anything below it.
    """
    sheet, header = table.sheet, table.header
    headings = {}
    for column in range(sheet.width):
        if column in table.identity:
            continue
        rows = [header]
        if table.dialect.by_hand and any(row[column] is not None for row in sheet.rows[header + 1 :]):
            rows.extend(row for row in range(header - 1, -1, -1) if numeric(sheet.rows[row][column]) is None)
        row = next((row for row in rows if sheet.rows[row][column] is not None), None)
        if row is not None:
            headings[column] = Heading(as_text(sheet.rows[row][column]), address(row, column))
    return headings


def sort_columns(table: Table, headings: Mapping[int, Heading], rows: Rows) -> Columns:
    """Say of each column that does not speak of the student what it shows.

    A total is left out, unless it is all that the table has.
    """
    columns = Columns()
    items: dict[str, list[Column]] = defaultdict(list)
    totals: dict[str, list[Column]] = defaultdict(list)
    for index in range(table.sheet.width):
        values = tuple(table.sheet.rows[row][index] for row in rows.students)
        if index in table.identity:
            continue
        if index not in headings:
            _without_heading(index, values, columns)
            continue
        column = _column(table, index, headings[index], values)
        reason, total = _reason_against(table, column)
        if total and not reason:
            totals[fold(column.item.name)].append(column)
        elif reason:
            columns.left_out.append(column.left_out(_A_TOTAL if total else reason))
        elif rows.max is not None and numeric(table.sheet.rows[rows.max][index]) == 0:
            _worth_nothing(column, columns)
        else:
            items[fold(column.item.name)].append(column)
    if len(totals) == 1 and not items:
        items = totals
    else:
        columns.left_out.extend(column.left_out(_A_TOTAL) for total in totals.values() for column in total)
    columns.items = _told_apart(items) if table.dialect.by_hand else list(items.values())
    return columns


def _column(table: Table, index: int, heading: Heading, values: tuple[Value, ...]) -> Column:
    """Return the column; in a sheet made by hand one of nothing but percentages shows those, whatever its heading says."""
    item = table.dialect.item(heading.text) or Item(heading.text)
    numbers = [value for value in values if numeric(value) is not None]
    only_percentages = numbers and all(isinstance(value, Percentage) for value in numbers)
    if table.dialect.by_hand and item.display is Display.POINTS and only_percentages:
        item = replace(item, display=Display.PERCENT)
    return Column(index, heading, item, values)


def _without_heading(index: int, values: Sequence[Value], columns: Columns) -> None:
    if any(value is not None for value in values):
        columns.left_out.append(LeftOut(f"column {column_letters(index)}", "", "has no heading"))
    if any(numeric(value) is not None for value in values):
        what = f"column {column_letters(index)} holds numbers but has no heading, so it was left out"
        columns.faults.append(Fault("", what, "if these are marks, write the activity's name above them", Severity.WARNING))


def _worth_nothing(column: Column, columns: Columns) -> None:
    columns.left_out.append(column.left_out("is out of 0 points, so it is worth nothing"))
    if any(numeric(value) for value in column.values):
        what = f'"{column.item.name}" is out of 0 points, so its marks were left out'
        hint = "if it should count, give it points on the platform and export again"
        columns.faults.append(Fault(column.heading.cell, what, hint, Severity.WARNING))


def _reason_against(table: Table, column: Column) -> tuple[str, bool]:
    """Say why a column is none that marks could be read from, or nothing; and whether it is a total."""
    name = fold(column.item.name).rstrip(" :*")
    total = bool(table.dialect.totals and table.dialect.totals.fullmatch(name))
    rule = next((rule for rule in table.dialect.left_out if rule.heading.fullmatch(name)), None)
    role = table.dialect.identity.get(name)
    reason = ""
    if rule:
        reason = rule.reason
    elif role:
        reason = f"a second column with the {role}"
    elif column.item.display is Display.COMMENT:
        reason = "comments"
    elif not total and table.dialect.item(column.heading.text) is None:
        reason = f"not headed as {table.dialect.title} heads an activity"
    elif not column.item.sure and column.item.display is Display.POINTS:
        reason = _reason_in_cells(column)
    return reason, total


def _reason_in_cells(column: Column) -> str:
    filled = [value for value in column.values if value is not None]
    if any(numeric(value) is not None for value in filled):
        return ""
    if filled and all(isinstance(value, bool) for value in filled):
        return "holds only yes and no"
    if filled and all(isinstance(value, date) for value in filled) and _DATED.search(fold(column.heading.text)):
        return "holds dates"
    if any(isinstance(value, str) and known_word(value) is None for value in filled):
        return "holds words, not marks"
    return ""


def _told_apart(groups: Mapping[str, list[Column]]) -> list[list[Column]]:
    """Give items that share a name their full headings back: in "Quiz (1)" and "Quiz (2)" the number is no maximum."""
    apart: dict[str, list[Column]] = defaultdict(list)
    for name, group in groups.items():
        same = sum(column.item.display is Display.POINTS for column in group) > 1
        for column in group:
            if same and column.item.display is Display.POINTS:
                plain = replace(column, item=Item(column.heading.text))
                apart[fold(column.heading.text)].append(plain)
            else:
                apart[name].append(column)
    return list(apart.values())
