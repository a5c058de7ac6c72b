"""The columns of a table: which show an item, and which hold no marks, with the reason."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from certbuild.errors import Severity
from certbuild.gradebook.cells import Percentage, Value
from certbuild.gradebook.dialects.base import Display, Item, any_of
from certbuild.gradebook.findings import Fault, Unused
from certbuild.gradebook.marks import known_word, numeric
from certbuild.text import fold, refused_character

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.gradebook.headings import Heading, Headings
    from certbuild.gradebook.recognition import Table

_DATED = any_of(r".*\b(?:date|dates|datum|fecha|data|day|time|submitted|submission|deadline|due|abgabe|turned in)\b.*")
_A_TOTAL = "a total, not an activity"


class Column(Struct, frozen=True):
    """A column that shows an item in one way."""

    index: int
    heading: Heading
    item: Item
    known: bool
    """Whether the platform heads an activity so."""
    values: tuple[Value, ...]
    """One a student."""

    def unused(self, reason: str) -> Unused:
        """Return the note that the column is not used."""
        return Unused(self.heading.text, reason)


class Columns(Struct):
    """What the columns of a table are."""

    items: list[list[Column]] = field(default_factory=list)
    """The columns that show one item, together."""
    unused: dict[int, Unused] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def sort_columns(table: Table, headings: Headings, values: Sequence[tuple[Value, ...]]) -> Columns:
    """Say of each column that does not speak of the student what it shows; `values` has one tuple a column.

    A total is left out, unless it is all that the table has.
    """
    columns = Columns()
    items: dict[str, list[Column]] = defaultdict(list)
    totals: dict[str, list[Column]] = defaultdict(list)
    for index in range(table.sheet.width):
        if index in table.identity:
            continue
        if index not in headings.of:
            _without_heading(table, index, values[index], columns)
            continue
        column = _column(table, index, headings.of[index], values[index])
        reason, total = _reason_against(table, column)
        if total and not reason:
            totals[fold(column.item.name)].append(column)
        elif reason:
            columns.unused[index] = column.unused(_A_TOTAL if total else reason)
        else:
            items[fold(column.item.name)].append(column)
            columns.faults += _fault_in_heading(column)
    if len(totals) == 1 and not items:
        items = totals
    else:
        columns.unused |= {column.index: column.unused(_A_TOTAL) for total in totals.values() for column in total}
    columns.items = _told_apart(items, by_hand=table.dialect.by_hand)
    return columns


def _column(table: Table, index: int, heading: Heading, values: tuple[Value, ...]) -> Column:
    """Return the column; in a sheet made by hand one of nothing but percentages shows those, whatever its heading says."""
    found = table.dialect.item(heading.text)
    item = found or Item(heading.text)
    if table.dialect.by_hand and item.display is Display.POINTS and any(isinstance(value, Percentage) for value in values):
        numbers = [value for value in values if numeric(value) is not None]
        if all(isinstance(value, Percentage) for value in numbers):
            item = replace(item, display=Display.PERCENT)
    return Column(index, heading, item, found is not None, values)


def _fault_in_heading(column: Column) -> list[Fault]:
    if name := refused_character(column.heading.text):
        what = f'the heading "{column.heading.text}" holds a character that cannot be shown ({name})'
        return [Fault(column.heading.cell, what, "delete what is in that cell and type it again, or export once more")]
    return []


def _without_heading(table: Table, index: int, values: Sequence[Value], columns: Columns) -> None:
    place = table.sheet.column_place(index)
    if any(value is not None for value in values):
        columns.unused[index] = Unused("", "has no heading")
    if any(numeric(value) is not None for value in values):
        what = f"{place} holds numbers but has no heading, so it was left out"
        columns.faults.append(Fault("", what, "if these are marks, write the activity's name above them", Severity.WARNING))


def _reason_against(table: Table, column: Column) -> tuple[str, bool]:
    """Say why a column is none that marks could be read from, or nothing; and whether it is a total."""
    name = fold(column.item.name).rstrip(" :*")
    total = column.item.total or bool(table.dialect.totals and table.dialect.totals.fullmatch(name))
    rule = next((rule for rule in table.dialect.left_out if rule.heading.fullmatch(name)), None)
    role = table.dialect.identity.get(name)
    reason = ""
    if rule and not total:
        reason = rule.reason
    elif role:
        reason = f"a second column with the {role}"
    elif column.item.display is Display.COMMENT:
        reason = "comments"
    elif not total and not column.known:
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
    if filled and all(isinstance(value, date) for value in filled) and _DATED.fullmatch(fold(column.heading.text)):
        return "holds dates"
    if any(isinstance(value, str) and known_word(value) is None for value in filled):
        return "holds words, not marks"
    return ""


def _told_apart(groups: Mapping[str, list[Column]], *, by_hand: bool) -> list[list[Column]]:
    """Give items that share a name their full headings back, if these are different.

    By hand the numbers in "Quiz (1)" and "Quiz (2)" are no maxima then; on a platform they are ids, which
    belong to two items of one name.
    """
    apart: dict[str, list[Column]] = defaultdict(list)
    for name, group in groups.items():
        points = [column for column in group if column.item.display is Display.POINTS]
        same = len(points) > 1 and (by_hand or len({fold(column.heading.text) for column in points}) == len(points))
        for column in group:
            if same and column.item.display is Display.POINTS:
                text = column.heading.text
                told = replace(column, item=Item(text) if by_hand else replace(column.item, name=text))
                apart[fold(text)].append(told)
            else:
                apart[name].append(column)
    return list(apart.values())
