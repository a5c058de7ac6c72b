"""What stands in the cells of a sheet, whatever the format of the file: values of a few kinds, and where they stand.

Numbers are `Decimal` from the start. A binary float is taken with the fifteen digits that spreadsheets
themselves show, so that the 8.700000000000001 of a formula is the 8.7 that the teacher sees.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")
_TEXT_BY_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_GUARDED = re.compile(r"'[=+\-@]")
_MOST_ROWS = 1 << 20
_MOST_CELLS = 2_000_000
_LONGEST_HEADING = 300
"""Characters; a survey may have a whole question above a column."""


class Percentage(Struct, frozen=True):
    """A number that the sheet shows as a percentage."""

    fraction: Decimal


class ErrorValue(Struct, frozen=True):
    """What a formula left that could not be computed."""

    text: str
    """Such as ``#DIV/0!``."""


class Formula(Struct, frozen=True):
    """A formula whose result the file does not hold."""

    text: str


Moment = date | time | timedelta
Value = str | Decimal | bool | Moment | Percentage | ErrorValue | Formula | None


class TooLargeError(Exception):
    """A sheet reaches further than any table of students; one stray cell can do that."""


def check_extent(name: str, rows: int, columns: int) -> None:
    """Raise `TooLargeError` if so many rows and columns are more than a gradebook can have and memory should bear."""
    if rows > _MOST_ROWS or rows * columns > _MOST_CELLS:
        sheet = f'the sheet "{name}"' if name else "it"
        message = f"{sheet} reaches down to row {rows:,} and right to column {column_letters(columns - 1)}"
        raise TooLargeError(message)


def check_total(cells: int) -> None:
    """Raise `TooLargeError` if the sheets of a file together have more cells than memory should bear."""
    if cells > 2 * _MOST_CELLS:
        message = f"its sheets together reach over more than {2 * _MOST_CELLS:,} cells"
        raise TooLargeError(message)


def check_gathered(name: str, students: int, columns: int) -> None:
    """Raise `TooLargeError` if a long table makes a table of so many students and columns that memory should not bear it."""
    if students * columns > _MOST_CELLS:
        sheet = f'the sheet "{name}"' if name else "it"
        message = f"{sheet} tells of {students:,} students and so much work that it would fill {columns:,} columns"
        raise TooLargeError(message)


class Merged(Struct, frozen=True):
    """Cells that a workbook shows as one; the value stands in the first, the others are empty. Counted from 0."""

    top: int
    left: int
    bottom: int
    """The last row of it."""
    right: int
    """The last column of it."""


class Layout(Struct, frozen=True):
    """How a workbook shows a sheet, as the file says it; the ranges, counted from 0, may reach beyond what stands in it."""

    merged: tuple[Merged, ...] = ()
    hidden_rows: tuple[range, ...] = ()
    hidden_columns: tuple[range, ...] = ()


_AS_IT_IS = Layout()


