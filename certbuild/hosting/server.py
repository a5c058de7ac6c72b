"""A folder on a server as the place of a site, written with rsync: what differs is sent, and pages last."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.hosting.marker import MARKER, digest_of, marker_for
from certbuild.hosting.programs import run
from certbuild.hosting.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_THERE = 23
"""What rsync ends with where something could not be read, such as a file that does not exist."""
_COPY = ("rsync", "-rlt", "--checksum", "--chmod=D755,F644", "--out-format=%i")
_KEPT = (f"--filter=P /{MARKER}", "--filter=P .ht*", "--filter=P /.well-known")
"""Not removed: what only the server's settings are."""


class Server:
    """A folder that rsync reaches, over ssh or at a server of its own."""

    def __init__(self, address: str) -> None:
        self._address = f"{address.rstrip('/')}/" if not address.endswith(":") else address

    def warnings(self) -> tuple[Problem, ...]:
        """Return nothing: the folder is there to be public."""
        return ()

    def take(self, site: Path, paths: Sequence[str]) -> Tally:
        """Make the folder hold the site and nothing else; what was there before, and no publish has put there, stops it."""
        with TemporaryDirectory() as aside:
            marker = Path(aside, MARKER)
            self._require_ours(marker)
            marker.write_bytes(marker_for(map(digest_of, paths)))
            run("rsync", "-t", "--chmod=F644", "--", str(marker), self._address)
        sent = self._sent(site, "--exclude=*.html") + self._sent(site, "--delete-after", *_KEPT)
        files = [line for line in sent if line[1:2] == "f" and line[:1] in "<>"]
        new = sum(line.endswith("+++") for line in files)
        removed = sum(line.startswith("*deleting") for line in sent)
        return Tally(new, len(files) - new, removed, self._address)

    def _sent(self, site: Path, *options: str) -> list[str]:
        """Send the site, and return what rsync says of each file that differed."""
        return run(*_COPY, *options, "--", f"{site}/", self._address)[1].splitlines()

    def _require_ours(self, marker: Path) -> None:
        """Raise unless a publish has made the folder, or it is empty or not there yet."""
        code, _ = run("rsync", "--", f"{self._address}{MARKER}", str(marker), fine=(0, _NOT_THERE))
        if code == 0:
            return
        _, listing = run("rsync", "--list-only", "--", self._address, fine=(0, _NOT_THERE))
        if [line for line in listing.splitlines() if line.split()[-1:] != ["."]]:
            what = "holds something that no publish has put there"
            hint = "name an empty folder, or one that does not exist yet: what is no part of the site is removed from it"
            raise CertbuildError(Problem(self._address, what, hint))
