"""Small exports of every platform, of the shapes that they really have; whoever is in them is invented.

Here are those of platforms; `sheets` holds those that teachers make by hand.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Sequence

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Root Account,Section,Essay (4711),Viva: part 1 (4712),Current Score,Final Grade\n"
    ",,,,,,Manual Posting,,,\n"
    "    Points Possible,,,,,,20.00,5.00,(read only),(read only)\n"
    '"Marlow, Ines",501,K1,imarlow,x.edu,A,18.00,EX,90.00,A\n'
    '"Orsted, Jakub",502,K2,jorsted,x.edu,B,,N/A,,\n'
    '"Student, Test",599,,,x.edu,A,1,,,\n'
)

CANVAS_WITH_COMMAS = (
    "Student;ID;SIS User ID;SIS Login ID;Section;Essay (4711);Viva (4712);Current Score\r\n"
    "    Mögliche Punkte;;;;;12,50;5,00;(nur lesen)\r\n"
    "Marlow, Ines;501;;imarlow;A;8,125;4,50;70,00\r\n"
    "Orsted, Jakub;502;;jorsted;B;EX;;0,00\r\n"
    "Student, Test;599;;;A;;;\r\n"
)

BLACKBOARD = (
    '"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    '"Weighted Total [Total Pts: up to 0 Percentage] |11","Total [Total Pts: up to 1,120 Score] |12",'
    '"Quiz 1 [Total Pts: 10 Score] |101","Set #2 [EXTRA] [Total Pts: 6 Score] |102","Essay [Total Pts: 1,000 Score] |103",'
    '"Rank [Total Pts: 100 Letter] |104","Pledge [Total Pts: 1 Complete/Incomplete] |105"\r\n'
    '"Marlow","Ines","imarlow","00310001","2026-02-03 08:15:00","Yes","85.00","915.50","9.00","7.50","888.50","A-","Complete"\r\n'
    '"Orsted","Jakub","jorsted","00310002","","No","","","Needs Grading","","Needs Grading(99.00)","",""\r\n'
    '"Quint","Thea","tquint","00310003","2026-02-04 10:00:00","Yes","2","4","In Progress(4.00)","0.00","In Progress","",'
    '"Incomplete"\r\n'
)

BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,Sections,"
    "HW 1 Points Grade <Numeric MaxPoints:12 Weight:40 Category:Homework CategoryWeight:25>,"
    "HW 2 Points Grade <Numeric MaxPoints:8 Weight:60 Category:Homework CategoryWeight:25>,HW 2 Scheme Symbol,"
    "Homework Subtotal Numerator,Homework Subtotal Denominator,"
    "Exam Points Grade <Numeric MaxPoints:50 Weight:75>,Mood Text Grade,Level Grade Symbol <Selectbox MaxPoints:10>,"
    "Calculated Final Grade Numerator,Calculated Final Grade Denominator,Adjusted Final Grade Numerator,End-of-Line Indicator\r\n"
    '#00820001,#imarlow,Marlow,Ines,ines@example.org,"Sec A, Sec B",11,8,100 %,24,25,45.5,calm,A,91,100,,#\r\n'
    "#00820002,#jorsted,Orsted,Jakub,jakub@example.org,Sec A,,6.5,81 %,20,25,,,,65,100\r\n"
    "#00820009,#tstudent,Student,Test,,,,,,,,,,,,,,#\r\n"
)
"""The second row is shorter than the headings."""

SAKAI = (
    '\ufeff"Student ID","Name","Essay [100]","* Essay","Week 2: 22/23 - 29 [77]","* Week 2: 22/23 - 29","Final [55.3]",'
    '"# Homework (25%)","# Total Points","# Course Grade","# Last Grade Log Date"\r\n'
    '"imarlow","Marlow, Ines","99.5","good, ""really""","","","55.1","9","154.6","B",""\r\n'
    '"jorsted","Orsted, Jakub","null","","42","late","60","8","102","D",""\r\n'
)

GOOGLE = (
    "Last Name,First Name,Email,Essay,Quiz 1\nDate,,,2026-03-01,2026-03-08\nPoints,,,100,7.5\n"
    "Marlow,Ines,ines@example.org,95,\nOrsted,Jakub,jakub@example.org,,7\n"
)

