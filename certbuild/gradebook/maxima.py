"""The maximum of an item, out of its points and percentages side by side."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import Percentage, Value, as_text
from certbuild.gradebook.marks import numeric

if TYPE_CHECKING:
    from collections.abc import Iterable


_LARGEST = 1_000_000
"""Points; beyond that the columns hold something else than points and percentages."""


def derived_max(points: Iterable[Value], percentages: Iterable[Value]) -> Decimal | None:
    """Return the roundest maximum (at most two decimals) with which every pair agrees; None where there is none.

    8.5 points and 85.00 % make 10. Both are rounded as exported, so a pair agrees if the percentage is
    right to half a unit of its last decimal after the points are moved by half a unit of theirs.
    """
    pairs = [
        (point, share)
        for given, shown in zip(points, percentages, strict=True)
        if (point := numeric(given)) is not None and (share := _share(shown)) is not None
    ]
    telling = [(point, share) for point, share in pairs if share > 0]
    if not telling:
        return None
    half_point, half_share = (_half_unit(numbers, least) for numbers, least in zip(zip(*pairs, strict=True), (2, 4), strict=True))
    point, share = max(telling)
    if point / share > _LARGEST:
        return None
    for decimals in (0, 1, 2):
        maximum = (point / share).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if maximum > 0 and all(abs(p / maximum - s) <= half_share + half_point / maximum for p, s in pairs):
            return maximum
    return None


def _share(value: Value) -> Decimal | None:
    share = numeric(value)
    if share is None or isinstance(value, Percentage) or as_text(value).endswith("%"):
        return share
    return share / 100


def _half_unit(numbers: Iterable[Decimal], least: int) -> Decimal:
    """Return half a unit of the last decimal that any of the numbers has, of the decimal place `least` at the coarsest."""
    places = max([least, *(-int(number.as_tuple().exponent) for number in numbers)])
    return Decimal(5).scaleb(-places - 1)
