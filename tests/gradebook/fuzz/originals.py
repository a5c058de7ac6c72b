"""Tables as every platform writes them and as teachers make them by hand: what is mutated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

Rows = list[list[object]]
Area = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that is shown as a percentage."""

    share: float


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula and the result that the file holds; None: it holds none."""

    formula: str
    result: object


@dataclass(slots=True)
class Table:
    """A sheet before it is written."""

    rows: Rows
    name: str = "Grades"
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


NAMES = (
    ("Ann", "Lee"), ("Bilbo", "Baggins"), ("Zoë", "Müller"), ("Łukasz", "Żak"), ("José", "de la Cruz"), ("Ng", "Wei-Ling"),
    ("Олена", "Коваль"), ("美咲", "佐藤"), ("Seán", "O'Brien"), ("Cher", ""), ("Ludwig", "van Beethoven"), ("Ann", "Lee"),
)  # fmt: skip
_HEADINGS = {
    "moodle": """First name|Last name|ID number|Institution|Department|Email address|Quiz: Week 1 (Real)|Quiz: Week 1 (Percentage)
        |Quiz: Week 1 (Letter)|Assignment: Essay (Real)|Course total (Real)|Last downloaded from this course""",
    "moodle_worksheet": """Identifier|Full name|Email address|Status|Grade|Maximum grade|Grade can be changed
        |Last modified (submission)|Last modified (grade)|Feedback comments""",
    "canvas": """Student|ID|SIS User ID|SIS Login ID|Section|Essay (1234)|Quiz (1235)|Exam (1236)|Assignments Current Score
        |Current Score|Unposted Current Score|Final Score|Current Grade""",
    "blackboard": """Last Name|First Name|Username|Student ID|Last Access|Availability|Weighted Total [Total Pts: up to 100 Score] |1
        |Essay [Total Pts: 100 Score] |1079857|Quiz [Total Pts: 10 Percentage] |1079858|Talk [Total Pts: 5 Complete/Incomplete] |7""",
    "brightspace": """OrgDefinedId|Username|Last Name|First Name|Email
        |Quiz 1 Points Grade <Numeric MaxPoints:10 Weight:50 Category:Quizzes CategoryWeight:5>|Essay Points Grade <Numeric MaxPoints:20>
        |Essay Grade Symbol|Calculated Final Grade Numerator|Calculated Final Grade Denominator|End-of-Line Indicator""",
    "chamilo": "Code|Last name|First name|Username|Essay 20 %|Quiz 80 %|Total",
    "googleclassroom": "Last Name|First Name|Email Address|Essay|Quiz|Exam",
    "gradescope": """First Name|Last Name|SID|Email|Sections|Essay|Essay - Max Points|Essay - Submission Time
        |Essay - Lateness (H:M:S)|Quiz|Quiz - Max Points|Quiz - Submission Time|Quiz - Lateness (H:M:S)|Total Lateness (H:M:S)""",
    "gradescope_assignment": """First Name|Last Name|SID|Email|Total Score|Max Points|Status|Submission ID|Submission Time
        |Lateness (H:M:S)|View Count|Submission Count|1: Sums (5.0 pts)|2: Proofs (5.0 pts)""",
    "nbgrader": """assignment|duedate|timestamp|student_id|last_name|first_name|email|raw_score|late_submission_penalty|score
        |max_score""",
    "openedx": """Student ID|Email|Username|Name|Grade|Homework 1|Homework 2|Homework (Avg)|Cohort Name|Enrollment Track
        |Verification Status|Certificate Eligible|Certificate Delivered|Certificate Type|Enrollment Status""",
    "openedx_problems": """Student ID|Email|Username|Enrollment Status|Grade|Homework 1: Sums (Earned)|Homework 1: Sums (Possible)
        |Homework 2: Proofs (Earned)|Homework 2: Proofs (Possible)""",
    "prairielearn": "UID|UIN|User Name|Role|HW1|HW2|EX1",
    "sakai": "Student ID|Student Name|Section|Essay [100]|* Essay|Quiz [10]|# Total Points|# Course Grade",
    "webassign": "Fullname|Username|Student ID|Essay|Quiz|Total",
    "handmade": "Name|ID|E-mail|Essay (10)|Quiz /5|Exam %|Talk|Comments|Total",
    "handmade_german": "Nr.|Nachname|Vorname|Matrikelnummer|Hausarbeit [20 Punkte]|Test 1|Test 2|Bemerkungen|Summe|Note",
    "french_names": "Prénom|Nom|Numéro étudiant|Devoir|Contrôle|Moyenne",
}
PLATFORMS = tuple(_HEADINGS)
_HALVES = {"given": 0, "first name": 0, "first_name": 0, "vorname": 0, "prénom": 0}
_HALVES |= {"last name": 1, "last_name": 1, "nachname": 1, "nom": 1}
_WHOLE = {"name", "full name", "student", "fullname", "user name", "student name"}
_DISPLAYED = ("score", "points", "grade", "total", "moyenne", "summe", "note")
_COMMON = ("email", "e-mail", "email address")


def original(platform: str, rng: Random) -> Table:
    """Return the table of a platform, with 2 to 12 students and marks of the kinds that it writes."""
    headings = [heading.strip() for heading in _HEADINGS[platform].split("|")]
    if platform == "blackboard":  # its own headings hold the sign that sets them off here
        headings = _joined_again(headings)
    students = NAMES[: rng.randint(2, len(NAMES))]
    body = [[_value(platform, heading, index, student, rng) for heading in headings] for index, student in enumerate(students)]
    top: Rows = [list(headings)]
    if platform == "canvas":
        top.append(["    Points Possible", "", "", "", "", 10, 20.0, 100, *(["(read only)"] * 5)])
    elif platform == "googleclassroom":
        top += [["Date", None, None, dt.date(2026, 3, 9), "2026-03-10", "11/03/2026"], ["Points", None, None, 10, 20, 100]]
    elif platform == "webassign":
        top = [["Course: Sums"], ["Assignment Name", "", "", "Essay", "Quiz", "Total"], ["Due", "", "", "1", "2", ""]]
        top += [["Totals", "", "", 10, 20, 30], list(headings)]
    elif platform == "nbgrader":
        body = [[f"ps{number}", *row[1:]] for number in (1, 2) for row in body]
    elif platform == "handmade" and rng.random() < 0.7:
        top.insert(0, ["Course of sums", None, None, "Term 1", None, "Term 2"])
        body += [["Average", None, None, 7.5, 3.2, 0.71], [], ["Notes: see the other sheet"]]
        top.append(["Max", None, None, 10, 5, 100, 20])
        if rng.random() < 0.5:
            top.append(["Weight", None, None, 1, 2, 3, 4])
    return Table(top + body)


def _joined_again(headings: list[str]) -> list[str]:
    found: list[str] = []
    for heading in headings:
        if heading.isdecimal():
            found[-1] += f" |{heading}"
        else:
            found.append(heading)
    return found


def _value(platform: str, heading: str, index: int, student: tuple[str, str], rng: Random) -> object:
    """Return what stands under a heading in a student's row."""
    folded = heading.lower()
    if folded in _HALVES:
        return student[_HALVES[folded]]
    if folded in _WHOLE:
        return rng.choice(["{1}, {0}", "{0} {1}"]).format(*student).strip(" ,")
    if folded in _COMMON:
        return f"s{index}@example.org"
    if folded in {"id", "sid", "uid", "uin", "code", "student_id", "identifier", "matrikelnummer", "username"} or " id" in folded:
        return rng.choice([f"{index + 7:05}", 20260 + index, f"s{index}"])
    if folded in {"role", "section", "sections", "availability", "status"}:
        return {"role": "Student", "availability": "Yes"}.get(folded, "A")
    if "maximum" in folded or "max points" in folded or "possible" in folded or folded == "max_score":
        return 10
    if "letter" in folded or "symbol" in folded or "complete" in folded:
        return rng.choice("ABCDF")
    if "(percentage)" in folded or folded.endswith("%"):
        return rng.choice([Percent(0.85), "85.00 %", 85, "-"])
    if any(word in folded for word in ("time", "date", "last ", "comment", "bemerkung", "* ")):
        return rng.choice(["", "well done", "2026-03-09 10:00", dt.datetime(2026, 3, 9, 10), None])  # noqa: DTZ001 - as in cells
    if platform in {"openedx"} and folded.startswith(("homework", "grade")):
        return rng.choice([0.5, 1.0, 0, "0.85"])
    if any(word in folded for word in _DISPLAYED) and rng.random() < 0.3:
        return Computed("=SUM(D2:F2)", 21.5)
    return rng.choice([0, 5, 7.5, 8.25, 10, "9", "7,5", "8/10", "EX", "-", "", None, Percent(0.9), 8.700000000000001])