OPENEDX = (
    "Student ID,Email,Username,Grade,Homework 1: Intro,Homework 2: Proofs,Homework (Avg),Enrollment Track,Verification Status,"
    "Certificate Eligible,Certificate Delivered,Certificate Type,Enrollment Status\n"
    "21,ines@example.org,imarlow,0.7,1.0,0.416666666667,0.7083,audit,N/A,N,N,N/A,enrolled\n"
    "22,jakub@example.org,jorsted,0.0,Not Attempted,Not Attempted,0.0,audit,N/A,N,N,N/A,unenrolled\n"
)

OPENEDX_PROBLEMS = (
    "Student ID,Email,Username,Enrollment Status,Grade,Homework 1: Intro - Sum (Earned),Homework 1: Intro - Sum (Possible),"
    "Exam 1: Final - Proof (Earned),Exam 1: Final - Proof (Possible)\n"
    "21,ines@example.org,imarlow,enrolled,0.67,2.0,3.0,Not Attempted,10.0\n"
    "22,jakub@example.org,jorsted,unenrolled,0.0,Not Available,Not Available,Not Available,Not Available\n"
)

GRADESCOPE = (
    "First Name,Last Name,SID,Email,section_name,Lab,Lab - Max Points,Lab - Submission Time,Lab - Lateness (H:M:S),"
    "Project,Project - Max Points,Project - Submission Time,Project - Lateness (H:M:S)\n"
    "Ines,Marlow,A0001,ines@example.org,s1,9.5,10.0,2026-01-02 10:00:00 -0800,00:00:00,30.0,25.0,2026-02-02 10:00:00,01:02:03\n"
    "Jakub,Orsted,A0002,jakub@example.org,s2,,10.0,,,12.0,24.0,2026-02-02 11:00:00,00:00:00\n"
)
"""Jakub's project is out of 24, Ines' out of 25."""

GRADESCOPE_ASSIGNMENT = (
    "Name,SID,Email,Total Score,Max Points,Status,Submission ID,Submission Time,Lateness (H:M:S),View Count,Submission Count,"
    "1: Sums (5.0 pts),2: Proofs (15.0 pts)\n"
    "Ines Marlow,0001,ines@example.org,18.5,20.0,Graded,77001,2026-01-01 10:00:00,00:00:00,2,1,5.0,13.5\n"
    "Jakub Orsted,0002,jakub@example.org,,20.0,Missing,,,,,0,,\n"
)

PRAIRIELEARN = (
    "UID,UIN,Name,Role,HW1,HW2,E1\n"
    "ines@example.org,612345678,Ines Marlow,Student,100,87.5,\n"
    "jakub@example.org,,Jakub Orsted,Student,105,,64.286\n"
    "ta@example.org,,Tee Ay,TA,,,\n"
)

WEBASSIGN = (
    '"MATH 3, section 2"\t\t\n"Teacher, Ida"\t\t\n"Sunday, April 12, 2026  07:36 AM CEST"\t\t\n\t\t\n'
    "Assignment Name\tHomework #1.8\t Quiz #2.4\n"
    'Due\t"Sunday, March 1, 2026  11:59 PM CET"\t"Sunday, March 8, 2026  11:59 PM CET"\nTotals\t67\t89.97\n\t\t\nFullname\t\t\n'
    '"Marlow, Ines"\tNS\t89.97\n"Orsted, Jakub"\t55\tND\n"Admin, Algebra"\tND\tND\n'
)

NBGRADER = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score\n"
    "ps1,2026-02-02 15:00:00,2026-02-02 14:00:00,imarlow,Marlow,Ines,,1.5,0.0,1.5,13.0\n"
    "ps1,2026-02-02 15:00:00,,jorsted,Orsted,Jakub,,0.0,0.0,0.0,13.0\n"
    "ps2,2026-03-02 15:00:00,2026-03-02 12:00:00,imarlow,Marlow,Ines,,8.0,1.0,7.0,9.0\n"
    "ps2,2026-03-02 15:00:00,2026-03-02 12:00:00,tquint,Quint,Thea,,0.0,0.0,0.0,9.0\n"
)
"""Jakub never handed ps1 in and has no row for ps2; Thea has none for ps1, and 0 points for what she did."""

