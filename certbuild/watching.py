"""Waiting for saves: what a page in the browser was made from has changed, so it is to be made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from watchfiles import DefaultFilter, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchfiles import Change

_PATIENCE = 200
"""Milliseconds after which the first round begins, if nothing is saved meanwhile."""
_EDITORS_OWN = DefaultFilter()
"""Knows the files that editors leave for themselves."""


class Sources(Struct, frozen=True):
    """Where all stands that something is made from; paths are absolute."""

    folders: tuple[Path, ...]
    """With all that is in them."""
    files: tuple[Path, ...] = ()
    """Single ones that stand elsewhere."""

    def have(self, change: Change, path: str) -> bool:
        """Say whether what has changed is one of these."""
        inside = any(Path(path).is_relative_to(folder) for folder in self.folders)
        return Path(path) in self.files or (inside and _EDITORS_OWN(change, path))


def saves(look: Callable[[], Sources]) -> Iterator[None]:
    """Yield soon, and then whenever something is saved in the sources, also if that was before the last round was over.

    `look` is asked again after each round, since what was saved may name other sources.
    """
    while True:
        sources, new = look(), True
        folders = {*sources.folders, *(path.parent for path in sources.files)}
        for changes in watch(*folders, watch_filter=sources.have, rust_timeout=_PATIENCE, yield_on_timeout=True):
            if changes or new:
                new = False
                yield
                if look() != sources:
                    break
