"""The lasting record of certificates, in SQLite; the only importer of sqlite3.

Four tables that only grow: the students with their private addresses, every revision of every certificate,
the digests of every PDF ever made of one, and the log of what was done when and why. A revision's state may
change, its printed fields never do. `memo` keeps digests of the last build and `round` the gradebook that it
read, so that the next one knows what has changed. `schema` holds the tables themselves.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.model import Certificate, CertificateState, PrivateAddress, Round, Snapshot
from certbuild.schema import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

VERSION = len(STEPS)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log."""

    at: datetime
    """With time zone."""
    action: str
    """issue, reissue, render, withdraw, revoke, delete."""
    key: str
    number: str
    code: str
    reason: str


class Register:
    """The register of one course; open it with `opened`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def certificates(self) -> tuple[Certificate, ...]:
        """Return every revision of every certificate, in the order of issue."""
        rows = self._connection.execute("SELECT * FROM certificate ORDER BY rowid").fetchall()
        return tuple(_certificate(row) for row in rows)

    def addresses(self) -> dict[str, PrivateAddress]:
        """Return the private address of every student, by key."""
        rows = self._connection.execute("SELECT key, result_code, result_token FROM student")
        return {row["key"]: PrivateAddress(row["result_code"], row["result_token"]) for row in rows}

    def present(self) -> frozenset[str]:
        """Return the keys of the students who were in the gradebook at the last build."""
        return frozenset(row["key"] for row in self._connection.execute("SELECT key FROM student WHERE present"))

    def events(self) -> tuple[Event, ...]:
        """Return the log, oldest first."""
        rows = self._connection.execute("SELECT * FROM event ORDER BY id")
        return tuple(
            Event(datetime.fromisoformat(row["at"]), *(row[name] for name in ("action", "key", "number", "code", "reason")))
            for row in rows
        )

    def memo(self, name: str) -> str:
        """Return what was remembered under a name; empty if nothing was."""
        row = self._connection.execute("SELECT value FROM memo WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else ""

    def remember(self, name: str, value: str) -> None:
        """Remember a value for the next build."""
        if self.memo(name) != value:
            self._connection.execute("INSERT OR REPLACE INTO memo VALUES (?, ?)", (name, value))

    def last_round(self) -> Round | None:
        """Return the gradebook that the last build read; None where none has kept one yet."""
        row = self._connection.execute("SELECT built_at, content FROM round").fetchone()
        return _round(row) if row else None

    def keep_round(self, last: Round) -> None:
        """Keep what this build read, in the place of what the one before read."""
        sql = "INSERT OR REPLACE INTO round VALUES (1, ?, ?)"
        self._connection.execute(sql, (last.built_at.isoformat(timespec="seconds"), _content(last)))

    def enrol(self, key: str, address: PrivateAddress) -> None:
        """Take a student into the register, with the address that stays private to that student."""
        self._connection.execute("INSERT INTO student VALUES (?, ?, ?, 0)", (key, address.code, address.token))

    def mark_present(self, keys: Iterable[str]) -> None:
        """Record who is in the gradebook now."""
        now, before = set(keys), self.present()
        changed = [(key in now, key) for key in sorted(now ^ before)]
        self._connection.executemany("UPDATE student SET present = ? WHERE key = ?", changed)

    def add(self, certificate: Certificate) -> None:
        """Enter a new revision."""
        values = {
            "code": certificate.code,
            "number": certificate.number,
            "revision": certificate.revision,
            "key": certificate.key,
            "state": certificate.state,
            "issued_on": certificate.issued_on.isoformat(),
            "given": certificate.given,
            "family": certificate.family,
            "score": certificate.score,
            "award": certificate.award,
            "ended_on": None,
            "reason": "",
            "fingerprint": certificate.fingerprint,
            "sha256": certificate.sha256,
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._connection.execute(f"INSERT INTO certificate ({names}) VALUES ({marks})", values)  # noqa: S608 - own names

    def end(self, code: str, state: CertificateState, on: date, reason: str) -> None:
        """Record that a revision is no longer valid."""
        sql = "UPDATE certificate SET state = ?, ended_on = ?, reason = ? WHERE code = ?"
        self._connection.execute(sql, (state, on.isoformat(), reason, code))

    def rendered(self, code: str, fingerprint: str, sha256: str) -> None:
        """Record what a revision's PDF was made from, and its digest."""
        sql = "UPDATE certificate SET fingerprint = ?, sha256 = ? WHERE code = ?"
        self._connection.execute(sql, (fingerprint, sha256, code))
        self._connection.execute("INSERT OR IGNORE INTO rendering VALUES (?, ?)", (sha256, code))

    def code_of(self, sha256: str) -> str | None:
        """Return the code of the certificate whose PDF, in any rendering, had this digest."""
        row = self._connection.execute("SELECT code FROM rendering WHERE sha256 = ?", (sha256,)).fetchone()
        return row["code"] if row else None

    def log(self, event: Event) -> None:
        """Add an entry to the log."""
        values = (event.at.isoformat(timespec="seconds"), event.action, event.key, event.number, event.code, event.reason)
        sql = "INSERT INTO event (at, action, key, number, code, reason) VALUES (?, ?, ?, ?, ?, ?)"
        self._connection.execute(sql, values)


