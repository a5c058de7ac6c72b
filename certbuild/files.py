"""Writing files whole or not at all, and only where their bytes differ."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_PIECE = 1 << 20
"""So many bytes of a large file are in memory at a time."""
_MANY = 50
"""So many files reach the disk sooner together with all else on their file system than one by one."""


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: str | Path) -> str | None:
    """Return the SHA-256 of a file, or None where there is no such file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a Path costs more than a small file
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
    with path.open("rb") as one, content.open("rb") as other:
        return all(one.read(_PIECE) == other.read(_PIECE) for _ in range(0, size, _PIECE))


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


def write_new(files: Iterable[tuple[str, bytes]]) -> list[tuple[int, int]]:
    """Write files that are not there yet, each given as (path, content), and their folders; return how each stands then."""
    stand = []
    for path, content in files:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - thousands of times, so a Path counts
        with open(path, "wb") as file:  # noqa: PTH123 - as above
            file.write(content)
            file.flush()
            known = os.fstat(file.fileno())
        stand.append((known.st_size, known.st_mtime_ns))
    return stand


def as_on_disk(path: str | Path) -> tuple[int, int] | None:
    """Return size and time of the last change (nanoseconds) of a file; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - 36,000 times, so it counts what a Path costs
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None


def flush(paths: Sequence[Path]) -> None:
    """See to it that the files have reached the disk; quicker for many at once than for each as it is written.

    Where they are many, their whole file system is asked once instead of each file, if the system can do that: Linux
    waits until all is written, and tells of errors since its version 5.8 (syncfs(2)).
    """
    if len(paths) > _MANY and _flush_file_system(paths[0].parent):
        return
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _flush_file_system(folder: Path) -> bool:
    """Have all files of a folder's file system reach the disk; say whether this system can do so."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # noqa: PLC0415 - seldom needed

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    place = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(place):
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(folder))
    finally:
        os.close(place)
    return True


def leaves_under(folder: Path | str) -> list[str]:
    """Return the path of every file under a folder, and of every folder in it that is empty, in order."""
    return sorted(standing_under(folder))


def standing_under(folder: Path | str) -> dict[str, tuple[int, int, int]]:
    """Return how every file under a folder, and every folder in it that is empty, stands on the disk, by path.

    That is: size in bytes, and when its content and it itself were last changed, in nanoseconds. Links are not followed.
    """
    found: dict[str, tuple[int, int, int]] = {}
    with suppress(FileNotFoundError, NotADirectoryError):
        _add_standing(str(folder), found)
    return found


def on_disk(path: str | Path) -> tuple[int, int, int]:
    """Return how one file or folder stands, as `standing_under` does; raise `OSError` where there is none."""
    return _stand(os.lstat(path))


def _add_standing(folder: str, found: dict[str, tuple[int, int, int]]) -> bool:
    """Add what is under a folder; say whether there is anything."""
    entry = None
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False) or not _add_standing(entry.path, found):
                found[entry.path] = _stand(entry.stat(follow_symlinks=False))
    return entry is not None


def _stand(known: os.stat_result) -> tuple[int, int, int]:
    return known.st_size, known.st_mtime_ns, known.st_ctime_ns
