"""The columns of an item → its activity: which column counts, out of how many points, with which weight."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from certbuild.gradebook.cells import Value, as_text
from certbuild.gradebook.dialects.base import SHARES, Display
from certbuild.gradebook.findings import Fault
from certbuild.gradebook.marks import LARGEST, Spelling, known_word, numeric, read_mark
from certbuild.gradebook.maxima import derived_max
from certbuild.model import Activity
from certbuild.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from certbuild.gradebook.columns import Column
    from certbuild.gradebook.findings import Unused
    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.rows import Rows

_ENDS_IN_PERCENT = re.compile(r"\d\s*%\s*$")
_IN_HEADING = "its heading"


class MarkColumn(Struct, frozen=True):
    """The column from which the marks of an activity are read."""

    index: int
    activity: Activity
    display: Display
    """What plain numbers in it are: `POINTS`, `PERCENT` or `FRACTION`."""
    maxima: tuple[Decimal | None, ...] = ()
    """Each student's own points possible, where they differ."""
    ignored: bool = False
    """Whether course.toml takes the activity out, so that nothing in it needs to be mended."""


class Activities(Struct):
    """The activities of a table, in the order of their columns."""

    columns: list[MarkColumn] = field(default_factory=list)
    unused: dict[int, Unused] = field(default_factory=dict)
    helpers: set[int] = field(default_factory=set)
    """Columns that were used for what they say of the marks in others."""
    faults: list[Fault] = field(default_factory=list)


def choose_activities(
    table: Table, items: Iterable[Sequence[Column]], rows: Rows, spelling: Spelling, is_ignored: Callable[[str], bool]
) -> Activities:
    """Take of each item the one column from which its marks are read; `is_ignored` says what course.toml takes out."""
    activities = Activities()
    for columns in items:
        choice = _Choice(columns, spelling)
        if choice.marks is None:
            for column in columns:
                activities.unused[column.index] = column.unused(choice.reason_against(column))
            continue
        ignored = is_ignored(choice.marks.item.name)
        if table.dialect.by_hand and len(columns) == 1 and not ignored:
            activities.faults += _may_be_a_weight(choice.marks)
        if choice.only_words and choice.marks.item.sure:
            activities.unused[choice.marks.index] = choice.marks.unused("words of a scale, from which no score can be computed")
            if not ignored:
                activities.faults.append(choice.words_alone(choice.marks))
        else:
            finder = _Finder(table, rows, spelling, activities)
            activities.columns.append(finder.mark_column(choice, choice.marks, ignored=ignored))
        for column in columns:
            if column is not choice.marks and column.index not in activities.helpers:
                activities.unused[column.index] = column.unused(choice.reason_against(column))
        if not ignored:
            activities.faults += choice.second_ones()
    activities.columns.sort(key=lambda column: column.index)
    return activities


class _Choice:
    """Of the columns of one item, what each is good for."""

    def __init__(self, columns: Sequence[Column], spelling: Spelling) -> None:
        self._spelling = spelling
        points, shares, self.maxima = (
            [column for column in columns if column.item.display in displays]
            for displays in ((Display.POINTS,), SHARES, (Display.MAX,))
        )
        self.in_words = bool(points and shares) and self._speaks_in_words(points[0], shares[0])
        self._candidates = shares if self.in_words or not points else points
        self._candidate_places = {column.index for column in self._candidates}
        self.marks = self._candidates[0] if self._candidates else None
        """The column that counts: the points, or else the percentages."""
        self.shares = shares[0] if shares and self._candidates is points else None
        """The percentages beside the points."""

    @property
    def only_words(self) -> bool:
        """Whether there are words where marks should be, and not one mark."""
        filled = [value for value in self.marks.values if value is not None] if self.marks else []
        return all(numeric(value, self._spelling) is None for value in filled) and any(map(self._is_unknown, filled))

    def second_ones(self) -> list[Fault]:
        """Return a fault for each further column that shows the item in the same way."""
        faults = []
        for column in self._candidates[1:]:
            what = f'"{column.heading.text}" stands in {self._candidates[0].heading.cell} already; '
            what += "two activities cannot have the same name"
            hint = "rename one of them, or take the one out that does not count"
            faults.append(Fault(column.heading.cell, what, hint))
        return faults

    def reason_against(self, column: Column) -> str:
        """Say why a column is not the one that counts."""
        display = column.item.display
        if self.marks is None:
            return (
                "letters or words, from which no score can be computed"
                if display is Display.WORDS
                else "no marks stand beside it"
            )
        if self.in_words and display is Display.POINTS:
            return f'the words of a scale; the percentages of "{self.marks.item.name}" are used'
        if column.index in self._candidate_places:
            return "has the name of another activity"
        used = "percentages" if self.marks.item.display in SHARES else "points"
        return f'shows "{self.marks.item.name}" in another way; the {used} are used'

    def words_alone(self, column: Column) -> Fault:
        """Return the fault of a column in which there is not one mark."""
        word = next(as_text(value) for value in column.values if self._is_unknown(value))
        what = f'"{column.item.name}" holds words such as "{word}", from which no score can be computed'
        hint = "export it in points or percent, too; or leave it out, with these lines in course.toml:\n"
        return Fault(column.heading.cell, what, hint + f"[[activity]]\nname = {quoted(column.item.name)}\nignore = true")

    def _speaks_in_words(self, points: Column, shares: Column) -> bool:
        """Say whether the points are words of a scale, each with a percentage beside it."""
        beside = [share for value, share in zip(points.values, shares.values, strict=True) if self._is_unknown(value)]
        return bool(beside) and all(numeric(share) is not None for share in beside)

    def _is_unknown(self, value: Value) -> bool:
        if not isinstance(value, str):
            return False
        return known_word(value, self._spelling) is None and numeric(value, self._spelling) is None