@contextmanager
def opened(path: Path, *, writable: bool = False) -> Iterator[Register]:
    """Open the register; while it is writable nobody else can write, and all of it is kept or, on an error, none.

    Without `writable` a register that does not exist yet reads as an empty one, one of an older version as if it
    had been brought up to date, and nothing is created or changed.
    Raises `CertbuildError` where the file is no register, is from a newer program, or is being written.
    """
    existed = path.exists()
    try:
        with ExitStack() as connections:
            connection = connections.enter_context(closing(_connect(path, writable=writable)))
            if not writable and _version(connection) < VERSION:
                older, connection = (
                    connection,
                    connections.enter_context(closing(sqlite3.connect(":memory:", isolation_level=None))),
                )
                older.backup(connection)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE" if writable else "BEGIN")
            _bring_up_to_date(connection, path)
            yield Register(connection)
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        hint = "close the other certbuild and try again" if "locked" in str(error) else "put back your last backup of it"
        raise CertbuildError(Problem(str(path), f"the register cannot be used: {error}", hint)) from error
    finally:
        if writable and not existed and path.exists() and not path.stat().st_size:
            path.unlink()


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    if writable:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, timeout=30, isolation_level=None)
    if path.exists():
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None)
    return sqlite3.connect(":memory:", isolation_level=None)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if version > VERSION:
        hint = "use the newer certbuild that wrote it"
        raise CertbuildError(Problem(str(path), f"the register is of version {version}, newer than this program", hint))
    for step in STEPS[version:]:
        for statement in step.split(";"):
            connection.execute(statement)
    if version < VERSION:
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _content(last: Round) -> bytes:
    """Return a round as it is stored: compressed JSON, for the marks of thousands of students say much the same."""
    book = last.gradebook
    told = [(problem.where, problem.what, problem.hint) for problem in last.told]
    document = {
        "file": book.file,
        "activities": book.activities,
        "students": dict(book.students),
        "values": book.values,
        "cells": book.cells,
        "told": told,
    }
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _round(row: sqlite3.Row) -> Round:
    try:
        document = json.loads(zlib.decompress(row["content"]))
    except (zlib.error, ValueError) as error:
        message = f"the gradebook of the last build is damaged in it ({error})"
        raise sqlite3.DatabaseError(message) from error
    snapshot = Snapshot(
        file=document["file"],
        activities=tuple(document["activities"]),
        students=document["students"],
        values=tuple(map(tuple, document["values"])),
        cells=tuple(map(tuple, document["cells"])),
    )
    told = tuple(Problem(where, what, hint, Severity.WARNING) for where, what, hint in document["told"])
    return Round(snapshot, datetime.fromisoformat(row["built_at"]), told)


def _certificate(row: sqlite3.Row) -> Certificate:
    ended_on = row["ended_on"]
    return Certificate(
        key=row["key"],
        number=row["number"],
        revision=row["revision"],
        code=row["code"],
        state=CertificateState(row["state"]),
        issued_on=date.fromisoformat(row["issued_on"]),
        given=row["given"],
        family=row["family"],
        score=row["score"],
        award=row["award"],
        ended_on=date.fromisoformat(ended_on) if ended_on else None,
        reason=row["reason"],
        fingerprint=row["fingerprint"],
        sha256=row["sha256"],
    )
