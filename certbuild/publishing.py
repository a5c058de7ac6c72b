"""How what was made takes its place in the build folder: prepared aside, whole, then put there by renaming alone.

A release is a folder aside that holds the next form of every file that changes. It is complete and safe on the
disk before the register is committed, and the commit names it; so whatever can fail, fails before anything has
changed, and a release that was cut short is finished by the next act. A release that no commit names is dropped.

Files take their places in an order in which no page ever leads to a file that is not there: PDFs and all else that
is led to first, then the pages from the innermost out; what is no longer made goes in the opposite order, last the
PDFs. A folder that is new appears whole. Until the commit, a file aside bears the suffix `ASIDE`, so that nothing
there is taken for a certificate.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.files import flush, same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from certbuild.layout import Layout
    from certbuild.model import Certificate

PREFIX = ".release-"
ASIDE = ".aside"


class Release:
    """The files that one act publishes."""

    def __init__(self, layout: Layout, name: str) -> None:
        self.name = PREFIX + name
        self._build = layout.build
        self._folder = layout.build / self.name
        self._next = self._folder / "next"
        self._obsolete = self._folder / "obsolete.json"

    def sheet(self, certificate: Certificate) -> Path:
        """Return where a certificate's PDF is put when it is newly rendered."""
        return self._folder / "rendered" / certificate.code

    @property
    def merged(self) -> Path:
        """Where the merged PDF is put when it is newly made."""
        return self._folder / "rendered" / "merged"

    def prepare(self, files: Mapping[Path, bytes | Path], obsolete: Iterable[Path]) -> list[Path]:
        """Put what differs aside, safe on the disk, and a list of what goes; return the paths that will have changed.

        `files` gives path → content, or the file in the release that is to be moved there. Raises
        `CertbuildError` where a folder cannot be written, `OSError` where there is no room.
        """
        aside: list[Path] = []
        targets = []
        for path, content in files.items():
            if same_bytes(path, content):
                continue
            place = self._aside(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                place.write_bytes(content)
            else:
                content.replace(place)
            targets.append(path)
            aside.append(place)
        going = sorted(obsolete, key=_pages_first)
        if going:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._obsolete.write_text(json.dumps([path.relative_to(self._build).as_posix() for path in going]), encoding="utf-8")
            aside.append(self._obsolete)
        flush(aside)
        _require_room_for(targets, going)
        return targets + going

    def publish(self) -> None:
        """Let every file aside take its place, then remove what goes, and the release itself.

        It may have been cut short before; what was done then need not be done again.
        """
        try:
            for path in sorted(self._units(self._next), key=_pages_last):
                path.replace(self._build / path.relative_to(self._next).with_name(path.name.removesuffix(ASIDE)))
            for path in self._going():
                if not path.is_dir() or path.is_symlink():
                    path.unlink(missing_ok=True)
                _remove_empty(path, self._build)
                _remove_empty(path.parent, self._build)
        except OSError as error:
            what = f"cannot take its place: {error.strerror or error}"
            hint = "see that it can be written and no other program has it open, and run make again: it finishes this one"
            raise CertbuildError(Problem(str(error.filename2 or error.filename), what, hint)) from error
        self.drop()

    def take(self, standing: Iterable[Path]) -> None:
        """Take away what stands, each whole and at once; it is lost when the release is dropped."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in standing:
            path.replace(self._folder / path.name)

    def drop(self) -> None:
        """Take the release away."""
        shutil.rmtree(self._folder, ignore_errors=True)
        _remove_empty(self._build, self._build.parent)

    def _units(self, folder: Path) -> Iterator[Path]:
        """Yield what can take its place with one renaming: files, and folders that are new, ready to appear whole."""
        for path in sorted(folder.iterdir()) if folder.exists() else ():
            if not path.is_dir():
                yield path
            elif (self._build / path.relative_to(self._next)).is_dir():
                yield from self._units(path)
            else:
                for aside in sorted(path.rglob(f"*{ASIDE}")):
                    aside.replace(aside.with_name(aside.name.removesuffix(ASIDE)))
                yield path

    def _going(self) -> list[Path]:
        if not self._obsolete.exists():
            return []
        return [self._build / path for path in json.loads(self._obsolete.read_text(encoding="utf-8"))]

    def _aside(self, path: Path) -> Path:
        relative = path.relative_to(self._build)
        return self._next / relative.with_name(relative.name + ASIDE)


def cut_short(layout: Layout, committed: str) -> list[Problem]:
    """Return a warning where the release that the register's last commit names has not yet been published whole."""
    if not committed or not (layout.build / committed).exists():
        return []
    what = "the last change was cut short, or is just being made: not all files say yet what the register says"
    return [Problem(str(layout.build), what, "run make: it finishes what was begun", Severity.WARNING)]


def finish_earlier(layout: Layout, committed: str) -> None:
    """Publish the release that the register's last commit names, if it was cut short, and drop all others."""
    for folder in layout.build.glob(f"{PREFIX}*"):
        release = Release(layout, folder.name.removeprefix(PREFIX))
        if folder.name == committed:
            release.publish()
        else:
            release.drop()


def _pages_last(path: Path) -> tuple[bool, bool, int, str]:
    return (_is_page(path), path.is_dir(), -len(path.parts), str(path))


def _pages_first(path: Path) -> tuple[bool, int, str]:
    return (not _is_page(path), len(path.parts), str(path))


def _is_page(path: Path) -> bool:
    return path.name.removesuffix(ASIDE).endswith(".html")


def _standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _require_room_for(targets: Iterable[Path], obsolete: Iterable[Path]) -> None:
    """Raise `CertbuildError` unless every file can take its place, as far as that can be known beforehand."""
    folders = sorted({_standing(path.parent) for path in (*targets, *obsolete)})
    hint = "see who owns it and who may write there; nothing was changed"
    problems = [
        Problem(str(folder), "cannot be written", hint)
        for folder in folders
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)
    ]
    hint = "move it away; nothing was changed"
    problems += [Problem(str(path), "is a file where a folder must be", hint) for path in folders if not path.is_dir()]
    problems += [Problem(str(path), "is a folder where a file must be", hint) for path in targets if path.is_dir()]
    if problems:
        raise CertbuildError(*problems)


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder if it is empty, and those above it below `top` that become so."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
