"""The teacher's desk: what `certbuild serve` shows, and what its buttons do."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from axe import findings
from desks import Served, close, history, open_desk, press, serving
from filelock import FileLock
from small_course import COURSE_TOML

from certbuild.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Classroom
    from playwright.sync_api import BrowserContext, Page


@pytest.fixture
def desk(course: Classroom) -> Iterator[Served]:
    """Return the desk of a course after some life."""
    with serving(course) as served:
        yield served


def test_generate_and_export(desk: Served, page: Page) -> None:
    """One press makes everything, tells what it did, and the page shows the new score by itself; one more exports all."""
    open_desk(page, desk)
    desk.room.write_marks({"Ann Lee": [10] * 10, "Łucja Żółtowska": [9] * 10, "Gus Li": [9] * 10, "Eve Wu": [9] * 10})
    press(page, "build")
    page.wait_for_selector("#desk pre")
    page.wait_for_timeout(1200)  # the page is out of date by now, and yet waits until this has been read
    assert page.evaluate("document.activeElement.textContent") == "Close"
    with page.expect_navigation():
        told = close(page)
    assert "Done" in told
    assert "certbuild build" in told
    assert "1 reissued" in told
    assert "100.0" in page.inner_text("main")
    press(page, "export")
    assert "build/export/certificates.pdf" in close(page)
    assert (desk.room.root / "build/export/certificates.pdf").is_file()


@pytest.mark.parametrize("way", ["Cancel", pytest.param("Escape", marks=pytest.mark.slow)])
def test_delete_one_is_asked_first(desk: Served, page: Page, way: str) -> None:
    """It says whose certificate goes and what stays; who does not want that has lost nothing, and is where they were."""
    before = desk.room.files()
    open_desk(page, desk)
    press(page, "clean-one", "ann")
    page.wait_for_selector("#desk form")
    assert "Delete the certificate of Ann Lee?" in page.inner_text("#desk")
    assert "Generate makes the same certificate again" in page.inner_text("#desk")
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    page.keyboard.press("Escape" if way == "Escape" else "Enter")
    assert not page.is_visible("#desk")
    assert page.evaluate("document.activeElement.dataset.run") == "clean-one"
    assert desk.room.files() == before


def test_delete_one(desk: Served, page: Page) -> None:
    """Who says yes has deleted that certificate and no other, and sees so."""
    open_desk(page, desk)
    press(page, "clean-one", "ann")
    page.click("#desk [type=submit]")
    with page.expect_navigation():
        assert "Deleted certificate" in close(page)
    assert "deleted" in page.inner_text("main")
    names = [path.name.partition("-")[0] for path in (desk.room.root / "build/certificates").iterdir()]
    assert sorted(names) == ["wu", "zoltowska"]


@pytest.mark.slow
def test_delete_all(desk: Served, new_context: Callable[..., BrowserContext]) -> None:
    """Both sites then show that there is nothing, and are there again, in all open windows, after another press."""
    context = new_context()
    page, public = context.new_page(), context.new_page()
    open_desk(page, desk)
    public.goto(f"{desk.address}/site/")
    press(page, "clean-all")
    page.wait_for_selector("#desk form")
    assert "The register stays" in page.inner_text("#desk")
    with public.expect_navigation():
        page.click("#desk [type=submit]")
        close(page)
    page.wait_for_selector("text=There is nothing here now")
    assert desk.room.files() == {}
    assert "There is nothing here now" in public.inner_text("main")
    assert public.locator("[data-run]").count() == 0
    with public.expect_navigation():
        press(page, "build")
        close(page)
    page.wait_for_selector("text=Students")
    assert "Every line is one student" in public.inner_text("main")


def test_revoke(desk: Served, page: Page) -> None:
    """It wants a reason, which the history keeps as it was typed, whatever it looks like to a command line or a page."""
    reason = "--help <b>\"copied\" $(essay)</b> 'x'"
    open_desk(page, desk)
    press(page, "revoke", "eve")
    page.wait_for_selector("#desk form")
    assert "Revoke the certificate of Eve Wu?" in page.inner_text("#desk")
    page.keyboard.press("Enter")
    assert page.is_visible("#desk form"), "without a reason nothing is done"
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    with page.expect_navigation():
        assert "Revoked certificate" in close(page)
    assert reason in history(desk.room)
    press(page, "reinstate", "eve")
    with page.expect_navigation():
        assert "Reinstated certificate" in close(page)


@pytest.mark.slow
def test_reissue(desk: Served, page: Page) -> None:
    """A certificate is replaced for a reason."""
    open_desk(page, desk)
    press(page, "reissue", "eve")
    page.fill("#desk [name=reason]", "name spelt wrong")
    page.click("#desk [type=submit]")
    with page.expect_navigation():
        assert "revision 2" in close(page)


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_guard_asks(classroom: Classroom, page: Page) -> None:
    """Where a build would change so much that the command asks, the plan is shown; only a yes goes on, and it is remembered."""
    marks: dict[str, list[object]] = {f"Student{number} Lee": [9] * 10 for number in range(7)}
    classroom.write_marks(marks)
    classroom.run("build")
    classroom.write_marks({name: [10] * 10 for name in marks})
    with serving(classroom) as served:
        open_desk(page, served)
        press(page, "build")
        page.wait_for_selector("#desk form")
        told = page.inner_text("#desk")
        assert "Go on although so much would change?" in told
        assert "7 reissued" in told
        page.click("#desk [data-close]")
        assert "confirm" not in history(classroom)
        press(page, "build")
        page.click("#desk [type=submit]")
        with page.expect_navigation():
            assert "7 reissued" in close(page)
        page.close()
    assert "confirm" in history(classroom)


def test_fault_is_told(desk: Served, page: Page) -> None:
    """What stops a command is told as the command tells it, with the remedy."""
    desk.room.write_course("[course")
    open_desk(page, desk)
    press(page, "regenerate")
    told = close(page)
    assert "This could not be done" in told
    assert "is not valid TOML" in told


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_from_nothing(classroom: Classroom, page: Page) -> None:
    """Before the first build there is a page with the button that makes everything; hostile names do no harm on the way."""
    classroom.write_marks({'</pre><script>alert("x")</script> Lee': [9] * 10})
    with serving(classroom) as served:
        open_desk(page, served)
        assert "There is nothing here now" in page.inner_text("main")
        assert page.evaluate("document.fonts.check('1rem \"Certbuild Serif\"')")
        press(page, "build")
        with page.expect_navigation():
            assert "1 new" in close(page)
        press(page, "history")
        assert "<script>" in close(page)
        page.close()


def test_terminal_reloads_an_open_page(desk: Served, page: Page) -> None:
    """A page of the public site that is open shows what a build in a terminal has made, without a touch."""
    page.goto(f"{desk.address}/site/")
    desk.room.write_course(COURSE_TOML.replace("Foundations of", "More"))
    with page.expect_navigation():
        desk.room.run("build")
    assert page.inner_text("h1") == "More Adventuring"


@pytest.mark.slow
def test_axe_finds_nothing(desk: Served, page: Page) -> None:
    """With its buttons, and while it asks, a page is as accessible as on the disk."""
    open_desk(page, desk)
    assert findings(page) == []
    press(page, "revoke", "eve")
    page.wait_for_selector("#desk form")
    assert findings(page) == []


@pytest.mark.slow
def test_page_that_is_gone(desk: Served, page: Page, disturbances: list[str]) -> None:
    """An address of the public site that leads nowhere is answered as a static host does, with the site's own page."""
    page.goto(f"{desk.address}/site/c/nowhere/index.html")
    assert page.inner_text("h1") == "There is no such page here"
    assert disturbances == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    disturbances.clear()


