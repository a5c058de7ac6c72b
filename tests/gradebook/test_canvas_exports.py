"""Canvas' export: points row, posting row, test student, and the trap of numbers in brackets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.model import MarkState

if TYPE_CHECKING:
    from conftest import Read

HEADER = 'Student,ID,SIS User ID,SIS Login ID,Section,Essay (101),"Quiz: one, two (102)",Current Score,Final Grade\n'
POINTS = "    Points Possible,,,,,100.00,50.00,(read only),(read only)\n"
PAT = '"Quill, Pat",1001,U1,pq,90-01,88.00,EX,88.00,B\n'
MORGAN = '"Rivera, Morgan",1002,U2,mr,90-01,,N/A,91.00,A\n'
TEST = '"Student, Test",9999,,,90-01,1,,,\n'


def test_an_export_is_read_as_it_is(read: Read) -> None:
    """Maxima come from the points row; totals, posting row and test student are left out with reasons."""
    book = read(HEADER + ",,,,,Manual Posting,,,\n" + POINTS + PAT + MORGAN + TEST, "grades.csv")
    assert book.sources[0].dialect == "canvas"
    assert 'there is a row "Points Possible"' in book.sources[0].because
    assert [(a.name, a.max) for a in book.activities] == [("Essay", Decimal(100)), ("Quiz: one, two", Decimal(50))]
    assert [(s.given, s.family, s.key, s.section) for s in book.students] == [
        ("Pat", "Quill", "U1", "90-01"),
        ("Morgan", "Rivera", "U2", "90-01"),
    ]
    reasons = {left.where: left.reason for left in book.sources[0].left_out}
    assert reasons["row 2"] == "says how marks are posted"
    assert reasons["row 6"] == "Canvas' own test student"
    assert reasons["column H"] == reasons["column I"] == "a total, not an activity"
    assert not book.problems


def test_excused_not_assigned_and_blank(read: Read) -> None:
    """EX and N/A excuse on Canvas; a blank is missing."""
    book = read(HEADER + POINTS + PAT + MORGAN, "grades.csv")
    assert [mark.state for row in book.marks for mark in row] == [
        MarkState.GRADED,
        MarkState.EXCUSED,
        MarkState.MISSING,
        MarkState.EXCUSED,
    ]


def test_decimal_commas_and_semicolons(read: Read) -> None:
    """Exports in a locale with decimal commas are read, maxima too."""
    text = "Student;ID;SIS User ID;SIS Login ID;Section;Essay (101);Current Score\n    Points Possible;;;;;12,5;(läs endast)\n"
    book = read(text + '"Craig, Danny";1;D1;dc;A;8,125;65\n"Lee, Ann";2;D2;al;A;8,50;65\n', "grades.csv")
    assert book.sources[0].dialect == "canvas"
    assert book.activities[0].max == Decimal("12.5")
    assert [row[0].points for row in book.marks] == [Decimal("8.125"), Decimal("8.50")]


def test_an_activity_out_of_nothing_is_read(read: Read) -> None:
    """A maximum of 0 is read as it stands; what it means for the score is grading's to say."""
    book = read(HEADER + POINTS.replace("100.00", "0.0") + PAT + MORGAN, "grades.csv")
    assert [(activity.name, activity.max) for activity in book.activities] == [("Essay", 0), ("Quiz: one, two", 50)]
    assert not book.problems


def test_names_written_as_formulas(read: Read) -> None:
    """A name that Canvas guards as ="…" is the name inside."""
    book = read(HEADER + POINTS + PAT.replace('"Quill, Pat"', '"=""Quill, Pat"""'), "grades.csv")
    assert book.students[0].name == "Pat Quill"


def test_without_sis_ids_the_canvas_id_tells_apart(read: Read) -> None:
    """For somebody who has no SIS id, Canvas' own id is the key; the others keep theirs."""
    book = read(HEADER + POINTS + PAT + MORGAN.replace("U2", ""), "grades.csv")
    assert [student.key for student in book.students] == ["U1", "1002"]
    assert "platform's own id (column B)" in book.sources[0].because[-1]


def test_numbers_in_brackets_are_points_without_a_points_row(read: Read) -> None:
    """Canvas-like headings in a sheet without a points row are a teacher's own, with maxima in brackets."""
    book = read(
        "Student,ID,SIS Login ID,Design (10),Tests (20)\nAda Lovelace,101,s1,8,17\nAlan Turing,102,s2,9,20\n", "grades.csv"
    )
    assert book.sources[0].dialect == "handmade"
    assert [(a.name, a.max) for a in book.activities] == [("Design", Decimal(10)), ("Tests", Decimal(20))]


def test_two_assignments_of_one_name_are_told_apart_by_their_ids(read: Read) -> None:
    """Canvas lets two assignments have one name; then the ids stay in theirs."""
    book = read(HEADER.replace('"Quiz: one, two (102)"', "Essay (102)") + POINTS + PAT + MORGAN, "grades.csv")
    assert [(activity.name, activity.max) for activity in book.activities] == [("Essay (101)", 100), ("Essay (102)", 50)]
    assert not book.problems
