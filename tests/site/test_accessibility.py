"""WCAG 2.2 AA: what axe-core finds on the pages, and how they bear larger, wider and otherwise coloured text."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from PIL import Image

from certbuild.catalogues import languages_in
from certbuild.resources import site_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import BrowserContext, Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LANGUAGES = languages_in(site_templates() / "words")
OPEN = "document.querySelectorAll('details').forEach((details, position) => { details.open = position < 2; })"
"""All explanations are made alike, and looking at each takes time."""

SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
svg text { letter-spacing: normal !important; word-spacing: normal !important; }
"""
"""As WCAG 1.4.12 has it; what is written in a picture that is told in words stays as it is."""
TWICE = "html { font-size: 200% !important; }"
STYLED = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"

MISPLACED = """() => {
  const found = [], texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest("option") || !parent.checkVisibility({visibilityProperty: true})) { continue; }
    let clipped = false;
    for (let box = parent; box; box = box.parentElement) { clipped ||= getComputedStyle(box).clipPath === "inset(50%)"; }
    if (clipped) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const text = node.data.trim();
      if (!parent.closest(".scroll") && (box.left < -1 || box.right > innerWidth + 1)) { found.push(`beyond the edge: ${text}`); }
      for (const other of texts) {
        const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (other.node !== node && wide > 1 && high > box.height / 2) { found.push(`${other.text} / ${text}`); }
      }
      texts.push({node, text, left: box.left, right: box.right, top: box.top, bottom: box.bottom});
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) { found.push("scrolls sideways"); }
  return found;
}"""
"""Text that stands over other text, or beyond the edge where nothing scrolls."""


def findings(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page: the rule, and the element that breaks it."""
    page.evaluate(AXE)
    page.evaluate(OPEN)
    found = page.evaluate("asked => axe.run(document, asked)", ASKED)
    return [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]]


def visited(page: Page, kinds: Mapping[str, str], looked: Callable[[Page], Any]) -> dict[str, Any]:
    """Return what is found on each kind of page, where something is."""
    found = {}
    for kind, address in kinds.items():
        page.goto(address)
        found[kind] = looked(page)
    return {kind: faults for kind, faults in found.items() if faults}


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(kinds: dict[str, str], new_context: Callable[..., BrowserContext], scheme: str, width: int) -> None:
    """On no page, in either scheme, on a phone or a desk does axe-core find a fault."""
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    assert visited(page, kinds, findings) == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_any_language(
    kinds_in: Callable[[str], dict[str, str]], new_context: Callable[..., BrowserContext], language: str
) -> None:
    """Nor does it in any language."""
    page = new_context(viewport={"width": 390, "height": 800}).new_page()
    assert visited(page, kinds_in(language), findings) == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_have_room(
    kinds_in: Callable[[str], dict[str, str]], new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    """In no language do the pages' own words stand over others or beyond the edge."""

    def misplaced(page: Page) -> list[str]:
        page.evaluate(OPEN)
        return page.evaluate(MISPLACED)

    page = new_context(viewport={"width": width, "height": 800}).new_page()
    assert visited(page, kinds_in(language), misplaced) == {}


@pytest.mark.parametrize(
    ("style", "width"),
    [("", 320), (SPACING, 320), (SPACING, 1280), (TWICE, 1280), (TWICE, 640)],
    ids=["320", "spaced-320", "spaced-1280", "twice-1280", "twice-640"],
)
def test_text_has_room(kinds: dict[str, str], new_context: Callable[..., BrowserContext], style: str, width: int) -> None:
    """On a small phone, spaced out as in WCAG 1.4.12, and twice as large, text stands neither over text nor beyond the edge."""

    def misplaced(page: Page) -> list[str]:
        page.evaluate(STYLED, style)
        page.evaluate(OPEN)
        return page.evaluate(MISPLACED)

    page = new_context(viewport={"width": width, "height": 800}).new_page()
    assert visited(page, kinds, misplaced) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_the_reader(kinds: dict[str, str], new_context: Callable[..., BrowserContext], scheme: str) -> None:
    """Where the reader's system sets the colours, shapes, bars and the edges of buttons are still to be seen."""
    page = new_context(viewport={"width": 1280, "height": 2000}, color_scheme=scheme, forced_colors="active").new_page()
    page.goto(kinds["course by name"])
    for shape in (".awarded", ".provisional", ".not_awarded", ".withheld", ".expired"):
        box = page.locator(f".results {shape}").first.bounding_box()
        assert box
        left = page.screenshot(clip={**box, "width": 12})
        assert len(Image.open(BytesIO(left)).convert("L").getcolors() or []) > 1, shape
    for bar in page.locator(".distribution .bar").all():
        ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        assert bar.evaluate("bar => getComputedStyle(bar).fill") != ground
    for kind, button in (("certificate", ".button"), ("verify", "form button")):
        page.goto(kinds[kind])
        edge = page.locator(button).first.evaluate("one => getComputedStyle(one).border")
        assert edge.startswith("1px solid rgb("), kind
