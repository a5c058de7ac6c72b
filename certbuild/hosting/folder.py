"""A folder as the place of a site: each file is there whole or not at all, and pages never lead to what is not there."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.files import leaves_under, same_bytes, write_file
from certbuild.hosting.marker import MARKER, digest_of, digests_in, marker_for
from certbuild.hosting.tally import Tally
from certbuild.publishing import pages_first, pages_last

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OTHER = "name an empty folder, or one that does not exist yet; nothing was published"


class Folder:
    """A folder on this machine, or one that it can write to as if it were."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def warnings(self) -> tuple[Problem, ...]:
        """Return nothing: a folder is no more public than what is done with it."""
        return ()

    def take(self, site: Path, paths: Sequence[str]) -> Tally:
        """Make the folder hold the site: what differs is written, and what was published before and is no longer part goes.

        Killed meanwhile, the next one goes on: the marker names what is being written before it is.
        """
        before = self._published_before()
        wanted = {digest_of(path) for path in paths}
        changes = [path for path in paths if not same_bytes(self._path / path, site / path)]
        new = [path for path in changes if not (self._path / path).exists()]
        if problems := list(self._in_the_way(paths, set(changes).difference(new), before)):
            raise CertbuildError(*problems)
        write_file(self._path / MARKER, marker_for(before | wanted))
        for path in sorted(map(PurePosixPath, changes), key=pages_last):
            write_file(self._path / path, (site / path).read_bytes())
        going = [path for path in self._leaves() if digest_of(path.as_posix()) in before - wanted]
        for path in sorted(going, key=pages_first):
            (self._path / path).unlink()
            self._remove_empty(self._path / path.parent)
        write_file(self._path / MARKER, marker_for(wanted))
        return Tally(len(new), len(changes) - len(new), len(going), str(self._path))

    def _published_before(self) -> set[str]:
        """Return the digests of what a publish has put there; raise where the folder holds other things and no marker."""
        if (self._path / MARKER).is_file():
            return digests_in((self._path / MARKER).read_bytes())
        if self._path.exists() and not self._path.is_dir():
            raise CertbuildError(Problem(str(self._path), "is a file", _OTHER))
        if self._path.is_dir() and any(self._path.iterdir()):
            raise CertbuildError(Problem(str(self._path), "holds something that no publish has put there", _OTHER))
        return set()

    def _in_the_way(self, paths: Sequence[str], overwritten: set[str], before: set[str]) -> Iterator[Problem]:
        """Yield what stands where the site's files are to stand, and is not from a publish."""
        for folder in sorted({parent for path in paths for parent in PurePosixPath(path).parents}):
            place = self._path / folder
            if folder.parts and (place.is_symlink() or (place.exists() and not place.is_dir())):
                yield Problem(
                    str(place), "is no folder, and the site has one of this name", "move it away; nothing was published"
                )
        for path in sorted(overwritten):
            if digest_of(path) not in before or (self._path / path).is_dir():
                what = "was not put there by a publish, and the site has a file of this name"
                yield Problem(str(self._path / path), what, "move it away; nothing was published")

    def _leaves(self) -> list[PurePosixPath]:
        return [PurePosixPath(Path(leaf).relative_to(self._path).as_posix()) for leaf in leaves_under(self._path)]

    def _remove_empty(self, folder: Path) -> None:
        while folder != self._path and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
