"""What the gradebook, the register and the build folder say together, at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from certbuild import certificates as printing
from certbuild.causes import with_causes
from certbuild.comparison import compare
from certbuild.config import Rules
from certbuild.errors import errors_among
from certbuild.files import sha256_of, sha256_of_file
from certbuild.model import Certificate, Entry, Overview, Plan, PrivateAddress, Round
from certbuild.people import Person
from certbuild.planning import Shelf, Wish, condition, make_plan
from certbuild.register import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.ledger import Ledger
    from certbuild.model import Differences, Student
    from certbuild.reading import Attempt, Reading
    from certbuild.register import Register


@dataclass(frozen=True, slots=True)
class Books:
    """What the register says."""

    certificates: tuple[Certificate, ...]
    """Every revision, in the order of issue."""
    addresses: Mapping[str, PrivateAddress]
    present: frozenset[str]
    """Keys of the students of the last build's gradebook."""
    updated: str
    """Digest of the last build's results, and the day on which they were new."""
    merged: str
    """Digests of what the last build's merged PDF was made from, and of its bytes."""
    release: str
    """Name of the release that the last change published, or was to publish when it was cut short."""
    entries_lost: int
    """As the register says: by how much its history is shorter than it was."""
    last: Round | None
    """What the last build read; None where none has kept it yet."""
    rules: Rules | None
    """What the last build reckoned by; None where that is not known."""

    @property
    def newest(self) -> dict[str, Certificate]:
        """Each student's newest revision, by key."""
        return {certificate.key: certificate for certificate in self.certificates}

    @property
    def names(self) -> dict[str, str]:
        """The name of everyone of whom the register knows one, by key."""
        return {**(self.last.gradebook.students if self.last else {}), **{c.key: c.holder for c in self.certificates}}

    @property
    def valid(self) -> tuple[Certificate, ...]:
        """The revisions that are valid now, at most one a student."""
        return tuple(certificate for certificate in self.certificates if certificate.valid)


def read_books(register: Register, today: date, *, last: Round | None = None) -> Books:
    """Return what the register says now; certificates whose last day was before today have expired.

    `last` is what the last build read, where that is at hand.
    """
    return Books(
        register.certificates(today),
        register.addresses(),
        register.present(),
        register.memo("updated"),
        register.memo("merged"),
        register.memo("release"),
        register.entries_lost,
        last or register.last_round(),
        Rules(content) if (content := register.rules(register.memo("rules"))) else None,
    )


def shelf_of(course: Course, layout: Layout, books: Books, ledger: Ledger) -> Shelf:
    """Return what is known of the files of the valid certificates, and of what they would be made from now."""
    return Shelf(dict(_digests(layout, books, ledger)), {c.code: printing.fingerprint(course, c) for c in books.valid})


def _digests(layout: Layout, books: Books, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield code and SHA-256 of the PDF of each valid certificate whose file is there; what stands as noted is not read."""
    for certificate in books.valid:
        name = certificate.file_name
        if certificate.sha256 and ledger.holds(f"{layout.certificates.name}/{name}", certificate.sha256):
            yield certificate.code, certificate.sha256
        elif digest := sha256_of_file(f"{layout.certificates}/{name}"):
            yield certificate.code, digest


def plan_for(reading: Reading, books: Books, shelf: Shelf, wish: Wish | None = None) -> Plan:
    """Return what a build would do, and why."""
    names, newest = books.names, books.newest
    present = {key: names.get(key, key) for key in sorted(books.present)}
    plan = make_plan(reading.results.results, newest, shelf, present, wish or Wish())
    return with_causes(plan, reading, newest, books.rules)


def overview_of(
    reading: Reading, books: Books, digests: Mapping[str, str], *, plan: Plan, differences: Differences, updated: str
) -> Overview:
    """Return what reports and sites are made from; `updated` as in `Books`."""
    newest = books.newest
    deleted = {c.key for c in books.valid if c.code not in digests}
    entries = []
    for result in reading.results.results:
        key = result.student.key
        state = condition(result, newest.get(key), digests)
        entries.append(Entry(result, newest[key] if state else None, state, books.addresses.get(key)))
    return Overview(
        entries=tuple(entries),
        certificates=tuple(c for c in books.certificates if c.key not in deleted),
        complete=reading.results.complete,
        updated_on=date.fromisoformat(updated.partition(" ")[2]),
        source=reading.gradebook.file,
        problems=reading.problems + plan.problems + differences.told,
    )


def differences_since(register: Path, found: Attempt) -> Differences | None:
    """Return what the gradebook says that it did not say at the last build; None where it could not be read.

    What is wrong with course.toml or templates is no hindrance.
    """
    if found.gradebook is None or errors_among(found.gradebook.problems):
        return None
    with opened(register) as last:
        return compare(last.last_round(), found.gradebook)


def updated_since(reading: Reading, books: Books, today: date) -> str:
    """Return the digest of these results and the day on which they were new: today, unless they are the old ones."""
    digest = sha256_of(repr(reading.results.results).encode())
    return books.updated if books.updated.startswith(digest) else f"{digest} {today.isoformat()}"


def people(students: Iterable[Student], books: Books) -> Iterator[Person]:
    """Yield everyone who can be meant by STUDENT: these students, and all who ever held a certificate."""
    identities: dict[str, list[str]] = {}
    for certificate in books.certificates:
        identities.setdefault(certificate.key, []).extend((certificate.number, certificate.code))
    for student in students:
        own = identities.pop(student.key, [])
        yield Person(student.key, student.given, student.family, student.email, tuple(own))
    newest = books.newest
    for key, own in identities.items():
        yield Person(key, newest[key].given, newest[key].family, "", tuple(own))


def remembered(books: Books) -> Iterator[Person]:
    """Yield everyone whom the register remembers: all who ever held a certificate, and the students of the last build."""
    holders = {person.key: person for person in people((), books)}
    yield from holders.values()
    yield from (Person(key, name, "") for key, name in books.names.items() if key not in holders)
