"""The finished pages over http, for this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from certbuild.errors import CertbuildError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each, and without listing folders."""

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Keep the terminal for what matters."""

    def list_directory(self, path: Any) -> None:  # noqa: ANN401, ARG002
        """Answer "not found" instead of a list of files."""
        self.send_error(404)


def serve(folder: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve a folder on the loopback address until interrupted; `ready` gets the address.

    Raises `CertbuildError` where nothing has been built, or the port is taken.
    """
    if not folder.is_dir():
        raise CertbuildError(Problem(str(folder), "nothing has been built yet", "run make first"))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=folder))
    except OSError as error:
        hint = "choose another with --port, or 0 for any free one"
        raise CertbuildError(Problem(f"port {port}", str(error.strerror), hint)) from None
    with server:
        ready(f"http://127.0.0.1:{server.server_address[1]}")
        server.serve_forever()
