"""One file → what it exports: its sheets, the table in them, what rows and columns are, the marks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.errors import Problem
from certbuild.gradebook.accounting import Uses, account
from certbuild.gradebook.activities import choose_activities
from certbuild.gradebook.cells import Percentage, as_text, reading_order
from certbuild.gradebook.columns import sort_columns
from certbuild.gradebook.dialects.base import NAME_ROLES, SHARES, Display, Role
from certbuild.gradebook.files import read_sheets
from certbuild.gradebook.findings import Fault
from certbuild.gradebook.headings import headings_of
from certbuild.gradebook.hidden import faults_of_hidden
from certbuild.gradebook.marks import Spelling, read_mark, writes_comma
from certbuild.gradebook.recognition import find_table
from certbuild.gradebook.rows import sort_rows
from certbuild.gradebook.students import read_students
from certbuild.model import Activity, Mark, MarkState, Source, Student

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from certbuild.gradebook.activities import MarkColumn
    from certbuild.gradebook.cells import Value
    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.students import Students

_SHORT = 10
"""Characters of a number that is surely no larger than a mark can be."""


class Export(Struct, frozen=True):
    """What one file says; alone it is a gradebook, or several are joined to one."""

    source: Source
    activities: tuple[Activity, ...]
    students: tuple[Student, ...]
    marks: tuple[tuple[Mark, ...], ...]
    problems: tuple[Problem, ...]
    key_roles: tuple[Role | None, ...]
    """What the students' keys are; None: their names."""
    nameless: Problem | None
    """What to tell where nobody has a name in it; another file may have the names."""


def read_file(
    path: Path,
    *,
    sheet: str = "",
    dialect: str = "",
    encoding: str = "",
    is_ignored: Callable[[str], bool] = lambda _: False,
) -> Export:
    """Return what a file exports, in the given sheet and dialect, else in those that are recognised.

    `encoding` is that of a text file which is not in UTF-8. `is_ignored` says of an activity's name whether
    course.toml takes it out, so that faults in its marks do not matter. Every fault found in cells is among the
    `problems`. Raises `GradebookError` where there is nothing that could be read: no file, no table of students.
    """
    workbook = read_sheets(path, encoding)
    table = find_table(path.name, workbook.sheets, sheet, dialect)
    headings = headings_of(table)
    rows = sort_rows(table, headings)
    students = read_students(table, rows.students)
    chosen = [table.sheet.rows[row] for row in students.rows]
    values = list(zip(*chosen, strict=True)) if chosen else [()] * table.sheet.width
    columns = sort_columns(table, headings, values)
    comma = writes_comma([value for column in headings.of for value in values[column] if isinstance(value, str)])
    spelling = Spelling(comma, table.dialect.words, table.dialect.beside_mark)
    activities = choose_activities(table, columns.items, rows, spelling, is_ignored)
    reader = _MarkReader(table, students, spelling)
    by_column = [reader.read(column, values[column.index]) for column in activities.columns]
    unused = {**students.unused, **columns.unused, **activities.unused}
    kinds = dict.fromkeys((column.index for column in activities.columns), "marks") | dict.fromkeys(activities.helpers, "maxima")
    cells, left_out = account(table, workbook.sheets, Uses(headings, rows, kinds, unused))
    source = Source(
        file=path.name,
        sheet=table.sheet.name,
        dialect=table.dialect.name,
        title=table.dialect.title,
        points=table.points,
        enough=table.dialect.enough,
        because=(*table.because, students.because),
        students=len(students.students),
        activities=len(activities.columns),
        cells=cells,
        left_out=left_out,
    )
    everywhere = (
        *workbook.faults,
        *table.faults,
        *columns.faults,
        *activities.faults,
        *rows.faults,
        *students.faults,
        *reader.faults,
    )
    everywhere += tuple(faults_of_hidden(table, students.rows, kinds))
    found = sorted(everywhere, key=lambda fault: reading_order(fault.cell))
    return Export(
        source=source,
        activities=tuple(column.activity for column in activities.columns),
        students=students.students,
        marks=tuple(zip(*by_column, strict=True)) if by_column else ((),) * len(students.students),
        problems=tuple(_problem(source, fault) for fault in found),
        key_roles=students.key_roles,
        nameless=_nameless(source, table),
    )


