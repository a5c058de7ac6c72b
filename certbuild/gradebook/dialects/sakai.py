"""Sakai's gradebook export: ``Essay [100]`` is an item of 100 points, ``* Essay`` its comments, ``# …`` not for reading back."""

from __future__ import annotations

import re

from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Item,
    LeftOutRule,
    Role,
    Sign,
    any_of,
    headed,
    headed_by_all,
    points_in,
    roles,
)

_HEADING = re.compile(r"(?P<name>.*\S)\s*\[(?P<max>\d[\d.,]*)\]")


def _item(heading: str) -> Item | None:
    if heading.startswith("*"):
        return Item(heading[1:].strip(), Display.COMMENT)
    match = _HEADING.fullmatch(heading)
    return Item(match["name"], max=points_in(match["max"]), sure=True) if match else None


DIALECT = Dialect(
    name="sakai",
    title="Sakai",
    signs=(
        Sign(2, 'headings end in points, such as "[100]"', headed(r".*\[\d[\d.,]*\]")),
        Sign(2, 'comments are headed "* …"', headed(r"\* .*")),
        Sign(1, 'totals are headed "# …"', headed(r"# .*")),
        Sign(1, "there are the columns Student ID and Student Name", headed_by_all("student id", "(student )?name")),
    ),
    enough=4,
    identity=roles({Role.NUMBER: "Student ID", Role.NAME: "Student Name|Name", Role.SECTION: "Section"}),
    item=_item,
    totals=any_of(r"# (?:total points|calculated grade|course grade|grade override|.* \([\d.,]+%\))"),
    left_out=(LeftOutRule(any_of("# .*"), NOTHING_MORE),),
)
