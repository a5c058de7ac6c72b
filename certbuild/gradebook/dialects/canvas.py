"""Canvas' gradebook export: items headed ``Essay (12345)``, where the number is an id, and a row of points possible.

That row is what tells Canvas from a sheet made by hand, in which ``Essay (10)`` means ten points.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import as_text
from certbuild.gradebook.dialects.base import (
    NOTHING_MORE,
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
    from certbuild.gradebook.cells import Sheet

_WITH_ID = re.compile(r"(?P<name>.*\S)\s*\(\d+\)")
_POINTS_POSSIBLE = any_of("""
    points possible|puntos posibles|points possibles|mogliche punkte|punti possibili|mogelijke punten
    pontos possiveis|mojliga poang|mulige poeng|mulige point
""")
_TOTALS = "(?:.* )?(?:unposted )?(?:current|final|override) (?:points|score|grade|status)"


def _has_points_row(sheet: Sheet, _headings: tuple[str, ...]) -> bool:
    return any(_POINTS_POSSIBLE.fullmatch(fold(as_text(row[0]))) for row in sheet.rows[:5])


def _marks_totals(sheet: Sheet, _headings: tuple[str, ...]) -> bool:
    return any(re.fullmatch(r"\(.+\)", as_text(value)) for row in sheet.rows[1:4] for value in row)


def _item(heading: str) -> Item | None:
    match = _WITH_ID.fullmatch(heading)
    return Item(match["name"], sure=True) if match else None


DIALECT = Dialect(
    name="canvas",
    title="Canvas",
    signs=(
        Sign(3, 'there is a row "Points Possible"', _has_points_row),
        Sign(2, "there are columns such as SIS Login ID", headed("sis user id|sis login id|integration id|root account")),
        Sign(2, "there are totals such as Current Score", headed(_TOTALS)),
        Sign(1, 'totals are marked "(read only)"', _marks_totals),
        Sign(1, "numbers in brackets end the headings", headed(r".*\(\d{3,}\)")),
    ),
    enough=5,
    identity=roles(
        {
            Role.NAME: "Student|Student Name|LastName,FirstName|Estudiante|Étudiant|Studierende|Aluno|Elev",
            Role.GIVEN: "FirstName|First Name",
            Role.FAMILY: "LastName|Last Name",
            Role.NUMBER: "SIS User ID",
            Role.PLATFORM_NUMBER: "ID",
            Role.LOGIN: "SIS Login ID",
            Role.SECTION: "Section",
        }
    ),
    item=_item,
    totals=any_of(_TOTALS),
    left_out=(LeftOutRule(any_of("integration id|root account"), NOTHING_MORE),),
    rows=(
        RowRule(RowUse.MAX, "the points possible", _POINTS_POSSIBLE),
        RowRule(RowUse.NONE, "says how marks are posted", any_of("manual posting")),
    ),
    people=(PersonRule(Role.NAME, any_of("student, test|test student"), "Canvas' own test student"),),
    words=((any_of("n/a"), MarkState.EXCUSED),),
)
