"""What it takes to reach an award: against the oracle, and worked examples done by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from classroom import activity, course, gradebook
from courses import cases
from hypothesis import given, note, settings
from oracle import Oracle
from test_oracle import STEADY
from test_oracle import told as told_of

from certbuild.grading import Needs, grade, make_scheme
from certbuild.model import Needed, Outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classroom import Cell

    from certbuild.config import Course
    from certbuild.model import Activity, Gradebook

TENTHS = [activity(f"Activity {number}", 10) for number in range(1, 11)]
EIGHT = [8] * 8
"""Eight of ten activities at 80 %: 64 of the 100 points of the course."""
AWARDS = [{"name": "Merit", "from": 85}, {"name": "Distinction", "from": 95}]


def needs(activities: Sequence[str | Activity], marks: Sequence[Cell], **tables: Any) -> tuple[Needed, ...]:  # noqa: ANN401
    """Return what the one student with these marks needs, under these tables of course.toml."""
    settings_, book = course(**tables), gradebook(activities, {"Bilbo Baggins": marks})
    return Needs(settings_, book, make_scheme(settings_, book)).of(book.students[0].key)


def figures(found: Sequence[Needed]) -> list[str]:
    """Return what is needed as a person would note it down."""
    return [f"{each.award} {each.percent}" if each.percent is not None else f"{each.award} {each.outlook}" for each in found]


def agrees(case: tuple[Course, Gradebook]) -> None:
    """Assert that every figure is enough and one step less is not, and that the rest is certain or impossible."""
    settings_, book = case
    oracle, found = Oracle(*case), Needs(*case, make_scheme(*case))
    note(told_of(*case))
    for result in grade(*case).results:
        student = next(each for each in book.students if each.key == result.student.key)
        decided = {rule.action for rule in oracle.exceptions(student)} & {"award", "withhold"}
        needed = found.of(student.key)
        assert bool(needed) == (not decided and not result.lapsed)
        now = oracle.world(student)
        worlds = list(oracle.completions(now)) if result.missing else [now]
        for tier, own in zip(settings_.tiers, needed, strict=bool(needed)):
            reached = [oracle.reaches(world, tier) for world in worlds]
            if not result.missing:
                lacking = any("is required and has no mark" in reason for reason in result.reasons)
                reached = [each and not lacking for each in reached]
            outlook = Outlook.SECURED if all(reached) else Outlook.OPEN if any(reached) else Outlook.OUT_OF_REACH
            assert (own.award, own.from_, own.outlook) == (tier.name, tier.from_, outlook)
            if outlook is not Outlook.OPEN:
                assert own.percent is own.points is None
            elif own.percent is None:
                assert not oracle.enough(student, tier, Fraction(1))
            else:
                step = Decimal(1).scaleb(-settings_.grading.decimals)
                assert oracle.enough(student, tier, Fraction(own.percent) / 100)
                assert own.percent == 0 or not oracle.enough(student, tier, Fraction(own.percent - step) / 100)
            if own.points is not None:
                assert own.max
                step = next((s for s in (Decimal("0.01"), Decimal("0.1")) if own.max / s <= 100 / step), Decimal(1))
                assert oracle.enough(student, tier, Fraction(own.points) / Fraction(own.max))
                less = own.points - (own.points % step or step)
                assert own.points == 0 or not oracle.enough(student, tier, Fraction(less) / Fraction(own.max))


@settings(STEADY, max_examples=100)
@given(cases(most_missing=2))
def test_what_is_needed_is_enough_and_no_more_than_that(case: tuple[Course, Gradebook]) -> None:
    """With what is told each award is reached under all rules of docs/grading.md, and with one step less it is not."""
    agrees(case)


@pytest.mark.slow
@settings(STEADY, max_examples=800)
@given(cases(most_missing=3))
def test_what_is_needed_is_enough_and_no_more_than_that_at_length(case: tuple[Course, Gradebook]) -> None:
    """The same over more courses, with more marks missing."""
    agrees(case)


def test_bilbo_and_his_tenth_mark() -> None:
    """At 85 with one mark of ten missing: the pass is certain, 90 needs half of it, 95 all of it, and 96 is lost."""
    tiers = [{"name": name, "from": at} for name, at in (("Pass", 80), ("Merit", 90), ("Distinction", 95), ("Crown", 96))]
    found = needs(TENTHS, ["10"] * 5 + ["8.75"] * 4 + [None], award=tiers)
    assert figures(found) == ["Pass secured", "Merit 49.5", "Distinction 99.5", "Crown out_of_reach"]
    assert (found[1].points, found[1].max) == (Decimal("4.95"), Decimal(10))


def test_needed_in_several() -> None:
    """64 points and two marks missing: 80 needs 79.95 of 100, so 15.95 of 20, which is 79.8 % in each, and no points are told."""
    found = needs(TENTHS, [*EIGHT, None, None], award=AWARDS)
    assert figures(found) == ["Pass 79.8", "Merit out_of_reach", "Distinction out_of_reach"]
    assert found[0].points is None


@pytest.mark.parametrize(
    ("maximum", "decimals", "told"),
    [
        ("100", 1, "75.1 = 75.1"),
        ("20", 1, "75.1 = 15.1"),
        ("7.5", 1, "75.1 = 5.63"),
        ("20", 0, "71 = 15"),
        ("200", 0, "71 = 142"),
    ],
)
def test_points_are_no_finer_than_the_percentage(maximum: str, decimals: int, told: str) -> None:
    """80 in eight equal marks and 84.45 in the ninth: 75.05 % in the tenth make 79.95, in tenths or hundredths of its points."""
    marks: list[Cell] = [*["80 %"] * 8, "84.45 %", None]
    settings_ = {"weighting": "equal", "decimals": decimals}
    (needed,) = needs([*TENTHS[:9], activity("Exam", maximum)], marks, grading=settings_)
    assert f"{needed.percent} = {needed.points}" == told


def test_a_minimum_of_what_is_missing() -> None:
    """Where the score asks for less than the minimum of the missing exam, the minimum is what is needed."""
    tables = {"activity": [{"name": "Activity 10", "minimum": 60}]}
    assert figures(needs(TENTHS, [10] * 9 + [None], **tables)) == ["Pass 60"]


def test_a_minimum_that_is_failed_already() -> None:
    """With one minimum failed, no mark in what is missing brings the award."""
    tables = {"activity": [{"name": "Activity 1", "minimum": 60}]}
    assert figures(needs(TENTHS, [5, *[10] * 8, None], **tables)) == ["Pass out_of_reach"]


def test_a_minimum_of_a_category() -> None:
    """Half of a category is at 40 %: the other half must bring it to 50, though the score needs nothing any more."""
    tables = {"category": [{"name": "Labs", "activities": ["Activity 9", "Activity 10"], "minimum": 50}]}
    assert figures(needs(TENTHS, [10] * 8 + [4, None], **tables)) == ["Pass 59.9"]


def test_drops() -> None:
    """The lowest of two quizzes is dropped, so the missing one must pass the 60 % that would be kept else."""
    tables = {"category": [{"name": "Quizzes", "activities": ["Quiz *"], "drop_lowest": 1}]}
    found = needs(["Quiz 1", "Quiz 2", "Exam"], [60, None, 85], **tables)
    assert figures(found) == ["Pass 74.9"]  # (74.9 + 85) ÷ 2 = 79.95


def test_extra_credit_is_not_counted_on() -> None:
    """Missing extra credit counts as none; where it alone could bring the award, that is said."""
    tables: dict[str, Any] = {"activity": [{"name": "Bonus", "extra_credit": True}]}
    activities = ["Exam", "Essay", "Bonus"]
    assert figures(needs(activities, [70, None, None], **tables)) == ["Pass 89.9"]
    assert figures(needs(activities, [55, None, None], **tables)) == ["Pass open"]
    assert figures(needs(activities, [55, None, 10], **tables)) == ["Pass 94.9"]


def test_nothing_is_missing_any_more() -> None:
    """Then each award is reached or it is not."""
    assert figures(needs(TENTHS, [9] * 10, award=AWARDS)) == ["Pass secured", "Merit secured", "Distinction out_of_reach"]
    required = {"activity": [{"name": "Activity 10", "required": True}], "grading": {"closed": True}}
    assert figures(needs(TENTHS, [10] * 9 + [None], **required)) == ["Pass out_of_reach"]


@pytest.mark.parametrize("action", ["award", "withhold"])
def test_a_person_has_decided(action: str) -> None:
    """Nothing is needed, and nothing would help, where an exception gives or withholds the award."""
    exception = {"student": "Bilbo Baggins", "action": action, "reason": "decided by the council"}
    assert needs(TENTHS, [9] * 9 + [None], exception=[exception]) == ()
