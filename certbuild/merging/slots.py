"""Where pages stand on a sheet of paper: two side by side or one above the other, and what then stands behind what.

A sheet is the paper of its first page, turned by 90°, and cut in the middle it makes two small ones. It is turned over its
long edge, as a printer does that is set to it: so a place is as far from the one short edge on the back as on the front. Each
of the two, once it is cut, is turned like a page of a book, and its back then stands upright. All lengths are points.
"""

from __future__ import annotations

from typing import NamedTuple

_COSINES = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}
"""Cosine and sine, by degrees."""


class Size(NamedTuple):
    """A paper or a page."""

    width: float
    height: float

    @property
    def turned(self) -> Size:
        """The same, turned by 90°."""
        return Size(self.height, self.width)

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.height > self.width


class Matrix(NamedTuple):
    """How a page's coordinates become those of the sheet (ISO 32000-1, 8.3.4)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Slot(NamedTuple):
    """A place on a sheet: half of it."""

    sheet: Size
    left: float
    bottom: float
    size: Size

    def holding(self, page: Size, *, back: bool = False) -> Matrix:
        """Return how a page is made to fill the place, in its middle, and turned where it is larger then.

        `back`: so that it stands upright behind a page of the same size when the cut paper is turned like a page of a book.
        """
        lying = self._scale(page.turned) > self._scale(page)
        scale = self._scale(page.turned if lying else page)
        angle = 90 * lying
        if back:
            angle = -angle if self.sheet.upright else 180 - angle
        cosine, sine = _COSINES[angle % 360]
        a, b, c, d = scale * cosine, scale * sine, -scale * sine, scale * cosine
        middle, height = self.left + self.size.width / 2, self.bottom + self.size.height / 2
        return Matrix(
            a, b, c, d, middle - (a * page.width + c * page.height) / 2, height - (b * page.width + d * page.height) / 2
        )

    @property
    def behind(self) -> Slot:
        """The place on the back of the sheet that is behind this one."""
        if self.sheet.upright:
            return self._replace(left=self.sheet.width - self.left - self.size.width)
        return self._replace(bottom=self.sheet.height - self.bottom - self.size.height)

    def _scale(self, page: Size) -> float:
        return min(self.size.width / page.width, self.size.height / page.height)


def slots(page: Size) -> tuple[Slot, Slot]:
    """Return the two places on the sheet for a page of this size and another one: left and right, or above and below."""
    sheet = page.turned
    if sheet.upright:
        half = Size(sheet.width, sheet.height / 2)
        return Slot(sheet, 0, half.height, half), Slot(sheet, 0, 0, half)
    half = Size(sheet.width / 2, sheet.height)
    return Slot(sheet, 0, 0, half), Slot(sheet, half.width, 0, half)


def cut_line(sheet: Size) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of the line along which a sheet is cut in two."""
    if sheet.upright:
        return (0, sheet.height / 2), (sheet.width, sheet.height / 2)
    return (sheet.width / 2, 0), (sheet.width / 2, sheet.height)
