"""Google Classroom's export of all grades.

Its headings and labels are in the teacher's language, one of many, so the table is told by its shape: last
name, first name and e-mail address, then the titles; below them a row of dates and a row of points.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import as_text
from certbuild.gradebook.dialects.base import Dialect, Item, Role, RowRule, RowUse, Sign, any_of, headed
from certbuild.gradebook.marks import numeric

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.gradebook.cells import Sheet, Value

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_COLUMNS = (Role.FAMILY, Role.GIVEN, Role.EMAIL)


def _is_date(value: Value) -> bool:
    return isinstance(value, date) or bool(_DATE.fullmatch(as_text(value)))


def _only_label_and(row: int, fits: Callable[[Value], bool]) -> Callable[[Sheet, tuple[str, ...]], bool]:
    """Return a sign's test: a row has a label, nothing more under the student's columns, and such values in the rest."""

    def seen_in(sheet: Sheet, _headings: tuple[str, ...]) -> bool:
        if len(sheet.rows) <= row or sheet.width <= len(_COLUMNS):
            return False
        label, *others = sheet.rows[row][: len(_COLUMNS)]
        rest = [value for value in sheet.rows[row][len(_COLUMNS) :] if value is not None]
        return label is not None and not any(others) and bool(rest) and all(map(fits, rest))

    return seen_in


def _addresses(sheet: Sheet, _headings: tuple[str, ...]) -> bool:
    return sheet.width > 2 and any("@" in as_text(row[2]) for row in sheet.rows[3:6])


DIALECT = Dialect(
    name="googleclassroom",
    title="Google Classroom",
    signs=(
        Sign(2, "row 2 holds dates and nothing else", _only_label_and(1, _is_date)),
        Sign(2, "row 3 holds points and nothing else", _only_label_and(2, lambda value: numeric(value) is not None)),
        Sign(1, "the third column holds e-mail addresses", _addresses),
        Sign(1, "the first columns are Last Name and First Name", headed("last name")),
    ),
    enough=5,
    identity={},
    first_columns=_COLUMNS,
    item=lambda heading: Item(heading, sure=True),
    rows=(
        RowRule(RowUse.NONE, "the dates", below=1),
        RowRule(RowUse.MAX, "the points possible", below=2),
        RowRule(RowUse.NONE, "a statistic", any_of("class average|average|durchschnitt|moyenne|promedio|media")),
    ),
)
