"""The pages in a browser that runs no scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

CONTROLS = "button, input, select, textarea"
TOLD = """controls => {
  const forms = [...document.querySelectorAll("form, [data-scripted]")];
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const working = parent.closest(controls) || forms.some((form) => form.contains(parent));
    if (!working && walker.currentNode.data.trim() && parent.checkVisibility()) { texts.push(walker.currentNode.data.trim()); }
  }
  return texts;
}"""


def told(page: Page, address: str) -> list[str]:
    """Return what a page says besides its forms and buttons."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    texts: list[str] = page.evaluate(TOLD, CONTROLS)
    return texts


def test_everything_is_told(kinds: dict[str, str], new_context: Callable[..., BrowserContext]) -> None:
    """Every page says all that it says with scripts, and shows no button or field that would do nothing."""
    scripted, plain = new_context().new_page(), new_context(java_script_enabled=False).new_page()
    for kind, address in kinds.items():
        assert not set(told(scripted, address)) - set(told(plain, address)), kind
        assert plain.locator(CONTROLS).filter(visible=True).count() == 0, kind


def test_code_is_looked_up_by_hand(kinds: dict[str, str], new_context: Callable[..., BrowserContext]) -> None:
    """In the place of the form the page says which address to go to."""
    page = new_context(java_script_enabled=False).new_page()
    page.goto(kinds["verify"])
    assert "…/c/XXXX-XXXX-XXXX-XXXX/" in page.inner_text("main")
