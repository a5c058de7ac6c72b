"""Finished pages over http, for this machine only; open pages load themselves again when there is something new.

They do so by a small script that the server writes into each page. It asks twice a second whether there is something new,
by loading another script: the pages of both sites allow themselves nothing else (Content-Security-Policy). A page on which
a dialog is open waits until that has been closed.

No other page may show these in a frame or load anything of theirs, and no address but the server's own begins with a dot:
what does so in the folder is nobody's to see.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from certbuild.errors import CertbuildError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_OURS = {"127.0.0.1", "localhost"}
"""Names under which this machine may be asked for; a strange page could give itself another one (DNS rebinding)."""
_SCRIPT = "/.reload.js"
_QUESTION = "/.reload/"
_NEWS = 'document.querySelector("dialog[open]") || location.reload()'
_ASKING = """\
{
  const { edition } = document.currentScript.dataset;
  const ask = () => {
    const question = document.createElement("script");
    question.src = `/.reload/${edition}.js`;
    question.onload = question.onerror = () => {
      question.remove();
      setTimeout(ask, 500);
    };
    document.head.append(question);
  };
  addEventListener("load", ask);
}
"""
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",  # what is shown may be made again at any time
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Server(ThreadingHTTPServer):
    """Serves a folder on the loopback address, without lists of its files."""

    def __init__(self, folder: Path, port: int, handler: type[Handler] | None = None) -> None:
        """Take the port, 0 for any free one; raises `CertbuildError` where it is taken."""
        self.announce()
        try:
            super().__init__(("127.0.0.1", port), partial(handler or Handler, directory=folder))
        except OSError as error:
            hint = "choose another with --port, or 0 for any free one"
            raise CertbuildError(Problem(f"port {port}", str(error.strerror), hint)) from None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def edition(self) -> str:
        """Name of what is shown now; pages of another edition load themselves again."""
        return self._edition

    def announce(self) -> None:
        """Let all open pages load themselves again."""
        self._edition = str(time_ns())

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Tell what went wrong, but not that a browser has gone away before it had its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Answer(Struct, frozen=True):
    """What is sent."""

    content: bytes
    kind: str
    """Media type."""
    status: HTTPStatus = HTTPStatus.OK


class Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    def page(self, path: Path) -> Answer | None:
        """Return the page that is shown for one that stands at a path, or should."""
        with suppress(OSError):
            return Answer(path.read_bytes(), "text/html")
        return None

    def own(self, address: str) -> Answer | None:
        """Return what the server itself has under an address that begins with a dot."""
        if address == _SCRIPT:
            return Answer(_ASKING.encode(), "text/javascript")
        if address.startswith(_QUESTION):
            now = f"{_QUESTION}{cast('Server', self.server).edition}.js"
            return Answer(b"" if address == now else _NEWS.encode(), "text/javascript")
        return None

    @property
    def is_asked_as_ours(self) -> bool:
        """Whether the browser knows this server under its own name."""
        return self.headers.get("Host", "").partition(":")[0] in _OURS

    def send_head(self) -> Any:  # noqa: ANN401 - as the base class has it
        """Begin to answer; return what else there is to send."""
        server, address = cast("Server", self.server), self.path.partition("?")[0]
        if not self.is_asked_as_ours:
            return self.send_error(HTTPStatus.FORBIDDEN, f"Only as {server.address}")
        if answer := self.own(address):
            return self.begin(answer)
        edition = server.edition
        path = Path(self.translate_path(self.path))
        if any(part.startswith(".") for part in path.relative_to(self.directory).parts):
            return self.send_error(HTTPStatus.FORBIDDEN)
        page = path / "index.html" if address.endswith("/") else path
        if page.suffix == ".html" and (found := self.page(page)):
            script = f'<script src="{_SCRIPT}" data-edition="{edition}"></script>'
            return self.begin(Answer(with_more(found.content, script.encode()), found.kind, found.status))
        return super().send_head()

    def begin(self, answer: Answer) -> BytesIO:
        """Begin to send an answer; return the rest."""
        self.send_response(answer.status)
        self.send_header("Content-Type", f"{answer.kind}; charset=utf-8" if answer.kind.startswith("text/") else answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        return BytesIO(answer.content)

    def end_headers(self) -> None:
        """Say who may do what with the answer."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Keep the terminal for what matters."""

    def list_directory(self, path: Any) -> None:  # noqa: ANN401, ARG002
        """Answer "not found" instead of a list of files."""
        self.send_error(HTTPStatus.NOT_FOUND)


def with_more(page: bytes, more: bytes) -> bytes:
    """Return a page with more at its end."""
    before, _, after = page.rpartition(b"</body>")
    return before + more + b"</body>" + after
