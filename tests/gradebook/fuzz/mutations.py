"""Mutations of tables: of cells, of rows and columns, and of how a workbook shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from originals import NAMES, PLATFORMS, Computed, Percent, Table, original

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

VALUES: tuple[object, ...] = (
    None, "", " ", "0", "-", "--", "EX", "n/a", "N/A", "absent", "9/10", "9 / 10", "10/0", "0/0", "/", "1/2/3", "1,234", "1.234,5",
    "1 234", "1'234.5", "12,5", "−5", "-5", "+5", "5.", ".5", ",5", "85%", "85 %", "%", "1e5", "1E+308", "NaN", "nan", "inf",
    "-Infinity", "sNaN", "0x1F", "٣", "५", "½", "²", "TRUE", "true", "#DIV/0!", "#N/A", "Err:502", "Err:999", "=1+1", '="0012"',
    '="', "'=5", "@SUM", "Name", "Names", "ID", "Max", "Min", "Weight", "Average", "Total", "Points Possible", "Due", "Date",
    "Test Student", "Student, Test", "Essay (10)", "Essay (0)", "Essay (1e9)", "Essay [99999999999999999999]", "Essay %", "(10)",
    "Essay /", "Essay (Real)", "(Real)", "[Total Pts: 10 Score] |5", "x [Total Pts: 1,2,3 Score] |5", "x [Total Pts: . Score]",
    " Points Grade <Numeric MaxPoints: Weight:,, Category: CategoryWeight:x>", "a - Max Points", " - Max Points", "# ", "* ", "#",
    "\u200b", "\u202eevil", "a\u0301", "\ufeff", "\ufffd", "?", "\u00a0", "\u2028", "\u0000", "\x01", "\x07bell", "\x1f", "\x7f",
    "_x0000_", "_xD800_", "_xFFFF_", "\ud7ff", "\ue000", "\U0001f600", "\U000e0001", "\U0010ffff", "﷽", "ß", "İ", "ǅ", "Ã¼",
    "a\nb", "a\tb", "a\rb", '"', "'", '"; DROP', "<b>", "&amp;", "]]>", "{{ 7 * 7 }}", "../../etc", "x" * 300, "x" * 33_000,
    "9" * 40, "9" * 400, "9" * 5000, "0." + "0" * 400 + "1", "1" + " " * 500 + "1", "- " * 400, "-" * 3000, "(" * 2000, "[" * 2000,
    "1." * 1500, "(1" * 1500, "x [a:" + "1" * 2000, "max " * 500, "points grade <" * 200, "e\u0301" * 500, "\u0301" * 300,
    0, 1, -1, 5, 100, 1e3, 0.1 + 0.2, 1e15, 1e16, 123456789012345678, 1e-9, 1e100, 1e300, 1.7976931348623157e308, 5e-324, -1e-300,
    True, False, dt.date(2026, 3, 9), dt.date(1900, 1, 1), dt.date(9999, 12, 31), dt.datetime(2026, 3, 9, 23, 59, 59),  # noqa: DTZ001 - as in cells
    dt.time(10, 30), dt.timedelta(hours=30), Percent(0.85), Percent(1), Percent(0), Percent(-0.5), Percent(1e20), Percent(1e-20),
    Computed("=1/0", "#DIV/0!"), Computed("=A1", None), Computed("=A1", ""), Computed('=A1&"%"', "85%"), Computed("=1+1", 2),
    Computed("=NOW()", dt.date(2026, 1, 1)), Computed("=TRUE()", True), Computed("={1,2}", "#REF!"),
)  # fmt: skip


def _anywhere(table: Table, rng: Random) -> tuple[int, int]:
    row = rng.randrange(len(table.rows))
    return row, rng.randrange(max(len(table.rows[row]), 1))


def _put(table: Table, row: int, column: int, value: object) -> None:
    table.rows[row] += [None] * (column + 1 - len(table.rows[row]))
    table.rows[row][column] = value


def _cells(table: Table, rng: Random) -> None:
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        _put(table, *_anywhere(table, rng), rng.choice(VALUES))


def _kind_of_column(table: Table, rng: Random) -> None:
    _, column = _anywhere(table, rng)
    values = rng.sample(VALUES, rng.choice([1, 1, 3]))
    for row in range(rng.choice([0, 1, 1, 2]), len(table.rows)):
        _put(table, row, column, rng.choice(values))


def _text_in_cell(table: Table, rng: Random) -> None:
    row, column = _anywhere(table, rng)
    text = str(table.rows[row][column]) if column < len(table.rows[row]) else ""
    at = rng.randint(0, len(text))
    _put(table, row, column, text[:at] + str(rng.choice(VALUES)) + text[at + rng.choice([0, 0, 1, 3]) :])


def _copied_cells(table: Table, rng: Random) -> None:
    for _ in range(rng.randint(1, 6)):
        row, column = _anywhere(table, rng)
        value = table.rows[row][column] if column < len(table.rows[row]) else None
        _put(table, *_anywhere(table, rng), value)


def _row_deleted(table: Table, rng: Random) -> None:
    del table.rows[rng.randrange(len(table.rows))]


def _row_doubled(table: Table, rng: Random) -> None:
    row = list(rng.choice(table.rows))
    for _ in range(rng.choice([1, 1, 2, 30])):
        table.rows.insert(rng.randint(0, len(table.rows)), list(row))


def _rows_swapped(table: Table, rng: Random) -> None:
    one, other = (rng.randrange(len(table.rows)) for _ in range(2))
    table.rows[one], table.rows[other] = table.rows[other], table.rows[one]


def _blank_rows(table: Table, rng: Random) -> None:
    at = rng.randint(0, len(table.rows))
    table.rows[at:at] = [[] for _ in range(rng.choice([1, 1, 2, 18, 25]))]


def _row_shifted(table: Table, rng: Random) -> None:
    rng.choice(table.rows)[:0] = [None] * rng.randint(1, 3)


def _row_cut(table: Table, rng: Random) -> None:
    row = rng.choice(table.rows)
    del row[rng.randint(0, len(row)) :]


def _each_row(table: Table, change: Callable[[list[object]], None]) -> None:
    for row in table.rows:
        change(row)


def _column_deleted(table: Table, rng: Random) -> None:
    _, column = _anywhere(table, rng)
    _each_row(table, lambda row: row.__delitem__(slice(column, column + 1)))


def _column_doubled(table: Table, rng: Random) -> None:
    _, column = _anywhere(table, rng)
    times = rng.choice([1, 1, 2, 40])
    _each_row(table, lambda row: row.__setitem__(slice(column, column), row[column : column + 1] * times))


def _columns_swapped(table: Table, rng: Random) -> None:
    one, other = (_anywhere(table, rng)[1] for _ in range(2))

    def swap(row: list[object]) -> None:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]

    _each_row(table, swap)


def _blank_columns(table: Table, rng: Random) -> None:
    _, column = _anywhere(table, rng)
    blanks: list[object] = [None] * rng.choice([1, 1, 3, 110])
    _each_row(table, lambda row: row.__setitem__(slice(column, column), blanks))


def _headings_moved(table: Table, rng: Random) -> None:
    row = table.rows.pop(0)
    table.rows.insert(rng.randint(0, len(table.rows)), row)


def _turned(table: Table, rng: Random) -> None:  # noqa: ARG001 - as all are called
    width = max(map(len, table.rows))
    table.rows = [list(row) for row in zip(*(row + [None] * (width - len(row)) for row in table.rows), strict=True)] or [[]]


def _merged(table: Table, rng: Random) -> None:
    (top, left), high, wide = _anywhere(table, rng), rng.randint(0, 3), rng.randint(0, 3)
    table.merged.append((top, left, top + high, left + wide))


def _hidden(table: Table, rng: Random) -> None:
    row, column = _anywhere(table, rng)
    table.hidden_rows += rng.sample([row, 0, len(table.rows) + 5], rng.randint(0, 2))
    table.hidden_columns += rng.sample([column, 0, 500], rng.randint(0, 2))


def _another_platform(table: Table, rng: Random) -> None:
    other = original(rng.choice(PLATFORMS), rng).rows
    match rng.randrange(3):
        case 0:
            table.rows += other
        case 1:
            table.rows = [[*row, *more] for row, more in zip(table.rows, other, strict=False)] or other
        case _:
            table.rows[0] = other[0]


def _more_students(table: Table, rng: Random) -> None:
    row = rng.choice(table.rows)
    for _ in range(rng.choice([10, 100, 300])):
        table.rows.append([rng.choice([value, rng.choice(rng.choice(NAMES)), rng.randint(0, 99)]) for value in row])


_MUTATIONS = (
    *(_cells,) * 4, *(_kind_of_column,) * 3, *(_text_in_cell,) * 3, _copied_cells, _row_deleted, _row_doubled, _rows_swapped,
    _blank_rows, _row_shifted, _row_cut, _column_deleted, _column_doubled, _columns_swapped, _blank_columns, _headings_moved,
    _turned, *(_merged,) * 2, *(_hidden,) * 2, _another_platform, _more_students,
)  # fmt: skip


def mutated(table: Table, rng: Random, times: int) -> Table:
    """Return the table after so many mutations; it is changed in place."""
    for _ in range(times):
        if not any(table.rows):
            table.rows = [[rng.choice(VALUES)]]
        rng.choice(_MUTATIONS)(table, rng)
    return table