class Sheet(Struct, frozen=True):
    """The cells of one sheet, without the empty rows and columns beyond the last value."""

    name: str
    """Empty for text files."""
    rows: tuple[tuple[Value, ...], ...]
    """All of the same length."""
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    """Whether the workbook does not show the sheet."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that the workbook does not show, counted from 0."""
    hidden_columns: frozenset[int] = frozenset()
    """Likewise."""

    @classmethod
    def of(cls, name: str, rows: Iterable[Sequence[Value]], layout: Layout = _AS_IT_IS, *, hidden: bool = False) -> Sheet:
        """Return the sheet with rows of any lengths cut and filled up to the width of what stands in them.

        The layout is cut to the same size. Raises `TooLargeError`.
        """
        kept: list[tuple[Value, ...]] = []
        for row in rows:
            end = len(row)
            while end and row[end - 1] is None:
                end -= 1
            kept.append(tuple(row[:end]))
            check_extent(name, len(kept), 1)
        while kept and not kept[-1]:
            kept.pop()
        width = max(map(len, kept), default=0)
        check_extent(name, len(kept), width)
        return cls(
            name,
            tuple(row + (None,) * (width - len(row)) for row in kept),
            _cut(layout.merged, len(kept), width),
            hidden,
            _within(layout.hidden_rows, len(kept)),
            _within(layout.hidden_columns, width),
        )

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell in the file; an arranged sheet has its cells elsewhere than they stand there."""
        return address(row, column)

    def addresses(self, rows: Sequence[int], column: int) -> list[str]:
        """Return the addresses of the cells of a column in these rows."""
        letters = column_letters(column)
        return [f"{letters}{row + 1}" for row in rows]

    def row_place(self, row: int) -> str:
        """Return what a row is called in messages."""
        return f"row {row + 1}"

    def column_place(self, column: int) -> str:
        """Return what a column is called in messages."""
        return f"column {column_letters(column)}"

    def filled(self, rows: Iterable[int], column: int) -> int:
        """Return how many cells of the file with something in them stand in these rows of a column."""
        return sum(self.rows[row][column] is not None for row in rows)


def _cut(merged: Iterable[Merged], rows: int, columns: int) -> tuple[Merged, ...]:
    """Return the merged cells as far as they are within so many rows and columns, and still more than one cell there."""
    cut = (replace(one, bottom=min(one.bottom, rows - 1), right=min(one.right, columns - 1)) for one in merged)
    return tuple(
        one for one in cut if one.top <= one.bottom and one.left <= one.right and (one.top, one.left) != (one.bottom, one.right)
    )


def _within(ranges: Iterable[range], size: int) -> frozenset[int]:
    """Return the numbers below a size that are in any of the ranges, which may lie over each other a thousand times."""
    found: set[int] = set()
    done = 0
    for one in sorted(ranges, key=lambda one: one.start):
        found.update(range(max(one.start, done), min(one.stop, size)))
        done = max(done, one.stop)
    return frozenset(found)


def number(value: float) -> Decimal | ErrorValue:
    """Return a number of a workbook as a person sees it there: whole, or with fifteen digits."""
    if not math.isfinite(value):
        return ErrorValue(str(value))
    if value == int(value) and abs(value) < 1e18:
        return Decimal(int(value))
    return Decimal(f"{value:.15g}")


def text_value(text: str) -> Value:
    """Return what a text cell holds, free of what programs put around a text so that no formula becomes of it.

    Where there is nothing to be seen in it, it holds nothing.
    """
    if match := _TEXT_BY_FORMULA.fullmatch(text):
        text = match[1]
    elif _GUARDED.match(text):
        text = text[1:]
    stripped = text.strip()
    if _ERROR.fullmatch(stripped):
        return ErrorValue(stripped)
    return text if stripped and (stripped.isascii() or clean(stripped)) else None


def as_text(value: Value) -> str:
    """Return a value as a person would read it in the sheet."""
    match value:
        case None:
            text = ""
        case Decimal():
            return f"{value:f}"
        case Percentage():
            text = f"{(value.fraction * 100).normalize():f} %"
        case bool():
            text = str(value).upper()
        case ErrorValue() | Formula():
            text = value.text
        case _:
            text = str(value).removesuffix(" 00:00:00")
    return clean(text)


def as_heading(value: Value, longest: int = _LONGEST_HEADING) -> str:
    """Return a value as the text of a heading, label or name; one that is too long for that is cut."""
    text = as_text(value[: 10 * longest] if isinstance(value, str) else value)
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


@lru_cache(maxsize=20_000)
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def reading_order(cell: str) -> tuple[int, int, str]:
    """Return the sort key that brings addresses into the order of reading, row by row; an empty one first."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), len(letters), letters


def address(row: int, column: int) -> str:
    """Return the address of a cell whose row and column are counted from 0: ``D14``."""
    return f"{column_letters(column)}{row + 1}"
