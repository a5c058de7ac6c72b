"""The file that says what a publish has put into a folder, so that nothing else is ever overwritten or removed there.

Everybody can read it where the site stands, and the names of its folders are secrets; so it holds digests of the paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKER = ".certbuild-published"
_HEAD = "# What certbuild has put into this folder: it overwrites and removes these files, and no others.\n"


def digest_of(path: str) -> str:
    """Return what stands in a marker for a file of the site."""
    return sha256_of(path.encode())


def marker_for(digests: Iterable[str]) -> bytes:
    """Return a marker that holds the digests of so many paths."""
    return "".join([_HEAD, *(f"{digest}\n" for digest in sorted(set(digests)))]).encode()


def digests_in(marker: bytes) -> set[str]:
    """Return the digests that a marker holds."""
    return {line for line in marker.decode(errors="replace").splitlines() if line and not line.startswith("#")}
