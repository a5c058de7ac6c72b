"""`grade` against the oracle, and against what must hold of any score, over courses that nobody would think of."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from courses import cases
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from oracle import Oracle, Verdict

from certbuild.grading import grade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certbuild.config import Course
    from certbuild.model import Gradebook, Mark, Result

STEADY = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=120,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
NEARLY_NOTHING = Fraction(1, 10**6)


def verdict(result: Result) -> Verdict:
    """Return the part of a result that the oracle knows."""
    return Verdict(**{field.name: getattr(result, field.name) for field in fields(Verdict)})


def told(course: Course, gradebook: Gradebook) -> str:
    """Return a failing case as short as a person can check it by hand."""
    tables = course.model_dump(exclude_defaults=True, exclude={"about", "issuer"})
    columns = [f"{each.name}: max {each.max}, weight {each.weight}" for each in gradebook.activities]
    rows = [
        f"{student.name}: {[mark.text or '-' for mark in row]}"
        for student, row in zip(gradebook.students, gradebook.marks, strict=True)
    ]
    return "\n".join([*(f"{key}: {value}" for key, value in tables.items()), *columns, *rows])


def agrees(course: Course, gradebook: Gradebook) -> None:
    """Assert that `grade` and the oracle say the same of every student."""
    oracle = Oracle(course, gradebook)
    note(told(course, gradebook))
    for result in grade(course, gradebook).results:
        assert verdict(result) == oracle.verdict(result.student), result.student.name


@STEADY
@given(cases(most_missing=2))
def test_every_figure_is_the_one_that_the_rules_give(case: tuple[Course, Gradebook]) -> None:
    """Score, bounds, outlook, standing, award and missing activities follow from docs/grading.md."""
    agrees(*case)


@pytest.mark.slow
@settings(STEADY, max_examples=2000)
@given(cases(most_missing=3))
def test_every_figure_is_the_one_that_the_rules_give_at_length(case: tuple[Course, Gradebook]) -> None:
    """The same over many more courses, with more marks missing."""
    agrees(*case)


@settings(STEADY, max_examples=80)
@given(cases(most_missing=6))
def test_a_score_lies_between_its_bounds(case: tuple[Course, Gradebook]) -> None:
    """Nobody is shown a score below the lowest or above the highest that is possible, nor one bound alone."""
    for result in grade(*case).results:
        if result.score is not None:
            assert result.lowest <= result.score <= result.highest
        assert (result.outlook is None) == (not result.missing)


@settings(STEADY, max_examples=80)
@given(cases(most_missing=6))
def test_the_explanation_adds_up_to_the_score(case: tuple[Course, Gradebook]) -> None:
    """The contributions of a student's lines sum to the exact score, the weights (but for extra credit) to 100."""
    oracle = Oracle(*case)
    note(told(*case))
    extra = {column.name for column in oracle.columns if column.extra}
    for result in grade(*case).results:
        exact = oracle.score(oracle.filled(oracle.world(result.student)))
        assert abs(total(line.contribution for line in result.lines) - (exact or 0)) < NEARLY_NOTHING
        weights = total(line.weight for line in result.lines if line.name not in extra)
        assert abs(weights - (0 if exact is None else 100)) < NEARLY_NOTHING


def total(numbers: Iterable[Decimal | None]) -> Fraction:
    """Return the sum of the numbers that are there."""
    return sum((Fraction(number) for number in numbers if number is not None), Fraction(0))


@settings(STEADY, max_examples=80)
@given(cases(most_missing=2), st.integers(0, 5), st.sampled_from(["1.01", "1.3", "5"]))
def test_a_better_mark_never_lowers_a_score(case: tuple[Course, Gradebook], position: int, factor: str) -> None:
    """Raising everybody's marks in one activity leaves no score, lowest or highest below what it was."""
    course, gradebook = case
    note(told(course, gradebook))
    column = position % len(gradebook.activities)
    better = replace(
        gradebook, marks=tuple((*row[:column], raised(row[column], factor), *row[column + 1 :]) for row in gradebook.marks)
    )
    for before, after in zip(grade(course, gradebook).results, grade(course, better).results, strict=True):
        if before.score is not None:
            assert after.score >= before.score
            assert after.lowest >= before.lowest
            assert after.highest >= before.highest


def raised(mark: Mark, factor: str) -> Mark:
    """Return the mark made better by a factor, a mark of nothing by a little."""
    if mark.points is not None:
        return replace(mark, points=mark.points * Decimal(factor) + Decimal("0.01"))
    if mark.fraction is not None:
        return replace(mark, fraction=mark.fraction * Decimal(factor) + Decimal("0.01"))
    return mark
