"""A template, ready to print: where its files are found, its paper, and its words in the languages of the course.

A template is a folder with ``template.html``, ``style.css`` and ``template.toml``; one that extends another has that
one's files wherever it lacks its own, and its style sheet is laid over the other's.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from certbuild import fonts
from certbuild.resources import cert_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from certbuild.printing.context import Paper

SETTINGS_FILE = "template.toml"
PAGE_FILE = "template.html"
STYLE_FILE = "style.css"


class Template(Struct, frozen=True):
    """A template as one course uses it; it can be handed to another machine that has the same files."""

    name: str
    folders: tuple[Path, ...]
    """Where its files are looked for: its own folder, then that of the template it extends, and so on."""
    paper: Paper
    colours: Mapping[str, str]
    """By name."""
    strings: Mapping[str, Mapping[str, str]]
    """By language, in the order in which certificates are printed, then by key."""
    marks: bool
    """Whether the certificate itself prints the marks, and needs no transcript."""
    images: Mapping[str, Path]
    """The course's images, by their addresses inside the template."""
    standard: str
    """What the files are produced as, by a name of `standards.STANDARDS`."""
    digest: str = ""
    """`digest_now`, where it was loaded."""

    def place(self, part: str = "") -> str:
        """Return the place for messages: the template, and a student or file in it."""
        return f'template "{self.name}" › {part}' if part else f'template "{self.name}"'

    def with_bleed(self, bleed: float) -> Template:
        """Return the template for paper with a bleed of so many millimetres; none is the template as it is."""
        if not bleed:
            return self
        wider = replace(self, paper=replace(self.paper, bleed=bleed))
        return replace(wider, digest=wider.digest_now())

    def file(self, path: str) -> Path | None:
        """Return the template's file of this relative path; None where there is none inside its folders."""
        for folder in self.folders:
            with suppress(OSError, ValueError):  # a name that no file can have
                found = (folder / path).resolve()
                if found.is_file() and found.is_relative_to(folder.resolve()):
                    return found
        return None

    @property
    def shipped(self) -> bool:
        """Whether all its files come with the program."""
        return all(folder.is_relative_to(cert_templates()) for folder in self.folders)

    @property
    def unchanged(self) -> bool:
        """Whether all that it consists of is here as it was where it was loaded."""
        return self.digest_now() == self.digest

    def digest_now(self) -> str:
        """Return a digest of every file, setting, word and font that its pages are made from, and of the course's images."""
        told = [asdict(self.paper), dict(self.colours), dict(self.strings), self.standard, fonts.identity()]
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        for number, folder in enumerate(self.folders):
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and _is_part(path)):
                _add(digest, f"{number}/{path.relative_to(folder).as_posix()}", path)
        for address, path in self.images.items():
            _add(digest, address, path)
        return digest.hexdigest()


def _is_part(path: Path) -> bool:
    """Say whether pages are made from this file itself: of catalogues they have the words that are used, and no others."""
    return not path.name.startswith(".") and path.suffix != ".po"


def _add(digest: hashlib._Hash, name: str, path: Path) -> None:
    data = path.read_bytes()
    digest.update(f"\n{name}\n{len(data)}\n".encode())
    digest.update(data)
