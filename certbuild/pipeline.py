"""The acts on a course, each as its stages in their order: survey, build, clean, revoke.

Whatever can fail comes first, in memory or in a folder aside; then the register is committed; then files
take their places. A build that is cut short after the commit is finished by the next one, which finds
files missing that the register knows.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from certbuild import certificates as printing
from certbuild import outputs
from certbuild.comparison import compare
from certbuild.errors import CertbuildError, ExitCode, GradebookError, Problem
from certbuild.files import remove_others, write_file
from certbuild.inventory import overview_of, people, plan_for, read_books, shelf_of, updated_since
from certbuild.issuing import Clerk
from certbuild.model import CertificateState, Round
from certbuild.people import find
from certbuild.planning import Shelf, Wish
from certbuild.reading import attempt
from certbuild.register import Event, opened
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from certbuild.codes import RandomBits
    from certbuild.inventory import Books
    from certbuild.layout import Layout
    from certbuild.model import Certificate, Differences, Overview, Plan
    from certbuild.outputs import Outputs
    from certbuild.reading import Reading
    from certbuild.register import Register


@dataclass(frozen=True, slots=True)
class Machine:
    """What the program takes from the machine that it runs on."""

    now: Callable[[], datetime]
    """The clock, with a time zone."""
    random_bits: RandomBits
    jobs: int
    """Processes to render with."""
    progress: Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
    """Given the name and size of a long stage, returns what to call with each portion done."""
    tell: Callable[[Iterable[Problem]], None]
    """Shows warnings to a person before anything is done."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The course as it stands: what was read, what a build would do (or did), and how everything is now."""

    reading: Reading
    books: Books
    plan: Plan
    differences: Differences
    """What the gradebook says that it did not say at the build before."""
    overview: Overview
    changed: tuple[Path, ...] = ()
    """Files that the act wrote or removed."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings to be told now."""
        return self.reading.problems + self.plan.problems + self.differences.problems


class ConfirmationNeededError(CertbuildError):
    """The plan would change so much that a person must look at it and say yes first."""

    exit_code = ExitCode.NEEDS_YES

    def __init__(self, plan: Plan) -> None:
        hint = "look at the plan; if it is right, build again with --yes (make CONFIRM=yes)"
        super().__init__(*(Problem("plan", reason, hint) for reason in plan.guard))
        self.plan = plan


def survey(layout: Layout, machine: Machine, reading: Reading) -> Survey:
    """Hold what was read against the register and the files; write nothing."""
    with opened(layout.register) as register:
        books = read_books(register)
    shelf = shelf_of(reading.course, layout.certificates, books)
    plan = _guarded(plan_for(reading, books, shelf), layout, books)
    differences = compare(books.last, reading.gradebook)
    clerk = Clerk(reading.course, machine.now(), machine.random_bits)
    updated = updated_since(reading, books, clerk.today)
    overview = overview_of(reading, books, shelf.digests, plan=plan, differences=differences, updated=updated)
    return Survey(reading, books, plan, differences, overview)


def build(
    layout: Layout, machine: Machine, *, yes: bool = False, strict: bool = False, only: Sequence[str] = (), anew: bool = False
) -> Survey:
    """Make the build folder say what the gradebook says; return the plan that was carried out and how all stands now.

    `only` names students whose certificates may be touched; `anew` renders every certificate again.
    Raises `CertbuildError`, with nothing changed, for whatever is wrong, and `ConfirmationNeededError` where
    the plan would change so much that a person must say `yes`.
    """
    reading = attempt(layout).graded(strict=strict)
    clerk = Clerk(reading.course, machine.now(), machine.random_bits)
    with _alone(layout), _staging(layout) as staging:
        with opened(layout.register, writable=True) as register:
            books = read_books(register)
            differences = compare(books.last, reading.gradebook)
            if strict and differences.problems:
                raise GradebookError(*differences.problems)
            shelf = shelf_of(reading.course, layout.certificates, books)
            everyone = list(people(reading.results.students, books))
            wish = Wish(frozenset(find(name, everyone).key for name in only) if only else None, anew)
            plan = _guarded(plan_for(reading, books, shelf, wish), layout, books)
            machine.tell(reading.problems + plan.problems + differences.problems)
            if plan.guard and not yes:
                raise ConfirmationNeededError(plan)
            clerk.enrol(register, reading.results.results, books)
            to_render = clerk.carry_out(register, plan, reading.results.results, books)
            with machine.progress("Rendering certificates", len(to_render)) as done:
                rendered = printing.typeset(reading.course, to_render, staging, jobs=machine.jobs, progress=done)
            fingerprints = {c.code: printing.fingerprint(reading.course, c) for c in to_render}
            for code, fingerprint in fingerprints.items():
                register.rendered(code, fingerprint, rendered[code])
            books = read_books(register)
            shelf = Shelf({**shelf.digests, **rendered}, {**shelf.fingerprints, **fingerprints})
            _link_kept(books.valid, layout.certificates, staging)
            after, made = _compose(layout, register, clerk, reading, differences, books=books, shelf=shelf, pdfs=staging)
            if differences.is_new_round:
                register.keep_round(Round(differences.now, clerk.now, differences.told))
        changed = _place(layout, staging, to_render)
        changed += _clear(layout, books, shelf)
        changed += outputs.write(layout, made)
    return Survey(reading, books, plan, differences, after, tuple(changed))


