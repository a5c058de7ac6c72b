"""Blackboard Learn's and Ultra's export of the full grade center, as CSV or as UTF-16 text that is named .xls.

An item is headed ``Essay [Total Pts: 100 Score] |1079857``, where the last number is an id; calculated
columns say ``up to``. What still needs grading or is in progress is no mark, whatever number stands beside it.
"""

from __future__ import annotations

import re

from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Inactive,
    Item,
    LeftOutRule,
    Role,
    Sign,
    any_of,
    headed,
    points_in,
    roles,
)
from certbuild.model import MarkState
from certbuild.text import fold

_HEADING = re.compile(
    r"(?P<name>.*\S)\s*\[(?P<words>[^\[\]:|]+):\s*(?P<up_to>up to )?(?P<max>\d[\d.,]*)\s*(?P<kind>[^\[\]|]*)\]\s*(?:\|\s*\d+)?"
)
_KINDS = {
    "": Display.POINTS,
    "score": Display.POINTS,
    "percentage": Display.PERCENT,
    "letter": Display.WORDS,
    "text": Display.WORDS,
    "complete/incomplete": Display.WORDS,
}


_some_heading = headed(r".*\[[^\[\]:|]+: ?(up to )?[\d.,]+[^\[\]|]*\] ?\| ?\d+")


def _item(heading: str) -> Item | None:
    match = _HEADING.fullmatch(heading)
    if not match:
        return None
    display = _KINDS.get(fold(match["kind"]), Display.POINTS)
    return Item(
        match["name"],
        display,
        max=points_in(match["max"]) if display is Display.POINTS else None,
        sure=display is not Display.WORDS,
        total=bool(match["up_to"]),
    )


DIALECT = Dialect(
    name="blackboard",
    title="Blackboard",
    signs=(
        Sign(4, 'headings end in "[Total Pts: 100 Score] |12345"', _some_heading),
        Sign(1, 'there is a column "Last Access"', headed("last access")),
        Sign(1, 'there is a column "Availability"', headed("availability")),
    ),
    enough=4,
    identity=roles(
        {
            Role.FAMILY: "Last Name",
            Role.GIVEN: "First Name",
            Role.LOGIN: "Username|User Name",
            Role.NUMBER: "Student ID",
            Role.STATUS: "Availability",
            Role.SECTION: "Child Course ID",
        }
    ),
    item=_item,
    left_out=(LeftOutRule(any_of("last access"), NOTHING_MORE),),
    inactive=Inactive(any_of("no|disabled"), "not available in the course"),
    words=((re.compile(r"(needs grading|in progress)( ?\(.*\))?"), MarkState.MISSING),),
)
