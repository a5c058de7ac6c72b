"""The ledger of the build folder: what every file there was made from, and how it stood on the disk when it was put there.

It saves work and does nothing else. Whoever finds a file noted with the sources that he would make it from, and standing
as noted (same size, same time of its last change), need not make, read or check it again; every other file is made anew,
whose bytes then say whether it has changed. So a ledger that is missing, damaged, or written by another program or beside
other packages is as none, and costs time only. It is a memo about this disk: it holds times, so no two are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from certbuild.files import as_on_disk
from certbuild.resources import PACKAGE, cert_templates, site_templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FORM = 1
"""Of the file; to be raised when it changes."""


class Noted(NamedTuple):
    """What is noted of one file."""

    made_from: str
    """Digest of all that it was made from; empty where nobody knows."""
    size: int
    """In bytes."""
    changed: int
    """When it was last changed, in nanoseconds, as the disk tells it. Renaming a file leaves it."""


class Ledger(Struct, frozen=True):
    """What is noted of the files of one build folder."""

    build: Path
    files: Mapping[str, Noted] = field(default_factory=dict)
    """By path from the build folder, with slashes."""
    memos: Mapping[str, str] = field(default_factory=dict)
    """What else is worth knowing at the next build, by name."""

    def holds(self, path: str, made_from: str) -> bool:
        """Say whether a file stands as it is noted and was made from these sources."""
        noted = self.files.get(path)
        return noted is not None and noted.made_from == made_from and as_on_disk(f"{self.build}/{path}") == noted[1:]


def read_ledger(path: Path) -> Ledger:
    """Return the ledger that stands there; an empty one where there is none that this program wrote."""
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return Ledger(path.parent)
    if seal != _seal(content):
        return Ledger(path.parent)
    said = json.loads(content)
    noted = map(Noted, said["made_from"], said["sizes"], said["changed"])
    return Ledger(path.parent, dict(zip(said["paths"], noted, strict=True)), said["memos"])


def written(ledger: Ledger) -> bytes:
    """Return the ledger as it is kept on the disk."""
    paths = sorted(ledger.files)
    columns = zip(*(ledger.files[path] for path in paths), strict=True) if paths else ((), (), ())
    made_from, sizes, changed = (list(column) for column in columns)
    said = {
        "memos": ledger.memos,
        "paths": paths,
        "made_from": made_from,
        "sizes": sizes,
        "changed": changed,
    }
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return _seal(content) + b"\n" + content


def _seal(content: bytes) -> bytes:
    """Return what stands above the content of a ledger that is whole, and was written by this program in this form."""
    return hashlib.blake2b(content, digest_size=16, key=f"{_FORM} {program()}".encode()[:64]).hexdigest().encode()


@cache
def program() -> str:
    """Return a digest of what else decides over the bytes of files: this program, its templates, Python, all packages."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in (PACKAGE, cert_templates(), site_templates()):
        for path, size, changed in sorted(_own_files(str(folder))):
            digest.update(f"{path}\0{size}\0{changed}\0".encode())
    for place in sys.path:
        if os.path.isdir(place):  # noqa: PTH112 - a zip archive of the standard library is none
            names = sorted(name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
            digest.update("\0".join(names).encode())
    return digest.hexdigest()


def _own_files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _own_files(entry.path)
            else:
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
