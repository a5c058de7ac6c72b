"""Gradescope's export of a whole course: for every item its score, maximum, time of submission and lateness."""

from __future__ import annotations

import re

from certbuild.gradebook.dialects.base import Dialect, Display, Item, LeftOutRule, Role, Sign, any_of, headed, roles

_MAXIMUM = re.compile(r"(?P<name>.*\S) - Max Points", re.IGNORECASE)

IDENTITY = roles(
    {
        Role.GIVEN: "First Name",
        Role.FAMILY: "Last Name",
        Role.NAME: "Name",
        Role.NUMBER: "SID",
        Role.EMAIL: "Email",
        Role.SECTION: "section_name|Sections|Section",
    }
)


def _item(heading: str) -> Item:
    if match := _MAXIMUM.fullmatch(heading):
        return Item(match["name"], Display.MAX, sure=True)
    return Item(heading, sure=True)


DIALECT = Dialect(
    name="gradescope",
    title="Gradescope (course)",
    signs=(
        Sign(3, 'maxima are headed "… - Max Points"', headed(".* - max points")),
        Sign(2, 'there are columns "… - Lateness (H:M:S)"', headed(r".* - lateness \(h:m:s\)")),
        Sign(1, 'there is a column "SID"', headed("sid")),
    ),
    enough=4,
    identity=IDENTITY,
    item=_item,
    totals=any_of("total score"),
    left_out=(
        LeftOutRule(any_of(r".* - submission time|.* lateness \(h:m:s\)|view count|submission count"), "times of submission"),
    ),
)
