"""Hypothesis strategies for courses whose rules can be applied, and for gradebooks that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from classroom import activity, course, gradebook
from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import replace

if TYPE_CHECKING:
    from classroom import Cell
    from hypothesis.strategies import DrawFn, SearchStrategy

    from certbuild.config import Course
    from certbuild.model import Activity, Gradebook

STUDENTS = ("Bilbo Baggins", "Frodo Baggins", "Samwise Gamgee")
NAMES = ("Quiz 1", "Quiz 2", "Quiz 3", "Essay 1", "Essay 2", "Final exam")
MAXIMA = st.sampled_from(["10", "100", "1", "3", "7.5", "20", "33"])
WEIGHTS = st.sampled_from(["1", "10", "25", "0.1", "33.3", "40"])
WEIGHTINGS = st.sampled_from(["points", "equal"])
MINIMA = st.sampled_from(["50", "60", "66.7", "33", "100"])
PERCENTS = st.sampled_from([0, 50, 80, 100]) | st.integers(400, 1100).map(lambda tenths: Decimal(tenths) / 10)


@dataclass(frozen=True)
class Drawn:
    """An activity as the export has it, the table of course.toml for it, and its maximum from either."""

    column: Activity
    table: dict[str, Any]
    maximum: Decimal | None
    counts: bool
    """Whether there is a score where no other activity is."""


@st.composite
def cases(draw: DrawFn, most_missing: int) -> tuple[Course, Gradebook]:
    """Return a course of up to six activities and a gradebook of three students."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    places = {name: draw(st.integers(0, 3)) for name in names}
    categories = draw(_categories(places))
    weighted_categories = {table["name"] for table in categories if "weight" in table}
    pools = {name: place if f"Part {place}" in weighted_categories else 0 for name, place in places.items()}
    weighted = {pool for pool in range(4) if draw(st.booleans())} | ({0} if weighted_categories else set())
    drawn = [draw(_activities(name, weighted=pools[name] in weighted)) for name in names]
    assume(any(each.counts for each in drawn))
    pass_mark = draw(st.sampled_from(["50", "66.7", "80"]))
    tables = {
        "grading": {
            "pass_mark": pass_mark,
            "decimals": draw(st.integers(0, 2)),
            "missing": draw(st.sampled_from(["wait", "zero", "ignore"])),
            "closed": draw(_chance(15)),
            "weighting": draw(WEIGHTINGS),
        },
        "activity": [{"name": "*", **draw(_some_of({"minimum": st.just("20")}, 10))}, *(each.table for each in drawn)],
        "category": categories,
        "award": draw(st.sampled_from([[], [{"name": "Distinction", "from": "90"}, {"name": "Merit", "from": pass_mark}]])),
        "exception": draw(_exceptions(names)),
    }
    rows = {student: draw(_row(drawn, most_missing, complete=student == STUDENTS[0])) for student in STUDENTS}
    book = gradebook([each.column for each in drawn], rows)
    students = tuple(replace(student, inactive="suspended" * draw(_chance(10))) for student in book.students)
    return course(**tables), replace(book, students=students)


@st.composite
def _categories(draw: DrawFn, places: dict[str, int]) -> list[dict[str, Any]]:
    """Return a [[category]] for each place but 0; a later one may name what already belongs to an earlier one."""
    tables = []
    weighted = draw(st.sampled_from([0, 50, 100]))
    for place in sorted(set(places.values()) - {0}):
        own = [name for name in places if places[name] == place]
        taken = [name for name in places if 0 < places[name] < place]
        keys = {"drop_lowest": st.integers(1, 3), "drop_highest": st.integers(1, 2)}
        table = {
            "name": f"Part {place}",
            "activities": own + taken * draw(_chance(20)),
            **draw(_some_of(keys, 40)),
            **draw(_some_of({"minimum": MINIMA}, 15)),
        }
        if draw(_chance(weighted)):
            table |= {"weight": draw(WEIGHTS), **draw(_some_of({"weighting": WEIGHTINGS}, 70))}
        tables.append(table)
    return tables


@st.composite
def _activities(draw: DrawFn, name: str, *, weighted: bool) -> Drawn:
    """Return an activity whose maximum and weight stand in the export or in course.toml, or in neither."""
    maximum = draw(MAXIMA) if draw(_chance(85)) else None
    worthless = draw(_chance(7))
    weight = "0" if draw(_chance(10)) else draw(WEIGHTS) if weighted else None
    flags = {key: st.booleans() for key in ("required", "extra_credit", "ignore")}
    table = {"name": draw(st.sampled_from([name, name.upper()])), **draw(_some_of({"minimum": MINIMA, **flags}, 12))}
    assume(not (table.get("extra_credit") and (table.get("required") or "minimum" in table)))
    exported: dict[str, str | None] = {}
    for key, value in (("maximum", maximum), ("weight", weight)):
        in_export = value is None or draw(st.booleans())
        exported[key] = value if in_export else draw(st.sampled_from([None, "0", "2"] if key == "maximum" else [None, "2"]))
        if not in_export:
            table[key.removesuffix("imum")] = value
    if worthless:
        exported["maximum"], maximum = "0", "0"
        for key in ("max", "required", "minimum"):
            table.pop(key, None)
    counts = not worthless and weight != "0" and not table.get("ignore") and not table.get("extra_credit")
    return Drawn(activity(name, **exported), table, maximum and Decimal(maximum), counts)


@st.composite
def _row(draw: DrawFn, drawn: list[Drawn], most_missing: int, *, complete: bool) -> list[Cell]:
    """Return a student's marks: points where a maximum is known, percentages, missing and excused ones.

    A complete row has a mark at least wherever nobody knows the maximum: somebody's percentage stands for it.
    """
    row: list[Cell] = []
    for each in drawn:
        kind = draw(st.sampled_from(["points", "points", "percent", "missing", "missing", "excused"]))
        if complete and each.maximum is None:
            row.append(f"{draw(PERCENTS)} %")
        elif kind == "excused":
            row.append("EX")
        elif kind == "missing" and row.count(None) < most_missing:
            row.append(None)
        elif kind == "points" and each.maximum is not None:
            row.append((each.maximum or 8) * draw(PERCENTS) / 100)
        else:
            row.append(f"{draw(PERCENTS)} %")
    return row


@st.composite
def _exceptions(draw: DrawFn, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return a few decisions about one of the students."""
    tables = (
        {"action": "award"},
        {"action": "withhold"},
        {"action": "excuse", "activity": draw(st.sampled_from(names))},
        {"action": "mark", "activity": draw(st.sampled_from(names)), "value": draw(st.sampled_from(["0.9", "40"]))},
    )
    return [{"student": STUDENTS[1], "reason": "decided by the council", **table} for table in tables if draw(_chance(10))]


def _chance(percent: int) -> SearchStrategy[bool]:
    return st.integers(1, 100).map(lambda number: number > 100 - percent)


@st.composite
def _some_of(draw: DrawFn, keys: dict[str, SearchStrategy[Any]], percent: int) -> dict[str, Any]:
    return {key: draw(values) for key, values in keys.items() if draw(_chance(percent))}
