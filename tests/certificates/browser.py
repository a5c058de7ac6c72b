"""Names as another program draws them, Chromium, from the same font files; and how far two pictures of a name are apart."""

from __future__ import annotations

import html
import shutil
import unicodedata
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import sync_playwright

from certbuild.fonts import faces, font_face_css

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DPI = 100
"""Of all pictures."""
SIZE = 40
"""Points of the letters."""
SAME = 0.4
"""Pictures that are less apart show the same letters in the same places; drawn by two programs these were 0.27 apart at most,
which comes of where within a pixel a letter stands."""
ANOTHER = 0.55
"""Pictures that are further apart show other letters, or the same ones elsewhere; all mistakes that were tried were 0.69 apart
at least."""

_ROW, _WIDE, _LEFT = 140, 1500, 40
_ROWS = 60
"""Of one screenshot."""


class Row(NamedTuple):
    """A text to be drawn."""

    text: str
    face: str
    """The program's face, for the letters that it has."""
    family: str
    """The family for all others."""
    language: str = "en"

    @property
    def html(self) -> str:
        """The text, with spaces from the font of the letters before them, as Pango has them."""
        parts, strange = [], False
        for letter in self.text:
            if unicodedata.bidirectional(letter) in {"L", "R", "AL"}:
                strange = not unicodedata.name(letter).startswith(("LATIN", "GREEK", "CYRILLIC"))
            part = html.escape(letter)
            parts.append(f'<span style="font-family: {self.family}">{part}</span>' if letter == " " and strange else part)
        return "".join(parts)


def drawn(rows: Sequence[Row], folder: Path) -> dict[Row, Image.Image]:
    """Return the ink of each text as the browser draws it."""
    found = {}
    arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--disable-lcd-text"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page(viewport={"width": _WIDE, "height": _ROW * _ROWS})
        for first in range(0, len(rows), _ROWS):
            part = rows[first : first + _ROWS]
            path = folder / "rows.html"
            path.write_text(_document(part), encoding="utf-8")
            page.goto(path.as_uri())
            page.evaluate("async () => document.body.offsetHeight && Boolean(await document.fonts.ready)")
            picture = Image.open(BytesIO(page.screenshot())).convert("L")
            found |= {row: ink(picture.crop((0, n * _ROW, _WIDE, (n + 1) * _ROW))) for n, row in enumerate(part)}
        browser.close()
    return found


def _document(rows: Sequence[Row]) -> str:
    style = f"""{font_face_css(faces(), lambda face: face.path.as_uri())}
    p {{ position: absolute; left: {_LEFT}px; width: {_WIDE}px; margin: 0; text-align: left; white-space: nowrap;
        font-size: {SIZE / 72 * DPI}px; font-weight: 600; line-height: {_ROW}px; text-rendering: geometricPrecision }}"""
    lines = [
        f'<p dir=auto lang={row.language} style=\'top: {n * _ROW}px; font-family: "{row.face}", "{row.family}"\'>{row.html}</p>'
        for n, row in enumerate(rows)
    ]
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(lines)}"


def ink(picture: Image.Image) -> Image.Image:
    """Return what is printed on a piece of paper, white on black, without the paper around it."""
    negative = ImageChops.invert(picture)
    return negative.crop(negative.point(lambda value: value > 100 and 255).getbbox())


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are apart where they are least alike, 0 to 1: a missing dot counts as much as a whole word.

    That is the mean difference of the ink, a little blurred, in the worst square of five pixels, when both lie upon each other
    as well as can be.
    """
    size = max(one.width, other.width) + 8, max(one.height, other.height) + 8
    lower, best = _laid(one, size, 4, 4), 1.0
    for left in (3, 4, 5):
        for top in (3, 4, 5):
            difference = ImageChops.difference(lower, _laid(other, size, left, top)).filter(ImageFilter.BoxBlur(2))
            best = min(best, difference.getextrema()[1] / 255)
    return best


def _laid(picture: Image.Image, size: tuple[int, int], left: int, top: int) -> Image.Image:
    sheet = Image.new("L", size)
    sheet.paste(picture, (left, top))
    return sheet.filter(ImageFilter.GaussianBlur(1))
