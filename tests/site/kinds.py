"""Every kind of page in every state, for the tests of what holds for all of them. A new kind of page is added here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from campus import (
    BILBO,
    FRODO,
    LATER,
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
from certbuild.model import (
    Action,
    CertificateState,
    Change,
    Condition,
    Deed,
    Deeds,
    LineState,
    Needed,
    News,
    Outlook,
    Plan,
    RecordedMark,
    Standing,
    Step,
)
from certbuild.sealing import key_made
from certbuild.site import listing, teacher
from certbuild.site.teacher import student_path

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.model import Certificate, Entry, Overview

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
_ALTERED = Change("1", "Bilbo Baggins", "Riddles", "85", "95", "grades.xlsx › Grades!D2", "old.xlsx › Grades!D2")
_NEWS = News(LATER, {"Final exam": 24, "Riddles": 1}, (_ALTERED,), come=("Sam Gamgee",))
_DEEDS = Deeds(LATER, (Deed("issue", "2", "Frodo Gardner", "Score 91.5"), Deed("reissue", "1", "Bilbo Baggins", "score 85 → 95")))
_NEEDED = (
    Needed("Pass", Decimal(80), Outlook.SECURED),
    Needed("Merit", Decimal(90), Outlook.OPEN, Decimal("87.5"), Decimal("17.5"), Decimal(20)),
    Needed("Distinction", Decimal(96), Outlook.OUT_OF_REACH),
)
_UNLOCK = "AAAA-BBBB-CCCC-DDDD"
_PLAN = Plan((Step(Action.REISSUE, FRODO.result.student.key, "Frodo Gardner", "score 85 → 91.5"),), 3)


ALIKE = {
    "course by code",
    "course without a list",
    "certificate withdrawn",
    "certificate revoked",
    "certificate expired",
    "result not awarded",
    "result withheld",
    "teacher's student",
}
"""Kinds of pages that are much like another one."""


def write_kinds(folder: Path, language: str = "en-GB") -> dict[str, str]:
    """Write the sites of courses that differ in what they publish; return where each kind of page is."""
    students = _students()
    overview = make_overview(*students, earlier=_earlier(), problems=(_WARNING,), news=_NEWS, deeds=_DEEDS)
    rules = {"course": {"language": language}, "grading": {"pass_mark": 80}}
    for by, shown in (("name", True), ("code", False), ("none", False)):
        course = make_course(site={"listing": by, "show_scores": shown}, **rules)
        write(public_files(course, overview, _NEEDED), folder / by / "site")
        write(teacher_files(course, overview, _PLAN), folder / by / "teacher")
    write(public_files(make_course(site={"protect": "code"}, **rules), make_overview(_sealed())), folder / "sealed" / "site")
    long = make_course(site={"listing": "name", "show_scores": True}, **rules)
    write(public_files(long, _many(listing.ROWS + 3)), folder / "long" / "site")
    write(teacher_files(long, _many(teacher.ROWS + 3)), folder / "long" / "teacher")
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
        "result sealed": f"sealed/site/r/{_token(ROSIE)}/index.html",
        "long table": "long/site/page-2.html",
        "teacher": "name/teacher/index.html",
        "teacher's long table": "long/teacher/page-2.html",
        "teacher's student": f"name/teacher/{student_path(students[0])}",
        "teacher's student provisional": f"name/teacher/{student_path(ROSIE)}",
    }


def _students() -> list[Entry]:
    """Return the students of `campus` and more, so that each state is somebody's."""
    assert BILBO.certificate
    printed = replace(BILBO.certificate, marks=_MARKS, valid_until=date(2028, 11, 23))
    bilbo = replace(BILBO, certificate=printed, result=replace(BILBO.result, lines=(*BILBO.result.lines, _LONG)))
    others = [_holder(name, position, condition) for position, (name, condition) in enumerate(_OTHERS.items(), 7)]
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


def _holder(name: str, position: int, condition: Condition) -> Entry:
    """Return the holder of a certificate in this condition."""
    holder = enrolled(name, position, condition=condition)
    assert holder.certificate
    return holder if holder.certificate.valid else replace(holder, certificate=replace(holder.certificate, ended_on=LATER))


def _sealed() -> Entry:
    """Return a student whose result is behind a code."""
    assert ROSIE.address
    key = key_made(ROSIE.address.token, _UNLOCK)[1]
    return replace(ROSIE, address=replace(ROSIE.address, unlock=_UNLOCK, key=key))


def _many(count: int) -> Overview:
    """Return a course of so many that their table goes over several pages."""
    return make_overview(*(enrolled(f"Ann{n:03} Lee", n, "50.0", Standing.NOT_AWARDED, None) for n in range(count)))


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
