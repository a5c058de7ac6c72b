"""The public site as it stands on the disk, read anew before it is published: nothing that was checked before is trusted.

It holds files of few kinds, each of which can be read for what it tells; any other is an error. Texts are read as texts, PDFs
must be those that the register knows and are read through (`contents`), faces must be the program's own, and pictures may
hold nothing but a picture.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from certbuild.auditing import Record, missing_or_other, page_problems
from certbuild.certificates import said_by_templates
from certbuild.contents import Reading
from certbuild.errors import CertbuildError, Problem
from certbuild.files import leaves_under, sha256_of
from certbuild.register import opened
from certbuild.site import Screen, faces_of_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.machine import Machine
    from certbuild.model import Overview

_TEXTS = {".html", ".css", ".js", ".json", ".txt"}
_NAMES = {"_headers", ".nojekyll"}
"""Texts without such an ending."""
_PDF = re.compile(r"c/[0-9A-Z-]+/certificate\.pdf")
_TAKEN_AWAY = "run make, which takes away what is no part of the site; nothing was published"
_PNG = b"\x89PNG\r\n\x1a\n"
_OF_PICTURES = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD"}
"""Parts of a PNG that hold a picture and no text (PNG, third edition, 5.6)."""


def inspected(layout: Layout, course: Course, overview: Overview, machine: Machine) -> list[str]:
    """Return the paths of all files of the public site, having read each.

    Raises `CertbuildError` with all that is not as the register has it, is of no known kind, or tells what must stay private.
    """
    paths = [Path(leaf).relative_to(layout.site).as_posix() for leaf in leaves_under(layout.site)]
    paths = [path for path in paths if (layout.site / path).is_symlink() or not (layout.site / path).is_dir()]
    with opened(layout.register) as register:
        record = Record.of(register, course.about.day_of(machine.now()))
    problems = [*missing_or_other(layout, record), *page_problems(layout, record)[1]]
    look = _Look(layout.site, Screen(course, overview, printed_on_all=said_by_templates(course)))
    reading = Reading([layout.site / path for path in paths if _PDF.fullmatch(path)], machine.crew)
    problems += [problem for path in paths for problem in look.at(path)]
    for file, text in reading.finished().items():
        problems += look.screen.of_pdf(file.relative_to(layout.site).as_posix(), text)
    if problems:
        raise CertbuildError(*dict.fromkeys(problems))
    return paths


class _Look:
    """Reads the files of a site, each as its kind is read."""

    def __init__(self, site: Path, screen: Screen) -> None:
        self.screen = screen
        self._site = site
        self._faces = faces_of_pages()

    def at(self, path: str) -> Iterator[Problem]:
        """Yield what is wrong with a file; PDFs are read elsewhere."""
        file = self._site / path
        if file.is_symlink() or not file.is_file():
            yield Problem(f"build/site/{path}", "is a link or no ordinary file, and may lead anywhere", _TAKEN_AWAY)
            return
        in_assets, kind = path.startswith("assets/"), Path(path).suffix
        if path in _NAMES or kind in _TEXTS:
            yield from self._text(path)
        elif kind == ".pdf":
            yield from self._pdf(path)
        elif in_assets and kind == ".woff2":
            yield from self._face(path)
        elif in_assets and kind == ".png":
            yield from self._picture(path)
        else:
            yield Problem(f"build/site/{path}", "is of no kind that a site consists of", _TAKEN_AWAY)
            yield from self.screen.of_paths([path])

    def _text(self, path: str) -> Iterator[Problem]:
        data = (self._site / path).read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            yield Problem(f"build/site/{path}", "is no text in UTF-8, so nobody knows what it tells", _TAKEN_AWAY)
        yield from self.screen.of_page(path, data, lasting=False)

    def _pdf(self, path: str) -> Iterator[Problem]:
        if not _PDF.fullmatch(path):
            yield Problem(f"build/site/{path}", "this PDF is not the certificate of any page", _TAKEN_AWAY)
            yield from self.screen.of_paths([path])

    def _face(self, path: str) -> Iterator[Problem]:
        if sha256_of((self._site / path).read_bytes()) not in self._faces:
            yield Problem(f"build/site/{path}", "is no typeface of this program", _TAKEN_AWAY)
        yield from self.screen.of_paths([path])

    def _picture(self, path: str) -> Iterator[Problem]:
        if not _is_picture_alone((self._site / path).read_bytes()):
            yield Problem(f"build/site/{path}", "is no PNG, or holds more than a picture", _TAKEN_AWAY)
        yield from self.screen.of_paths([path])


def _is_picture_alone(data: bytes) -> bool:
    """Say whether this is a PNG without texts, thumbnails, and whatever else one may hold, and nothing follows it."""
    place, last = len(_PNG), b""
    while data.startswith(_PNG) and last != b"IEND" and len(data) - place >= 12:
        length, last = struct.unpack_from(">I4s", data, place)
        if last not in _OF_PICTURES:
            return False
        place += 12 + length
    return last == b"IEND" and place == len(data)
