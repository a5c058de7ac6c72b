"""The pages in a real browser, opened by a double click and from a static host."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import Page


def test_verify_form(classroom: Classroom, page: Page, published: Callable[[Path], str]) -> None:
    """A code typed in small letters, with l for 1 and o for 0, leads to the certificate's page; half a code is told."""
    classroom.run("build")
    code = classroom.student("ada")["certificate"]["code"]
    page.goto(f"{published(classroom.root / 'build/site')}verify/index.html")
    page.fill("#code", "abcd")
    page.click("button")
    assert "This one has 4" in page.inner_text("#answer")
    page.fill("#code", code.lower().replace("0", "o").replace("1", "l").replace("-", " "))
    page.click("button")
    page.wait_for_url(f"**/c/{code}/index.html")
    assert page.inner_text("h1").startswith("Valid. Issued to Ada Byron")


def test_teacher_page(classroom: Classroom, page: Page) -> None:
    """The teacher's table is sorted by a click, filtered by standing and searched by name without accents."""
    classroom.run("build")
    page.goto((classroom.root / "build/teacher/index.html").as_uri())
    names = page.locator("#table tbody th > a")
    page.click("#table th >> text=Score")
    assert names.all_inner_texts() == ["Cyd Lowe", "Bilbo Baggins", "Ada Byron"]
    page.click("#table th >> text=Score")
    assert names.all_inner_texts() == ["Ada Byron", "Bilbo Baggins", "Cyd Lowe"]
    page.select_option("[name=states]", "provisional")
    assert names.all_inner_texts() == ["Bilbo Baggins"]
    page.select_option("[name=states]", "")
    page.fill("#search", "lówe")
    assert names.all_inner_texts() == ["Cyd Lowe"]
    page.click("#table >> text=Cyd Lowe")
    assert page.inner_text("h1") == "Cyd Lowe"
    assert "Activity 10" in page.inner_text(".lines")
    page.go_back()
    assert names.all_inner_texts() == ["Cyd Lowe"], "what was searched for is searched for again"
    page.fill("#search", "bilbo@example.org")
    assert names.all_inner_texts() == ["Bilbo Baggins"]
