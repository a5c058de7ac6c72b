"""Registers as older programs left them, and as somebody who knows SQL can make them."""

from __future__ import annotations

import contextlib
import json
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
        for table, columns in columns_of(connection).items():
            names = ", ".join(columns)
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table} ORDER BY rowid")  # noqa: S608
        connection.execute(f"PRAGMA main.user_version = {version}")
        connection.commit()
    older.replace(register)


def older_export(export: bytes, version: int) -> bytes:
    """Return an export as a program of that version would have written it: without the tables and columns that came later."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for step in STEPS[:version]:
            connection.executescript(step)
        columns = columns_of(connection)
    head, *lines = map(json.loads, export.decode().splitlines())
    kept = [line for line in lines if line["table"] in columns]
    head["version"] = version
    head["lines"] = {table: count for table, count in head["lines"].items() if table in columns}
    for line in kept:
        if line["table"] != "round":
            for name in set(line) - {"table", *columns[line["table"]]}:
                del line[name]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *kept)).encode()


def columns_of(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table."""
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    return {table: [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")] for (table,) in tables}


def rows_of(register: Path) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table, by column."""
    with contextlib.closing(sqlite3.connect(register)) as connection:
        return {
            table: [dict(zip(columns, row, strict=True)) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608
            for table, columns in columns_of(connection).items()
        }


def edit(register: Path, *statements: str) -> None:
    """Change rows by hand, as somebody would who first takes away the triggers that refuse it."""
    with contextlib.closing(sqlite3.connect(register)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def version_of(register: Path) -> int:
    """Return the version of a register."""
    with contextlib.closing(sqlite3.connect(register)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
