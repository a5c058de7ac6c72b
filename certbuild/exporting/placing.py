"""How an export takes the place of the one before: all of its files, or none."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from certbuild.files import flush
from certbuild.publishing import Release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certbuild.layout import Layout


@contextmanager
def taking_place_of(layout: Layout, target: Path) -> Iterator[tuple[Release, Path]]:
    """Give a release, for what is needed meanwhile, and an empty folder for the files of the export.

    The folder becomes `target` when the block ends; where it raises, all is as before.
    """
    release = Release(layout, target.name)
    release.drop()  # what one that was killed has left
    try:
        folder = release.scratch("next")
        folder.mkdir()
        yield release, folder
        flush(list(folder.iterdir()))
        if target.exists():
            release.take([target])
        folder.replace(target)
    finally:
        release.drop()
