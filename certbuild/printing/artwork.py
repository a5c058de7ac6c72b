"""The engraving of a certificate: a guilloche border and rosettes, a few lines of mathematics as SVG.

Both are curves of sines. Each is sampled where its sine turns (that is enough: between two turns a
cubic Bézier keeps within a hundredth of the amplitude) with its exact direction there, so curves
close cleanly and the files stay small. All lengths are millimetres. The SVG's user unit is a twentieth of one, half a
line's width: to that the points of curves are rounded, for whole numbers take least room, and nothing of it is to be seen.
"""

from __future__ import annotations

from cmath import exp
from collections import defaultdict
from functools import cached_property, lru_cache
from math import pi
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNITS = 20
"""User units in a millimetre."""


class _Track(Struct, frozen=True, dict=True):
    """The centre line of a border: a rectangle with rounded corners, walked clockwise from the top left corner's middle.

    The way is counted in half waves. Every side, from the middle of one corner to that of the next,
    takes a whole number of waves: so all four corners are the same, and each is its own mirror image.
    """

    width: float
    height: float
    inset: float
    radius: float
    wave: float

    @cached_property
    def sides(self) -> list[tuple[complex, complex, float, int]]:
        """Return (start, direction, length, half waves) of the sides; start is where the straight part begins."""
        left, top, right, bottom = self.inset, self.inset, self.width - self.inset, self.height - self.inset
        across, down = right - left - 2 * self.radius, bottom - top - 2 * self.radius
        corners = [
            (left + self.radius, top),
            (right, top + self.radius),
            (right - self.radius, bottom),
            (left, bottom - self.radius),
        ]
        directions = [1 + 0j, 1j, -1 + 0j, -1j]
        lengths = [across, down, across, down]
        return [
            (complex(*corner), direction, length, 2 * round((length + self.bend) / self.wave))
            for corner, direction, length in zip(corners, directions, lengths, strict=True)
        ]

    @property
    def bend(self) -> float:
        """Length of one corner's quarter circle."""
        return pi * self.radius / 2

    @cached_property
    def half_waves(self) -> int:
        return sum(turns for _, _, _, turns in self.sides)

    def at(self, turn: float) -> tuple[complex, complex, float, float]:
        """Return (point, direction, curvature, length of a half wave here)."""
        turn %= self.half_waves
        for start, direction, length, turns in self.sides:
            if turn < turns:
                step = (length + self.bend) / turns
                distance = turn * step - self.bend / 2
                beyond = min(distance, 0) + max(distance - length, 0)
                point = start + direction * min(max(distance, 0), length)
                if not beyond:
                    return point, direction, 0.0, step
                turned = direction * exp(1j * beyond / self.radius)
                return point + 1j * self.radius * (direction - turned), turned, 1 / self.radius, step
            turn -= turns
        raise AssertionError


def guilloche(
    width: float,
    height: float,
    colours: Sequence[str],
    *,
    inset: float,
    amplitude: float,
    wave: float,
    radius: float,
    line: float,
    frames: Iterable[tuple[float, float, str]],
) -> str:
    """Return the SVG of a border for a paper of this size.

    Six strands swing by `amplitude` around a line `inset` from the edge, 60° apart, half of them in
    each colour; `wave` is stretched so that a whole number of waves goes along each side. `frames` are
    rectangles: (inset, line width, colour).
    """
    track = _Track(width, height, inset, radius, wave)
    strands: dict[str, list[str]] = {colour: [] for colour in colours}
    for strand in range(6):
        strands[colours[strand % len(colours)]].append(_strand(track, amplitude, strand))
    parts = [
        f'<rect x="{_n(at)}" y="{_n(at)}" width="{_n(width - 2 * at)}" height="{_n(height - 2 * at)}" '
        f'stroke="{colour}" stroke-width="{_n(thickness)}"/>'
        for at, thickness, colour in frames
    ]
    parts += [f'<path d="{" ".join(paths)}" stroke="{colour}" stroke-width="{_n(line)}"/>' for colour, paths in strands.items()]
    return _svg(width, height, parts)


@lru_cache(16)
def _strand(track: _Track, amplitude: float, strand: int) -> str:
    curve = []
    for turn in range(track.half_waves):
        point, direction, curvature, step = track.at(turn + strand / 3)
        swing = amplitude * (-1) ** turn
        curve.append((point - 1j * direction * swing, direction * (1 + curvature * swing) * step))
    return _closed(curve)


