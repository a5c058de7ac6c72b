"""How the pages of a file are to be printed."""

from __future__ import annotations

from msgspec import Struct


class Finish(Struct, frozen=True):
    """What is done with pages before they are printed; by itself nothing."""

    two_up: bool = False
    """Two pages on a sheet, which is then cut in the middle; not together with bleed or marks at the corners."""
    duplex: bool = False
    """On both sides: each certificate begins on a front in each of its languages."""
    bleed: float = 0
    """Millimetres around the paper that are printed, too, and cut off; pages are set with them."""
    crop_marks: bool = False
    """Marks outside of the corners of each page."""

    @property
    def plain(self) -> bool:
        """Whether pages are left as they are."""
        return self == Finish()
