"""A static host for the sites, as they are published on."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Host(SimpleHTTPRequestHandler):
    """A static host: it sends the headers that a site asks for, and for what is not there the site's own page for that."""

    def send_error(self, code: int, *_: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Answer with 404.html."""
        page = Path(self.directory, "404.html")
        content = page.read_bytes() if page.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Add what `_headers` asks for, if there is one."""
        asked = Path(self.directory, "_headers")
        if asked.is_file():
            pattern, *lines = asked.read_text(encoding="utf-8").splitlines()
            assert pattern == "/*"
            for line in lines:
                self.send_header(*line.strip().split(": ", 1))
        super().end_headers()

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder as a static host does; give its address, which ends with a slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()
