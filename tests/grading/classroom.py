"""Small courses and gradebooks for the tests of grading, written down as a teacher would say them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certbuild.config import Course
from certbuild.grading import grade
from certbuild.model import Activity, Cells, Gradebook, Mark, MarkState, Source, Student
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.model import Result

_SOURCE = Source(
    file="gradebook.xlsx",
    sheet="Grades",
    dialect="handmade",
    title="a sheet made by hand",
    points=0,
    enough=0,
    because=(),
    students=0,
    activities=0,
    cells=Cells(0, {}),
    left_out=(),
)

Cell = str | int | Decimal | None
"""A mark as the tests write it: ``8.5`` points, ``"85 %"``, ``"EX"`` for excused, None for missing."""


def course(**tables: Any) -> Course:  # noqa: ANN401 - whatever may stand in course.toml
    """Return a course with these tables of course.toml (``grading={"pass_mark": 60}``, ``activity=[…]``)."""
    about = {"course": {"title": "Riddles in the Dark"}, "issuer": {"name": "Mirkwood College"}}
    return Course.model_validate({**about, **tables, "folder": Path()})


def activity(name: str, maximum: Cell = 100, weight: Cell = None) -> Activity:
    """Return a column of the export."""
    return Activity(name, "", max=_number(maximum), weight=_number(weight))


def gradebook(activities: Sequence[str | Activity], rows: Mapping[str, Sequence[Cell]]) -> Gradebook:
    """Return a gradebook of students (by full name) with one mark an activity; a bare name has 100 points."""
    columns = [item if isinstance(item, Activity) else activity(item) for item in activities]
    return Gradebook(
        sources=(_SOURCE,),
        activities=tuple(
            Activity(column.name, f"{_letter(at)}1", column.max, column.weight) for at, column in enumerate(columns)
        ),
        students=tuple(_student(name, row) for row, name in enumerate(rows, start=2)),
        marks=tuple(
            tuple(mark(cell, f"{_letter(at)}{row}") for at, cell in enumerate(cells))
            for row, cells in enumerate(rows.values(), start=2)
        ),
        problems=(),
    )


def mark(cell: Cell, address: str) -> Mark:
    """Return the mark that a cell of a test stands for."""
    if cell is None:
        return Mark(MarkState.MISSING, address, "")
    text = str(cell)
    if text == "EX":
        return Mark(MarkState.EXCUSED, address, text)
    if text.endswith("%"):
        return Mark(MarkState.GRADED, address, text, fraction=Decimal(text.rstrip("% ")) / 100)
    return Mark(MarkState.GRADED, address, text, points=Decimal(text))


def graded(activities: Sequence[str | Activity], marks: Sequence[Cell], **tables: Any) -> Result:  # noqa: ANN401
    """Return what grading says of the one student with these marks, under these tables of course.toml."""
    return grade(course(**tables), gradebook(activities, {"Bilbo Baggins": marks})).results[0]


def _number(value: Cell) -> Decimal | None:
    return None if value is None else Decimal(value)


def _letter(index: int) -> str:
    return chr(ord("D") + index)


def _student(name: str, row: int) -> Student:
    given, _, family = name.rpartition(" ")
    key = f"{fold(family)}-{row - 1}"
    return Student(key, given, family, f"{key}@mirkwood.example", "", f"A{row}")
