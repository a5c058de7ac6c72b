"""The register held against itself: each entry of the history against the one before, each certificate against its entries.

Rows can be changed by hand or by a failing disk, and SQLite finds nothing wrong with them. What the chain of the
history and the digests in its entries seal, cannot change unseen. Nothing here reads a file or writes one.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.files import sha256_of
from certbuild.model import CertificateState
from certbuild.register.tables import certificate_of, course_unchanged, event_of, unchanged_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certbuild.model import Certificate, Event
    from certbuild.register.tables import Register

_MAKES = {
    "issue": CertificateState.ISSUED,
    "reissue": CertificateState.ISSUED,
    "reinstate": CertificateState.ISSUED,
    "withdraw": CertificateState.WITHDRAWN,
    "revoke": CertificateState.REVOKED,
}
"""What an entry makes of the certificate that it is about."""


class Contradiction(Struct, frozen=True):
    """A row that another one, or its own digest, gives the lie to."""

    table: str
    """``student``, ``event``, ``certificate``, ``rules``, ``memo`` or ``round``."""
    row: int | str
    """Which row: the student's key, the number of the entry, the certificate's code, the digest of the rules, the name of
    the memo; 1 for the round."""
    name: str
    """What a person calls it: ``entry 3 of the history``."""
    what: str


def contradictions(register: Register) -> list[Contradiction]:
    """Return what in the register does not agree with the rest of it; of the history the first entry only.

    Where there are rows that cannot be read, only those are told.
    """
    events: list[Event] = []
    certificates: list[Certificate] = []
    if unreadable := list(_read(register, events, certificates)):
        return unreadable
    renderings = {row["sha256"]: row["code"] for row in register.rows("rendering")}
    rules = {row["digest"]: row["content"] for row in register.rows("rules")}
    return [
        *_in_history(events),
        *_in_certificates(certificates, events, renderings),
        *_in_rules(rules, events),
    ]


def _read(register: Register, events: list[Event], certificates: list[Certificate]) -> Iterator[Contradiction]:
    """Add all events and certificates to these lists; yield each row that cannot be read."""
    for row in register.rows("event"):
        try:
            event = event_of(row)
        except ValueError as error:
            yield _of_entry(row["id"], f"cannot be read: {error}")
        else:
            events.append(event)
            if event.when != row["at"]:
                yield _of_entry(row["id"], f'its moment is written as "{row["at"]}", and not as "{event.when}"')
    for row in register.rows("certificate"):
        try:
            # on that day none has expired: the states as they are written
            certificates.append(certificate_of(row, date.min))
        except ValueError as error:
            name = f"certificate {row['number']}, revision {row['revision']}"
            yield Contradiction("certificate", row["code"], name, f"cannot be read: {error}")
    yield from _unreadable_days(register)
    try:
        register.last_round()
    except sqlite3.DatabaseError as error:
        yield Contradiction("round", 1, "the gradebook of the last build", str(error))


def _unreadable_news(register: Register) -> Iterator[Contradiction]:
    try:
        register.news()
    except sqlite3.DatabaseError as error:
        yield Contradiction("memo", "news", "what the last build found new", str(error))


def _unreadable_days(register: Register) -> Iterator[Contradiction]:
    for row in register.rows("student"):
        try:
            unchanged_of(row["result_digest"], row["result_since"])
        except ValueError as error:
            yield Contradiction("student", row["key"], f'student "{row["key"]}"', f"cannot be read: {error}")
    try:
        course_unchanged(register.memo("updated"))
    except ValueError as error:
        yield Contradiction("memo", "updated", "the day of the last results", f"cannot be read: {error}")


def _in_history(events: Sequence[Event]) -> Iterator[Contradiction]:
    """Yield the first entry that does not follow from the one before; what comes after it proves nothing any more."""
    chain = ""
    for number, event in enumerate(events, 1):
        if event.entry != number:
            missing = f"entry {number} is" if event.entry == number + 1 else f"entries {number} to {event.entry - 1} are"
            yield _of_entry(event.entry, f"{missing} missing before it")
            return
        if event.chain != event.linked_to(chain):
            yield _of_entry(number, "it does not follow from the one before: it is not what was once entered")
            return
        chain = event.chain


def _in_certificates(
    certificates: Sequence[Certificate], events: Sequence[Event], renderings: Mapping[str, str]
) -> Iterator[Contradiction]:
    """Yield each certificate that is not what its entries say, and each entry that issued what is not there."""
    about: dict[str, list[Event]] = {}
    for event in events:
        if event.code:
            about.setdefault(event.code, []).append(event)
    revisions: dict[str, int] = {}
    for certificate in certificates:
        revisions[certificate.number] = max(revisions.get(certificate.number, 0), certificate.revision)
    earlier: dict[str, int] = {}
    for certificate in certificates:
        number, revision = certificate.number, certificate.revision
        what = (
            f"it follows revision {earlier[number]}"
            if number in earlier and earlier[number] != revision - 1
            else "revisions before it are missing"
            if number not in earlier and revision != 1
            else _against_entries(certificate, about.get(certificate.code, []), last=revision == revisions[number])
        )
        if not what and certificate.sha256 and renderings.get(certificate.sha256) != certificate.code:
            what = "the digest of its PDF is none that was ever made of it"
        if what:
            yield Contradiction("certificate", certificate.code, f"certificate {number}, revision {revision}", what)
        earlier[number] = revision
    known = {certificate.code for certificate in certificates}
    for code, entries in about.items():
        if code not in known:
            yield _of_entry(entries[0].entry, f"it is about certificate {entries[0].number}, code {code}, which is not there")


def _against_entries(certificate: Certificate, entries: Sequence[Event], *, last: bool) -> str:
    """Return what the entries about a certificate deny, or an empty string; `last` says that no revision follows it."""
    issue = next((entry for entry in entries if entry.action in {"issue", "reissue"}), None)
    if issue is None:
        return "no entry of the history has issued it"
    for entry in entries:
        sealed = entry.printed == certificate.printed if entry.printed else entry.number == certificate.number
        if not sealed or entry.key != certificate.key:
            return f"what is printed on it is not what entry {entry.entry} of the history was sealed over"
    made = [_MAKES[entry.action] for entry in entries if entry.action in _MAKES][-1]
    state = CertificateState.SUPERSEDED if made is CertificateState.ISSUED and not last else made
    return "" if certificate.state is state else f"it is {certificate.state} here, and {state} by the history"


def _in_rules(rules: Mapping[str, str], events: Sequence[Event]) -> Iterator[Contradiction]:
    for digest, content in rules.items():
        if sha256_of(content.encode()) != digest:
            yield Contradiction("rules", digest, f"rules {digest[:12]}…", "they are not what they were when they were kept")
    for event in events:
        if event.rules and event.rules not in rules:
            yield _of_entry(event.entry, f"the rules {event.rules[:12]}…, that its score was reckoned by, are not there")


def _of_entry(entry: int, what: str) -> Contradiction:
    return Contradiction("event", entry, f"entry {entry} of the history", what)
