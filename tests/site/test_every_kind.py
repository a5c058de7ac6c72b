"""What holds for every kind of page however it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kinds import write_kinds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


def test_pages_ask_for_nothing_elsewhere(tmp_path: Path, page: Page, published: Callable[[Path], str]) -> None:
    """By double-click and over http, a page says nothing on the console, and all that it loads is there, in its own site."""
    pages = write_kinds(tmp_path)
    home = published(tmp_path)
    faults = []
    page.on("request", lambda request: request.url.startswith((home, "data:")) or faults.append(request.url))
    page.on("requestfailed", lambda request: faults.append(request.url))
    for path in pages.values():
        page.goto(home + path)
        page.evaluate("document.fonts.ready.then(() => true)")
    assert faults == []


def test_page_that_is_not_there(tmp_path: Path, page: Page, published: Callable[[Path], str], disturbances: list[str]) -> None:
    """Whatever the address, a host's answer is whole: it needs no other file."""
    write_kinds(tmp_path)
    home = published(tmp_path / "name" / "site")
    page.goto(f"{home}404.html" if home.startswith("file:") else f"{home}c/no/such/page/")
    assert page.inner_text("h1") == "There is no such page here"
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).borderBottomWidth") == "1px"
    if not home.startswith("file:"):
        assert disturbances.pop().endswith("404 (Not Found)")
