"""What counts, and with what share: the activities of one gradebook under the rules of course.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from certbuild.config import CategoryRule


class Counted(Struct, frozen=True):
    """One activity of the gradebook with the rules that hold for it."""

    index: int
    """Position in the gradebook."""
    name: str
    max: Decimal | None
    """Points of a perfect mark; None where marks are percentages and nobody says; 0 where it is worth nothing."""
    weight: Decimal | None
    share: Fraction
    """Share in its pool; 0 where it takes no part in the score."""
    minimum: Decimal | None
    required: bool
    extra_credit: bool
    ignored: bool
    category: str | None
    max_from: str
    """Where `max` stands, in plain words; empty where nobody says."""
    weight_from: str
    """Likewise."""

    @property
    def worth_nothing(self) -> bool:
        """Whether it is out of 0 points, so that its marks say nothing."""
        return self.max == 0


class Pool(Struct, frozen=True):
    """Activities whose shares are weighed against each other; see `certbuild.grading.pools`."""

    weight: Fraction | None
    """None for the common pool, which weighs as much as the activities that count in it."""
    groups: tuple[tuple[CategoryRule | None, tuple[int, ...]], ...]
    """Categories (None: no category) and the positions of their activities."""
