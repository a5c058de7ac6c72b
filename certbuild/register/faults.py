"""What SQLite and the disk say of the register, told with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.register.backups import backups

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_HINTS = {
    "SQLITE_BUSY": "another program has it open: close that, and try again",
    "SQLITE_FULL": "make room on the disk, and try again; nothing was changed",
    "SQLITE_READONLY": "see that the file and its folder can be written, and try again; nothing was changed",
    "SQLITE_CANTOPEN": "see that the file and its folder can be read and written, and try again; nothing was changed",
    "SQLITE_IOERR": "see that the disk is sound and has room, and try again; nothing was changed",
}


def told(error: sqlite3.Error, path: Path) -> CertbuildError:
    """Return what is to be said of an error: a register that is damaged is never mended, its backup is named."""
    name = getattr(error, "sqlite_errorname", None) or ""
    hint = next((hint for start, hint in _HINTS.items() if name.startswith(start)), None)
    return (
        CertbuildError(Problem(str(path), f"the register cannot be used: {error}", hint)) if hint else damaged(path, str(error))
    )


def damaged(path: Path, what: str) -> CertbuildError:
    """Return the error of a register that cannot be trusted any more."""
    return CertbuildError(Problem(str(path), f"the register cannot be used: {what}", _put_back(path)))


def _put_back(path: Path) -> str:
    kept = backups(path)
    if kept:
        newest = f"{kept[-1].parent.name}/{kept[-1].name}"
        return f"move it away and put a copy of the newest backup in its place: {newest}, beside it"
    return "put back your last backup of it; if no certificate was ever issued from it, delete it"
