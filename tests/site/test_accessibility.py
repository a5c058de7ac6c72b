"""WCAG 2.2 AA: what axe-core finds on the pages, and how they bear larger, wider and otherwise coloured text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from axe import OPEN, findings
from PIL import Image

from certbuild.catalogues import languages_in
from certbuild.resources import site_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import BrowserContext, Page

LANGUAGES = languages_in(site_templates() / "words")
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
        const lower = Math.min(box.height, other.bottom - other.top);
        if (other.node !== node && wide > 1 && high > lower / 2) { found.push(`${other.text} / ${text}`); }
      }
      texts.push({node, text, left: box.left, right: box.right, top: box.top, bottom: box.bottom});
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) { found.push("scrolls sideways"); }
  return found;
}"""
"""Text that stands over other text, or beyond the edge where nothing scrolls."""


def visited(page: Page, kinds: Mapping[str, str], looked: Callable[[Page], list[Any]]) -> dict[str, list[Any]]:
    """Return what is found on each kind of page, where something is."""
    found = {}
    for kind, address in kinds.items():
        page.goto(address)
        found[kind] = looked(page)
    return {kind: faults for kind, faults in found.items() if faults}


@pytest.mark.parametrize("width", [320, *(pytest.param(width, marks=pytest.mark.slow) for width in (390, 1280))])
def test_axe_finds_nothing(kinds: dict[str, str], new_context: Callable[..., BrowserContext], width: int) -> None:
    """On no page, light or dark, on a phone or a desk, does axe-core find a fault."""
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    assert visited(page, kinds, findings) == {}


@pytest.mark.slow
def test_text_has_room(kinds: dict[str, str], page: Page) -> None:
    """On a small phone, spaced out as in WCAG 1.4.12, and twice as large, text stands neither over text nor beyond the edge."""

    def misplaced(page: Page) -> list[str]:
        page.evaluate(OPEN)
        found = []
        for style, width in (("", 320), (SPACING, 320), (SPACING, 1280), (TWICE, 1280), (TWICE, 640)):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(STYLED, style)
            found += [f"{width} {style[:6]}: {fault}" for fault in page.evaluate(MISPLACED)]
        return found

    assert visited(page, kinds, misplaced) == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(kinds_in: Callable[[str], dict[str, str]], page: Page, language: str) -> None:
    """In no language does axe-core find a fault, nor do the pages' own words stand over others or beyond the edge."""

    def faults(page: Page) -> list[Any]:
        found = findings(page)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found += [(width, fault) for fault in page.evaluate(MISPLACED)]
        return found

    assert visited(page, kinds_in(language), faults) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_the_reader(kinds: dict[str, str], new_context: Callable[..., BrowserContext], scheme: str) -> None:
    """Where the reader's system sets the colours, shapes, bars and the edges of buttons are still to be seen."""
    page = new_context(color_scheme=scheme, forced_colors="active").new_page()
    page.goto(kinds["course by name"])
    shown = Image.open(BytesIO(page.screenshot(full_page=True))).convert("L")
    for shape in (".awarded", ".provisional", ".not_awarded", ".withheld", ".expired"):
        box = page.locator(f".results {shape}").first.bounding_box()
        assert box
        left, top, height = round(box["x"]), round(box["y"]), round(box["height"])
        assert len(shown.crop((left, top, left + 12, top + height)).getcolors()) > 1, shape
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    for bar in page.locator(".distribution .bar").all():
        assert bar.evaluate("bar => getComputedStyle(bar).fill") != ground
    for kind, button in (("certificate", ".button"), ("verify", "form button")):
        page.goto(kinds[kind])
        edge = page.locator(button).first.evaluate("one => getComputedStyle(one).border")
        assert edge.startswith("1px solid rgb("), kind
