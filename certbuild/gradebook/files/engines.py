"""pandas with calamine, and openpyxl: what they make of a workbook, as values of ours."""

from __future__ import annotations

import io
import os
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from certbuild.gradebook.cells import ErrorValue, Formula, Merged, Percentage, Value, check_extent, number, text_value
from certbuild.gradebook.files.refusals import DamagedError, EncryptedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_GIVES_UP = "a part of it is not as the format wants it"


class Grid(Struct, frozen=True):
    """A sheet as calamine reads it: all cells from A1 to the last value."""

    name: str
    rows: list[tuple[Value, ...]]
    """All of the same length."""
    hidden: bool
    merged: tuple[Merged, ...]
    """Empty for an .ods, of which calamine does not tell it."""


def grids(data: bytes) -> Iterator[Grid]:
    """Yield the sheets of a workbook in a format that calamine reads.

    It lays out every cell up to the last one, so whoever calls has made sure that these are not too many. Raises
    `DamagedError`, `EncryptedError`, and `TooLargeError`.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else numpy begins threads when it is loaded, which nothing here needs
    import pandas as pd  # noqa: PLC0415 - heavy, and not needed for text
    from python_calamine import CalamineError, PasswordError, SheetVisibleEnum  # noqa: PLC0415 - the same

    try:
        with pd.ExcelFile(io.BytesIO(data), engine="calamine") as book:
            shown = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in book.book.sheets_metadata}
            values = _Values()
            for name in map(str, book.sheet_names):
                sheet = book.book.get_sheet_by_name(name)
                check_extent(name, sheet.total_height, sheet.total_width)
                merged = tuple(Merged(*first, *last) for first, last in sheet.merged_cell_ranges or ())
                rows = [values.of(row) for row in sheet.to_python(skip_empty_area=False)]
                yield Grid(name, rows, not shown.get(name, True), merged)
    except PasswordError:
        raise EncryptedError from None
    except CalamineError:
        raise DamagedError(_GIVES_UP) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine's own way to give up; it cannot be imported
            raise DamagedError(_GIVES_UP) from None
        raise


class _Values(dict[Any, Value]):
    """What calamine returns for a cell → the value of it; each text and number is looked at once."""

    def __missing__(self, found: Any) -> Value:  # noqa: ANN401 - whatever a library reads
        value = self[found] = plain(found)
        return value

    def of(self, row: Iterable[Any]) -> tuple[Value, ...]:
        if bool in map(type, row):  # True and 1.0 are the same key
            return tuple(map(plain, row))
        return tuple(map(self.__getitem__, row))


def plain(value: object) -> Value:
    """Return a value that a library has read as one of ours."""
    match value:
        case datetime() if value.time() == time():
            return value.date()  # as calamine has it
        case bool() | date() | time() | timedelta():
            return value
        case int() | float():
            return number(value)
        case None:
            return None
    return text_value(str(value))


def read_slowly(data: bytes, shows_percentage: Callable[[str], bool]) -> Iterator[tuple[str, Iterator[list[Value]]]]:
    """Yield title and rows of every worksheet of an .xlsx as openpyxl reads it, which understands all ways to write one.

    Rows are as long as what stands in them; `shows_percentage` is asked of number formats.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and seldom needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read here: styles, validation, print areas
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        for sheet, entered in zip(values.worksheets, formulas.worksheets, strict=True):
            sheet.reset_dimensions()  # what some programs write there is wrong
            entered.reset_dimensions()
            pairs = zip(sheet.iter_rows(), entered.iter_rows(), strict=True)
            yield sheet.title, ([_shown(*cells, shows_percentage) for cells in zip(*rows, strict=True)] for rows in pairs)


def _shown(cell: Any, entered: Any, shows_percentage: Callable[[str], bool]) -> Value:  # noqa: ANN401 - openpyxl has no types
    """Return what a cell shows; `entered` is the same cell as it was typed, with its formula."""
    if cell.value is None:
        without_result = entered.data_type == "f" and cell.data_type != "str"  # "str": the result is an empty text
        return Formula(str(getattr(entered.value, "text", entered.value))) if without_result else None
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    value = plain(cell.value)
    if isinstance(value, Decimal) and shows_percentage(cell.number_format):
        return Percentage(value)
    return value
