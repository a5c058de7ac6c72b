"""Tables that are not laid out as students × activities, laid out so; every cell still knows its own address."""

from __future__ import annotations

from collections import defaultdict
from string import ascii_uppercase
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.gradebook.cells import Merged, Sheet, Value, address, as_text, check_gathered, column_letters
from certbuild.gradebook.findings import Fault
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Place = tuple[int, int]
"""Row and column in the sheet as it is in the file, counted from 0."""


class _Arranged(Sheet, frozen=True):
    """A sheet whose cells stand in other places of the file, each in its own way."""

    def addresses(self, rows: Sequence[int], column: int) -> list[str]:
        """Return the addresses of the cells of a column in these rows."""
        return [self.address(row, column) for row in rows]


class Turned(_Arranged, frozen=True):
    """A sheet with the students in columns, turned so that they stand in rows."""

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell in the sheet as it is in the file."""
        return address(column, row)

    def row_place(self, row: int) -> str:
        """Return what the row is in the file."""
        return f"column {column_letters(row)}"

    def column_place(self, column: int) -> str:
        """Return what the column is in the file."""
        return f"row {column + 1}"


def turned(sheet: Sheet) -> Turned:
    """Return the sheet with rows as columns."""
    return Turned(
        name=sheet.name,
        rows=tuple(zip(*sheet.rows, strict=True)),
        merged=tuple(Merged(one.left, one.top, one.right, one.bottom) for one in sheet.merged),
        hidden=sheet.hidden,
        hidden_rows=sheet.hidden_columns,
        hidden_columns=sheet.hidden_rows,
    )


class Gathered(_Arranged, frozen=True):
    """A long table, one row for each piece of work, gathered into one row for each student."""

    origins: tuple[tuple[tuple[Place, ...], ...], ...] = ()
    """For each cell those in the file that say it."""
    faults: tuple[Fault, ...] = ()
    """Rows that say again what another one said."""

    def address(self, row: int, column: int) -> str:
        """Return the address of the first of a cell's cells in the file; where it has none, that of the row's first cell."""
        return address(*next(iter(self.origins[row][column] or self.origins[row][0]), (0, 0)))

    def row_place(self, row: int) -> str:
        """Return the rows in the file that a row was gathered from."""
        rows = sorted({place[0] + 1 for cell in self.origins[row] for place in cell})
        return f"row {', '.join(map(str, rows))}"

    def column_place(self, column: int) -> str:
        """Return the column in the file that a column was gathered from."""
        below, above = self.origins[1:], self.origins[:1]
        return f"column {column_letters(next((cell[1] for row in (*below, *above) for cell in row[column]), 0))}"

    def filled(self, rows: Iterable[int], column: int) -> int:
        """Return how many cells of the file with something in them stand in these rows of a column."""
        return sum(len(self.origins[row][column]) for row in rows)


class LongTable(Struct, frozen=True):
    """How a platform writes one row for each piece of work; headings are folded."""

    student: tuple[str, ...]
    """Headings that speak of the student, the first of them what tells students apart."""
    activity: str
    """Heading of the activities' names."""
    mark: str
    """Heading of the marks; a column of that name, and of each other heading, is made for every activity."""
    submitted: str = ""
    """Heading of the time of submission: where it is empty and the mark is 0, nothing was handed in."""

    def nothing_handed_in(self, values: Sequence[Value], at: Mapping[str, int]) -> bool:
        """Say whether a row is about work that was never handed in."""
        return self.submitted in at and values[at[self.submitted]] is None and not as_text(values[at[self.mark]]).strip("0.")

    def gathered(self, sheet: Sheet) -> Gathered | None:
        """Return the table with a row a student; None where the headings are not there.

        Columns that speak of the work are headed ``ps1`` over the marks and ``ps1 - max_score`` over the
        rest. A student's second row for the same piece of work is a fault.
        """
        at = {fold(as_text(value)): column for column, value in enumerate(sheet.rows[0])} if sheet.rows else {}
        if not {*self.student, self.activity, self.mark} <= at.keys():
            return None
        return _gather(self, sheet, at)


def _gather(long: LongTable, sheet: Sheet, at: Mapping[str, int]) -> Gathered:
    work = [heading for heading in at if heading and heading not in {*long.student, long.activity}]
    students: dict[str, int] = {}
    activities: dict[str, int] = {}
    origins: dict[Place, list[Place]] = defaultdict(list)
    texts: dict[Place, Value] = {}
    faults: list[Fault] = []
    for index, values in enumerate(sheet.rows[1:], start=1):
        if all(value is None for value in values):
            continue
        student, name = (as_text(values[at[heading]]) for heading in (long.student[0], long.activity))
        row = students.setdefault(student, len(students) + 1)
        first = len(long.student) + len(work) * activities.setdefault(name, len(activities))
        if (row, first) in origins:
            faults.append(_twice(student, name, address(index, at[long.activity]), address(*origins[row, first][0])))
            continue
        for column, heading in enumerate(long.student):
            origins[row, column].append((index, at[heading]))
        check_gathered(sheet.name, len(students), len(long.student) + len(work) * len(activities))
        of_mark = first + work.index(long.mark)
        for column, heading in enumerate(work, start=first):
            texts[0, column] = name if heading == long.mark else f"{name} - {heading}"
            origins[row, column].append((index, at[heading]))
        origins[0, of_mark].append((index, at[long.activity]))
        if long.nothing_handed_in(values, at):
            texts[row, of_mark] = "not submitted"
    for column, heading in enumerate((*long.student, *work)):
        origins[0, column].append((0, at[heading]))
        texts.setdefault((0, column), heading)
    origins[0, len(long.student) + work.index(long.mark)].append((0, at[long.activity]))
    width = len(long.student) + len(work) * len(activities)
    return replace(_laid_out(sheet, len(students) + 1, width, texts, origins), faults=tuple(faults))


def _twice(student: str, activity: str, cell: str, before: str) -> Fault:
    what = f'"{activity}" of {student} stands in row {before.lstrip(ascii_uppercase)} already'
    return Fault(cell, what, "take the row out that does not count; which mark is meant is not guessed")


def _laid_out(
    sheet: Sheet, height: int, width: int, texts: Mapping[Place, Value], origins: Mapping[Place, Sequence[Place]]
) -> Gathered:
    """Return the sheet of these cells: with the texts that are given, else with the first value that their origins hold."""
    rows, behind = [], []
    for row in range(height):
        places = [
            tuple(place for place in origins.get((row, column), ()) if sheet.rows[place[0]][place[1]] is not None)
            for column in range(width)
        ]
        values = [texts.get((row, column)) for column in range(width)]
        rows.append(tuple(v or (sheet.rows[p[0][0]][p[0][1]] if p else None) for v, p in zip(values, places, strict=True)))
        behind.append(tuple(places))
    return Gathered(sheet.name, tuple(rows), hidden=sheet.hidden, origins=tuple(behind))
