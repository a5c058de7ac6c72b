"""What the gradebook, the register and the build folder say together, at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.causes import with_causes
from certbuild.certificates import fingerprints
from certbuild.comparison import compare
from certbuild.config import Rules
from certbuild.errors import errors_among
from certbuild.files import sha256_of, sha256_of_file
from certbuild.model import Certificate, Days, Deed, Deeds, Entry, Overview, Plan, PrivateAddress, Round, Unchanged
from certbuild.people import Person
from certbuild.planning import Shelf, Wish, condition, make_plan
from certbuild.register import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.errors import Problem
    from certbuild.layout import Layout
    from certbuild.ledger import Ledger
    from certbuild.model import Differences, Event, News, Student
    from certbuild.reading import Attempt, Reading
    from certbuild.register import Register


class Books(Struct, frozen=True):
    """What the register says."""

    certificates: tuple[Certificate, ...]
    """Every revision, in the order of issue."""
    addresses: Mapping[str, PrivateAddress]
    present: frozenset[str]
    """Keys of the students of the last build's gradebook."""
    days: Days | None
    """Since when the results of the last build were what they were; None where nothing was remembered of them."""
    merged: str
    """Digests of what the last build's merged PDF was made from, and of its bytes."""
    release: str
    """Name of the release that the last change published, or was to publish when it was cut short."""
    entries_lost: int
    """As the register says: by how much its history is shorter than it was."""
    students: Mapping[str, str]
    """The names of the students of the last build's gradebook, by key."""
    rules: Rules | None
    """What the last build reckoned by; None where that is not known."""

    @property
    def newest(self) -> dict[str, Certificate]:
        """Each student's newest revision, by key."""
        return {certificate.key: certificate for certificate in self.certificates}

    @property
    def names(self) -> dict[str, str]:
        """The name of everyone of whom the register knows one, by key."""
        return {**self.students, **{c.key: c.holder for c in self.certificates}}

    @property
    def valid(self) -> tuple[Certificate, ...]:
        """The revisions that are valid now, at most one a student."""
        return tuple(certificate for certificate in self.certificates if certificate.valid)


def read_books(register: Register, today: date, students: Mapping[str, str]) -> Books:
    """Return what the register says now; certificates whose last day was before today have expired.

    `students` is `students_of` what the last build read.
    """
    return Books(
        register.certificates(today),
        register.addresses(),
        register.present(),
        register.days(),
        register.memo("merged"),
        register.memo("release"),
        register.entries_lost,
        students,
        Rules(content) if (content := register.rules(register.memo("rules"))) else None,
    )


def students_of(last: Round | None) -> Mapping[str, str]:
    """Return the names of the students of a round's gradebook by key; none where no build has kept one yet."""
    return last.gradebook.students if last else {}


def shelf_of(course: Course, layout: Layout, books: Books, ledger: Ledger) -> Shelf:
    """Return what is known of the files of the valid certificates, and of what they would be made from now."""
    return Shelf(dict(_digests(layout, books, ledger)), fingerprints(course, books.valid))


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
    reading: Reading,
    books: Books,
    digests: Mapping[str, str],
    *,
    plan: Plan,
    told: tuple[Problem, ...],
    days: Days,
    news: News | None = None,
    last_act: Sequence[Event] = (),
) -> Overview:
    """Return what reports and sites are made from; `told` is `Differences.told`, and `days` are those of these results.

    `news` and `last_act`, which only pages tell, are the register's.
    """
    newest = books.newest
    deleted = {c.key for c in books.valid if c.code not in digests}
    entries = []
    for result in reading.results.results:
        key = result.student.key
        state = condition(result, newest.get(key), digests)
        certificate = newest[key] if state else None
        address = books.addresses.get(key)
        if address and not reading.course.site.protected:
            address = replace(address, unlock="", key="")
        entries.append(Entry(result, certificate, state, address, days.students[key]))
    return Overview(
        entries=tuple(entries),
        certificates=tuple(c for c in books.certificates if c.key not in deleted),
        complete=reading.results.complete,
        updated_on=days.course.since,
        source=reading.gradebook.file,
        problems=reading.problems + plan.problems + told,
        news=news,
        deeds=_deeds(reading, books, last_act),
    )


def _deeds(reading: Reading, books: Books, last_act: Sequence[Event]) -> Deeds | None:
    """Return what the last act did that changed what stands of any certificate, under the names of today."""
    if not last_act:
        return None
    names = {**books.names, **{student.key: student.name for student in reading.results.students}}
    deeds = tuple(Deed(event.action, event.key, names.get(event.key, event.key), event.reason) for event in last_act)
    return Deeds(reading.course.about.day_of(last_act[0].at), deeds)


def differences_since(register: Path, found: Attempt) -> Differences | None:
    """Return what the gradebook says that it did not say at the last build; None where it could not be read.

    What is wrong with course.toml or templates is no hindrance.
    """
    if found.gradebook is None or errors_among(found.gradebook.problems):
        return None
    with opened(register) as last:
        return compare(last.last_round(), found.gradebook)


def days_of(reading: Reading, books: Books, today: date) -> Days:
    """Return since when these results are what they are: today, or as before where they are the old ones.

    What a student of whom nothing is known yet has, is as old as the course's: who is new to the course makes that new.
    """
    results = reading.results.results
    found = {result.student.key: result.digest for result in results}
    told = "\n".join(f"{result.student.key}\t{result.student.name}\t{found[result.student.key]}" for result in results)
    course = Unchanged(sha256_of(told.encode()), today)
    before = books.days
    if before and before.course.digest in {course.digest, *_former_digests(reading, before)}:
        course = Unchanged(course.digest, before.course.since)
    known = before.students if before else {}
    students = {}
    for key, digest in found.items():
        unchanged = known.get(key)
        if not unchanged:
            unchanged = Unchanged(digest, course.since)
        elif unchanged.digest != digest:
            unchanged = Unchanged(digest, today)
        students[key] = unchanged
    return Days(course, students)


def _former_digests(reading: Reading, before: Days) -> Iterator[str]:
    """Yield what these results were known by before there was a day for each student (registers up to version 3)."""
    if not before.students:
        said = repr(tuple(replace(result, marks=()) for result in reading.results.results))
        yield sha256_of(said.replace(", marks=()", "").encode())  # of which they knew nothing


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
