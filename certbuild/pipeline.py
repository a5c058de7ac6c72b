"""The acts on a course, each as its stages in their order: survey, build, clean, revoke, reinstate, reissue."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.changing import changing
from certbuild.comparison import compare
from certbuild.errors import CertbuildError, GradebookError, Problem
from certbuild.inventory import days_of, overview_of, people, plan_for, read_books, shelf_of, students_of
from certbuild.ledger import read_ledger
from certbuild.locking import alone
from certbuild.model import CertificateState, Event, Standing, summary_of
from certbuild.people import find
from certbuild.planning import ConfirmationNeededError, Wish
from certbuild.publishing import Release, cut_short, finish_earlier
from certbuild.register import opened, opened_for_change
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certbuild.inventory import Books
    from certbuild.layout import Layout
    from certbuild.machine import Machine
    from certbuild.model import Certificate, Differences, Overview, Plan, Summary
    from certbuild.reading import Reading


class Survey(Struct, frozen=True):
    """The course as it stands: what was read, what a build would do (or did), and how everything is now."""

    reading: Reading
    books: Books
    plan: Plan
    differences: Differences
    """What the gradebook says that it did not say at the build before."""
    overview: Overview

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings to be told now."""
        return self.reading.problems + self.plan.problems + self.differences.problems


def survey(layout: Layout, machine: Machine, reading: Reading) -> Survey:
    """Hold what was read against the register and the files; write nothing."""
    about = reading.course.about
    today = about.day_of(machine.now())
    with opened(layout.register) as register:
        last = register.last_round()
        books = read_books(register, today, students_of(last))
    shelf = shelf_of(reading.course, layout, books, read_ledger(layout.ledger))
    plan = _guarded(plan_for(reading, books, shelf), layout, books)
    plan = replace(plan, problems=(*plan.problems, *cut_short(layout, books.release)))
    differences = compare(last, reading.gradebook)
    days = days_of(reading, books, about.date or today)
    overview = overview_of(reading, books, shelf.digests, plan=plan, told=differences.told, days=days)
    return Survey(reading, books, plan, differences, overview)


def build(
    layout: Layout, machine: Machine, *, yes: bool = False, strict: bool = False, only: Sequence[str] = (), anew: bool = False
) -> Summary:
    """Make the build folder say what the gradebook says; return what was done and how all stands now.

    `only` names students whose certificates may be touched; `anew` renders every certificate again.
    Raises `CertbuildError`, with nothing changed, for whatever is wrong, and `ConfirmationNeededError` where
    the plan would change so much that a person must say `yes`.
    """
    with changing(layout, machine, "build", strict=strict) as change:
        reading, clerk, register = change.reading, change.clerk, change.register
        books = change.books
        if strict and change.problems:
            raise GradebookError(*change.problems)
        everyone = list(people(reading.results.students, books))
        wish = Wish(frozenset(find(name, everyone).key for name in only) if only else None, anew)
        plan = _guarded(plan_for(reading, books, change.shelf, wish), layout, books)
        machine.tell(reading.problems + plan.problems + change.problems)
        if plan.guard and not yes:
            raise ConfirmationNeededError(plan)
        clerk.enrol(register, reading.results.results, books)
        clerk.note_exceptions(register, reading.exceptions)
        for reason in plan.guard:
            clerk.log_on_course(register, "confirm", f"--yes although {reason}")
        to_render = clerk.carry_out(register, plan, reading.results.results, books)
        change.keep_round()
        if not only:
            clerk.remember_rules(register)
        stood = change.shelf
        after = change.finish(to_render)
        clerk.rendered_again(register, plan, reading.results.results, change.books, before=stood, after=change.shelf)
        if not only:
            change.all_done(after)
    told = (*reading.problems, *plan.problems, *change.problems)
    return summary_of(after, plan, read=len(reading.gradebook.students), problems=told, changed=bool(change.changed))


def clean_all(layout: Layout, machine: Machine) -> list[Path]:
    """Delete everything that was made, and nothing else; the register remembers.

    Return what was deleted that a person has seen before.
    """
    if not _standing(layout):
        return []
    with alone(layout, "clean --all", machine.now(), machine.say):
        finish_earlier(layout, "")
        standing = _standing(layout)  # another one may have been at work meanwhile
        release = Release(layout, "deleted")
        if standing:
            with opened_for_change(layout.register, machine.now()) as register:
                register.log(Event(machine.now(), "delete", reason="all files deleted"))
                release.take(standing)
            release.drop()
    return [path for path in standing if path not in {layout.ledger, layout.stamp}]