def garland(
    width: float,
    height: float,
    colours: Sequence[str],
    *,
    inset: float,
    leaf: float,
    step: float,
    radius: float,
    stem: tuple[float, str],
) -> str:
    """Return the SVG of a border of leaves for a paper of this size.

    A stem (line width, colour) swings around a line `inset` from the edge; every `step`, stretched so that all sides are alike,
    a leaf grows from it, on the inner and the outer side by turns, in the next one of the colours. As leaves do, they lean
    forward and differ a little: some are shorter than `leaf`, some lean more.
    """
    track = _Track(width, height, inset, radius, 2 * step)
    curve, leaves = [], defaultdict(list)
    for turn in range(track.half_waves):
        point, direction, curvature, pace = track.at(turn)
        side = (-1) ** turn
        swing = 0.16 * leaf * side
        base = point - 1j * direction * swing
        curve.append((base, direction * (1 + curvature * swing) * pace))
        length = leaf * (1 - 0.16 * (turn * 5 % 7) / 6)
        lean = exp(-1j * side * (0.9 + 0.25 * (turn * 3 % 5) / 4))
        leaves[colours[turn % len(colours)]].append(_leaf(base, direction * lean * length))
    thickness, colour = stem
    parts = [f'<path d="{_closed(curve)}" stroke="{colour}" stroke-width="{_n(thickness)}"/>']
    parts += [f'<path d="{"".join(paths)}" fill="{colour}"/>' for colour, paths in leaves.items()]
    return _svg(width, height, parts)


def _leaf(base: complex, along: complex) -> str:
    """Return the path of a leaf that grows from a point to another: two curves, the one fuller than the other."""
    tip, across = base + along, 1j * along
    left = f"{_p(base + 0.3 * along + 0.26 * across)} {_p(base + 0.8 * along + 0.2 * across)} {_p(tip)}"
    right = f"{_p(base + 0.7 * along - 0.24 * across)} {_p(base + 0.25 * along - 0.16 * across)} {_p(base)}"
    return f"M{_p(base)}C{left} {right}Z"


def rosette(size: float, rings: Iterable[tuple[float, float, int, int, str]], *, line: float, disc: float = 0) -> str:
    """Return the SVG of a seal of this diameter: hypotrochoids, and a white disc of diameter `disc` on them.

    A ring is (outer diameter, inner diameter, petals, turns, colour); petals and turns without a
    common factor make one unbroken line.
    """
    parts = []
    middle = complex(size / 2, size / 2)
    for outer, inner, petals, turns, colour in rings:
        arm, pen = (outer + inner) / 4, (outer - inner) / 4
        samples = 2 * petals
        curve = []
        for index in range(samples):
            angle = 2 * pi * index / samples
            wheel, spin = exp(1j * turns * angle), exp(1j * (turns - petals) * angle)
            point = middle + arm * wheel + pen * spin
            slope = 1j * (arm * turns * wheel + pen * (turns - petals) * spin)
            curve.append((point, slope * 2 * pi / samples))
        parts.append(f'<path d="{_closed(curve)}" stroke="{colour}" stroke-width="{_n(line)}"/>')
    if disc:
        parts.append(f'<circle cx="{_n(size / 2)}" cy="{_n(size / 2)}" r="{_n(disc / 2)}" fill="#ffffff"/>')
    return _svg(size, size, parts)


def _closed(curve: list[tuple[complex, complex]]) -> str:
    """Return the closed path through (point, slope) in cubic Béziers that go on as they came (``S``)."""
    start, leaving = curve[0]
    turns = [f"{_p(end - arriving / 3)} {_p(end)}" for end, arriving in curve[1:] + curve[:1]]
    return f"M{_p(start)}C{_p(start + leaving / 3)} {turns[0]}S{' '.join(turns[1:])}Z"


def _p(point: complex) -> str:
    return f"{round(point.real * _UNITS)},{round(point.imag * _UNITS)}"


def _n(length: float) -> str:
    """Return a length in user units to a two hundredth of a millimetre, finer than any press."""
    return f"{length * _UNITS:.1f}".rstrip("0").rstrip(".")


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" fill="none">{"".join(parts)}</svg>'
    )
