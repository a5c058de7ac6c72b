"""The columns of an item → its activity: which column counts, out of how many points, with which weight."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import Fault, Value, address
from certbuild.gradebook.dialects.base import Display
from certbuild.gradebook.marks import known_word, numeric, read_mark
from certbuild.gradebook.maxima import derived_max
from certbuild.model import Activity, LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certbuild.gradebook.columns import Column
    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.rows import Rows


_ENDS_IN_PERCENT = re.compile(r"\d\s*%\s*$")


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """The column from which the marks of an activity are read."""

    index: int
    activity: Activity
    percent: bool
    """Whether plain numbers in it are percentages."""


@dataclass(slots=True)
class Activities:
    """The activities of a table, in the order of their columns."""

    columns: list[MarkColumn] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def choose_activities(table: Table, items: Iterable[Sequence[Column]], rows: Rows, *, comma: bool) -> Activities:
    """Take of each item the one column from which its marks are read; `comma` as in `marks.as_number`."""
    activities = Activities()
    for columns in items:
        chosen, percents = _chosen(columns, activities)
        if chosen:
            activity = _activity(table, chosen, percents, rows, activities.faults, comma=comma)
            if len(columns) == 1 and _may_be_a_weight(chosen):
                what = f'"{chosen.heading.text}" may mean marks in percent, or a weight of so many percent'
                hint = f'write "{chosen.item.name} (%)" over percentages; else take the % out and say the weight in course.toml'
                activities.faults.append(Fault(chosen.heading.cell, what, hint))
            activities.columns.append(MarkColumn(chosen.index, activity, chosen.item.display is Display.PERCENT))
    activities.columns.sort(key=lambda column: column.index)
    return activities


def _chosen(columns: Sequence[Column], activities: Activities) -> tuple[Column | None, Column | None]:
    """Return the column that counts, the points or else the percentages, and the percentages beside the points."""
    points, percents = ([column for column in columns if column.item.display is one] for one in (Display.POINTS, Display.PERCENT))
    in_words = bool(points and percents) and _speaks_in_words(points[0], percents[0])
    of_one_kind = percents if in_words or not points else points
    chosen = next(iter(of_one_kind), None)
    for column in columns:
        if column is chosen:
            continue
        if chosen and column in of_one_kind:
            what = f'"{column.heading.text}" stands in {chosen.heading.cell} already; two activities cannot have the same name'
            hint = "rename one of them, or take the one out that does not count"
            activities.faults.append(Fault(column.heading.cell, what, hint))
        activities.left_out.append(column.left_out(_reason_beside(column, chosen, in_words=in_words)))
    return chosen, next(iter(percents), None) if of_one_kind is points else None


def _may_be_a_weight(column: Column) -> bool:
    """Say whether the heading ends in a number of percent ("Test 30 %") over numbers without a percent sign."""
    plain = [value for value in column.values if isinstance(value, Decimal) or (isinstance(value, str) and "%" not in value)]
    return bool(_ENDS_IN_PERCENT.search(column.heading.text)) and any(numeric(value) is not None for value in plain)


def _speaks_in_words(points: Column, percents: Column) -> bool:
    """Say whether the points are words of a scale, each with a percentage beside it."""
    beside = [percent for value, percent in zip(points.values, percents.values, strict=True) if _is_unknown(value)]
    return bool(beside) and all(numeric(percent) is not None for percent in beside)


def _is_unknown(value: Value) -> bool:
    return isinstance(value, str) and known_word(value) is None and numeric(value) is None


def _reason_beside(column: Column, chosen: Column | None, *, in_words: bool) -> str:
    if chosen is None:
        return "letters, from which no score can be computed"
    if in_words and column.item.display is Display.POINTS:
        return f'the words of a scale; the percentages of "{chosen.item.name}" are used'
    if column.item.display is chosen.item.display:
        return "has the name of another activity"
    used = "percentages" if chosen.item.display is Display.PERCENT else "points"
    return f'shows "{chosen.item.name}" in another way; the {used} are used'


def _activity(table: Table, column: Column, percents: Column | None, rows: Rows, faults: list[Fault], *, comma: bool) -> Activity:
    def number_in(row: int | None, what: str) -> Decimal | None:
        if row is None or table.sheet.rows[row][column.index] is None:
            return None
        whose = f'{what} of "{column.item.name}"'
        mark = read_mark(table.sheet.rows[row][column.index], address(row, column.index), whose, comma=comma)
        if isinstance(mark, Fault):
            faults.append(mark)
            return None
        return mark.points if mark.fraction is None else mark.fraction * 100

    maximum = None
    if column.item.display is Display.POINTS:
        maximum = number_in(rows.max, "the maximum") or column.item.max
    if maximum is None and percents:
        maximum = derived_max(column.values, percents.values)
    weight = number_in(rows.weight, "the weight")
    return Activity(
        name=column.item.name,
        cell=column.heading.cell,
        max=maximum,
        weight=column.item.weight if weight is None else weight,
        category=column.item.category,
    )
