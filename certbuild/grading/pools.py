"""The arithmetic of a score: shares, drops and extra credit, in exact fractions.

A pool's score is q with Σ share·(grade - q) + bonus = 0 over the activities that are kept. Leaving out
those whose term share·(grade - q) is lowest (or highest) is the best (or worst) choice at that q, so the
score under drops is the root of a strictly falling, piecewise linear function of q. (For a choice of
drop_lowest alone this is Dinkelbach's method, as in Kane & Kane, "The algebra of grade dropping".) Both
drops together are the best choice of lowest against the worst choice of highest. In this reading no mark
can ever lower a score, which makes the lowest and the highest possible score easy to know.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Item(Struct, frozen=True):
    """One activity of one student, as it enters a pool."""

    index: int
    """Position of the activity in the gradebook."""
    share: Fraction
    grade: Fraction
    """0..1, above 1 where a mark passes its maximum."""
    extra_credit: bool = False


class Group(Struct, frozen=True):
    """Activities of one category, out of which the lowest and highest are dropped."""

    items: tuple[Item, ...]
    drop_lowest: int = 0
    drop_highest: int = 0

    def kept(self, score: Fraction) -> tuple[Item, ...]:
        """Return the items that stay when the pool's score is `score`; of equals the later ones stay."""
        lowest = min(self.drop_lowest, max(len(self.items) - 1, 0))
        highest = min(self.drop_highest, max(len(self.items) - 1 - lowest, 0))
        if not lowest and not highest:
            return self.items
        ranked = sorted(self.items, key=lambda item: (item.share * (item.grade - score), item.index))
        return tuple(ranked[lowest : len(ranked) - highest])


class PoolScore(Struct, frozen=True):
    """The score of a pool, and what it came from."""

    score: Fraction
    """0..1, above 1 with extra credit."""
    kept: tuple[Item, ...]
    extra: tuple[Item, ...]
    """Extra credit that was added."""
    total: Fraction
    """Σ share of the items kept."""


def pool_score(groups: Sequence[Group], extra: Sequence[Item] = ()) -> PoolScore | None:
    """Return the score of a pool of groups and its extra credit; None where nothing counts in it.

    Grades are never negative (`gradebook` refuses such marks); shares are above 0.
    """
    if not any(group.items for group in groups):
        return None
    bonus = _weighted(extra)
    if not any(group.drop_lowest or group.drop_highest for group in groups):
        kept = tuple(item for group in groups for item in group.items)
        total = exact_sum(item.share for item in kept)
        return PoolScore((bonus + _weighted(kept)) / total, kept, tuple(extra), total)
    low = Fraction(0)
    high = max(item.grade for group in groups for item in group.items) + bonus / min(
        item.share for group in groups for item in group.items
    )
    score = low
    halve = False
    while True:
        kept = tuple(item for group in groups for item in group.kept(score))
        total = exact_sum(item.share for item in kept)
        root = (bonus + _weighted(kept)) / total
        if root == score:
            return PoolScore(score, kept, tuple(extra), total)
        if root > score:
            low = score
        else:
            high = score
        # The root of the present linear piece is the answer once it lies in that piece; every second step
        # halves the bracket, so that the right piece is reached even where both kinds of drops meet.
        score = (low + high) / 2 if halve or not low < root <= high else root
        halve = not halve


def exact_sum(fractions: Iterable[Fraction]) -> Fraction:
    """Return the sum over one common denominator: what `sum` gives, without making a fraction of every step."""
    return _summed(tuple([fraction.as_integer_ratio() for fraction in fractions]))


@lru_cache(1 << 12)
def _summed(ratios: tuple[tuple[int, int], ...]) -> Fraction:
    """Return a sum that is mostly one of shares, and they are the same for most students."""
    return _over_one_denominator(ratios)


def _weighted(items: Iterable[Item]) -> Fraction:
    """Return Σ share × grade."""
    ratios = [(item.share.as_integer_ratio(), item.grade.as_integer_ratio()) for item in items]
    return _over_one_denominator([(share[0] * grade[0], share[1] * grade[1]) for share, grade in ratios])


def _over_one_denominator(ratios: Sequence[tuple[int, int]]) -> Fraction:
    whole = lcm(*(below for _, below in ratios))
    return Fraction(sum(above * (whole // below) for above, below in ratios), whole)
