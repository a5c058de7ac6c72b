"""Open edX' problem grade report: points earned and possible side by side for every problem."""

from __future__ import annotations

import re

from certbuild.gradebook.dialects.base import Dialect, Display, Item, Sign, any_of, headed_by_all
from certbuild.gradebook.dialects.openedx import IDENTITY, INACTIVE
from certbuild.model import MarkState

_HEADING = re.compile(r"(?P<name>.*\S)\s*\((?P<shown>Earned|Possible)\)")


def _item(heading: str) -> Item | None:
    match = _HEADING.fullmatch(heading)
    if not match:
        return None
    return Item(match["name"], Display.POINTS if match["shown"] == "Earned" else Display.MAX, sure=True)


DIALECT = Dialect(
    name="openedx_problems",
    title="Open edX (problem grade report)",
    signs=(
        Sign(4, 'headings end in "(Earned)" and "(Possible)"', headed_by_all(r".* \(earned\)", r".* \(possible\)")),
        Sign(1, "there are the columns Student ID and Username", headed_by_all("student id", "username")),
    ),
    enough=4,
    identity=IDENTITY,
    item=_item,
    totals=any_of("grade"),
    inactive=INACTIVE,
    words=((any_of("not available|not attempted"), MarkState.MISSING),),
)
