"""Tables of a thousand lines: in pages that a phone bears, sorted and searched as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campus import enrolled, make_course, make_overview, public_files, seen, teacher_files, write
from playwright.sync_api import expect

from certbuild.model import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from certbuild.config import Course
    from certbuild.model import Overview

MANY = 1000
LARGEST = 300_000
"""Bytes of a page or script."""


@pytest.fixture(scope="module")
def many() -> Overview:
    """Return a course of a thousand."""
    return _course_of(MANY)


def _course_of(count: int) -> Overview:
    """Return a course of so many: Ann0000 Lee0000, Ann0001 Lee0001 and so on, of whom every tenth has failed."""
    entries = []
    for n in range(count):
        passed = n % 10 > 0
        score = f"{80 + (n * 7) % 200 / 10 if passed else 20 + n % 1000 / 50:.1f}"
        standing = Standing.AWARDED if passed else Standing.NOT_AWARDED
        section = f"Group {n % 3}"
        entries.append(enrolled(f"Ann{n:04} Lee{n:04}", n + 1, score, standing, None, key=f"k{n:05}", section=section))
    return make_overview(*entries)


@pytest.fixture(scope="module")
def course_folder(many: Overview, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both sites of that course; the public one lists names and scores."""
    folder = tmp_path_factory.mktemp("many")
    write(public_files(_listing(), many), folder / "site")
    write(teacher_files(_listing(), many), folder / "teacher")
    return folder


def _listing() -> Course:
    return make_course(site={"listing": "name", "show_scores": True})


def _rows(page: Page) -> list[str]:
    return page.locator("#table tbody th > bdi, #table tbody th > a > bdi").all_inner_texts()


def test_no_file_is_large(course_folder: Path) -> None:
    """No page and no script of either site has more than 300 KB."""
    for path in course_folder.rglob("*"):
        assert path.is_dir() or path.stat().st_size < LARGEST, path


@pytest.mark.parametrize("site", ["site", "teacher"])
def test_every_line_is_on_a_page(course_folder: Path, site: str, new_context: Callable[..., BrowserContext]) -> None:
    """Without scripts all lines are reached from page to page, each once, in their order."""
    page = new_context(java_script_enabled=False).new_page()
    page.goto((course_folder / site / "index.html").as_uri())
    found = _rows(page)
    number = 1
    while page.locator(f"#pager a >> text='{number + 1}'").count():
        number += 1
        page.click(f"#pager a >> text='{number}'")
        assert page.inner_text("#pager [aria-current]") == str(number)
        found += _rows(page)
    assert found == [f"Ann{n:04} Lee{n:04}" for n in range(MANY)]


@pytest.mark.parametrize("site", ["site", "teacher"])
def test_sorting_and_searching_go_over_all_pages(
    course_folder: Path, site: str, page: Page, published: Callable[[Path], str]
) -> None:
    """Whichever page is open, sorting, searching and filtering find the lines of all others, also opened by a double click."""
    address = published(course_folder)
    page.goto(f"{address}{site}/page-2.html")
    page.fill("#search", "ann0007")
    lines = page.locator("#table tbody tr")
    expect(lines).to_have_count(1)
    assert _rows(page) == ["Ann0007 Lee0007"]
    assert page.inner_text("#found") == "1 of 1000"
    page.fill("#search", "")
    page.click("#table th >> text=Score")
    expect(lines.first).to_contain_text("Ann0000")
    page.click("#table th >> text=Score")
    expect(lines.first).to_contain_text("Ann0057")
    assert not page.is_visible("#pager")
    shown = lines.count()
    page.click("#more")
    expect(lines).to_have_count(2 * shown)
    page.select_option("[name=states]", "not_awarded")
    expect(page.locator("#found")).to_have_text("100 of 1000")
    assert _rows(page)[0] == "Ann0990 Lee0990"


def test_one_change_leaves_other_pages(many: Overview) -> None:
    """A student's new score makes that student's page, the page of the table that has the line, and its script anew."""

    def files(overview: Overview) -> Mapping[str, bytes]:
        return teacher_files(_listing(), overview)

    entries = list(many.entries)
    entries[500] = enrolled("Ann0500 Lee0500", 501, "42.0", Standing.NOT_AWARDED, None, key="k00500", section="Group 2")
    before, after = files(many), files(make_overview(*entries))
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"index.html", "students/lee0500-ann0500-k00500.html", "page-6.html", "rows-6.js"}


@pytest.mark.slow
def test_ten_thousand(tmp_path: Path, page: Page) -> None:
    """Ten thousand students are found in either table, on pages of at most 300 KB each."""
    overview = _course_of(10_000)
    write(public_files(_listing(), overview), tmp_path / "site")
    write(teacher_files(_listing(), overview), tmp_path / "teacher")
    assert max(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < LARGEST
    for site in ("site", "teacher"):
        page.goto((tmp_path / site / "index.html").as_uri())
        page.fill("#search", "ann9123")
        expect(page.locator("#found")).to_have_text("1 of 10000")
        assert _rows(page) == ["Ann9123 Lee9123"]


def test_names_of_ten_thousand_need_no_long_list() -> None:
    """Where very many need the same attention, the first are named and the others counted."""
    waiting = [enrolled(f"Bo{n} Fox{n}", n, "85.0", Standing.PROVISIONAL, key=f"w{n}") for n in range(40)]
    page = teacher_files(overview=make_overview(*waiting))["index.html"]
    links = [link for link in seen(page.partition(b"<form")[0]).links if link.startswith("students/")]
    assert len(links) == 12
    assert b"and 28 more" in page
