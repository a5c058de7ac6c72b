"""Finished pages over http, for this machine only; with `Server.announce`, open pages load themselves again.

They do so by a small script that the server writes into each page. It asks twice a second whether there is something new,
by loading another script: the pages of both sites allow themselves nothing else (Content-Security-Policy).
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, cast

from certbuild.errors import CertbuildError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

_OURS = {"127.0.0.1", "localhost"}
"""Names under which this machine may be asked for; a strange page could give itself another one (DNS rebinding)."""
_SCRIPT = "/.reload.js"
_QUESTION = "/.reload/"
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


class Server(ThreadingHTTPServer):
    """Serves a folder on the loopback address, without lists of its files."""

    def __init__(self, folder: Path, port: int, *, reloading: bool = False) -> None:
        """Take the port, 0 for any free one; raises `CertbuildError` where it is taken.

        With `reloading`, pages load themselves again after each `announce`.
        """
        self.reloading = reloading
        self.announce()
        try:
            super().__init__(("127.0.0.1", port), partial(_Handler, directory=folder))
        except OSError as error:
            hint = "choose another with --port, or 0 for any free one"
            raise CertbuildError(Problem(f"port {port}", str(error.strerror), hint)) from None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def announce(self) -> None:
        """Let all open pages load themselves again."""
        self.edition = str(time_ns())


class _Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    @property
    def _server(self) -> Server:
        return cast("Server", self.server)

    def send_head(self) -> Any:  # noqa: ANN401 - as the base class has it
        """Begin to answer; return what else there is to send."""
        if self.headers.get("Host", "").partition(":")[0] not in _OURS:
            return self.send_error(HTTPStatus.FORBIDDEN, f"Only as {self._server.address}")
        edition, address = self._server.edition, self.path.partition("?")[0]
        if self._server.reloading and address == _SCRIPT:
            return self._send(_ASKING, "text/javascript")
        if self._server.reloading and address.startswith(_QUESTION):
            return self._send("" if address == f"{_QUESTION}{edition}.js" else "location.reload()", "text/javascript")
        page = Path(self.translate_path(self.path)) / ("index.html" if address.endswith("/") else "")
        if self._server.reloading and page.suffix == ".html" and page.is_file():
            script = f'<script src="{_SCRIPT}" data-edition="{edition}"></script>'
            before, _, after = page.read_text(encoding="utf-8").rpartition("</body>")
            return self._send(f"{before}{script}</body>{after}", "text/html")
        return super().send_head()

    def _send(self, text: str, kind: str) -> BytesIO:
        data = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)

    def end_headers(self) -> None:
        """Have the browser keep nothing: what is shown may be made again at any time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Keep the terminal for what matters."""

    def list_directory(self, path: Any) -> None:  # noqa: ANN401, ARG002
        """Answer "not found" instead of a list of files."""
        self.send_error(HTTPStatus.NOT_FOUND)


def serve(folder: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve a folder until interrupted; `ready` gets the address.

    Raises `CertbuildError` where nothing has been built, or the port is taken.
    """
    if not folder.is_dir():
        raise CertbuildError(Problem(str(folder), "nothing has been built yet", "run make first"))
    with Server(folder, port) as server:
        ready(server.address)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
