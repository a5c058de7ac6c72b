"""What axe-core finds on a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
OPEN = "document.querySelectorAll('details').forEach((details, position) => { details.open = position < 2; })"
"""All explanations are made alike, and looking at each takes time."""


def findings(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page, light and dark: the rule, and the element that breaks it."""
    page.evaluate(AXE)
    page.evaluate(OPEN)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        broken = page.evaluate("asked => axe.run(document, asked)", ASKED)["violations"]
        found += [(rule["id"], f"{scheme}: {node['html']}") for rule in broken for node in rule["nodes"]]
    return found
