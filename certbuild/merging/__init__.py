"""One PDF of all certificates: artwork and fonts once, and the same bytes whatever stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.files import sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def merge_files(
    title: str,
    language: str,
    pages: Sequence[tuple[str, str, str, Path]],
    target: Path,
    former: Path | None = None,
    *parts: Path,
) -> str:
    """Write one PDF of certificates' files, given as (bookmark, label, SHA-256, place); return its SHA-256.

    `former` is a merged file that perhaps stands, `parts` are merged files of some of the same, which are used up.
    Raises `RenderingError` where one of the files cannot be read.
    """
    from certbuild.merging.merged import Leaf, Stock, merge_into  # noqa: PLC0415 - heavy

    leaves = (Leaf(name, number, sha256, place.read_bytes) for name, number, sha256, place in pages)
    with target.open("wb") as file:
        stand = [path for path in (former, *parts) if path and path.is_file()]
        merge_into(file, title, language, leaves, Stock(path.read_bytes() for path in stand))
    for part in parts:
        part.unlink()
    return str(sha256_of_file(target))
