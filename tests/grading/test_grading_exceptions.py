"""[[exception]]: what a person decides about one student overrules the rest, and its reason is told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from classroom import course, gradebook, graded

from certbuild.grading import grade
from certbuild.model import LineState, Standing

if TYPE_CHECKING:
    from classroom import Cell

    from certbuild.model import Result

EXAM = ["Coursework", "Final exam"]
TIERS = [{"name": "Pass", "from": 80}, {"name": "Distinction", "from": 95}]


def decided(marks: list[Cell], *exceptions: dict[str, Any], missing: str = "wait") -> Result:
    """Return Bilbo's result with these exceptions made for him."""
    tables = [{"student": "Bilbo Baggins", "reason": "the council said so", **exception} for exception in exceptions]
    return graded(EXAM, marks, grading={"missing": missing}, award=TIERS, exception=tables)


def test_an_award_overrules_marks_that_are_missing_or_low() -> None:
    """Awarded without the score for it: the lowest tier, the reason told, the score as it is."""
    for marks in ([40, 40], [80, None]):
        result = decided(marks, {"action": "award"})
        assert (result.standing, result.award, result.score) == (Standing.AWARDED, "Pass", Decimal(40))
        assert "the council said so" in result.reasons[0]


def test_an_award_takes_the_tier_that_it_names_or_that_the_score_reaches() -> None:
    """The exception's value comes before the score, the score before the lowest tier."""
    assert decided([40, 40], {"action": "award", "value": "Distinction"}).award == "Distinction"
    assert decided([96, 96], {"action": "award", "value": "Pass"}).award == "Pass"
    assert decided([96, 96], {"action": "award"}).award == "Distinction"


def test_an_award_is_possible_without_any_score() -> None:
    """Nothing counts, and still the council may award."""
    result = decided(["EX", "EX"], {"action": "award"})
    assert (result.standing, result.award, result.score) == (Standing.AWARDED, "Pass", None)


def test_withholding_comes_before_everything() -> None:
    """A withheld certificate is not awarded, be the score what it may and another exception in the file."""
    result = decided([100, 100], {"action": "award"}, {"action": "withhold", "reason": "fees are due"})
    assert (result.standing, result.award, result.score) == (Standing.WITHHELD, None, Decimal(100))
    assert "fees are due" in result.reasons[0]


def test_an_excuse_takes_a_mark_out() -> None:
    """The failed exam excused, the coursework alone is the score; the line says why."""
    result = decided([90, 10], {"action": "excuse", "activity": "Final exam"})
    assert (result.score, result.standing) == (Decimal(90), Standing.AWARDED)
    assert result.lines[1].state is LineState.EXCUSED
    assert "the council said so" in result.lines[1].note


@pytest.mark.parametrize("value", [100, "100", Decimal("100.0"), "100,0"])
def test_a_mark_replaces_what_stands_in_the_gradebook(value: Cell) -> None:
    """A mark may be written as a number or a text; missing or graded, the cell gives way and the line says why."""
    for cell in (None, 10, "EX"):
        result = decided([90, cell], {"action": "mark", "activity": "final exam", "value": value})
        assert (result.score, result.missing) == (Decimal(95), ())
        assert result.lines[1].state is LineState.GRADED
        assert "the council said so" in result.lines[1].note


@pytest.mark.parametrize(
    ("value", "given", "family"),
    [
        ("Bungo Baggins", "Bungo", "Baggins"),
        ("Bilbo Sackville Baggins", "Bilbo Sackville", "Baggins"),
        ("Sackville Baggins, Bilbo", "Bilbo", "Sackville Baggins"),
        ("Bilbo Took", "Bilbo", "Took"),
    ],
)
def test_a_name_is_corrected(value: str, given: str, family: str) -> None:
    """The corrected name is the one that is printed; the family name may be set off with a comma."""
    student = decided([90, 90], {"action": "rename", "value": value}).student
    assert (student.given, student.family) == (given, family)
    assert student.key == "baggins-1"


def test_a_corrected_name_takes_its_place_in_the_order() -> None:
    """Results stand in the order of the family names as corrected."""
    rename = {"student": "Bilbo Baggins", "action": "rename", "value": "Bilbo Took", "reason": "a slip of the pen"}
    book = gradebook(EXAM, {"Samwise Gamgee": [80, 80], "Bilbo Baggins": [80, 80], "Frodo Baggins": [80, 80]})
    assert [r.student.name for r in grade(course(), book).results] == ["Bilbo Baggins", "Frodo Baggins", "Samwise Gamgee"]
    renamed = grade(course(exception=[rename]), book).results
    assert [r.student.name for r in renamed] == ["Frodo Baggins", "Samwise Gamgee", "Bilbo Took"]


@pytest.mark.parametrize("who", ["eomer-2", "EOMER-2@mirkwood.example", "Gúthwinë Éomer", "guthwine eomer", "Éomer, Gúthwinë"])
def test_a_student_is_named_by_key_address_or_name(who: str) -> None:
    """However the student is named in the exception, it is about that one and nobody else."""
    book = gradebook(EXAM, {"Bilbo Baggins": [90, 90], "Gúthwinë Éomer": [90, 90]})
    rules = [{"student": who, "action": "withhold", "reason": "fees are due"}]
    standings = [result.standing for result in grade(course(exception=rules), book).results]
    assert standings == [Standing.AWARDED, Standing.WITHHELD]