def clean_one(layout: Layout, machine: Machine, student: str) -> Certificate:
    """Delete one student's certificate with its traces in merged PDF, sites and reports; the register remembers."""
    with changing(layout, machine, "clean --student") as change:
        certificate, result = change.holder(student)
        if not (layout.certificates / certificate.file_name).exists():
            what = f"certificate {certificate.number} has no file that could be deleted"
            raise CertbuildError(Problem(f'STUDENT "{student}"', what, "`certbuild status` shows its state"))
        change.clerk.log(change.register, "delete", certificate, "file deleted", result)
        change.follow(without=certificate)
    return certificate


def revoke(layout: Layout, machine: Machine, student: str, reason: str) -> Certificate:
    """Revoke one student's certificate, and take it out of everything that was made."""
    with changing(layout, machine, "revoke") as change:
        certificate, result = change.holder(student)
        if certificate.ended:
            raise _not_now(student, certificate, "`certbuild history` shows when and why")
        change.register.end(certificate.code, CertificateState.REVOKED, change.clerk.calendar_day, reason)
        change.clerk.log(change.register, "revoke", certificate, reason, result)
        change.follow()
    return certificate


def reinstate(layout: Layout, machine: Machine, student: str, reason: str) -> Certificate:
    """Undo a revocation: the certificate stands again, with the same number, code and date; return it.

    It has expired where its last day has gone by meanwhile.
    """
    with changing(layout, machine, "reinstate") as change:
        certificate, result = change.holder(student)
        if certificate.state is not CertificateState.REVOKED:
            raise _not_now(student, certificate, "only what was revoked can be reinstated")
        change.register.reinstate(certificate.code)
        change.clerk.log(change.register, "reinstate", certificate, reason, result)
        again = replace(certificate, state=CertificateState.ISSUED, ended_on=None, reason="").as_of(change.clerk.calendar_day)
        change.follow([again] if again.valid else [])
    return again


def reissue(layout: Layout, machine: Machine, student: str, reason: str) -> Certificate:
    """Replace one student's certificate by a new revision with a new code, because a person asks for it."""
    with changing(layout, machine, "reissue") as change:
        certificate, result = change.holder(student)
        if certificate.ended:
            hint = "`certbuild reinstate` undoes a revocation; what was withdrawn comes again when it is earned again"
            raise _not_now(student, certificate, hint)
        if result and not result.lapsed and result.standing is not Standing.AWARDED:
            what = f"certificate {certificate.number} is no longer earned: {'; '.join(result.reasons)}"
            hint = "the next build withdraws it" if certificate.valid else "it can be renewed once it is earned again"
            raise CertbuildError(Problem(f'STUDENT "{student}"', what, hint))
        new = change.clerk.reissue(change.register, certificate, result, reason, change.books)
        change.follow([new])
    return new


def _standing(layout: Layout) -> list[Path]:
    return [path for path in layout.made if path.exists()]


def _not_now(student: str, certificate: Certificate, hint: str) -> CertbuildError:
    state = "valid" if certificate.valid else certificate.state
    return CertbuildError(Problem(f'STUDENT "{student}"', f"certificate {certificate.number} is {state} already", hint))


def _guarded(plan: Plan, layout: Layout, books: Books) -> Plan:
    """Ask also before certificates go, or get new codes, because the register that knows them is not the one there."""
    known = {certificate.file_name for certificate in books.certificates}
    there = os.listdir(layout.certificates) if layout.certificates.is_dir() else []  # noqa: PTH208 - names are enough
    strangers = sorted(name for name in there if name.endswith(".pdf") and name not in known)
    path = layout.register.relative_to(layout.root).as_posix()
    reasons = []
    if strangers:
        reasons.append(f"{path} knows nothing of {plural(len(strangers), 'certificate')} made before: is there a newer backup?")
    if books.entries_lost:
        lost = plural(books.entries_lost, "entry", "entries")
        reasons.append(f"{path} is an older one: it lacks {lost} of its history, and does not know what was issued then")
    return replace(plan, guard=(*plan.guard, *reasons), strangers=tuple(strangers))
