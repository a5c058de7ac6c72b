"""The faces of the paper, cut down for the screen: WOFF2 with Latin, Greek and Cyrillic letters.

They come with the page templates, because cutting them takes seconds; ``.setup/webfonts.py`` does it.
"""

from __future__ import annotations

from functools import cache

from certbuild.files import sha256_of
from certbuild.fonts import SANS, SERIF, Face
from certbuild.resources import site_templates

SHIPPED = site_templates() / "faces"
WANTED = ((SERIF, 400, "normal"), (SANS, 400, "normal"), (SANS, 600, "normal"))
"""Family, weight and style of the faces that the pages use."""


@cache
def web_faces() -> tuple[Face, ...]:
    """Return the faces that the pages use, as WOFF2 files."""
    return tuple(Face(*wanted, SHIPPED / f"{stem(*wanted)}.woff2") for wanted in WANTED)


def file_name(face: Face) -> str:
    """Return the name of a face's file on a site, with a digest of its content: ``serif-400-3241bc08.woff2``."""
    return f"{face.path.stem}-{file_digest(face)[:8]}.woff2"


@cache
def file_digest(face: Face) -> str:
    """Return the SHA-256 of a face's file."""
    return sha256_of(face.path.read_bytes())


def faces_of_pages() -> frozenset[str]:
    """Return the SHA-256 of each face that a site may have."""
    return frozenset(map(file_digest, web_faces()))


def stem(family: str, weight: int, style: str) -> str:
    """Return the name of a face's file without digest and ending."""
    return "-".join([family.rsplit(maxsplit=1)[-1].lower(), str(weight), *([style] if style != "normal" else [])])
