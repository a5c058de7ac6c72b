"""Measures as people write them on the command line, such as 20MB and 3mm: callbacks of options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
_SMALLEST = 1000
_LENGTHS = {"MM": 1, "CM": 10, "IN": 25.4, "PT": 25.4 / 72}
_WIDEST = 20


def file_size(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Return the bytes of 20MB, 500 KB or 1000000; a megabyte is a million of them, as mail programs count."""
    if value is None:
        return None
    size = _measured(value, _SIZES)
    if size is None:
        message = f'"{value}" is no size; write it as 20MB, 500KB, or a number of bytes'
        raise click.BadParameter(message)
    if size < _SMALLEST:
        message = f'"{value}" is {size:g} bytes, less than any certificate takes; write it with a unit, as in 20MB'
        raise click.BadParameter(message)
    return int(size)


def bleed(_: click.Context, __: click.Parameter, value: str | None) -> float:
    """Return the millimetres of 3mm, 0.125in or 9pt; none where nothing is said."""
    if value is None:
        return 0
    length = _measured(value, _LENGTHS)
    if length is None:
        message = f'"{value}" is no length; write it with its unit, as in 3mm or 0.125in'
        raise click.BadParameter(message)
    if not 0 < length <= _WIDEST:
        message = f'"{value}" is no bleed: print shops ask for some 3mm, and {_WIDEST}mm is the most that there is'
        raise click.BadParameter(message)
    return length


def _measured(text: str, units: Mapping[str, float]) -> float | None:
    """Return a number with a unit as so many of the smallest one; None where it is none."""
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*([A-Z]*)", text.strip().upper(), re.ASCII)
    return float(match[1]) * units[match[2]] if match and match[2] in units else None
