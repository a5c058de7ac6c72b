"""Copies of the register as it was before each change; the last ten are kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

KEPT = 10


def backups(register: Path) -> list[Path]:
    """Return the backups of a register, oldest first: named by the moment (UTC) of the change that each came before."""
    return sorted(_folder(register).glob(f"{register.stem}-*{register.suffix}"), key=lambda path: path.stem)


def back_up(register: Path, now: datetime) -> None:
    """Copy the register as it was last committed, whole and safe on the disk; take away copies beyond the last ten.

    Raises `sqlite3.Error` or `OSError` where there is no room.
    """
    folder = _folder(register)
    folder.mkdir(exist_ok=True)
    target = folder / _next_name(register, now)
    unfinished = folder / ".unfinished"
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(register)) as source, closing(sqlite3.connect(unfinished)) as copy:
            copy.execute("PRAGMA synchronous = EXTRA")
            source.backup(copy)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    for old in backups(register)[:-KEPT]:
        old.unlink()


def _next_name(register: Path, now: datetime) -> str:
    """Return a name that comes after those of all backups: of the same moment, or of a later one where a clock was wrong."""
    stem = f"{register.stem}-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    kept = backups(register)
    if kept:
        newest, _, number = kept[-1].stem.partition("_")
        if newest >= stem:
            stem = f"{newest}_{int(number or 0) + 1:03}"
    return f"{stem}{register.suffix}"


def _folder(register: Path) -> Path:
    return register.parent / "backups"
