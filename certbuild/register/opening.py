"""Opening the register: whole, sound and of this program's version, or not at all.

A change is all kept or not at all, whatever happens: SQLite's journal sees to that, and every commit has reached
the disk before it counts as done (``synchronous = EXTRA``: were the journal's removal lost in a power failure, a
commit would be undone that PDFs had already been published after).
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.register.backups import back_up
from certbuild.register.contradictions import contradictions
from certbuild.register.faults import damaged, told
from certbuild.register.schema import STEPS
from certbuild.register.tables import Register

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

VERSION = len(STEPS)
_HEADER = 100
"""Bytes; SQLite takes a file with fewer for an empty database."""
PATIENCE = 30.0
"""Seconds to wait for another program that has the register open."""


@contextmanager
def opened(path: Path) -> Iterator[Register]:
    """Open the register to look at it; nothing is created or changed.

    One that does not exist yet reads as an empty one, one of an older version as if it had been brought up to
    date. Raises `CertbuildError` where the file is no register, is damaged, is from a newer program, or cannot be
    read.
    """
    with faults_told(path), ExitStack() as connections:
        connection = connections.enter_context(closing(_connect(path) if path.exists() else in_memory()))
        connection.execute("BEGIN")
        if path.exists():
            _check(connection, path)
        if _version(connection) < VERSION:
            older, connection = connection, connections.enter_context(closing(in_memory()))
            older.backup(connection)
            bring_up_to_date(connection)
        yield Register(connection, _entries_lost(connection, path))


@contextmanager
def opened_for_change(path: Path, now: datetime) -> Iterator[Register]:
    """Open the register to change it; nobody else can meanwhile, and all is kept at the end or, on an error, nothing.

    It is created where there is none. Before a change is kept, the register is held against itself, and as it was it
    is copied to the backups. Raises `CertbuildError` as `opened` does, and where it cannot be written.
    """
    created = not path.exists()
    if created:
        _create(path)
    committed = False
    try:
        with faults_told(path), closing(_connect(path)) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA cache_spill = OFF")  # the file stays as it was until the commit, for the backup
            connection.execute("BEGIN IMMEDIATE")
            _check(connection, path)
            before = connection.total_changes
            brought_up = bring_up_to_date(connection)
            register = Register(connection, _entries_lost(connection, path))
            yield register
            if brought_up or connection.total_changes > before:
                if found := contradictions(register):
                    raise damaged(path, f"{found[0].name}: {found[0].what}")
                if not created:
                    back_up(path, now)
                connection.execute("COMMIT")
                committed = True
                _note_entries(connection, path)
    finally:
        if created and not committed:
            path.unlink(missing_ok=True)


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into `CertbuildError`, with the remedy; but not a mistake of ours, which no backup mends."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.Error as error:
        raise told(error, path) from error


def _connect(path: Path) -> sqlite3.Connection:
    """Connect to an existing file.

    Also to look at it, it is opened for writing where that is possible: SQLite can then undo what a killed program
    has left half done.
    """
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def in_memory() -> sqlite3.Connection:
    """Return a database without tables that no file belongs to."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _create(path: Path) -> None:
    """Put an empty register in place."""
    with faults_told(path), closing(in_memory()) as connection:
        bring_up_to_date(connection)
        put_in_place(connection, path)


def put_in_place(register: sqlite3.Connection, path: Path) -> None:
    """Make the file of a register, whole: one without content is never a register, but the rest of a lost one.

    Raises `CertbuildError` where there is one already, or what a killed program left half done of one that was there:
    SQLite would take the new one for that and undo in it what was never done.
    """
    if path.exists():
        hint = "an existing register is never overwritten: if this one is to take its place, move that one away first"
        raise CertbuildError(Problem(str(path), "the course has a register already", hint))
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        hint = "put that register back beside it, or move this file away as well, then try again"
        raise CertbuildError(Problem(str(journal), "this belongs to a register that is not there any more", hint))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with faults_told(path), closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = EXTRA")
            register.backup(copy)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `CertbuildError` unless the file is a register, sound, and not from a newer program."""
    if (size := path.stat().st_size) < _HEADER:
        raise damaged(path, "the file is cut off" if size else "the file is empty")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"student", "certificate", "event"} <= tables:
        hint = "move it away, and put the register or a backup of it in its place"
        raise CertbuildError(Problem(str(path), "the file is a database of another program, and no register", hint))
    version = _version(connection)
    if version > VERSION:
        hint = "use the newer certbuild that wrote it"
        raise CertbuildError(Problem(str(path), f"the register is of version {version}, newer than this program", hint))
    found = [
        f'the table "{table}" is not as it was made'
        for table, columns in _columns(version)
        if columns != _columns_in(connection, table)
    ]
    found += [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    found += [f"table {row[0]} refers to what is not there" for row in connection.execute("PRAGMA foreign_key_check")][:3]
    if found:
        raise damaged(path, "; ".join(found))


def _note_entries(connection: sqlite3.Connection, path: Path) -> None:
    """Note beside the register how long its history is, so that an older copy put in its place is noticed."""
    with suppress(OSError):
        _entries_noted(path).write_text(str(_entries(connection)), encoding="utf-8")


def _entries_lost(connection: sqlite3.Connection, path: Path) -> int:
    """Return how many entries the register that was last changed here had more than this one."""
    with suppress(OSError, ValueError):
        return max(0, int(_entries_noted(path).read_text(encoding="utf-8")) - _entries(connection))
    return 0


def _entries_noted(path: Path) -> Path:
    return path.with_name(".entries")


def _entries(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


@cache
def _columns(version: int) -> list[tuple[str, list[str]]]:
    """Return every table of a register of that version, with its columns."""
    with closing(in_memory()) as connection:
        take_steps(connection, STEPS[:version])
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(table, _columns_in(connection, table)) for table in tables]


def _columns_in(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(connection: sqlite3.Connection) -> bool:
    """Take the steps that the register has not seen; say whether there were any."""
    missing = STEPS[_version(connection) :]
    take_steps(connection, missing)
    if missing:
        Register(connection).bind()
    return bool(missing)


def take_steps(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Take the next steps, which the register has not seen yet."""
    for step in steps:
        for statement in _statements(step):
            connection.execute(statement)
    if steps:
        connection.execute(f"PRAGMA user_version = {_version(connection) + len(steps)}")


def _statements(script: str) -> Iterator[str]:
    """Take a script apart at the semicolons that end a statement; those within a trigger do not."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if part.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
