"""PrairieLearn's gradebook: percentages, which may pass 100, and staff among the students."""

from __future__ import annotations

from certbuild.gradebook.dialects.base import Dialect, Display, Item, PersonRule, Role, Sign, any_of, headed, headed_by_all, roles

DIALECT = Dialect(
    name="prairielearn",
    title="PrairieLearn",
    signs=(
        Sign(4, "there are the columns UID, Name and Role", headed_by_all("uid", "(user )?name", "role")),
        Sign(1, 'there is a column "UIN"', headed("uin")),
    ),
    enough=4,
    identity=roles({Role.LOGIN: "UID", Role.NUMBER: "UIN", Role.NAME: "Name|User Name", Role.PART: "Role"}),
    item=lambda heading: Item(heading, Display.PERCENT, sure=True),
    people=(PersonRule(Role.PART, any_of("(?!student$).*"), "not a student but staff"),),
)
