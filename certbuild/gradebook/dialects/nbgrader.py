"""nbgrader's export: one row for each student and assignment, and 0.0 where nothing was ever handed in."""

from __future__ import annotations

import re

from certbuild.gradebook.arrangement import LongTable
from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
    Dialect,
    Display,
    Item,
    LeftOutRule,
    Role,
    Sign,
    any_of,
    headed_by_all,
    roles,
)

_MAXIMUM = re.compile(r"(?P<name>.*\S) - max_score")


def _item(heading: str) -> Item:
    if match := _MAXIMUM.fullmatch(heading):
        return Item(match["name"], Display.MAX, sure=True)
    return Item(heading, sure=True)


DIALECT = Dialect(
    name="nbgrader",
    title="nbgrader",
    signs=(
        Sign(3, "there are the columns assignment and student_id", headed_by_all("assignment", "student_id")),
        Sign(2, "there are the columns raw_score and max_score", headed_by_all("raw_score", "max_score")),
    ),
    enough=5,
    identity=roles({Role.NUMBER: "student_id", Role.FAMILY: "last_name", Role.GIVEN: "first_name", Role.EMAIL: "email"}),
    item=_item,
    left_out=(
        LeftOutRule(any_of(".* - raw_score"), "the score before a penalty for lateness"),
        LeftOutRule(any_of(".* - (?:duedate|timestamp|late_submission_penalty)"), NOTHING_MORE),
    ),
    long=LongTable(
        student=("student_id", "last_name", "first_name", "email"), activity="assignment", mark="score", submitted="timestamp"
    ),
)
