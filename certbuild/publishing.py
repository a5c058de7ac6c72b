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
from concurrent.futures import wait
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from certbuild.batches import Batches, Page
from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.files import as_on_disk, flush, leaves_under, same_bytes, sha256_of_file
from certbuild.ledger import Ledger, Noted, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from certbuild.crews import Crew
    from certbuild.layout import Layout
    from certbuild.model import Certificate

PREFIX = ".release-"
ASIDE = ".aside"


class Release:
    """The files that one act publishes, each put aside as it is made."""

    def __init__(self, layout: Layout, name: str, ledger: Ledger | None = None, crew: Crew | None = None) -> None:
        """Begin a release; a crew that shares this machine's files writes pages while others are made."""
        self.name = PREFIX + name
        self._batches = Batches(crew)
        self._awaited: list[Future[Any]] = []
        """What somebody else is doing in its folder."""
        self.ledger = ledger or Ledger(layout.build)
        self._layout = layout
        self._build = layout.build
        self._folder = layout.build / self.name
        self._next = self._folder / "next"
        self._obsolete = self._folder / "obsolete.json"
        self._notes: dict[str, Noted] = {}
        self._targets: list[str] = []

    def sheet(self, certificate: Certificate) -> Path:
        """Return where a certificate's PDF is put when it is newly rendered."""
        return self._folder / "rendered" / certificate.code

    def scratch(self, name: str) -> Path:
        """Return where a file may be written that is to be put somewhere."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / name

    def awaits(self, begun: Future[Any]) -> None:
        """Know of somebody else who writes into the folder, lest one who is late brings it back when it is dropped."""
        self._awaited.append(begun)

    def keeps(self, path: str, made_from: str) -> bool:
        """Let a file stay that was made from these sources and stands as noted; say whether there is one.

        Here and below paths begin in the build folder.
        """
        kept = bool(made_from) and self.ledger.holds(path, made_from)
        if kept:
            self._notes[path] = self.ledger.files[path]
        return kept

    def stays(self, path: str, sha256: str) -> bool:
        """Let a file stay as it is; say whether it has this digest."""
        if self.keeps(path, sha256):
            return True
        stands = as_on_disk(self._build / path)
        same = stands is not None and sha256_of_file(self._build / path) == sha256
        self._note(path, sha256 if same else "", stands)
        return same

    def puts(self, path: str, content: bytes | Path, made_from: str = "") -> None:
        """Let this stand at a path: bytes, or a file of the release that is moved there."""
        target, place = f"{self._build}/{path}", f"{self._next}/{path}{ASIDE}"
        stands = as_on_disk(target)
        if isinstance(content, bytes) and stands and same_bytes(Path(target), content):
            self._note(path, made_from, stands)
            return
        if isinstance(content, bytes):
            for page, standing in self._batches.add(Page(path, made_from, place, content)):
                self._put_aside(page, standing)
            return
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120 - as often as there are certificates
        content.replace(place)
        if stands and same_bytes(Path(target), Path(place)):
            os.unlink(place)  # noqa: PTH108 - as above
        else:
            stands = as_on_disk(place)
            self._targets.append(path)
        self._note(path, made_from, stands)

    def _put_aside(self, page: Page, stands: tuple[int, int]) -> None:
        self._targets.append(page.path)
        self._note(page.path, page.made_from, stands)

    def prepare(self, memos: Mapping[str, str]) -> list[Path]:
        """See that all that was put aside is safe on the disk, and list what goes; return the paths that will have changed.

        What goes is whatever stands in our folders and neither was put there nor stays; and, where anything changes, the last
        export and the mails. The ledger is renewed, with these memos; that is no change. Raises `CertbuildError` where a folder
        cannot be written, `OSError` where there is no room.
        """
        for page, standing in self._batches.rest():
            self._put_aside(page, standing)
        ours = [f"{self._build}/{path}" for path in self._notes]
        going = sorted(map(Path, self._standing().difference(ours)), key=pages_first)
        aside = [Path(f"{self._next}/{path}{ASIDE}") for path in self._targets]
        targets = [self._build / path for path in self._targets]
        if targets or going:
            going += [Path(path) for folder in (self._layout.export, self._layout.mails) for path in leaves_under(folder)]
        if going:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._obsolete.write_text(json.dumps([path.relative_to(self._build).as_posix() for path in going]), encoding="utf-8")
            aside.append(self._obsolete)
        try:
            aside += self._renewed_ledger(memos)
        except OSError:
            if aside:  # else there is nothing to do, and no ledger is worth an error
                raise
        flush(aside)
        _require_room_for(targets, going)
        return targets + going

    def publish(self) -> None:
        """Let every file aside take its place, then remove what goes, and the release itself.

        It may have been cut short before; what was done then need not be done again.
        """
        try:
            for path in sorted(self._units(self._next), key=pages_last):
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

    def left(self, standing: Mapping[str, tuple[int, ...]]) -> bool:
        """Say whether what stands, by path, is all that this release has put there or let stay, and as it was then."""
        noted = {f"{self._build}/{path}": note[1:] for path, note in self._notes.items()}
        return noted == {path: stand[:2] for path, stand in standing.items()}

    def take(self, standing: Iterable[Path]) -> None:
        """Take away what stands, each whole and at once; it is lost when the release is dropped."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in standing:
            path.replace(self._folder / path.name)

    def drop(self) -> None:
        """Take the release away."""
        late = [*self._awaited, *self._batches.under_way]
        for begun in late:
            begun.cancel()
        wait(late)
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

    def _note(self, path: str, made_from: str, stands: tuple[int, int] | None) -> None:
        """Note how a file stands; as it did before its bytes were looked at, lest somebody changes it meanwhile."""
        self._notes[path] = Noted(made_from, *(stands or (0, 0)))

    def _standing(self) -> set[str]:
        """Return what stands in our folders, and the merged PDF."""
        layout = self._layout
        stands = {leaf for folder in layout.trees for leaf in leaves_under(folder)}
        return stands | ({str(layout.merged)} if layout.merged.exists() else set())

    def _renewed_ledger(self, memos: Mapping[str, str]) -> list[Path]:
        """Put the ledger aside, if it says something new, and return where."""
        content = written(Ledger(self._build, self._notes, memos))
        if same_bytes(self._layout.ledger, content):
            return []
        place = self._next / f"{self._layout.ledger.name}{ASIDE}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return [place]

    def _going(self) -> list[Path]:
        if not self._obsolete.exists():
            return []
        return [self._build / path for path in json.loads(self._obsolete.read_text(encoding="utf-8"))]


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


def pages_last(path: PurePath) -> tuple[bool, bool, int, str]:
    """Sort key of the order in which files take their places: pages after all else, and the innermost first."""
    return (_is_page(path), isinstance(path, Path) and path.is_dir(), -len(path.parts), str(path))


def pages_first(path: PurePath) -> tuple[bool, int, str]:
    """Sort key of the order in which files go."""
    return (not _is_page(path), len(path.parts), str(path))


def _is_page(path: PurePath) -> bool:
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
