"""The distribution of scores as a small drawing, with the pass mark in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

FEWEST = 5
"""With fewer scores than this a bar could point at one person."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: scores from `low` up to `high` percent; geometry in the drawing's units, 0..100 wide and 0..36 high."""

    low: int
    high: int
    count: int
    x: int
    height: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Ten bars of ten percent each; the last holds everything from 90 up."""

    bars: tuple[Bar, ...]
    pass_mark: Decimal
    description: str
    """The same in words, for those who do not see the drawing."""


def histogram(scores: Sequence[Decimal], pass_mark: Decimal) -> Histogram | None:
    """Return the distribution, or None where there are too few scores to show one."""
    if len(scores) < FEWEST:
        return None
    counts = [0] * 10
    for score in scores:
        counts[min(int(score // 10), 9)] += 1
    tallest = max(counts)
    bars = tuple(
        Bar(index * 10, index * 10 + 10, count, index * 10, -(-36 * count // tallest), index * 10 >= pass_mark)
        for index, count in enumerate(counts)
    )
    words = ", ".join(f"{bar.count} from {bar.low} to {bar.high}" for bar in bars if bar.count)
    return Histogram(bars, pass_mark, f"Scores in percent: {words}; the pass mark is {pass_mark:f}.")
