"""Every kind of page in every state, for the tests of what holds for all of them. A new kind of page is added here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from campus import (
    BILBO,
    FRODO,
    LOBELIA,
    ROSIE,
    TED,
    ZOE,
    ended,
    enrolled,
    line,
    make_course,
    make_overview,
    public_files,
    teacher_files,
    write,
)
from msgspec.structs import replace

from certbuild.errors import Problem, Severity
from certbuild.model import Action, CertificateState, Condition, LineState, Outlook, Plan, RecordedMark, Standing, Step

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.model import Certificate, Entry

_ENDED = (CertificateState.SUPERSEDED, CertificateState.WITHDRAWN, CertificateState.REVOKED, CertificateState.EXPIRED)
_CODES = {state: f"{letter * 4}-0000-1111-2222" for state, letter in zip(_ENDED, "STVW", strict=True)}
_LONG = line("An essay on the uncommonly long winters of the Northfarthing", "77.5", "dropped: the lowest of Essays")
_MARKS = (
    RecordedMark("Riddles", LineState.GRADED, "19", "20", "95", "50"),
    RecordedMark("Final exam", LineState.EXCUSED, "", "20", "", ""),
)
_OTHERS = {
    "Daisy Boffin": Condition.STALE,
    "Sam Gamgee": Condition.DELETED,
    "Esmeralda Brandybuck": Condition.REVOKED,
    "Łucja Żółtowska": Condition.EXPIRED,
}
_WARNING = Problem("grades.xlsx › Grades!D14", "12 of 10 points", "correct the mark", Severity.WARNING)
_PLAN = Plan((Step(Action.REISSUE, FRODO.result.student.key, "Frodo Gardner", "score 85 → 91.5"),), 3)


def write_kinds(folder: Path, language: str = "en-GB") -> dict[str, str]:
    """Write the sites of three courses, which differ in what their lists tell; return where each kind of page is."""
    overview = make_overview(*_students(), earlier=_earlier(), problems=(_WARNING,))
    rules = {"course": {"language": language}, "grading": {"pass_mark": 80}}
    for listing, shown in (("name", True), ("code", False), ("none", False)):
        course = make_course(site={"listing": listing, "show_scores": shown}, **rules)
        write(public_files(course, overview), folder / listing / "site")
    write(teacher_files(course, overview, _PLAN), folder / "none" / "teacher")
    return {
        "course by name": "name/site/index.html",
        "course by code": "code/site/index.html",
        "course without a list": "none/site/index.html",
        "certificate": f"name/site/c/{_code(FRODO)}/index.html",
        "certificate with marks and a last day": f"name/site/c/{_code(BILBO)}/index.html",
        **{f"certificate {state}": f"name/site/c/{code}/index.html" for state, code in _CODES.items()},
        "result awarded": f"name/site/r/{_token(BILBO)}/index.html",
        "result provisional": f"name/site/r/{_token(ROSIE)}/index.html",
        "result not awarded": f"name/site/r/{_token(LOBELIA)}/index.html",
        "result withheld": f"name/site/r/{_token(TED)}/index.html",
        "verify": "name/site/verify/index.html",
        "404": "name/site/404.html",
        "teacher": "none/teacher/index.html",
    }


def _students() -> list[Entry]:
    """Return the students of `campus` and more, so that each state is somebody's."""
    assert BILBO.certificate
    printed = replace(BILBO.certificate, marks=_MARKS, valid_until=date(2028, 11, 23))
    bilbo = replace(BILBO, certificate=printed, result=replace(BILBO.result, lines=(*BILBO.result.lines, _LONG)))
    others = [enrolled(name, position, condition=condition) for position, (name, condition) in enumerate(_OTHERS.items(), 7)]
    lost = enrolled(
        "Hob Hayward",
        11,
        "12.5",
        Standing.PROVISIONAL,
        highest=Decimal("42.5"),
        outlook=Outlook.OUT_OF_REACH,
        missing=("Final exam",),
    )
    lapsed = enrolled("Otho Sackville-Baggins", 12, "20.0", Standing.WITHHELD, lapsed=True)
    return [bilbo, FRODO, ROSIE, LOBELIA, ZOE, TED, *others, lost, lapsed]


def _earlier() -> tuple[Certificate, ...]:
    """Return certificates that hold no more, one of each kind, and one whose holder has left."""
    left = enrolled("Folco Boffin", 13).certificate
    assert left
    return (*(ended(ZOE, state, code) for state, code in _CODES.items()), left)


def _code(entry: Entry) -> str:
    assert entry.certificate
    return entry.certificate.code


def _token(entry: Entry) -> str:
    assert entry.address
    return entry.address.token
