"""Sheets of the shapes in which teachers keep marks by hand, as rows; whoever is in them is invented."""

from __future__ import annotations

from typing import Any

Rows = list[list[Any]]

BELOW_A_TITLE: Rows = [
    ["Marks of 7b", None, "Safety", "Skills"],
    [None, "Points Possible", 10, 100],
    ["Last Name", "First Name"],
    ["Marlow", "Ines", 9, 93],
    ["Orsted", "Jakub", 7, None],
    [],
    ["Max", None, 9, 93],
    ["Class average", None, 8, 93],
]
"""Activities, maxima and the students' columns are headed in three rows; two statistics stand below."""

TWO_HEADING_ROWS: Rows = [
    ["ID", "Name", "Term 1", None, "Term 2", None, "Remarks"],
    [None, None, "Essay", "Exam", "Essay", "Exam"],
    ["a1", "Ines Marlow", 8, 17, 9, 18, "late once"],
    ["a2", "Jakub Orsted", 7, 12, 6, None],
]
"""The same two names under two wide headings."""

WITH_WEIGHTS: Rows = [
    ["ID", "Name", "Essay", "Exam", None, "Total"],
    ["Weight", None, "30 %", "70 %"],
    [None, None, 10, 20, None, 30],
    ["a1", "Ines Marlow", 8, 17, None, 25],
    ["a2", "Jakub Orsted", 7, None, None, 7],
]
"""A row of weights, one of maxima without a label, a spacer, a total."""

PAGES: Rows = [
    ["ID", "Name", "Essay", "Exam"],
    ["a1", "Ines Marlow", 8, 17],
    ["Average", None, 8, 17],
    [],
    ["ID", "Name", "Essay", "Exam"],
    ["a2", "Jakub Orsted", 7, 12],
    ["Average", None, 7, 12],
]
"""Two pages put together, so that the headings stand in it twice."""

PERCENT_BESIDE: Rows = [
    ["Name", "Essay", "Essay %", None, "Exam", "Exam %", "No heading follows", None],
    ["Ines Marlow", 8, "80 %", None, 17, "85 %", None, "x"],
    ["Jakub Orsted", 7, "70 %", None, 12, "60 %", None, None],
]

IN_COLUMNS: Rows = [
    ["Name", "Ines Marlow", "Jakub Orsted", "Thea Quint"],
    ["ID", "a1", "a2", "a3"],
    ["Essay (10)", 8, 7, None],
    ["Exam", 17, 12, "EX"],
]
"""The students stand in columns."""

SHEETS = {
    "headings below a title": BELOW_A_TITLE,
    "two rows of headings": TWO_HEADING_ROWS,
    "rows of weights and maxima": WITH_WEIGHTS,
    "pages put together": PAGES,
    "percentages beside marks": PERCENT_BESIDE,
    "students in columns": IN_COLUMNS,
}
