"""The pages in a real browser, opened by a double click: nothing loaded from elsewhere, nothing on the console."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Classroom
    from playwright.sync_api import Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def page(classroom: Classroom) -> Iterator[Page]:
    """Return a page of a browser in which a message on the console or a request to elsewhere fails the test."""
    classroom.run("build")
    disturbances: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 320, "height": 800})
        page.on("console", lambda message: disturbances.append(message.text))
        page.on("pageerror", lambda error: disturbances.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith(("file:", "data:")) else disturbances.append(request.url)
        )
        yield page
        browser.close()
    assert disturbances == []


def test_verify_form(classroom: Classroom, page: Page) -> None:
    """A code typed in small letters, with l for 1 and o for 0, leads to the certificate's page; half a code is told."""
    code = classroom.student("ada")["certificate"]["code"]
    page.goto((classroom.root / "build/site/verify/index.html").as_uri())
    page.fill("#code", "abcd")
    page.click("button")
    assert "This one has 4" in page.inner_text("#answer")
    page.fill("#code", code.lower().replace("0", "o").replace("1", "l").replace("-", " "))
    page.click("button")
    page.wait_for_url(f"**/c/{code}/index.html")
    assert page.inner_text("h1").startswith("Valid. Issued to Ada Byron")


def test_teacher_page(classroom: Classroom, page: Page) -> None:
    """The teacher's table is sorted by a click, filtered by standing and searched by name without accents."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((classroom.root / "build/teacher/index.html").as_uri())
    names = page.locator("#students > tbody:not([hidden]) > tr:first-child > th > bdi")
    page.click("#students th >> text=Score")
    assert names.all_inner_texts() == ["Cyd Lowe", "Bilbo Baggins", "Ada Byron"]
    page.click("#students th >> text=Score")
    assert names.all_inner_texts() == ["Ada Byron", "Bilbo Baggins", "Cyd Lowe"]
    page.select_option("#standing", "provisional")
    assert names.all_inner_texts() == ["Bilbo Baggins"]
    page.select_option("#standing", "")
    page.fill("#search", "lówe")
    assert names.all_inner_texts() == ["Cyd Lowe"]
    page.fill("#search", "")
    page.click(".notices >> text=Bilbo Baggins")
    assert page.inner_text("details[open] .fields").startswith("E-mail")


def test_nothing_is_wider_than_a_small_phone(classroom: Classroom, page: Page) -> None:
    """At 320 pixels no page scrolls sideways."""
    for path in sorted((classroom.root / "build").rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
