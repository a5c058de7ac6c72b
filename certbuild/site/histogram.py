"""The distribution of scores as a small drawing, with the pass mark in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

FEWEST = 5
"""With fewer scores than this a bar could point at one person."""

HEIGHT = 36
"""Of the tallest bar; a percent is one unit wide."""


class Bar(Struct, frozen=True):
    """One bar: scores from `low` up to `high` percent."""

    low: int
    high: int
    count: int
    height: int
    passed: bool
    """Whether everyone in it has the pass mark."""


def histogram(scores: Sequence[Decimal], pass_mark: Decimal) -> tuple[Bar, ...]:
    """Return ten bars of ten percent each, the last with everything from 90 up; none where there are too few scores."""
    if len(scores) < FEWEST:
        return ()
    counts = [0] * 10
    for score in scores:
        counts[min(int(score // 10), 9)] += 1
    tallest = max(counts)
    return tuple(
        Bar(low, low + 10, count, -(-HEIGHT * count // tallest), low >= pass_mark)
        for low, count in zip(range(0, 100, 10), counts, strict=True)
    )
