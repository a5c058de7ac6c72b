"""Gradescope's export of a single assignment: its total score is the mark, the questions are parts of it."""

from __future__ import annotations

from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Item,
    LeftOutRule,
    Sign,
    any_of,
    headed,
    headed_by_all,
)
from certbuild.gradebook.dialects.gradescope import IDENTITY
from certbuild.text import fold

_MARK = "Total Score"


def _item(heading: str) -> Item:
    display = {fold(_MARK): Display.POINTS, "max points": Display.MAX}.get(fold(heading))
    return Item(_MARK, display, sure=True) if display else Item(heading, sure=True)


DIALECT = Dialect(
    name="gradescope_assignment",
    title="Gradescope (assignment)",
    signs=(
        Sign(3, "there are the columns Total Score and Max Points", headed_by_all("total score", "max points")),
        Sign(2, 'there is a column "Submission ID"', headed("submission id")),
        Sign(1, 'there is a column "Lateness (H:M:S)"', headed(r"lateness \(h:m:s\)")),
    ),
    enough=4,
    identity=IDENTITY,
    item=_item,
    left_out=(
        LeftOutRule(any_of(r"status|submission id|submission time|lateness \(h:m:s\)|view count|submission count"), NOTHING_MORE),
        LeftOutRule(any_of("(?!total score$).*"), "a question, part of the total score"),
    ),
)