def _may_be_a_weight(column: Column) -> list[Fault]:
    """Tell of a heading that ends in a number of percent ("Test 30 %") over numbers without a percent sign."""
    if not _ENDS_IN_PERCENT.search(column.heading.text):
        return []
    plain = [value for value in column.values if isinstance(value, Decimal) or (isinstance(value, str) and "%" not in value)]
    if all(numeric(value) is None for value in plain):
        return []
    what = f'"{column.heading.text}" may mean marks in percent, or a weight of so many percent'
    hint = f'write "{column.item.name} (%)" over percentages; else take the % out and say the weight in course.toml'
    return [Fault(column.heading.cell, what, hint)]


class _Finder:
    """Finds what the file says of an activity beside its marks."""

    def __init__(self, table: Table, rows: Rows, spelling: Spelling, activities: Activities) -> None:
        self._sheet = table.sheet
        self._rows = rows
        self._spelling = spelling
        self._activities = activities

    def mark_column(self, choice: _Choice, column: Column, *, ignored: bool) -> MarkColumn:
        """Return the column with its activity."""
        own: tuple[Decimal | None, ...] = ()
        maximum, max_from = None, ""
        if column.item.display is Display.POINTS:
            maximum, max_from, own = self._maximum(choice, column)
        weight, weight_from = self._in_row(self._rows.weight, column, "the weight")
        if weight is None:
            weight, weight_from = column.item.weight, _IN_HEADING
        activity = Activity(
            name=column.item.name,
            cell=column.heading.cell,
            max=maximum,
            weight=weight,
            category=column.item.category,
            in_shares=column.item.display in SHARES,
            max_from=max_from if maximum is not None else "",
            weight_from=weight_from if weight is not None else "",
        )
        return MarkColumn(column.index, activity, column.item.display, own, ignored)

    def _maximum(self, choice: _Choice, column: Column) -> tuple[Decimal | None, str, tuple[Decimal | None, ...]]:
        """Return the maximum from the first place that has it, and that place; or each student's own, where they differ."""
        maximum, whence = self._in_row(self._rows.max, column, "the maximum")
        if maximum is not None:
            return maximum, whence, ()
        if column.item.max is not None:
            return column.item.max, _IN_HEADING, ()
        if choice.maxima:
            beside = choice.maxima[0]
            self._activities.helpers.add(beside.index)
            maximum, own = _maximum_beside(beside)
            if any(value is not None and not 0 <= value <= LARGEST for value in (maximum, *own)):
                what = f'"{beside.heading.text}" holds a maximum below zero, or larger than any can be'
                self._activities.faults.append(Fault(beside.heading.cell, what, "write the points of a perfect mark there"))
                return None, "", ()
            return maximum, f'{self._sheet.column_place(beside.index)} "{beside.heading.text}"', own
        if choice.shares:
            return derived_max(column.values, choice.shares.values), "points and percentages side by side", ()
        return None, "", ()

    def _in_row(self, row: int | None, column: Column, what: str) -> tuple[Decimal | None, str]:
        """Return the number that a row of maxima or weights has for a column, and what the row is called."""
        value = None if row is None else self._sheet.rows[row][column.index]
        if row is None or value is None:
            return None, ""
        whose = f'{what} of "{column.item.name}"'
        mark = read_mark(value, self._sheet.address(row, column.index), whose, self._spelling)
        if isinstance(mark, Fault):
            self._activities.faults.append(mark)
            return None, ""
        label = next((as_text(value) for value in self._sheet.rows[row] if isinstance(value, str)), "")
        place = self._sheet.row_place(row) + (f' "{label}"' if label else "")
        return (mark.points if mark.fraction is None else mark.fraction * 100), place


def _maximum_beside(column: Column) -> tuple[Decimal | None, tuple[Decimal | None, ...]]:
    """Return the one maximum that stands there for everyone, or else each student's own."""
    own = tuple(numeric(value) for value in column.values)
    different = {maximum for maximum in own if maximum is not None}
    return (next(iter(different), None), ()) if len(different) <= 1 else (None, own)
