"""Writes the courses that are timed: a gradebook in the shape of Moodle's Excel export, and the list of who earns what.

The list is reckoned here, by whole tenths of points, and not by certbuild: so it can be held against what certbuild issues,
and every printing program gets the same one. A number makes a course: the same number, the same course.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from certbuild.codes import new_code
from certbuild.model import Certificate, CertificateState

ACTIVITIES = 10
ISSUED_ON = date(2026, 11, 23)
AWARDS = {"Distinction": 950, "Merit": 880, "Pass": 800}
"""The least score of each, in tenths of a percent."""
COURSE = """
[course]
title = "Foundations of Adventuring"
code = "ADV-101"
language = "en-GB"
timezone = "Europe/London"
date = 2026-11-23

[issuer]
name = "Lonely Mountain Evening School"
signatory = "Dr Elanor Oakenshaw"
role = "Head of School"

[grading]
pass_mark = 80
weighting = "equal"

[[activity]]
name = "Quiz: *"
max = 10
""" + "".join(f'\n[[award]]\nname = "{award}"\nfrom = {least // 10}\n' for award, least in reversed(AWARDS.items()))
SITE = '\n[site]\nbase_url = "https://example.org/adventuring/"\n'

NAMES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Student:
    """A row of the gradebook."""

    number: str
    given: str
    family: str
    tenths: int
    """The score, in tenths of a percent."""
    marks: tuple[float, ...]

    @property
    def award(self) -> str:
        """What the score earns; empty for nothing."""
        return next((award for award, least in AWARDS.items() if self.tenths >= least), "")


def students(count: int, *, risen: int = 0) -> Iterator[Student]:
    """Yield so many students; every fifth earns nothing, and all others a certificate.

    The first one's last mark is better by `risen` tenths of a point (0–10), for a change that touches one certificate.
    """
    for place in range(count):
        chance = random.Random(f"{count} {place}")  # noqa: S311 - no secrets are drawn
        given, family = chance.choice(NAMES["given"]), chance.choice(NAMES["family"])
        if place % 3 == 0:
            given = f"{given} {chance.choice(NAMES['given'])}"
        tenths = chance.randint(300, 799) if place % 5 == 4 else chance.randint(800, 1000)
        marks = _marks(900 if place == 0 else tenths, chance)
        if place == 0:
            marks[-1] = min(marks[-1], 90) + risen
        yield Student(f"{place + 1:07d}", given, family, sum(marks), tuple(mark / 10 for mark in marks))


def certificates(count: int) -> list[Certificate]:
    """Return the certificates that are earned among so many students, with codes that are drawn for the bench alone."""
    chance = random.Random(count)  # noqa: S311 - nobody relies on these codes
    earned = [student for student in students(count) if student.award]
    return [
        Certificate(
            key=student.number,
            number=f"ADV-101-2026-{place:04d}",
            revision=1,
            code=new_code(80, chance.getrandbits),
            state=CertificateState.ISSUED,
            issued_on=ISSUED_ON,
            given=student.given,
            family=student.family,
            score=f"{student.tenths / 10:g}",
            award=student.award,
        )
        for place, student in enumerate(earned, 1)
    ]


def write_course(folder: Path, count: int) -> None:
    """Write ``input/`` of a course of so many students."""
    (folder / "input").mkdir(parents=True)
    (folder / "input" / "course.toml").write_text(COURSE + SITE, encoding="utf-8")
    write_gradebook(folder, count)


def write_gradebook(folder: Path, count: int, *, risen: int = 0) -> None:
    """Write the gradebook of `students`."""
    book = xlsxwriter.Workbook(str(folder / "input" / "grades.xlsx"))
    sheet = book.add_worksheet("Grades")
    headings = ["First name", "Last name", "ID number", "Institution", "Department", "Email address"]
    quizzes = [f"Quiz: Chapter {number} (Real)" for number in range(1, ACTIVITIES + 1)]
    sheet.write_row(0, 0, [*headings, *quizzes, "Last downloaded from this course"])
    for row, student in enumerate(students(count, risen=risen), 1):
        address = f"s{student.number}@example.org"
        sheet.write_row(row, 0, [student.given, student.family, student.number, "", "", address])
        sheet.write_row(row, len(headings), [*student.marks, 1795430000])
    book.close()


def _marks(tenths: int, chance: random.Random) -> list[int]:
    """Return ten marks, in tenths of a point, whose sum is this."""
    marks = [tenths // ACTIVITIES + (place < tenths % ACTIVITIES) for place in range(ACTIVITIES)]
    for one in range(0, ACTIVITIES, 2):
        shift = chance.randint(0, min(15, marks[one], 100 - marks[one + 1]))
        marks[one] -= shift
        marks[one + 1] += shift
    return marks
