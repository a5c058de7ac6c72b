"""Writing files whole or not at all, and only where their bytes differ."""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None where there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def same_bytes(path: Path, content: bytes | Path) -> bool:
    """Say whether a file holds this, or what that other file holds."""
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if not path.is_file() or path.stat().st_size != size:
        return False
    if isinstance(content, bytes):
        return path.read_bytes() == content
    with path.open("rb") as file, content.open("rb") as other:
        return all(one == two for one, two in zip(_chunks(file), _chunks(other), strict=True))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(partial(file.read, 1 << 20), b"")


def write_file(path: Path, data: bytes) -> bool:
    """Make `path` hold `data`; say whether that changed anything.

    A reader sees the old file or the new one, never a part: the bytes go to a temporary name beside
    it, reach the disk, and take its place with one renaming.
    """
    if same_bytes(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        flush([temporary])
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def flush(paths: Iterable[Path]) -> None:
    """See to it that the files have reached the disk; quicker for many at once than for each as it is written."""
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def leaves_under(folder: Path) -> list[Path]:
    """Return every file under a folder, and every folder in it that is empty."""
    return [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir() or not any(path.iterdir())]
