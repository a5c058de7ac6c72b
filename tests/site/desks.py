"""A course whose `certbuild serve` runs, and its teacher's page in the browser."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conftest import Classroom
    from playwright.sync_api import Page


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


def open_desk(page: Page, served: Served) -> None:
    """Open the teacher's page."""
    page.goto(served.address)
    assert page.url == f"{served.address}/teacher/"


def press(page: Page, act: str, student: str = "") -> None:
    """Press a button: on the student's page if it is about one, else on the first."""
    button = page.locator(f'[data-run="{act}"][data-student="{student}"]').first
    if not button.count():
        if "/students/" in page.url:
            page.click(".course a")
        if student:
            page.locator("#table tr", has=page.get_by_text(student, exact=True)).locator("th a").click()
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
