"""Where a site can be published: what was written after `certbuild publish` is understood here.

- ``branch:NAME``: a branch of the git repository in which the course stands, of which a host makes its pages;
- ``user@host:folder``, ``host:folder`` or ``rsync://…``: a folder on a server, by rsync;
- everything else: a folder that this machine can write into.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from certbuild.errors import CertbuildError, ExitCode, Problem
from certbuild.hosting.branch import Branch
from certbuild.hosting.folder import Folder
from certbuild.hosting.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certbuild.hosting.tally import Tally
    from certbuild.layout import Layout

_BRANCH = "branch:"
_SERVER = re.compile(r"rsync://[^-].*|(?:[\w.][\w.+-]*@)?(?:\w[\w.-]+|\[[0-9a-fA-F:.]+\]):(?!//).*")
"""A single letter before the colon is a drive of Windows."""
_FORMS = "name a folder, user@host:folder for a server with rsync, or branch:NAME of the course's git repository"


class Destination(Protocol):
    """Where a site can be published."""

    def warnings(self) -> Iterable[Problem]:
        """Return what a person should know beforehand."""

    def take(self, site: Path, paths: Sequence[str]) -> Tally:
        """Make it hold the files of a site with these paths, and say what was new.

        Raises `CertbuildError` where that cannot be done or would overwrite or remove what no publish has put there.
        """


class UnknownDestinationError(CertbuildError):
    """What was given as DEST is no place that a site can be published to."""

    exit_code = ExitCode.USAGE


def destination(text: str, layout: Layout) -> Destination:
    """Return the destination that a person has named; raises `UnknownDestinationError` where it is none."""
    if not text.strip() or text.startswith("-"):
        raise UnknownDestinationError(Problem(f'DEST "{text}"', "is no destination", _FORMS))
    if text.startswith(_BRANCH):
        return Branch(text.removeprefix(_BRANCH), layout.root)
    if _SERVER.fullmatch(text):
        return Server(text)
    if "://" in text:
        raise UnknownDestinationError(Problem(f'DEST "{text}"', "is an address that nothing can be published to", _FORMS))
    folder = Path(text).expanduser()
    if folder.resolve().is_relative_to(layout.build.resolve()):
        hint = "name one outside of it: builds take away from there what they have not made"
        raise UnknownDestinationError(Problem(f'DEST "{text}"', "is in the build folder", hint))
    return Folder(folder)