def clean_all(layout: Layout, machine: Machine) -> list[Path]:
    """Delete everything that was made, and nothing else; the register remembers. Return what was deleted."""
    standing = [path for path in layout.made if path.exists()]
    if standing:
        with _alone(layout):
            with opened(layout.register, writable=True) as register:
                register.log(Event(machine.now(), "delete", "", "", "", "all files deleted"))
            for path in standing:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            _remove_if_empty(layout.build)
    return standing


def clean_one(layout: Layout, machine: Machine, student: str) -> Certificate:
    """Delete one student's certificate with its traces in merged PDF, sites and reports; the register remembers."""

    def delete(clerk: Clerk, register: Register, certificate: Certificate) -> None:
        if not (layout.certificates / certificate.file_name).exists():
            what = f"certificate {certificate.number} has no file that could be deleted"
            raise CertbuildError(Problem(f'STUDENT "{student}"', what, "`certbuild status` shows its state"))
        clerk.log(register, "delete", certificate, "file deleted")

    return _take_out(layout, machine, student, delete)


def revoke(layout: Layout, machine: Machine, student: str, reason: str) -> Certificate:
    """Revoke one student's certificate, and take it out of everything that was made."""

    def record(clerk: Clerk, register: Register, certificate: Certificate) -> None:
        if not certificate.valid:
            what = f"certificate {certificate.number} is {certificate.state} already"
            raise CertbuildError(Problem(f'STUDENT "{student}"', what, "`certbuild history` shows when and why"))
        register.end(certificate.code, CertificateState.REVOKED, clerk.calendar_day, reason)
        clerk.log(register, "revoke", certificate, reason)

    return _take_out(layout, machine, student, record)


def _take_out(layout: Layout, machine: Machine, student: str, act: Callable[[Clerk, Register, Certificate], None]) -> Certificate:
    """Do something to one student's certificate in the register, and make everything else without it."""
    reading = attempt(layout).graded()
    clerk = Clerk(reading.course, machine.now(), machine.random_bits)
    with _alone(layout):
        with opened(layout.register, writable=True) as register:
            books = read_books(register)
            key = find(student, list(people(reading.results.students, books))).key
            certificate = books.newest.get(key)
            if certificate is None:
                what = "has no certificate"
                raise CertbuildError(Problem(f'STUDENT "{student}"', what, "`certbuild explain` shows why"))
            act(clerk, register, certificate)
            books = read_books(register)
            shelf = shelf_of(reading.course, layout.certificates, books)
            shelf = replace(shelf, digests={code: digest for code, digest in shelf.digests.items() if code != certificate.code})
            differences = compare(books.last, reading.gradebook)
            pdfs = layout.certificates
            made = _compose(layout, register, clerk, reading, differences, books=books, shelf=shelf, pdfs=pdfs)[1]
        if layout.build.exists():
            _clear(layout, books, shelf)
            outputs.write(layout, made)
    return certificate


def _guarded(plan: Plan, layout: Layout, books: Books) -> Plan:
    """Ask also before certificates get new codes because the register that knows them is lost."""
    strangers = len(list(layout.certificates.glob("*.pdf")))
    if books.certificates or not strangers:
        return plan
    path = layout.register.relative_to(layout.root).as_posix()
    reason = f"{path} knows nothing of the {plural(strangers, 'certificate')} made before: put back your backup of it"
    return replace(plan, guard=(*plan.guard, reason))


def _compose(
    layout: Layout,
    register: Register,
    clerk: Clerk,
    reading: Reading,
    differences: Differences,
    *,
    books: Books,
    shelf: Shelf,
    pdfs: Path,
) -> tuple[Overview, Outputs]:
    """Compose everything that is made from the course as it stands, and remember what it was made from."""
    plan = plan_for(reading, books, shelf)
    updated = updated_since(reading, books, clerk.today)
    overview = overview_of(reading, books, shelf.digests, plan=plan, differences=differences, updated=updated)
    made = outputs.compose(layout, reading.course, overview, plan=plan, pdfs=pdfs, merged_before=books.merged)
    register.remember("updated", updated)
    register.remember("merged", made.merged)
    return overview, made


def _place(layout: Layout, staging: Path, rendered: Iterable[Certificate]) -> list[Path]:
    """Put newly rendered PDFs where they belong; return those that changed."""
    names = sorted(certificate.file_name for certificate in rendered)
    return [target for name in names if write_file(target := layout.certificates / name, (staging / name).read_bytes())]


def _clear(layout: Layout, books: Books, shelf: Shelf) -> list[Path]:
    """Remove the PDFs that are not to stand; return them."""
    return remove_others(layout.certificates, [layout.certificates / c.file_name for c in books.valid if c.code in shelf.digests])


def _link_kept(certificates: Iterable[Certificate], present: Path, staging: Path) -> None:
    """Let the PDFs that stay as they are stand in the staging folder too, so that it holds the whole next state."""
    for certificate in certificates:
        kept, link = present / certificate.file_name, staging / certificate.file_name
        if kept.exists() and not link.exists():
            try:
                link.hardlink_to(kept)
            except OSError:
                shutil.copyfile(kept, link)


@contextmanager
def _staging(layout: Layout) -> Iterator[Path]:
    """Give a folder aside for what is being rendered; take it away afterwards, whatever happens."""
    for left_behind in layout.build.glob(".staging-*"):
        shutil.rmtree(left_behind)
    layout.build.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".staging-", dir=layout.build))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        _remove_if_empty(layout.build)


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Keep every other certbuild from writing to this course meanwhile."""
    layout.lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(layout.lock, timeout=60):
            yield
    except Timeout:
        hint = "wait until it has finished, then try again"
        raise CertbuildError(Problem(str(layout.lock), "another certbuild is working on this course", hint)) from None


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
