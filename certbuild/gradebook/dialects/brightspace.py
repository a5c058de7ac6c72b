"""Brightspace's (D2L's) grade export, with as much behind each heading as was ticked when exporting.

``Quiz 1 Points Grade <Numeric MaxPoints:10 Weight:50 Category:Quizzes CategoryWeight:5>``: a weight is a
percentage of its category, the category's of the course. Ids bear a ``#``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Item,
    LeftOutRule,
    PersonRule,
    Role,
    Sign,
    any_of,
    headed,
    points_in,
    roles,
)
from certbuild.text import fold

_HEADING = re.compile(
    r"(?P<name>.*\S)\s+(?P<shown>points grade|grade symbol|text grade|scheme symbol|numerator|denominator)"
    r"\s*(?:<\s*(?P<kind>[^\s:<>]*(?!\S))?\s*(?P<facts>[^<>]*)>)?",
    re.IGNORECASE,
)
_FACTS = {
    fact: re.compile(rf"(?<![a-z]){fact}:(.*?)(?= (?:MaxPoints|Weight|Category|CategoryWeight):|$)", re.IGNORECASE)
    for fact in ("MaxPoints", "Weight", "Category", "CategoryWeight")
}
_COMPUTED = {"calculated", "formula"}
_TOTAL = re.compile(r".* subtotal|(?:calculated|adjusted) final grade", re.IGNORECASE)


def _item(heading: str) -> Item | None:
    match = _HEADING.fullmatch(heading)
    if not match:
        return None
    name, shown = match["name"], fold(match["shown"])
    if shown != "points grade":
        return Item(name, Display.WORDS, total=bool(_TOTAL.fullmatch(name)))
    facts = {fact: found[1].strip() for fact, pattern in _FACTS.items() if (found := pattern.search(match["facts"] or ""))}
    weight, of_category = (points_in(facts.get(fact, "")) for fact in ("Weight", "CategoryWeight"))
    return Item(
        name,
        max=points_in(facts.get("MaxPoints", "")),
        weight=weight if weight is None or of_category is None else weight * of_category / Decimal(100),
        category=facts.get("Category") or None,
        sure=True,
        total=fold(match["kind"] or "") in _COMPUTED,
    )


DIALECT = Dialect(
    name="brightspace",
    title="Brightspace",
    signs=(
        Sign(3, 'headings end in "Points Grade" or another display of Brightspace\'s', headed(r".* points grade( <.*>)?")),
        Sign(2, 'there is a column "OrgDefinedId"', headed("orgdefinedid")),
        Sign(2, 'there is a column "End-of-Line Indicator"', headed("end-of-line indicator")),
    ),
    enough=4,
    identity=roles(
        {
            Role.NUMBER: "OrgDefinedId",
            Role.LOGIN: "Username",
            Role.FAMILY: "Last Name",
            Role.GIVEN: "First Name",
            Role.EMAIL: "Email",
            Role.SECTION: "Sections|Section",
        }
    ),
    item=_item,
    left_out=(LeftOutRule(any_of("end-of-line indicator"), "ends the line"), LeftOutRule(any_of("groups?|role"), NOTHING_MORE)),
    people=(PersonRule(Role.NAME, any_of("student, (?:test|demo)"), "a test student of Brightspace's"),),
    before_id="#",
)
