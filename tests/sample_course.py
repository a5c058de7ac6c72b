"""Writes the gradebook of the sample course: ``python tests/sample_course.py``.

A fictional course in the shape of Moodle's Excel export, in which every standing, every award and every kind
of mark occurs. The same script writes the later rounds that the tests tell Bilbo's story with.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

ACTIVITIES = {
    "Quiz: Packing light": 10,
    "Quiz: Reading the weather": 10,
    "Quiz: Riddles in the dark": 10,
    "Quiz: First aid": 10,
    "Assignment: Drawing a map": 20,
    "Assignment: A letter home": 20,
    "Assignment: Crossing rivers": 20,
    "Workshop: Negotiating with dragons": 50,
    "Excursion": 20,
    "Final exam": 100,
}
FILE = "Foundations of Adventuring Grades.xlsx"


@dataclass(frozen=True)
class Row:
    """A student and about how well the student does."""

    given: str
    family: str
    level: int
    """About this many percent in everything."""
    exact: tuple[float | None, ...] = ()
    """Points instead, activity by activity; None is no mark."""
    missing: tuple[int, ...] = ()
    """Positions of activities without a mark."""


STUDENTS = (
    Row("Bilbo", "Baggins", 0, (9, 9.5, 10, 9.5, 18, 19, 19, 47.5, 19, None)),
    Row("Frodo", "Baggins", 93),
    Row("Łucja", "Żółtowska", 97),
    Row("Thị Diễm", "Nguyễn", 91),
    Row("Ελένη", "Παπαδοπούλου", 96),
    Row("Юлия", "Соколова", 88),
    Row("Siobhán", "O'Neill", 84),
    Row("Maximiliana Theodora Friederike", "von Hohenlohe-Langenburg-Schillingsfürst", 89),
    Row("Anna", "Schmidt", 92),
    Row("Anna", "Schmidt", 74),
    Row("Björn", "Åkesson", 82),
    Row("Rosie", "Kettle", 0, (9.5, 9, 10, 9, 19, 18.5, 19, 47, 19, 48)),
    Row("Tom", "Underhill", 90),
    Row("Pearl", "Bracegirdle", 86, missing=(6,)),
    Row("Zoë", "Fairbairn", 99),
    Row("Inês", "Gonçalves", 87),
    Row("Ole", "Østergård", 79),
    Row("Gülşen", "Yıldız", 94),
    Row("Ifeoma", "Okonkwo", 90),
    Row("Jan", "van der Meer", 83),
    Row("Mei", "Tanaka", 95),
    Row("Hamza", "Farouk", 96, missing=(8,)),
    Row("Priya", "Raman", 88),
    Row("Dáithí", "Mac Giolla", 62),
    Row("Camille", "Dufour-Lefèvre", 85),
    Row("Ferdinand", "Took", 35, missing=(4, 7, 9)),
    Row("Lobelia", "Hornblower", 55, missing=(2, 5, 7, 8, 9)),
    Row("Ned", "Thistlewood", 0, (None,) * 10),
)


def marks(changes: dict[tuple[str, str], float | None] | None = None) -> list[list[float | None]]:
    """Return the points, one row a student; `changes` maps (given name, activity) to a mark of a later round."""
    chance = random.Random(2026)  # noqa: S311 - marks, not secrets
    rows = []
    for student in STUDENTS:
        row: list[float | None] = []
        for index, (activity, best) in enumerate(ACTIVITIES.items()):
            drawn = min(max(student.level + chance.gauss(0, 5), 0), 100) * best / 100
            mark = student.exact[index] if student.exact else round(drawn * 2) / 2
            mark = None if index in student.missing else mark
            row.append((changes or {}).get((student.given, activity), mark))
        rows.append(row)
    return rows


def write(path: Path, changes: dict[tuple[str, str], float | None] | None = None) -> None:
    """Write the workbook as Moodle would."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 11, 20)})  # noqa: DTZ001 - the workbook knows no zones
        sheet = book.add_worksheet("Grades")
        headings = ["First name", "Last name", "ID number", "Institution", "Department", "Email address"]
        headings += [f"{activity} (Real)" for activity in ACTIVITIES]
        headings += ["Course total (Real)", "Last downloaded from this course"]
        sheet.write_row(0, 0, headings)
        for row, (student, points) in enumerate(zip(STUDENTS, marks(changes), strict=True), 1):
            key = f"{20260100 + row * 7:09d}"
            person = [student.given, student.family, key, "Evening School", "Outdoors", f"s{key}@example.org"]
            for column, text in enumerate(person):
                sheet.write_string(row, column, text)
            for column, mark in enumerate(points, len(person)):
                if mark is None:
                    sheet.write_string(row, column, "-")
                else:
                    sheet.write_number(row, column, mark)
            sheet.write_number(row, len(headings) - 2, sum(mark or 0 for mark in points))
            sheet.write_string(row, len(headings) - 1, "1795168800")


if __name__ == "__main__":
    write(Path(__file__).parents[1] / "input" / FILE)
