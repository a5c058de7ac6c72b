"""How a text is made to fit its box: smaller within bounds, then two balanced lines, else not at all.

Pure arithmetic on measured widths; measuring is the typesetter's business. A width grows in
proportion to the font size, which the typesetter checks by laying the page out again.
"""

from __future__ import annotations

import re
from math import floor
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_FIRST = "\u3001-\u3003\u3005\u300d\u300fぁぃぅぇぉっゃゅょァィゥェォッャュョ\u30fb\u30fc"
"""East Asian letters and signs with which no line begins (JIS X 4051)."""
_LEADING = 1.08
"""Least distance of two lines, in font sizes: stacked accents (ễ) stay clear of the line above."""
_STEP = 0.05
"""Font sizes are multiples of this, in points."""


class Field(Struct, frozen=True):
    """A field as the template asks for it."""

    name: str
    text: str | None
    """The text, where it is plain and may be broken; None for inline markup."""
    shrink_to: float | None
    """Smallest font size in points; None where the text must fit at full size."""
    lines: int
    """1 or 2."""


class Box(Struct, frozen=True):
    """A field as it was laid out at full size; lengths in points."""

    width: float
    height: float
    size: float
    """Font size."""
    natural: float
    """Width of the text."""
    width_of: Callable[[str], float]
    """Width of any other text in the same style."""


class Fit(Struct, frozen=True):
    """What makes a text fit."""

    size: float
    """Font size in points."""
    lines: tuple[str, ...] = ()
    """The two lines; empty where one is enough."""
    leading: float = 0.0
    """Distance of the two lines in points."""


def fits(width: float, available: float) -> bool:
    """Whether a text of this width fits; a hundredth of a millimetre more is nobody's business."""
    return width <= available + 0.03


def fit(field: Field, box: Box) -> Fit | None:
    """Return how the field's text fits the box, or None where it cannot."""
    if field.shrink_to is None:
        return None
    size = _rounded(box.size * box.width / box.natural)
    if size >= field.shrink_to:
        return Fit(size)
    if field.lines < 2 or not field.text or not (lines := balanced(field.text, box.width_of)):
        return None
    widest = max(box.width_of(line) for line in lines)
    size = _rounded(min(box.size, box.size * box.width / widest, box.height / 2 / _LEADING))
    return Fit(size, lines, box.height / 2) if size >= field.shrink_to else None


def settle(fields: Mapping[str, Field], boxes: Mapping[str, Box]) -> dict[str, Fit]:
    """Return how those fields are set that are too wide at full size and can be made to fit."""
    wide = {name: box for name, box in boxes.items() if not fits(box.natural, box.width)}
    found = {name: fit(fields[name], box) for name, box in wide.items()}
    return {name: how for name, how in found.items() if how}


def balanced(text: str, width_of: Callable[[str], float]) -> tuple[str, str] | None:
    """Break the text so that the wider line is as narrow as can be.

    It is broken after a space or hyphen; where it has none, between East Asian letters, as they are written.
    """
    places = _places(r"(?<=\S)(?: |-(?=\w))", text) or _places(f"(?<=[{_EAST_ASIAN}])(?=[{_EAST_ASIAN}])(?![{_NOT_FIRST}])", text)
    breaks = [(text[:place].rstrip(" "), text[place:]) for place in places]
    return min(breaks, key=lambda lines: max(map(width_of, lines)), default=None)


def _places(pattern: str, text: str) -> list[int]:
    return [match.end() for match in re.finditer(pattern, text)]


def _rounded(size: float) -> float:
    return round(floor(size / _STEP) * _STEP, 2)
