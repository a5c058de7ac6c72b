"""Registers as older programs left them."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from certbuild.register.schema import STEPS

if TYPE_CHECKING:
    from pathlib import Path

VERSION = len(STEPS)


def make_older(register: Path, version: int) -> None:
    """Write a register anew as a program of that version would have written it, with the same rows."""
    older = register.with_suffix(".older")
    with contextlib.closing(sqlite3.connect(older)) as connection:
        connection.execute("ATTACH ? AS now", (str(register),))
        for step in STEPS[:version]:
            connection.executescript(step)
        for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table} ORDER BY rowid")  # noqa: S608
        connection.execute(f"PRAGMA main.user_version = {version}")
        connection.commit()
    older.replace(register)


def version_of(register: Path) -> int:
    """Return the version of a register."""
    with contextlib.closing(sqlite3.connect(register)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
