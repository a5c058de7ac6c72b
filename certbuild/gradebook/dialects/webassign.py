"""WebAssign's score export, tab-separated text that is named .xls: a preamble, then names, due dates and totals in rows.

The row that names the students' columns ("Fullname") stands below these and heads nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.gradebook.cells import as_text
from certbuild.gradebook.dialects.base import (
    Dialect,
    Item,
    LeftOutRule,
    PersonRule,
    Role,
    RowRule,
    RowUse,
    Sign,
    any_of,
    headed,
    roles,
)
from certbuild.model import MarkState
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.gradebook.cells import Sheet


def _has_row(label: str) -> Callable[[Sheet, tuple[str, ...]], bool]:
    return lambda sheet, _headings: any(fold(as_text(row[0])) == label for row in sheet.rows[:12] if row)


DIALECT = Dialect(
    name="webassign",
    title="WebAssign",
    signs=(
        Sign(2, 'there is a row "Assignment Name"', _has_row("assignment name")),
        Sign(2, 'there is a row "Totals"', _has_row("totals")),
        Sign(1, 'there is a row "Due"', _has_row("due")),
        Sign(1, 'there is a column "Fullname"', headed("fullname")),
    ),
    enough=4,
    identity=roles({Role.NAME: "Fullname|Full Name", Role.LOGIN: "Username", Role.NUMBER: "Student ID|SID", Role.EMAIL: "Email"}),
    item=lambda heading: Item(heading, sure=True),
    left_out=(LeftOutRule(any_of("total|average|final"), "a total, not an activity"),),
    rows=(
        RowRule(RowUse.HEADINGS, "the names of the assignments", any_of("assignment name")),
        RowRule(RowUse.NONE, "the due dates", any_of("due")),
        RowRule(RowUse.MAX, "the points possible", any_of("totals")),
    ),
    people=(PersonRule(Role.NAME, any_of("admin, .*"), "WebAssign's own test student"),),
    words=((any_of("nd|ns"), MarkState.MISSING),),
)
