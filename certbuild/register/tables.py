"""What the register tells and what may be entered: the queries, table by table."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from certbuild.model import (
    CHANGES,
    Certificate,
    CertificateState,
    Days,
    Event,
    News,
    PrivateAddress,
    RecordedMark,
    Round,
    Unchanged,
)
from certbuild.register.rounds import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

T = TypeVar("T")

_EVENT = ("action", "key", "number", "code", "reason", "score", "rules", "printed", "chain")
"""The columns of an entry of the history beside its place and its moment."""


_MARKS = msgspec.json.Decoder(tuple[RecordedMark, ...])
_NEWS = msgspec.json.Decoder(News)
_REMEMBER = "INSERT INTO memo VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class Register:
    """The register of one course; open it with `opened` or `opened_for_change`."""

    def __init__(self, connection: sqlite3.Connection, entries_lost: int = 0) -> None:
        self._connection = connection
        self.entries_lost = entries_lost
        """By so many entries the history was longer at the last change here: an older register has been put in its place."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table as they are stored, by column, in the order in which they were entered."""
        return [dict(row) for row in self._connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608 - own names

    def certificates(self, today: date) -> tuple[Certificate, ...]:
        """Return every revision of every certificate as it stands today, in the order of issue."""
        with _damage_told("certificates"):
            return tuple(certificate_of(row, today) for row in self.rows("certificate"))

    def addresses(self) -> dict[str, PrivateAddress]:
        """Return the private address of every student, by key."""
        rows = self._connection.execute("SELECT key, result_code, result_token, unlock_code, unlock_key FROM student")
        return {key: PrivateAddress(*address) for key, *address in rows}

    def days(self) -> Days | None:
        """Return since when the results of the last build were what they were; None where nothing was remembered."""
        with _damage_told("days of results"):
            if not (course := course_unchanged(self.memo("updated"))):
                return None
            rows = self._connection.execute("SELECT key, result_digest, result_since FROM student")
            found = ((key, unchanged_of(digest, since)) for key, digest, since in rows)
            return Days(course, {key: unchanged for key, unchanged in found if unchanged})

    def keep_days(self, days: Days) -> None:
        """Keep since when results are what they are; of students who are not enrolled nothing is kept."""
        known = before.students if (before := self.days()) else {}
        self.remember("updated", f"{days.course.digest} {days.course.since}")
        changed = [(new.digest, str(new.since), key) for key, new in days.students.items() if known.get(key) != new]
        self._connection.executemany("UPDATE student SET result_digest = ?, result_since = ? WHERE key = ?", changed)

    def present(self) -> frozenset[str]:
        """Return the keys of the students who were in the gradebook at the last build."""
        return frozenset(row["key"] for row in self._connection.execute("SELECT key FROM student WHERE present"))

    def events(self) -> tuple[Event, ...]:
        """Return the history, oldest first."""
        with _damage_told("history"):
            return tuple(event_of(row) for row in self.rows("event"))

    def log(self, event: Event) -> None:
        """Add an entry to the history; it is bound to the one before."""
        last = self._connection.execute("SELECT chain FROM event ORDER BY id DESC LIMIT 1").fetchone()
        entry = replace(event, chain=event.linked_to(last["chain"] if last else ""))
        values = (entry.when, *(getattr(entry, name) for name in _EVENT))
        sql = f"INSERT INTO event (at, {', '.join(_EVENT)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 - own names
        self._connection.execute(sql, values)

    def bind(self) -> None:
        """Bind the entries of older programs, which did not do so, each to the one before it."""
        chain = ""
        for event in self.events():
            chain = event.chain or event.linked_to(chain)
            if not event.chain:
                self._connection.execute("UPDATE event SET chain = ? WHERE id = ?", (chain, event.entry))

    def rules(self, digest: str) -> str:
        """Return the rules of this digest as course.toml once said them, in JSON; empty where they are not known."""
        row = self._connection.execute("SELECT content FROM rules WHERE digest = ?", (digest,)).fetchone()
        return row["content"] if row else ""

    def keep_rules(self, digest: str, content: str) -> None:
        """Keep rules for good, under their digest."""
        self._connection.execute("INSERT OR IGNORE INTO rules VALUES (?, ?)", (digest, content))

    def memo(self, name: str) -> str:
        """Return what was remembered under a name; empty if nothing was."""
        row = self._connection.execute("SELECT value FROM memo WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else ""

    def remember(self, name: str, value: str) -> None:
        """Remember a value for the next build."""
        if self.memo(name) != value:
            self._connection.execute(_REMEMBER, (name, value))

    def last_round(self) -> Round | None:
        """Return the gradebook that the last build read; None where none has kept one yet."""
        row = self._connection.execute("SELECT built_at, content FROM round").fetchone()
        return unpacked(row["built_at"], row["content"]) if row else None

    def keep_round(self, last: Round) -> None:
        """Keep what this build read, in the place of what the one before read."""
        sql = "INSERT OR REPLACE INTO round VALUES (1, ?, ?)"
        self._connection.execute(sql, (last.built_at.isoformat(timespec="seconds"), packed(last)))

    def news(self) -> News | None:
        """Return what the last build's gradebook said that the one before did not; None where nobody knows."""
        with _damage_told("news of the last build"):
            return decoded(_NEWS, memo, "they are none") if (memo := self.memo("news")) else None

    def keep_news(self, news: News | None) -> None:
        """Keep what is new in the gradebook that a build has read."""
        self.remember("news", msgspec.json.encode(news).decode() if news else "")

    def last_act(self) -> tuple[Event, ...]:
        """Return the entries of the last act that changed what stands of any certificate."""
        wanted = ", ".join("?" * len(CHANGES))
        sql = f"SELECT max(at) FROM event WHERE action IN ({wanted})"  # noqa: S608 - question marks
        (last,) = self._connection.execute(sql, CHANGES).fetchone()
        sql = f"SELECT * FROM event WHERE at = ? AND action IN ({wanted}) ORDER BY id"  # noqa: S608 - question marks
        with _damage_told("history"):
            return tuple(event_of(row) for row in self._connection.execute(sql, (last, *CHANGES)))

    def enrol(self, key: str, address: PrivateAddress) -> None:
        """Take a student into the register, with the address that stays private to that student."""
        sql = "INSERT INTO student (key, result_code, result_token, present) VALUES (?, ?, ?, 0)"
        self._connection.execute(sql, (key, address.code, address.token))

    def lock(self, key: str, code: str, made: str) -> None:
        """Give a student's private page the code that opens it, and the key that the code makes."""
        self._connection.execute("UPDATE student SET unlock_code = ?, unlock_key = ? WHERE key = ?", (code, made, key))

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
            "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
            "given": certificate.given,
            "family": certificate.family,
            "score": certificate.score,
            "award": certificate.award,
            "marks": msgspec.json.encode(certificate.marks).decode() if certificate.marks else "",
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

    def reinstate(self, code: str) -> None:
        """Record that a revision which a person had revoked stands again."""
        sql = "UPDATE certificate SET state = ?, ended_on = NULL, reason = '' WHERE code = ?"
        self._connection.execute(sql, (CertificateState.ISSUED, code))

    def rendered(self, code: str, fingerprint: str, sha256: str) -> None:
        """Record what a revision's PDF was made from, and its digest."""
        sql = "UPDATE certificate SET fingerprint = ?, sha256 = ? WHERE code = ?"
        self._connection.execute(sql, (fingerprint, sha256, code))
        self._connection.execute("INSERT OR IGNORE INTO rendering VALUES (?, ?)", (sha256, code))

    def code_of(self, sha256: str) -> str | None:
        """Return the code of the certificate whose PDF, in any rendering, had this digest."""
        row = self._connection.execute("SELECT code FROM rendering WHERE sha256 = ?", (sha256,)).fetchone()
        return row["code"] if row else None


@contextmanager
def _damage_told(what: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        message = f"the {what} in it cannot be read ({error})"
        raise sqlite3.DatabaseError(message) from error


def certificate_of(row: Mapping[str, Any], today: date) -> Certificate:
    """Return a revision as it stands today.

    Raises `ValueError` where there is a date, a score or a list of marks that is none, or a state that is unknown.
    """
    return Certificate(
        key=row["key"],
        number=row["number"],
        revision=row["revision"],
        code=row["code"],
        state=CertificateState(row["state"]),
        issued_on=date.fromisoformat(row["issued_on"]),
        given=row["given"],
        family=row["family"],
        score=_number(row["score"]),
        award=row["award"],
        valid_until=_day(row["valid_until"]),
        marks=_marks(row["marks"]),
        ended_on=_day(row["ended_on"]),
        reason=row["reason"],
        fingerprint=row["fingerprint"],
        sha256=row["sha256"],
    ).as_of(today)


def unchanged_of(digest: str, since: str | None) -> Unchanged | None:
    """Return since when a result is what it is; None where that is not known; raise `ValueError` where the day is none."""
    return Unchanged(digest, day) if (day := _day(since)) else None


def course_unchanged(memo: str) -> Unchanged | None:
    """Return what the memo says of the results of the whole course, likewise."""
    digest, _, since = memo.partition(" ")
    return unchanged_of(digest, since)


def _number(text: str) -> str:
    try:
        Decimal(text or "0")
    except InvalidOperation as error:
        message = f'"{text}" is no number'
        raise ValueError(message) from error
    return text


def _marks(text: str) -> tuple[RecordedMark, ...]:
    return decoded(_MARKS, text, "its marks are none") if text else ()


def decoded(decoder: msgspec.json.Decoder[T], text: str, otherwise: str) -> T:
    """Return a value that was stored as JSON; raise `ValueError` where it is another one."""
    try:
        return decoder.decode(text)
    except msgspec.MsgspecError as error:
        message = f"{otherwise}: {error}"
        raise ValueError(message) from error


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def event_of(row: Mapping[str, Any]) -> Event:
    """Return an entry of the history; raise `ValueError` where its moment is none."""
    return Event(datetime.fromisoformat(row["at"]), entry=row["id"], **{name: row[name] for name in _EVENT})