CHAMILO = (
    "Code;First name;Last name;Username;Test 1 30 % ;Essay (v2) 20 % ;Project 50 % ;TOTAL;\r\n"
    "A001;Ines;Marlow;ines;8.5 - Good;18 / 20 (90 %);45;86.5 (EIGHTY-SIX POINT FIVE) - Good;\r\n"
    "A002;Jakub;Orsted;jakub;7;0 / 0 ();85 %;51 (FIFTY-ONE)  - Weak;\r\n"
)

MOODLE = [
    [
        *("First name", "Last name", "ID number", "Institution", "Department", "Email address", "Suspended"),
        *("Quiz: Week 1: limits (Real)", "Quiz: Week 1: limits (Percentage)", "Quiz: Week 1: limits (Letter)"),
        *("Oral exam (Real)", "Oral exam (Percentage)", "Oral exam (Letter)", "Quiz: Week 1: limits (Feedback)"),
        *("Homework total (Real)", "Course total (Real)", "Last downloaded from this course"),
    ],
    [
        *("Ines", "Marlow", "0042", "North", "Maths", "ines@example.org", None),
        *(8.5, "85.00 %", "B", "Competent", "100.00 %", "A", "see p. 3", 8.5, 88.33, "1760000000"),
    ],
    [
        *("Jakub", "Orsted", "0043", "North", "Maths", "jakub@example.org", "Yes"),
        *("-", "-", "-", "Not yet", "0.00 %", "F", None, "-", "-", "1760000000"),
    ],
]

WORKSHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (grade)","Feedback comments"\n'
    'Participant 901,"Ines Marlow",0042,ines@example.org,Submitted,27.50,32.00,Yes,"Monday, 2 March 2026, 10:00 AM",Well done\n'
    'Participant 902,"Jakub Orsted",0043,jakub@example.org,No submission,,32.00,Yes,-,\n'
)


@dataclass(frozen=True)
class Sample:
    """A file, and what it is to be taken for."""

    dialect: str
    data: str | bytes | list[list[Any]]
    """Text or bytes as they are; rows become a workbook."""
    file: str = "grades.csv"
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    def filled(self) -> int:
        """Count the filled cells without any of certbuild's code."""
        if isinstance(self.data, list):
            cells: Sequence[Any] = [cell for row in self.data for cell in row]
        else:
            text = (self.data.encode() if isinstance(self.data, str) else self.data).decode(self.encoding)
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, skipinitialspace=True)
            cells = [cell for row in rows for cell in row]
        return sum(cell is not None and bool(str(cell).strip()) for cell in cells)


SAMPLES = {
    "blackboard": Sample("blackboard", BLACKBOARD),
    "blackboard in UTF-16 named xls": Sample(
        "blackboard", BLACKBOARD.replace('","', '"\t"').encode("utf-16"), "grades.xls", "\t", "utf-16"
    ),
    "brightspace": Sample("brightspace", BRIGHTSPACE),
    "canvas": Sample("canvas", CANVAS),
    "canvas with semicolons": Sample("canvas", CANVAS_WITH_COMMAS, delimiter=";"),
    "chamilo": Sample("chamilo", CHAMILO, delimiter=";"),
    "chamilo transposed": Sample(
        "chamilo",
        [list(column) for column in zip(*(line.split(";")[:-1] for line in CHAMILO.splitlines()), strict=True)],
        "grades.xlsx",
    ),
    "googleclassroom": Sample("googleclassroom", GOOGLE),
    "gradescope": Sample("gradescope", GRADESCOPE),
    "gradescope_assignment": Sample("gradescope_assignment", GRADESCOPE_ASSIGNMENT),
    "moodle": Sample("moodle", MOODLE, "grades.xlsx"),
    "moodle_worksheet": Sample("moodle_worksheet", WORKSHEET),
    "nbgrader": Sample("nbgrader", NBGRADER),
    "openedx": Sample("openedx", OPENEDX),
    "openedx_problems": Sample("openedx_problems", OPENEDX_PROBLEMS),
    "prairielearn": Sample("prairielearn", PRAIRIELEARN),
    "sakai": Sample("sakai", SAKAI),
    "webassign": Sample("webassign", WEBASSIGN, "grades.xls", "\t"),
} | {name: Sample("handmade", rows, "grades.xlsx") for name, rows in SHEETS.items()}
