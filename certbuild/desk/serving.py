"""Both sites over http, and the acts behind the buttons of the teacher's page.

An act is only run for a page that this very server has given a token to, which are the teacher's pages and no others. It
must say so in a header and send JSON: a form cannot, and a script of another page may not without being allowed to by an
answer that this server never gives. So a page from elsewhere can neither read the token nor send it.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec.structs import replace

from certbuild.desk.acts import Order
from certbuild.desk.pages import PLACE, DeskPages
from certbuild.desk.running import Runner
from certbuild.publishing import PREFIX
from certbuild.serving import Answer, Handler, Server, with_more

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.layout import Layout

_ACT = f"{PLACE}act"
_ROOM = 2**16
"""Bytes that an order may have."""


class Desk(Server):
    """Serves what was made of a course, and makes it again when asked to."""

    def __init__(self, layout: Layout, port: int) -> None:
        """Take the port, 0 for any free one; raises `CertbuildError` where it is taken."""
        self.layout = layout
        self.pages = DeskPages(layout)
        self.token = secrets.token_urlsafe()
        self.runner = Runner(layout.root)
        super().__init__(layout.build, port, _Handler)
        self._start = self._edition

    @property
    def edition(self) -> str:
        """Name of this start of the server, and of what was last published; while a release is under way, of that before."""
        with suppress(OSError):  # the build folder may just be going
            if not any(self.layout.build.glob(f"{PREFIX}*")):
                published = self.layout.ledger.stat() if self.layout.ledger.exists() else None
                name = f"{published.st_mtime_ns}-{published.st_ino}" if published else "nothing"
                self._edition = f"{self._start}-{name}"
        return self._edition

    def serve_until_interrupted(self) -> None:
        """Serve; when interrupted, wait for the act that is under way, which a Ctrl+C in the terminal has interrupted as well."""
        with suppress(KeyboardInterrupt):
            self.serve_forever()
        with suppress(KeyboardInterrupt):
            self.runner.close()


class _Handler(Handler):
    """Answers one request."""

    @property
    def _desk(self) -> Desk:
        return cast("Desk", self.server)

    def send_head(self) -> Any:  # noqa: ANN401 - as the base class has it
        """Lead from the server's address to the teacher's page."""
        if self.path not in {"/", "/teacher"} or not self.is_asked_as_ours:
            return super().send_head()
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "/teacher/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def own(self, address: str) -> Answer | None:
        """Return what the server itself has under an address that begins with a dot."""
        content = self._desk.pages.asset(address)
        return Answer(content, self.guess_type(address)) if content is not None else super().own(address)

    def page(self, path: Path) -> Answer | None:
        """Return a page, the teacher's with all that makes it a desk; where it is not there, what else is shown."""
        layout, pages = self._desk.layout, self._desk.pages
        private, found = path.is_relative_to(layout.teacher), super().page(path)
        if not found and (private or path.is_relative_to(layout.site)):
            elsewhere = super().page(layout.site / "404.html") if not private else None
            found = replace(elsewhere, status=HTTPStatus.NOT_FOUND) if elsewhere else Answer(pages.nothing(), "text/html")
        if not found or not private:
            return found
        return replace(found, content=with_more(pages.allowed(found.content), pages.added(self._desk.token)))

    def do_POST(self) -> None:  # noqa: N802 - as the base class has it
        """Do what a page asks for, if it is one of ours; answer with what came of it, or with a question."""
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length)) if length.isdecimal() and int(length) <= _ROOM else b""
        if self.path != _ACT or not self._is_trusted:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            order = msgspec.json.decode(body, type=Order)
            arguments = order.arguments
            outcome = None if order.is_to_be_asked else self._desk.runner.run(arguments)
        except (msgspec.MsgspecError, KeyError, ValueError):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        pages = self._desk.pages
        content = pages.question(order) if order.is_to_be_asked else pages.outcome(order, outcome)
        self.wfile.write(self.begin(Answer(content, "text/html")).read())

    @property
    def _is_trusted(self) -> bool:
        """Whether one of our own pages asks, and does so as only they can."""
        said = self.headers
        given = said.get("X-Certbuild-Token", "").encode("utf-8", "surrogateescape")
        return (
            self.is_asked_as_ours
            and said.get("Origin", "") in {"", f"http://{said['Host']}"}
            and said.get_content_type() == "application/json"
            and hmac.compare_digest(given, self._desk.token.encode())
        )
