"""Students who take no part any more, as the export says: withheld, and nobody waits for them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from classroom import course, gradebook
from msgspec.structs import replace

from certbuild.grading import grade
from certbuild.model import Standing

if TYPE_CHECKING:
    from classroom import Cell

    from certbuild.model import Results

EXAM = ["Coursework", "Final exam"]


def suspended(marks: list[Cell], **tables: Any) -> Results:  # noqa: ANN401 - tables of course.toml
    """Return the results of Bilbo, who is suspended and has these marks, and of Samwise, who has all."""
    book = gradebook(EXAM, {"Bilbo Baggins": marks, "Samwise Gamgee": [90, 90]})
    bilbo, samwise = book.students
    return grade(course(**tables), replace(book, students=(replace(bilbo, inactive="suspended in the course"), samwise)))


@pytest.mark.parametrize("marks", [[95, 95], [20, 20], [95, None]])
def test_a_suspended_student_is_withheld(marks: list[Cell]) -> None:
    """Whatever the score, the standing is withheld, and the reason is what the gradebook says."""
    bilbo, samwise = suspended(marks).results
    assert (bilbo.standing, bilbo.award, bilbo.lapsed) == (Standing.WITHHELD, None, True)
    assert bilbo.reasons == ("Withheld: suspended in the course, as the gradebook says",)
    assert (samwise.standing, samwise.lapsed) == (Standing.AWARDED, False)


@pytest.mark.parametrize(("missing", "score"), [("wait", 45), ("zero", 45), ("ignore", 90)])
def test_nobody_waits_for_a_suspended_student(missing: str, score: int) -> None:
    """The course is complete without the marks; the score is what there is, and nothing is open."""
    results = suspended([90, None], grading={"missing": missing})
    bilbo = results.results[0]
    assert results.complete
    assert (bilbo.lowest, bilbo.score, bilbo.highest) == (Decimal(score),) * 3
    assert (bilbo.missing, bilbo.outlook) == ((), None)


def test_an_exception_awards_a_suspended_student() -> None:
    """A person's decision comes before what the gradebook says."""
    rule = {"student": "Bilbo Baggins", "action": "award", "reason": "finished before leaving"}
    bilbo = suspended([90, None], exception=[rule]).results[0]
    assert (bilbo.standing, bilbo.award, bilbo.lapsed) == (Standing.AWARDED, "Pass", False)
    assert bilbo.reasons == ("Awarded by exception: finished before leaving",)


def test_an_exception_withholds_for_its_own_reason() -> None:
    """Who is withheld by a person is told that person's reason, suspended or not."""
    rule = {"student": "Bilbo Baggins", "action": "withhold", "reason": "copied essay"}
    bilbo = suspended([90, 90], exception=[rule]).results[0]
    assert (bilbo.standing, bilbo.lapsed) == (Standing.WITHHELD, False)
    assert bilbo.reasons == ("Withheld by exception: copied essay",)


def test_other_exceptions_leave_a_suspended_student_withheld() -> None:
    """A corrected name or mark is taken over, and changes nothing about the standing."""
    rules: list[dict[str, Any]] = [
        {"student": "Bilbo Baggins", "action": "rename", "value": "Bilbo Took", "reason": "a slip of the pen"},
        {"student": "Bilbo Baggins", "action": "mark", "activity": "Final exam", "value": 80, "reason": "on paper"},
    ]
    bilbo = next(result for result in suspended([90, None], exception=rules).results if result.student.given == "Bilbo")
    assert (bilbo.student.name, bilbo.score, bilbo.standing) == ("Bilbo Took", Decimal(85), Standing.WITHHELD)
