"""What every change of a course has in common, whatever it changes.

Whatever can fail comes first, in memory or in a release aside; then the register is committed; then the files take
their places. So a change is made whole or not at all, and one that is cut short in its last moments is finished by
the next.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import MAXYEAR, date, datetime, time, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from certbuild import outputs
from certbuild.certificates import typeset
from certbuild.codes import new_code
from certbuild.comparison import compare
from certbuild.config import rules_of
from certbuild.errors import CertbuildError, Problem
from certbuild.inventory import days_of, overview_of, people, plan_for, read_books, shelf_of, students_of
from certbuild.issuing import Clerk
from certbuild.ledger import read_ledger
from certbuild.locking import alone
from certbuild.model import Plan, Round, summary_of
from certbuild.people import find
from certbuild.planning import Shelf
from certbuild.publishing import Release, finish_earlier
from certbuild.reading import attempt
from certbuild.register import opened_for_change
from certbuild.site import Pages
from certbuild.stamp import inputs_of, leave_stamp, made_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from certbuild.crews import Crew
    from certbuild.layout import Layout
    from certbuild.machine import Machine
    from certbuild.model import Certificate, Overview, Result, Summary
    from certbuild.reading import Reading
    from certbuild.register import Register


class Change:
    """A change of a course, under way: the gradebook is read, the register open, and nothing changed yet."""

    def __init__(self, layout: Layout, machine: Machine, reading: Reading, register: Register) -> None:
        course = reading.course
        self.reading = reading
        self.register = register
        self.clerk = Clerk(course, rules_of(course), machine.now(), machine.random_bits)
        last = register.last_round()
        self.books = read_books(register, self.clerk.calendar_day, students_of(last))
        finish_earlier(layout, self.books.release)
        ledger = read_ledger(layout.ledger)
        self.shelf = shelf_of(course, layout, self.books, ledger)
        differences = compare(last, reading.gradebook)
        self.problems = differences.problems
        """Warnings of what has changed since the last build and is more likely a slip than a round of marks."""
        self._told = differences.told
        self._round = Round(differences.now, self.clerk.now, differences.told) if differences.is_new_round else None
        self._news = differences.news(self.clerk.calendar_day) if differences.is_new_round else register.news()
        self.changed: tuple[Path, ...] = ()
        """The files that it writes or removes."""
        self._plan = Plan((), 0)
        self._stamp: Summary | None = None
        self.release = Release(layout, new_code(60, machine.random_bits).lower(), ledger, machine.crew)
        self._layout = layout
        self._machine = machine

    def holder(self, student: str) -> tuple[Certificate, Result | None]:
        """Return the newest certificate of the one whom STUDENT means, and what grading says of that one now.

        Raises `CertbuildError` where there is no such student or no certificate.
        """
        results = self.reading.results
        key = find(student, list(people(results.students, self.books))).key
        if key not in self.books.newest:
            raise CertbuildError(Problem(f'STUDENT "{student}"', "has no certificate", "`certbuild explain` shows why"))
        return self.books.newest[key], next((result for result in results.results if result.student.key == key), None)

    def keep_round(self) -> None:
        """Let the next build compare its gradebook with this one; from now on it need not be in memory."""
        if self._round:
            self.register.keep_round(self._round)
            self.register.keep_news(self._news)
            self._round = None

    def finish(self, to_render: Sequence[Certificate] = (), *, without: Certificate | None = None) -> Overview:
        """Make everything as the register says now, ready to be published; return how all stands then.

        `to_render` are certificates whose PDFs are to be made; the PDF of `without` goes.
        """
        layout, course = self._layout, self.reading.course
        sheet, needs = self.release.sheet, self.reading.needs
        pages = Pages(course, needs.of, needs.made_from)
        if course.site.protected:
            self.clerk.lock(self.register, {result.student.key for result in self.reading.results.results}, self._machine)
        with self._machine.progress("Rendering certificates", len(to_render)) as done:
            printing = typeset(course, to_render, sheet, crew=self._machine.crew)
            if to_render:
                pages.load()  # while others print
            printed = printing.finished(done)
        rendered = printed.digests
        self._machine.tell(printed.problems)
        for code, fingerprint in printed.fingerprints.items():
            self.register.rendered(code, fingerprint, rendered[code])
        books = self.books = read_books(self.register, self.clerk.calendar_day, self.books.students)
        digests = {**self.shelf.digests, **rendered}
        if without:
            digests.pop(without.code, None)
        self.shelf = shelf = Shelf(digests, {**self.shelf.fingerprints, **printed.fingerprints})
        self._plan = plan = plan_for(self.reading, books, shelf)
        days = days_of(self.reading, books, self.clerk.today)
        overview = overview_of(
            self.reading,
            books,
            shelf.digests,
            plan=plan,
            told=self._told,
            days=days,
            news=self._news,
            last_act=self.register.last_act(),
        )

        def place(certificate: Certificate) -> Path:
            return sheet(certificate) if certificate.code in rendered else layout.certificates / certificate.file_name

        made = outputs.compose(
            self.release,
            layout,
            pages,
            overview,
            plan=plan,
            place=place,
            new=rendered,
            merged_before=books.merged,
            crew=self._machine.crew,
        )
        self.register.keep_days(days)
        self.register.remember("merged", made.merged)
        for certificate in books.valid:
            path = f"{layout.certificates.name}/{certificate.file_name}"
            if certificate.code in rendered:
                self.release.puts(path, sheet(certificate), rendered[certificate.code])
            elif certificate.code in shelf.digests:
                self.release.stays(path, shelf.digests[certificate.code])
        self.changed = tuple(self.release.prepare(made.memos))
        if self.changed:
            self.register.remember("release", self.release.name)
        return overview

    def follow(self, to_render: Sequence[Certificate] = (), *, without: Certificate | None = None) -> None:
        """Do as `finish`, where anything was made before; else the next build will."""
        if self._layout.build.exists():
            self.finish(to_render, without=without)

    def all_done(self, overview: Overview) -> None:
        """Say that everything of the course is done now: if the plan has nothing left, the next build is told so.

        `overview` is how all stands. Nothing is told where a gradebook stands outside of the input folder, and so unseen.
        """
        outside = any(path.is_absolute() or ".." in path.parts for path in map(PurePath, self.reading.course.gradebook.file))
        if not self._plan.steps and not self._plan.guard and not outside:
            problems = self.reading.problems + self._plan.problems
            self._stamp = summary_of(overview, self._plan, read=len(self.reading.gradebook.students), problems=problems)

    def stamp(self, inputs: str) -> None:
        """Leave the stamp, once all is published; but not where something stands otherwise than this change has left it.

        `inputs` is `stamp.inputs_of` from before they were read.
        """
        made = made_in(self._layout)
        if self._stamp and self.release.left(made):
            last = min((c.valid_until for c in self.books.valid if c.valid_until), default=date.max)
            ends = last.year < MAXYEAR  # else there is no day after it
            until = datetime.combine(last + timedelta(1), time(), self.reading.course.about.zone) if ends else None
            leave_stamp(self._layout, inputs, made, self._stamp, since=self.clerk.now, until=until)


@contextmanager
def changing(layout: Layout, machine: Machine, deed: str, *, strict: bool = False) -> Iterator[Change]:
    """Read the course, keep all others away, and open the register; at the end keep the change and publish it.

    `deed` is what others who have to wait are told. Raises `CertbuildError`, with nothing changed, for whatever is
    wrong.
    """
    inputs, reading = _read(layout, machine.crew, strict=strict)
    with alone(layout, deed, machine.now(), machine.say) as waited:
        if waited:
            inputs, reading = _read(layout, machine.crew, strict=strict)
        change = None
        try:
            with opened_for_change(layout.register, machine.now()) as register:
                change = Change(layout, machine, reading, register)
                yield change
        except BaseException:
            if change:
                change.release.drop()
            raise
        change.release.publish()
        change.stamp(inputs)


def _read(layout: Layout, crew: Crew, *, strict: bool) -> tuple[str, Reading]:
    """Return the course as it was read, and what was in the input folder before; meanwhile the crew gets ready."""
    return inputs_of(layout), attempt(layout, crew).graded(strict=strict)