@pytest.mark.slow
def test_rows_that_come_later(desk: Served, page: Page) -> None:
    """What other scripts add to the page can be pressed as well; what the desk does not know stays a command to copy."""
    open_desk(page, desk)
    page.evaluate(
        """document.querySelector("main").insertAdjacentHTML("beforeend", '<p id="late">' +
        '<code class="command" data-act="explain" data-student="eve">make explain</code>' +
        '<code class="command" data-act="format-disk">make format-disk</code></p>')"""
    )
    page.wait_for_selector("#late button")
    assert page.locator("#late button").all_inner_texts() == ["Explain"]
    assert page.locator("#late code:visible").all_inner_texts() == ["make format-disk"]
    page.click("#late button")
    assert "Eve Wu (eve): awarded" in close(page)


@pytest.mark.slow
def test_interrupted_while_an_act_runs(desk: Served, page: Page, disturbances: list[str]) -> None:
    """One act runs at a time; Ctrl+C lets it end; a page that is still open then says that nobody answers."""
    open_desk(page, desk)
    with FileLock(Layout(desk.room.root).lock):
        press(page, "clean-one", "ann")
        page.click("#desk [type=submit]")
        page.wait_for_selector("#desk progress")
        while "still under way" not in desk.order(act="plan")[1]:
            page.wait_for_timeout(50)
        stopping = Thread(target=desk.stop)
        stopping.start()
        stopping.join(0.5)
        assert stopping.is_alive()
    stopping.join()
    assert "file deleted" in history(desk.room)
    page.wait_for_selector("#desk [data-close]")
    page.click("#desk [data-close]")
    press(page, "explain", "ann")
    page.wait_for_selector("text=certbuild serve does not answer")
    page.close()
    assert all(message.startswith("Failed to load resource: net::ERR_") for message in disturbances)
    disturbances.clear()


@pytest.mark.parametrize("language", ["ar", pytest.param("de", marks=pytest.mark.slow)])
def test_in_another_language(desk: Served, new_context: Callable[..., BrowserContext], language: str) -> None:
    """The desk speaks the course's language, in its direction, and is no wider than a small phone."""
    desk.room.write_course(COURSE_TOML.replace("[course]", f'[course]\nlanguage = "{language}"'))
    page = new_context(viewport={"width": 320, "height": 700}).new_page()
    open_desk(page, desk)
    press(page, "clean-one", "ann")
    page.wait_for_selector("#desk form")
    assert (
        page.inner_text("#desk h2") == {"ar": "هل تريد حذف شهادة Ann Lee؟", "de": "Das Zertifikat von Ann Lee löschen?"}[language]
    )
    assert page.get_attribute("#desk", "dir") == {"ar": "rtl", "de": "ltr"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.getElementById('desk').scrollWidth") <= 320