class _MarkReader:
    """Reads the marks of a table, column by column, and gathers what is wrong in their cells."""

    def __init__(self, table: Table, students: Students, spelling: Spelling) -> None:
        self._sheet = table.sheet
        self._students = students
        self._spelling = spelling
        self._by_hand = table.dialect.by_hand
        self._read: dict[str | Percentage, Mark] = {}
        """What was read before: in a text file all marks are texts, and few of these, or of percentages, are different."""
        self.faults: list[Fault] = []

    def read(self, column: MarkColumn, values: Iterable[Value]) -> list[Mark]:
        """Return a mark for each student; a cell that holds none counts as missing and is among the faults."""
        marks = []
        graded = MarkState.GRADED
        cells = self._sheet.addresses(self._students.rows, column.index)
        for student, cell, value in zip(self._students.students, cells, values, strict=True):
            if isinstance(value, Decimal) and len(text := str(value)) < _SHORT and "-" not in text and "E" not in text:
                marks.append(Mark(graded, cell, text, value))  # plain points, as in nearly all cells, so told apart first
                continue
            if isinstance(value, str | Percentage) and (like := self._read.get(value)):
                marks.append(replace(like, cell=cell))
                continue
            mark = read_mark(value, cell, f'{student.name}, "{column.activity.name}"', self._spelling)
            if isinstance(mark, Fault):
                if not column.ignored:
                    self.faults.append(mark)
                mark = Mark(MarkState.MISSING, cell, as_text(value))
            elif isinstance(value, str | Percentage):
                self._read[value] = mark
            marks.append(mark)
        marks = _in_shares(column, marks)
        unclear = self._by_hand and column.display is Display.PERCENT and not column.ignored
        if unclear and (fault := _unclear_percentages(column, marks)):
            self.faults.append(fault)
        return marks


def _in_shares(column: MarkColumn, marks: list[Mark]) -> list[Mark]:
    """Return plain numbers as the shares that they are: percentages, parts of 1, or parts of each student's own maximum."""
    if column.maxima:
        pairs = zip(marks, column.maxima, strict=True)
        return [replace(m, points=None, fraction=m.points / of) if m.points is not None and of else m for m, of in pairs]
    if column.display not in SHARES:
        return marks
    whole = 100 if column.display is Display.PERCENT else 1
    return [mark if mark.points is None else replace(mark, points=None, fraction=mark.points / whole) for mark in marks]


def _unclear_percentages(column: MarkColumn, marks: Iterable[Mark]) -> Fault | None:
    """Tell of numbers such as 0.85 under a heading that says "%", which may mean 85 % or less than one."""
    fractions = [mark.fraction for mark in marks if mark.fraction and "%" not in mark.text and "/" not in mark.text]
    if not fractions or max(fractions) > Decimal("0.01"):
        return None
    what = f'the numbers under "{column.activity.name}" go up to 1 only; it is not clear whether 1 means 1 % or 100 %'
    return Fault(column.activity.cell, what, "show these cells as percentages (85 %), or write 85 for 85 %")


def _nameless(source: Source, table: Table) -> Problem | None:
    if any(role in NAME_ROLES for role in table.identity.values()):
        return None
    hint = "certificates are made out to names: add a column Name, or First name and Last name, to the export; or join a second "
    hint += f'file that has them, under [gradebook] in course.toml:\nfile = ["{source.file}", "names.csv"]'
    what = "there is no column with the students' names"
    return Problem(source.place(table.sheet.address(table.header, 0)), what, hint)


def _problem(source: Source, fault: Fault) -> Problem:
    return Problem(source.place(fault.cell) if fault.cell else source.file, fault.what, fault.hint, fault.severity)
