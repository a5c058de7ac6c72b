"""A student's grades under the scheme → the score, and each activity's part in it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.grading.pools import Group, Item, exact_sum, pool_score

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from certbuild.grading.counted import Pool
    from certbuild.grading.pools import PoolScore
    from certbuild.grading.scheme import Scheme


REMEMBERED = 1 << 14
"""So many results of small sums are kept: thousands of students have the same marks and weights in them."""


def rounded(percent: Fraction, decimals: int) -> Decimal:
    """Round half up; the one rounding of the program. Percentages are never negative."""
    return _rounded(*percent.as_integer_ratio(), decimals)


def rounded_percent(grade: Fraction, decimals: int) -> Decimal:
    """Return a grade (0..1, or above) in percent, rounded in the same way."""
    above, below = grade.as_integer_ratio()
    return _rounded(100 * above, below, decimals)


def least_shown_as(percent: Decimal, decimals: int) -> Fraction:
    """Return the least exact percentage that is rounded to this one, or to the next above it that has so few decimals."""
    steps = 10**decimals
    return Fraction(2 * ceil(percent * steps) - 1, 2 * steps)


@lru_cache(REMEMBERED)
def _rounded(above: int, below: int, decimals: int) -> Decimal:
    return Decimal((2 * above * 10**decimals + below) // (2 * below)).scaleb(-decimals)


class Work(Struct, frozen=True):
    """What a student has done: a grade (0..1, or above with bonus points) for each activity."""

    grades: tuple[Fraction | None, ...]
    """None where there is no mark, be it missing or excused."""
    excused: frozenset[int]
    """Positions of the activities that the student is excused from."""

    def completed(self, grade: Fraction) -> Work:
        """Return the same work with every missing mark come in as `grade`."""
        grades = (grade if own is None and index not in self.excused else own for index, own in enumerate(self.grades))
        return Work(tuple(grades), self.excused)

    def with_each(self, missing: Collection[int], grade: Fraction) -> Work:
        """Return the same work with the marks at these positions come in as `grade`, and no other."""
        grades = (grade if index in missing else own for index, own in enumerate(self.grades))
        return Work(tuple(grades), self.excused)

    def is_missing(self, index: int) -> bool:
        """Whether a mark should be there and is not."""
        return self.grades[index] is None and index not in self.excused


class Part(Struct, frozen=True):
    """What one activity that was kept does for the score; both in percent."""

    weight: Fraction
    contribution: Fraction


@lru_cache(REMEMBERED)
def _part(unit: tuple[int, int], share: tuple[int, int], grade: tuple[int, int]) -> Part:
    """Return the part of an activity in a pool of which one unit of share is worth `unit` percent; all as ratios."""
    weight = Fraction(unit[0] * share[0], unit[1] * share[1])
    return Part(weight, weight * Fraction(*grade))


class Score(Struct, frozen=True):
    """A score before rounding."""

    percent: Fraction | None
    """0..100, above 100 with extra credit; None where nothing counts."""
    parts: dict[int, Part]
    """Position of an activity → its part, for those that were kept."""
    dropped: frozenset[int]
    """Positions of the activities that count and were dropped."""


class Scorer:
    """Computes scores under one scheme; `docs/grading.md`, "Weights" and "Pools, drops and extra credit"."""

    def __init__(self, scheme: Scheme, *, missing_counts: bool) -> None:
        self._scheme = scheme
        self._missing_counts = missing_counts

    def score(self, work: Work) -> Score:
        """Return the score with each activity's part in it."""
        counting = self._counting(work)
        whole = exact_sum(weight for weight, _, _ in counting)
        parts = {}
        for weight, scored, _ in counting:
            unit = (100 * weight / whole / scored.total).as_integer_ratio()
            for item in (*scored.kept, *scored.extra):
                parts[item.index] = _part(unit, item.share.as_integer_ratio(), item.grade.as_integer_ratio())
        dropped = {item.index for _, _, items in counting for item in items} - parts.keys()
        return Score(_mean(counting), parts, frozenset(dropped))

    def percent(self, work: Work) -> Fraction | None:
        """Return the percentage of the score alone, as in `Score`."""
        return _mean(self._counting(work))

    def _counting(self, work: Work) -> list[tuple[Fraction, PoolScore, list[Item]]]:
        """Return the pools in which something counts: weight, score, and the items before any was dropped."""
        counting = []
        for pool in self._scheme.pools:
            groups, extra = self._items(pool, work)
            everything = [item for group in groups for item in group.items]
            weight = exact_sum(item.share for item in everything) if pool.weight is None else pool.weight
            if weight and (scored := pool_score(groups, extra)):
                counting.append((weight, scored, everything))
        return counting

    def category_percent(self, name: str, work: Work) -> Fraction | None:
        """Return the score of one category by itself; None where nothing in it counts."""
        for pool in self._scheme.pools:
            for position, (rule, _) in enumerate(pool.groups):
                if rule and rule.name == name:
                    groups, extra = self._items(pool, work, only=position)
                    scored = pool_score(groups, extra)
                    return 100 * scored.score if scored else None
        return None

    def _items(self, pool: Pool, work: Work, only: int | None = None) -> tuple[list[Group], list[Item]]:
        groups, extra = [], []
        for position, (rule, members) in enumerate(pool.groups):
            if only in {None, position}:
                items = self._counted(members, work)
                ordinary = tuple(item for item in items if not item.extra_credit)
                groups.append(Group(ordinary, rule.drop_lowest if rule else 0, rule.drop_highest if rule else 0))
                extra += [item for item in items if item.extra_credit]
        return groups, extra

    def _counted(self, members: Sequence[int], work: Work) -> list[Item]:
        """Return the activities that count now: graded ones, and missing ones as 0 where the course counts them."""
        items = []
        for index in members:
            activity = self._scheme.activities[index]
            grade = work.grades[index]
            if grade is None and self._missing_counts and work.is_missing(index) and not activity.extra_credit:
                grade = Fraction(0)
            if grade is not None:
                items.append(Item(index, activity.share, grade, activity.extra_credit))
        return items


def _mean(counting: Sequence[tuple[Fraction, PoolScore, Sequence[Item]]]) -> Fraction | None:
    """Return the mean of the pools' scores by their weights, in percent; None where there is none."""
    if not counting:
        return None
    return 100 * exact_sum(weight * scored.score for weight, scored, _ in counting) / exact_sum(w for w, _, _ in counting)
