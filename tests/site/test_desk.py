"""The teacher's desk: what `certbuild serve` shows, what its buttons do, and who may not press them."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from small_course import COURSE_TOML

from certbuild.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import BrowserContext, Page


class Served:
    """A course whose `certbuild serve` runs."""

    def __init__(self, room: Classroom) -> None:
        self.room = room
        command = [sys.executable, "-m", "certbuild", "-C", str(room.root), "serve", "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        self.address = re.search(r"http://127\.0\.0\.1:\d+", self.process.stderr.readline())[0]

    def ask(self, method: str, path: str, body: str = "", headers: Mapping[str, str] = {}) -> tuple[int, str]:
        """Ask the server for something, past any browser; return status and answer."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20)
        connection.request(method, path, body.encode() or None, dict(headers))
        answer = connection.getresponse()
        said = answer.status, answer.read().decode(errors="replace")
        connection.close()
        return said

    def order(self, headers: Mapping[str, str] = {}, **order: object) -> tuple[int, str]:
        """Ask for an act as the page does, but for these headers."""
        told = {"Content-Type": "application/json", "X-Certbuild-Token": self.token, "Origin": self.address, **headers}
        return self.ask("POST", "/.desk/act", json.dumps(order), told)

    @property
    def token(self) -> str:
        """What the teacher's page has been given."""
        return re.search('data-token="([^"]+)"', self.ask("GET", "/teacher/")[1])[1]

    def stop(self) -> None:
        """Interrupt it, which must be no fault."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(20) == 0
        assert "Traceback" not in self.process.stderr.read()


@contextmanager
def serving(room: Classroom) -> Iterator[Served]:
    """Run `certbuild serve` on a course."""
    served = Served(room)
    try:
        yield served
        if served.process.poll() is None:
            served.stop()
    finally:
        served.process.kill()
        served.process.wait()
        served.process.stderr.close()


@pytest.fixture
def desk(course: Classroom) -> Iterator[Served]:
    """Return the desk of a course after some life."""
    with serving(course) as served:
        yield served


def open_desk(page: Page, served: Served) -> None:
    """Open the teacher's page."""
    page.goto(served.address)
    assert page.url == f"{served.address}/teacher/"


def press(page: Page, act: str, student: str = "") -> None:
    """Press a button, wherever on the page it stands."""
    button = page.locator(f'[data-run="{act}"][data-student="{student}"]').first
    button.evaluate("button => { for (let at = button; at; at = at.parentElement) if (at.matches('details')) at.open = true }")
    button.click()


def close(page: Page) -> str:
    """Wait for what came of an act, close it, and return it."""
    page.wait_for_selector("#desk pre")
    told = page.inner_text("#desk")
    page.click("#desk [data-close]")
    return told


def history(room: Classroom) -> str:
    """Return the history as the program tells it."""
    return room.run("history").out


def test_generate(desk: Served, page: Page) -> None:
    """After a grading round one press makes everything, tells what it did, and the page shows the new score by itself."""
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


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
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
    assert "1 deleted certificate" in page.inner_text("main")
    names = [path.name.partition("-")[0] for path in (desk.room.root / "build/certificates").iterdir()]
    assert sorted(names) == ["wu", "zoltowska"]


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


def test_reissue_and_export(desk: Served, page: Page) -> None:
    """A certificate is replaced for a reason; all are exported as the command does it."""
    open_desk(page, desk)
    press(page, "reissue", "eve")
    page.fill("#desk [name=reason]", "name spelt wrong")
    page.click("#desk [type=submit]")
    with page.expect_navigation():
        assert "revision 2" in close(page)
    press(page, "export")
    assert "build/export/certificates.pdf" in close(page)
    assert (desk.room.root / "build/export/certificates.pdf").is_file()


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


def test_page_that_is_gone(desk: Served, page: Page, disturbances: list[str]) -> None:
    """An address of the public site that leads nowhere is answered as a static host does, with the site's own page."""
    page.goto(f"{desk.address}/site/c/nowhere/index.html")
    assert page.inner_text("h1") == "There is no such page here"
    assert disturbances == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    disturbances.clear()


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
    press(page, "plan")
    page.wait_for_selector("text=certbuild serve does not answer")
    page.close()
    assert all(message.startswith("Failed to load resource: net::ERR_") for message in disturbances)
    disturbances.clear()


@pytest.mark.parametrize("language", ["ar", "de"])
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


