"""Who may not press the buttons of the teacher's desk: pages from elsewhere, whatever they try."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from desks import Served, history, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import Page


@pytest.fixture
def desk(course: Classroom) -> Iterator[Served]:
    """Return the desk of a course after some life."""
    with serving(course) as served:
        yield served


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
