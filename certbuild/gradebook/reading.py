"""A file → Gradebook: find it, read its sheets, find the table, say what rows and columns are, read the marks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.errors import GradebookError, Problem
from certbuild.gradebook.activities import choose_activities
from certbuild.gradebook.cells import Fault, address, as_text, reading_order
from certbuild.gradebook.columns import headings_of, sort_columns
from certbuild.gradebook.files import read_sheets
from certbuild.gradebook.marks import read_mark, writes_comma
from certbuild.gradebook.recognition import find_table
from certbuild.gradebook.rows import sort_rows
from certbuild.gradebook.students import read_students
from certbuild.model import Gradebook, LeftOut, Mark, MarkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.gradebook.activities import MarkColumn
    from certbuild.gradebook.columns import Heading
    from certbuild.gradebook.recognition import Table
    from certbuild.gradebook.rows import Rows

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt"})


def gradebook_file(course: Course) -> Path:
    """Return the file that ``[gradebook] file`` names, else the one gradebook in the course's folder.

    Raises `GradebookError` where there is none, or where several could be meant.
    """
    asked_for = course.gradebook.file
    if asked_for and (course.folder / asked_for).is_file():
        return course.folder / asked_for
    found = gradebooks_in(course.folder, asked_for)
    if len(found) == 1:
        return found[0]
    where = "course.toml › [gradebook] file" if asked_for else str(course.folder)
    if found:
        names = ", ".join(path.name for path in found)
        hint = f'say which one counts: under [gradebook] in course.toml, write file = "{found[0].name}"'
        raise GradebookError(Problem(where, f"there are {len(found)} gradebooks: {names}", hint))
    what = f'there is no file "{asked_for}" in {course.folder}' if asked_for else "there is no gradebook in it"
    raise GradebookError(Problem(where, what, "put the exported gradebook (.xlsx, .xls, .ods, .csv) there, beside course.toml"))


def gradebooks_in(folder: Path, pattern: str = "") -> list[Path]:
    """Return the files that match, or without a pattern all that look like gradebooks; never lock files or hidden ones."""
    try:
        files = [path for path in folder.glob(pattern or "*") if path.is_file() and not path.name.startswith((".", "~$"))]
    except (ValueError, NotImplementedError):  # no pattern at all, such as a path from the root
        return []
    return sorted(path for path in files if pattern or path.suffix.lower() in _SUFFIXES)


def read_gradebook(course: Course) -> Gradebook:
    """Return the gradebook of a course, with every fault found in its cells among its `problems`.

    Raises `GradebookError` where there is nothing that could be read: no file, no table of students.
    """
    source = course.gradebook
    return read_export(gradebook_file(course), sheet=source.sheet, dialect=source.dialect, encoding=source.encoding)


def read_export(path: Path, *, sheet: str = "", dialect: str = "", encoding: str = "") -> Gradebook:
    """Return the gradebook in a file, in the given sheet and dialect, else in those that are recognised.

    `encoding` is that of a text file which is not in UTF-8. Raises `GradebookError` as `read_gradebook` does.
    """
    workbook = read_sheets(path, encoding)
    table = find_table(path.name, workbook.sheets, sheet, dialect)
    headings = headings_of(table)
    rows = sort_rows(table, headings)
    columns = sort_columns(table, headings, rows)
    comma = writes_comma(value for row in rows.students for value in table.sheet.rows[row])
    activities = choose_activities(table, columns.items, rows, comma=comma)
    students = read_students(table, rows.students)
    names = [student.name for student in students.students]
    marks, faults = _marks(table, activities.columns, dict(zip(students.rows, names, strict=True)), comma=comma)
    gradebook = Gradebook(
        file=path.name,
        sheet=table.sheet.name,
        dialect=table.dialect.name,
        because=(*table.because, students.because),
        activities=tuple(column.activity for column in activities.columns),
        students=students.students,
        marks=marks,
        left_out=(
            *columns.left_out,
            *activities.left_out,
            *students.left_out,
            *_above(table, headings, rows),
            *rows.left_out,
        ),
        problems=(),
    )
    everywhere = (*workbook.faults, *table.faults, *_nothing_found(gradebook), *columns.faults, *activities.faults)
    found = sorted((*everywhere, *rows.faults, *students.faults, *faults), key=lambda fault: reading_order(fault.cell))
    return replace(gradebook, problems=tuple(_problem(gradebook, fault) for fault in found))


def _marks(
    table: Table, columns: Iterable[MarkColumn], names: Mapping[int, str], *, comma: bool
) -> tuple[tuple[tuple[Mark, ...], ...], list[Fault]]:
    """Return one row of marks for each student; a cell that holds none counts as missing and is among the faults."""
    faults = []
    by_column = []
    for column in columns:
        values = [table.sheet.rows[row][column.index] for row in names]
        marks = []
        for (row, name), value in zip(names.items(), values, strict=True):
            cell = address(row, column.index)
            mark = read_mark(value, cell, f'{name}, "{column.activity.name}"', words=table.dialect.words, comma=comma)
            if isinstance(mark, Fault):
                faults.append(mark)
                mark = Mark(MarkState.MISSING, cell, as_text(value))
            marks.append(_percent(mark) if column.percent else mark)
        by_column.append(marks)
        if column.percent and (fault := _unclear_percentages(column, marks)):
            faults.append(fault)
    return tuple(zip(*by_column, strict=True)) if by_column else ((),) * len(names), faults


def _percent(mark: Mark) -> Mark:
    """Return a plain number under a heading that says "%" as the percentage that it is."""
    return mark if mark.points is None else replace(mark, points=None, fraction=mark.points / 100)


def _unclear_percentages(column: MarkColumn, marks: Iterable[Mark]) -> Fault | None:
    """Tell of numbers such as 0.85 under a heading that says "%", which may mean 85 % or less than one."""
    fractions = [mark.fraction for mark in marks if mark.fraction and "%" not in mark.text and "/" not in mark.text]
    if not fractions or max(fractions) > Decimal("0.01"):
        return None
    what = f'the numbers under "{column.activity.name}" go up to 1 only; it is not clear whether 1 means 1 % or 100 %'
    return Fault(column.activity.cell, what, "show these cells as percentages (85 %), or write 85 for 85 %")


def _above(table: Table, headings: Mapping[int, Heading], rows: Rows) -> list[LeftOut]:
    """Return the rows above the headings in which something stands that is none."""
    cells = {heading.cell for heading in headings.values()}
    listed = {left.where for left in rows.left_out}
    left_out = []
    for row in range(table.header):
        texts = [
            as_text(value)
            for column, value in enumerate(table.sheet.rows[row])
            if value is not None and address(row, column) not in cells
        ]
        if texts and row not in {rows.max, rows.weight} and f"row {row + 1}" not in listed:
            left_out.append(LeftOut(f"row {row + 1}", texts[0], "stands above the headings"))
    return left_out


def _nothing_found(gradebook: Gradebook) -> list[Fault]:
    if not gradebook.students:
        hint = "export the gradebook again, with the students in it"
        return [Fault("", "there are headings, but no students below them", hint)]
    if not gradebook.activities:
        hint = "export it again with the activities in it; `certbuild check` lists what was left out, and why"
        return [Fault("", "there is no column with marks", hint)]
    return []


def _problem(gradebook: Gradebook, fault: Fault) -> Problem:
    where = gradebook.place(fault.cell) if fault.cell else gradebook.file
    return Problem(where, fault.what, fault.hint, fault.severity)
