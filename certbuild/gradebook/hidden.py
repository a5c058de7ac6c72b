"""Rows and columns that a workbook does not show: they are read like all others, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import Severity
from certbuild.gradebook.findings import Fault
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certbuild.gradebook.recognition import Table

_NAMED = 5
"""Places that a message names one by one."""


def faults_of_hidden(table: Table, rows: Sequence[int], columns: Mapping[int, str]) -> Iterator[Fault]:
    """Tell of students in hidden rows and of marks in hidden columns."""
    sheet = table.sheet
    if students := [sheet.row_place(row) for row in rows if row in sheet.hidden_rows]:
        what = f"hidden rows hold {plural(len(students), 'student')}, read like the others: {_named(students)}"
        hint = "show them and look; a filter may be on. Delete rows that should not count"
        yield Fault("", what, hint, Severity.WARNING)
    marks = [sheet.column_place(column) for column, kind in columns.items() if kind == "marks" and column in sheet.hidden_columns]
    if marks:
        what = f"hidden columns hold {plural(len(marks), 'activity', 'activities')}, read like the others: {_named(marks)}"
        hint = "show them and look; what should not count gets ignore = true in its [[activity]] table in course.toml"
        yield Fault("", what, hint, Severity.WARNING)


def _named(places: Collection[str]) -> str:
    return ", ".join([*list(places)[:_NAMED], *(["…"] if len(places) > _NAMED else [])])
