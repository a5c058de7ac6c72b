"""The teacher's private page: where everyone stands, what needs attention, and what to do about it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import Action, CertificateState, Condition, Outlook, Standing
from certbuild.site.fragments import known_lines, line_begun
from certbuild.site.histogram import histogram
from certbuild.site.pages import assets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from markupsafe import Markup

    from certbuild.config import Course
    from certbuild.model import Certificate, Entry, Overview, Plan, Step
    from certbuild.site.pages import Draft, Pages
    from certbuild.site.wording import Wording


_WITH_REASON = {"revoke", "reissue"}
"""Acts for which a reason must be given."""
_STUDENTS = "\0"
"""Stands for the students in the page's frame; no text of a course holds it."""


class Command(Struct, frozen=True):
    """What can be run, to be copied."""

    act: str
    """What `make` calls it: ``clean-one``."""
    student: str = ""
    """Key of the student whom it is about; empty where it is about the course."""

    @property
    def text(self) -> str:
        """All that is to be typed; where a reason is asked for, with a place for it."""
        words = ["make", *([] if self.act == "build" else [self.act])]
        if self.student:
            words.append(f"STUDENT={command_line_key(self.student)}")
        if self.act in _WITH_REASON:
            words.append("REASON='…'")
        return " ".join(words)


class Row(Struct, frozen=True):
    """One student's line, with what goes with it."""

    anchor: str
    """Name of the line, for links within the page."""
    entry: Entry
    step: Step | None
    """What the next build will do about the certificate."""
    has_page: bool
    """Whether the newest certificate has its page on the public site."""
    has_file: bool
    """Whether the newest certificate's PDF stands beside this page."""
    commands: tuple[Command, ...]
    """What can be done about the student."""


class Gone(Struct, frozen=True):
    """A certificate that stands or has expired, and whose holder is not in the gradebook any more."""

    certificate: Certificate
    commands: tuple[Command, ...]
    """What can be done about it."""


class Notice(Struct, frozen=True):
    """Something that needs the teacher's attention, and what to do."""

    text: Markup
    rows: tuple[Row, ...] = ()
    command: Command | None = None
    """None where there is nothing to run."""


class TeacherPage:
    """The page ``build/teacher/index.html``, whose lines are taken from the page before where they would be the same."""

    def __init__(self, pages: Pages, overview: Overview, plan: Plan) -> None:
        self._pages = pages
        self._overview = overview
        self._plan = plan
        self._rows = _rows(overview, plan)
        self._sources = [_source(pages, row) for row in self._rows]
        self._begun, _, self._ended = self._frame().partition(_STUDENTS.encode())

    @property
    def made_from(self) -> str:
        """Digest of all that it is made from."""
        return self._pages.digest("teacher", self.memo, self._begun.decode(), self._ended.decode())

    @property
    def memo(self) -> str:
        """What the next build wants to know of this page."""
        return " ".join(self._sources)

    def pieces(self, earlier: Path | None, memo: str) -> Iterator[bytes]:
        """Yield the page in pieces, for it can be larger than a program's memory should be.

        `earlier` is the page of an earlier build, if it stands as it was made, and `memo` the memo of that build.
        """
        student = self._pages.macro("student.html", "student")
        yield self._begun
        with known_lines(earlier, memo) as known:
            for row, source in zip(self._rows, self._sources, strict=True):
                yield line_begun(row.anchor)
                yield known(source) or student(row).encode()
        yield self._ended

    def _frame(self) -> bytes:
        """Return the page without its students."""
        course, overview, rows = self._pages.course, self._overview, self._rows
        return self._pages.page(
            "teacher.html",
            "",
            overview=overview,
            students=_STUDENTS,
            notices=list(_notices(self._pages.wording, course, overview, self._plan, rows)),
            counts=overview.counts,
            bars=histogram(overview.scores, course.grading.pass_mark),
            has_merged=bool(overview.valid),
            states=_states(rows),
            gone=list(_gone(overview)),
            command=Command,
        )


