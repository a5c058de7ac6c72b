"""The pages as the browser prints them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from campus import enrolled, make_course, make_overview, public_files, teacher_files, write

from certbuild.model import Standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

MARGIN = 15
"""Millimetres."""
PIXELS = 2
"""So many of a picture's are one millimetre."""
WORKING = "button:not([data-sort] *), input, select, textarea, nav, footer, .button, .skip, .to-do"
"""What only works on the screen, or is the teacher's to do."""


def printed(page: Page) -> pypdfium2.PdfDocument:
    """Print what is shown on A4, backgrounds as well."""
    margins = dict.fromkeys(("top", "right", "bottom", "left"), f"{MARGIN}mm")
    return pypdfium2.PdfDocument(page.pdf(format="A4", margin=margins, print_background=True))


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """Return the text of each sheet, with a line for each of its lines."""
    return [sheet.get_textpage().get_text_range().replace("\r\n", "\n") for sheet in document]


@pytest.fixture
def dark(new_context: Callable[..., BrowserContext]) -> Page:
    """Return a page in a window that is dark."""
    return new_context(color_scheme="dark").new_page()


def test_paper_is_clean(kinds: dict[str, str], dark: Page) -> None:
    """Every page goes on white paper, printed from a dark window too, with nothing beyond its margins and nothing to click."""
    for kind, address in kinds.items():
        dark.goto(address)
        dark.emulate_media(media="print")
        assert dark.locator(WORKING).filter(visible=True).all_inner_texts() == [], kind
        for sheet in printed(dark):
            picture = sheet.render(scale=PIXELS * 25.4 / 72, grayscale=True).to_pil()
            edge = PIXELS * (MARGIN - 1)
            inside = (edge, edge, picture.width - edge, picture.height - edge)
            colours = picture.getcolors()
            assert max(colours)[1] == 255, kind
            assert min(colour for _, colour in colours) < 120, kind
            picture.paste(255, inside)
            assert picture.getextrema() == (255, 255), kind


def test_long_tables(tmp_path: Path, dark: Page) -> None:
    """A table that goes over several sheets begins on the first, has its headings on each, and no student stands on two."""
    students = [enrolled(f"Student No{n}", n, "50.0", Standing.NOT_AWARDED, condition=None) for n in range(10, 90)]
    overview = make_overview(*students)
    course = make_course(site={"listing": "name", "show_scores": True})
    write(public_files(course, overview), tmp_path / "site")
    write(teacher_files(course, overview), tmp_path / "teacher")
    for page, heading, of_each in (
        ("site", "Name Standing Score, %", "not awarded 50.0"),
        ("teacher", "Name Standing Score", "counts"),
    ):
        dark.goto((tmp_path / page / "index.html").as_uri())
        sheets = texts(printed(dark))
        assert len(sheets) > 2
        for sheet in sheets:
            assert sheet.count(heading) == 1, page
            assert len(re.findall(r"Student No\d", sheet)) == sheet.count(of_each), page
