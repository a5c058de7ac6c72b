"""The pages without a mouse: what Tab reaches, in which order, and what the keys then do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

EXPECTED = """() => {
  window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => !one.disabled && one.checkVisibility({visibilityProperty: true}));
  return window.stops.map((one) => one.outerHTML.slice(0, 80));
}"""

FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
  const above = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  return {
    stop: window.stops.indexOf(one),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: above !== null && (one.contains(above) || above.contains(one)),
    left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY,
  };
}"""


def walk(page: Page, key: str, times: int) -> list[dict[str, Any]]:
    """Return what has the focus after each press of a key."""
    stops = []
    for _ in range(times):
        page.keyboard.press(key)
        stops.append(page.evaluate(FOCUSED))
    return stops


def goes_back(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether a stop stands before the one before it, as lines are read: above it and not in a column to its right."""
    return bool(after["bottom"] <= before["top"] and after["left"] < before["right"])


@pytest.mark.parametrize("width", [pytest.param(390, marks=pytest.mark.slow), 1280])
def test_tab_reaches_everything(kinds: dict[str, str], new_context: Callable[..., BrowserContext], width: int) -> None:
    """Tab goes to every link, button and field in the order in which they are read, outlined and in sight, and out again."""
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for kind, address in kinds.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((one, position) => { one.open = position === 0; })")
        expected = page.evaluate(EXPECTED)
        stops = walk(page, "Tab", len(expected))
        assert [stop["stop"] for stop in stops] == list(range(len(expected))), kind
        for position, stop in enumerate(stops):
            assert stop["outlined"], (kind, expected[position])
            assert stop["seen"], (kind, expected[position])
            assert not position or not goes_back(stops[position - 1], stop), (kind, expected[position])
        back = walk(page, "Shift+Tab", len(expected) - 1)
        assert [stop["stop"] for stop in back] == list(reversed(range(len(expected) - 1))), kind


@pytest.mark.parametrize(("kind", "table"), [("course by name", ".results"), ("teacher", ".students")])
def test_table_can_be_skipped(kinds: dict[str, str], page: Page, kind: str, table: str) -> None:
    """Before a table with many links stands one, seen when it has the focus, that leads past the table."""
    page.goto(kinds[kind])
    link = page.locator(".skip")
    assert link.evaluate("one => one.getBoundingClientRect().width") == 1
    link.focus()
    assert link.evaluate("one => one.getBoundingClientRect().width") > 24
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    past = "table => !!(table.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"
    assert page.locator(table).evaluate(past)
    assert page.locator(table).evaluate("table => !table.contains(document.activeElement)")


def test_keys_open_and_sort(kinds: dict[str, str], page: Page) -> None:
    """Enter and the space bar open an explanation, close it, and sort by a column."""
    page.goto(kinds["teacher"])
    summary = page.locator("summary").first
    is_open = "summary => summary.parentElement.open"
    for key, opened in (("Enter", False), ("Space", True)):
        summary.press(key)
        assert summary.evaluate(is_open) is opened
    heading = page.locator("#table thead th").first
    for key, order in (("Enter", "ascending"), ("Space", "descending")):
        heading.locator("button").press(key)
        assert heading.get_attribute("aria-sort") == order


def test_keys_check_a_code(kinds: dict[str, str], page: Page) -> None:
    """A code that is typed and sent by Enter is answered, and the focus stays where it is to be corrected."""
    page.goto(kinds["verify"])
    page.locator("#code").press_sequentially("abcd")
    page.keyboard.press("Enter")
    assert "This one has 4" in page.inner_text("#answer")
    assert page.evaluate("document.activeElement.id") == "code"