def teacher_assets() -> Iterator[Draft]:
    """Yield the other files of ``build/teacher``."""
    return assets("teacher.js")


def _source(pages: Pages, row: Row) -> str:
    """Return a digest of what a student's line is made from, its place on the page aside."""
    entry, result = row.entry, row.entry.result
    rest = (result.student, entry.certificate, entry.condition, entry.address, row.step, row.has_page, row.has_file)
    return pages.digest("student", entry.unchanged.digest, repr(rest))


def command_line_key(key: str) -> str:
    """Return a key as it must stand in ``make explain STUDENT=…``: make halves ``$$``, the shell takes quotes off."""
    return shlex.quote(key.replace("$", "$$"))


def _rows(overview: Overview, plan: Plan) -> list[Row]:
    steps = {step.key: step for step in plan.steps}
    states = {certificate.code: certificate.state for certificate in overview.certificates}
    rows = []
    for position, entry in enumerate(overview.entries, 1):
        key = entry.result.student.key
        state = states.get(entry.certificate.code) if entry.certificate else None
        has_file = state is CertificateState.ISSUED
        commands = tuple(_commands(entry, has_file=has_file))
        rows.append(Row(f"s{position}", entry, steps.get(key), state is not None, has_file, commands))
    return rows


def _commands(entry: Entry, *, has_file: bool) -> Iterator[Command]:
    """Yield what can be done about a student; what would be refused is not offered."""
    result = entry.result
    key = result.student.key
    yield Command("explain", key)
    if has_file:
        yield Command("clean-one", key)
    match entry.condition:
        case Condition.CURRENT | Condition.STALE | Condition.DELETED | Condition.EXPIRED:
            if result.lapsed or result.standing is Standing.AWARDED:
                yield Command("reissue", key)
            yield Command("revoke", key)
        case Condition.REVOKED:
            yield Command("reinstate", key)


def _gone(overview: Overview) -> Iterator[Gone]:
    present = {entry.result.student.key for entry in overview.entries}
    newest = {certificate.key: certificate for certificate in overview.certificates}
    for key, certificate in newest.items():
        if key not in present and not certificate.ended:
            yield Gone(certificate, (Command("reissue", key), Command("revoke", key)))


def _states(rows: Sequence[Row]) -> list[str]:
    """Return the states that the table can be searched for; in a course without expired certificates that one is none."""
    conditions = [Condition.STALE, Condition.DELETED, Condition.REVOKED]
    if any(row.entry.condition is Condition.EXPIRED for row in rows):
        conditions.append(Condition.EXPIRED)
    return [*Standing, *conditions]


def _notices(wording: Wording, course: Course, overview: Overview, plan: Plan, rows: Sequence[Row]) -> Iterator[Notice]:
    say = wording.say
    if plan.steps:
        acts = say("list_separator").join(say(action.value, count=len(plan.of(action))) for action in Action if plan.of(action))
        yield Notice(say("next_build", acts=acts), command=Command("build"))

    def named(text: str, found: Sequence[Row]) -> Iterator[Notice]:
        if found:
            yield Notice(say(text, count=len(found)), tuple(found))

    waiting = [row for row in rows if row.entry.result.standing is Standing.PROVISIONAL]
    above = [row for row in waiting if (score := row.entry.result.score) is not None and score >= course.grading.pass_mark]
    yield from named("stale_notice", [row for row in rows if row.entry.condition is Condition.STALE])
    yield from named("deleted_notice", [row for row in rows if row.entry.condition is Condition.DELETED])
    yield from named("expired_notice", [row for row in rows if row.entry.condition is Condition.EXPIRED])
    yield from named("above", above)
    yield from named("lost", [row for row in waiting if row.entry.result.outlook is Outlook.OUT_OF_REACH])
    withheld = [row for row in rows if row.entry.result.standing is Standing.WITHHELD]
    yield from named("held_notice", [row for row in withheld if not row.entry.result.lapsed])
    yield from named("lapsed_notice", [row for row in withheld if row.entry.result.lapsed])
    if overview.problems:
        yield Notice(say("warnings_notice", count=len(overview.problems)))