STRANGE: dict[str, Callable[[Served], tuple[int, str]]] = {
    "another token": lambda desk: desk.order({"X-Certbuild-Token": "x" * 43}, act="clean-all", sure=True),
    "a token of other letters": lambda desk: desk.order({"X-Certbuild-Token": "\xe9"}, act="clean-all", sure=True),
    "another origin": lambda desk: desk.order({"Origin": "http://127.0.0.1:1"}, act="clean-all", sure=True),
    "a file": lambda desk: desk.order({"Origin": "null"}, act="clean-all", sure=True),
    "another name": lambda desk: desk.order(
        {"Host": "school.example", "Origin": "http://school.example"}, act="clean-all", sure=True
    ),
    "a form": lambda desk: desk.order({"Content-Type": "text/plain"}, act="clean-all", sure=True),
    "reading": lambda desk: desk.ask("GET", "/.desk/act?act=clean-all&sure=true", "", {"X-Certbuild-Token": desk.token}),
    "elsewhere": lambda desk: desk.ask(
        "POST", "/teacher/", '{"act": "clean-all", "sure": true}', {"X-Certbuild-Token": desk.token}
    ),
}


def test_who_may_not(desk: Served) -> None:
    """An order without token, from another origin, under another name or in another form is refused, and nothing is done."""
    before, told = desk.room.files(), history(desk.room)
    assert {name: strange(desk)[0] for name, strange in STRANGE.items()} == dict.fromkeys(STRANGE, 403)
    assert desk.room.files() == before
    assert history(desk.room) == told
    assert desk.order(act="plan")[0] == 200, "which is what all these would be answered otherwise"


def test_what_is_no_order(desk: Served) -> None:
    """Whatever is not one of the acts is refused; and an act that loses something is never done unasked."""
    before = desk.room.files()
    for order in (
        {"act": "serve"},
        {"act": "plan", "folder": "/"},
        {"act": "revoke", "student": "a\0", "reason": "b", "sure": True},
        {},
    ):
        assert desk.order(**order)[0] == 400
    assert desk.order({"Content-Length": "9" * 9}, act="plan")[0] == 400
    for order in ({"act": "clean-all"}, {"act": "revoke", "student": "ann", "sure": True, "reason": " "}):
        assert "<form" in desk.order(**order)[1]
    assert "No such option" not in desk.order(act="explain", student="--version")[1]
    assert desk.room.files() == before


def test_page_from_elsewhere(
    desk: Served, published: Callable[[Path], str], page: Page, tmp_path: Path, disturbances: list[str]
) -> None:
    """A strange page can neither send an order by form or script, nor read the token, nor show the desk in a frame."""
    before, token = desk.room.files(), desk.token
    order = json.dumps({"act": "clean-all", "sure": True})
    (tmp_path / "trap").mkdir()
    (tmp_path / "trap" / "index.html").write_text(
        f"""<!DOCTYPE html><iframe id="frame" src="{desk.address}/teacher/"></iframe>
        <form id="form" method="post" enctype="text/plain" action="{desk.address}/.desk/act">
        <input name='{order[:-1]}, "reason": "' value='"}}'></form>
        <script src="{desk.address}/.desk/assets/desk.js" onload="document.title = 'read'"></script>"""
    )
    page.goto(f"{published(tmp_path / 'trap')}index.html")
    assert page.title() == ""
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    send = """async ([address, body, headers, mode]) =>
        (await fetch(address, {method: body ? "POST" : "GET", body, headers, mode})).text().catch(() => "")"""
    json_headers = {"Content-Type": "application/json", "X-Certbuild-Token": token}
    for asked in (
        [f"{desk.address}/teacher/", None, {}, "cors"],
        [f"{desk.address}/.desk/act", order, json_headers, "cors"],
        [f"{desk.address}/.desk/act", order, {}, "no-cors"],
    ):
        said = page.evaluate(f"asked => ({send})(asked).catch(error => String(error))", asked)
        assert said in {"", "TypeError: Failed to fetch"}
    with page.expect_navigation():
        page.evaluate("document.getElementById('form').submit()")
    assert "403" in page.inner_text("body")
    assert desk.room.files() == before
    disturbances.clear()


def test_where_the_token_is(desk: Served) -> None:
    """The teacher's pages alone have it; what is on the disk has nothing of the desk; hidden files are nobody's to see."""
    assert desk.token not in desk.ask("GET", "/site/")[1] + desk.ask("GET", "/.desk/assets/desk.js")[1]
    assert desk.token not in desk.ask("GET", "/teacher/../site/")[1]
    for path in ("/.ledger", "/%2eledger", "/site/.nojekyll", "/.release-x/next/teacher/index.html"):
        assert desk.ask("GET", path)[0] == 403, path
    assert desk.ask("GET", "/certificates.pdf")[0] == 200
    made = desk.room.files()
    assert not [name for name, content in made.items() if "desk" in name or b"/.desk/" in content or b"connect-src" in content]
