"""The engraving."""

import re

import pytest

from certbuild.printing.artwork import guilloche, rosette


def points_of(svg: str) -> set[tuple[int, int]]:
    """Return where the curves' pieces meet, in hundredths of a millimetre (the SVG has twentieths); the others only bend one."""
    strands = [strand for path in re.findall(r' d="(.*?)"', svg) for strand in path.split("M")[1:]]
    paths = [re.findall(r"([\d.]+),([\d.]+)", strand) for strand in strands]
    return {(round(float(x) * 5), round(float(y) * 5)) for path in paths for x, y in (path[0], *path[3::2])}


@pytest.mark.parametrize(("width", "height"), [(297, 210), (279.4, 215.9), (148, 210)])
def test_border_closes_the_same_way_in_all_corners(width: float, height: float) -> None:
    """Upside down, the border looks the same: no corner is left with the rest of a wave."""
    svg = guilloche(width, height, ("#000000",), inset=11, amplitude=2.1, wave=7, radius=5, line=0.11, frames=())
    points = points_of(svg)
    turned = {(round(width * 100) - x, round(height * 100) - y) for x, y in points}
    near = {(x + dx, y + dy) for x, y in points for dx in (-5, 0, 5) for dy in (-5, 0, 5)}
    assert turned <= near


def test_border_keeps_to_its_band() -> None:
    """No strand leaves the band of twice the amplitude around its line."""
    svg = guilloche(297, 210, ("#000000",), inset=11, amplitude=2.1, wave=7, radius=5, line=0.11, frames=())
    points = points_of(svg)
    assert min(x for x, _ in points) >= 890 - 5
    assert max(x for x, _ in points) <= 29700 - 890 + 5
    assert not any(1460 < x < 29700 - 1460 and 1460 < y < 21000 - 1460 for x, y in points)


def test_rosette_stays_inside_its_seal() -> None:
    """A ring touches its outer and inner diameter and goes no further."""
    svg = rosette(20, [(20, 10, 24, 7, "#a5803a")], line=0.1, disc=9)
    distances = [abs(complex(x / 100 - 10, y / 100 - 10)) for x, y in points_of(svg)]
    assert max(distances) == pytest.approx(10, abs=0.04)
    assert min(distances) == pytest.approx(5, abs=0.04)
    assert '<circle cx="200" cy="200" r="90"' in svg
