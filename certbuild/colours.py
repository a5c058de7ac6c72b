"""Colours as style sheets write them, ``#rrggbb``: mixed, and held against each other."""

from __future__ import annotations

import re

READABLE = 4.5
"""The contrast that text must have at least (WCAG 2.2, 1.4.3)."""

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
"""What the three lights add to brightness (WCAG 2.2, "relative luminance")."""


def is_colour(text: str) -> bool:
    """Say whether a text is a colour."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def tint(colour: str, white: float) -> str:
    """Return a colour with so much white in it, from 0 to 1."""
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in _parts(colour))


def contrast(colour: str, other: str = "#ffffff") -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_brightness(colour), _brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _brightness(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return _RED * red + _GREEN * green + _BLUE * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
