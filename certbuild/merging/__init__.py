"""One PDF of all certificates: artwork and fonts once, and the same bytes whatever stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.files import sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def merge_files(title: str, language: str, pages: Sequence[tuple[str, str, str, Path]], target: Path, former: Path | None) -> str:
    """Write one PDF of certificates' files, given as (bookmark, label, SHA-256, place); return its SHA-256.

    `former` is a merged file that perhaps stands. Raises `RenderingError` where one of the files cannot be read.
    """
    from certbuild.merging.merged import Leaf, merge_into  # noqa: PLC0415 - heavy

    leaves = (Leaf(name, number, sha256, place.read_bytes) for name, number, sha256, place in pages)
    with target.open("wb") as file:
        stands = former.read_bytes() if former and former.is_file() else b""
        merge_into(file, title, language, leaves, stands)
    return str(sha256_of_file(target))
