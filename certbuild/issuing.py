"""What is entered into the register: numbers and codes given, revisions entered and ended, and everything logged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.codes import new_code
from certbuild.config import COURSE_FILE
from certbuild.errors import CertbuildError, CourseError, Problem
from certbuild.model import Action, Certificate, CertificateState, Event, PrivateAddress
from certbuild.planning import ASKED_FOR, NAME_CHANGED
from certbuild.sealing import key_made

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from certbuild.codes import RandomBits
    from certbuild.config import Course, ExceptionRule, Rules
    from certbuild.inventory import Books
    from certbuild.machine import Machine
    from certbuild.model import Plan, Result
    from certbuild.planning import Shelf
    from certbuild.register import Register

CODE_BITS = 80
RESULT_CODE_BITS = 40
TOKEN_BITS = 130
_TRIES = 100
"""So often is a code drawn again that was given before; a source that repeats itself more is broken."""


class Clerk(Struct, frozen=True):
    """Who enters things into the register, at one time and with one source of randomness."""

    course: Course
    rules: Rules
    """Those of the course."""
    now: datetime
    random_bits: RandomBits

    @property
    def today(self) -> date:
        """The day of issue: that of course.toml, else today in the course's time zone."""
        return self.course.about.date or self.calendar_day

    @property
    def calendar_day(self) -> date:
        """Today in the course's time zone."""
        return self.course.about.day_of(self.now)

    @property
    def valid_until(self) -> date | None:
        """The last day of what is issued now; None where it does not expire.

        Raises `CourseError` where that day is over, because course.toml gives an early day of issue.
        """
        last = self.course.certificate.valid_until(self.today)
        if last and last < self.calendar_day:
            what = f"a certificate issued on {self.today} is valid until {last} only, and that is over"
            hint = "take date out, so that new certificates bear the day of their issue; nothing was changed"
            raise CourseError(Problem(f"{COURSE_FILE} › [course] date", what, hint))
        return last

    def enrol(self, register: Register, results: Iterable[Result], books: Books) -> None:
        """Give every new student a private address, and record who is in the gradebook now."""
        keys = [result.student.key for result in results]
        codes = {address.code for address in books.addresses.values()}
        tokens = {address.token for address in books.addresses.values()}
        for key in keys:
            if key not in books.addresses:
                code, token = self._new_code(RESULT_CODE_BITS, codes), self._new_code(TOKEN_BITS, tokens, _as_token)
                register.enrol(key, PrivateAddress(code, token))
        register.mark_present(keys)

    def lock(self, register: Register, keys: Collection[str], machine: Machine) -> None:
        """Give the private page of each of these students a code, where it has none yet; the crew makes the keys."""
        addresses = register.addresses()
        given = {address.unlock for address in addresses.values()}
        new = {
            address.token: (key, self._new_code(CODE_BITS, given))
            for key, address in addresses.items()
            if key in keys and not address.unlock
        }
        with machine.progress("Making keys of result pages", len(new)) as done:
            for token, made in machine.crew.results(key_made, new, lambda token: (token, new[token][1])):
                key, code = new[token]
                register.lock(key, code, made)
                done(1)

    def note_exceptions(self, register: Register, exceptions: Mapping[str, Sequence[ExceptionRule]]) -> None:
        """Log every exception that course.toml makes now and did not make at the last build, and every one that is gone.

        `exceptions` gives those of each student, by key.
        """
        before = {(key, told) for key, told in json.loads(register.memo("exceptions") or "[]")}
        now = {(key, rule.sentence) for key, rules in exceptions.items() for rule in rules}
        for key, told in sorted(before ^ now):
            self.log_on_course(register, "exception", told if (key, told) in now else f"no longer {told}", key)
        if now != before:
            register.remember("exceptions", json.dumps(sorted(now), ensure_ascii=False))

    def carry_out(self, register: Register, plan: Plan, results: Iterable[Result], books: Books) -> list[Certificate]:
        """Enter every step of the plan; return the certificates that must now be rendered.

        What is only rendered again is entered by `rendered_again`, when it is known what came of it.
        """
        by_key = {result.student.key: result for result in results}
        newest = books.newest
        numbers = {certificate.number for certificate in books.certificates}
        codes = {certificate.code for certificate in books.certificates}
        to_render = []
        for step in plan.steps:
            before, result = newest.get(step.key), by_key.get(step.key)
            match step.action:
                case Action.WITHDRAW if before:
                    register.end(before.code, CertificateState.WITHDRAWN, self.calendar_day, step.why)
                    self.log(register, step.action, before, step.why, result)
                case Action.RENDER if before:
                    to_render.append(before)
                case Action.ISSUE | Action.REISSUE if result:
                    number = before.number if before else self._new_number(numbers)
                    numbers.add(number)
                    new = self._certificate(result, number, before, codes)
                    if before and step.kind == NAME_CHANGED:
                        new = replace(new, valid_until=before.valid_until)
                    to_render.append(self._enter(register, step.action, new, before, step.why))
        return to_render

    def rendered_again(
        self, register: Register, plan: Plan, results: Iterable[Result], books: Books, *, before: Shelf, after: Shelf
    ) -> None:
        """Log what the plan rendered again, but for what came out as it was and was not asked for: nothing has changed there."""
        by_key, newest = {result.student.key: result for result in results}, books.newest
        for step in plan.of(Action.RENDER):
            certificate = newest[step.key]
            if step.kind == ASKED_FOR or before.digests.get(certificate.code) != after.digests[certificate.code]:
                self.log(register, step.action, certificate, step.why, by_key.get(step.key))

    def reissue(self, register: Register, before: Certificate, result: Result | None, reason: str, books: Books) -> Certificate:
        """Replace a certificate by a new revision, because a person asked for it; return the new one.

        It says what the gradebook says now; what the old one said where the holder is not in it any more. It is
        valid from today, as long as course.toml says now.
        """
        codes = {certificate.code for certificate in books.certificates}
        if result and not result.lapsed:
            new = self._certificate(result, before.number, before, codes)
        else:
            new = replace(
                before,
                revision=before.revision + 1,
                code=self._new_code(CODE_BITS, codes),
                state=CertificateState.ISSUED,
                issued_on=self.today,
                valid_until=self.valid_until,
                ended_on=None,
                fingerprint="",
                sha256="",
            )
        return self._enter(register, Action.REISSUE, new, before, reason)

    def log(self, register: Register, action: str, certificate: Certificate, reason: str, result: Result | None = None) -> None:
        """Log an act on one certificate, with the student's score as it is now and the rules that it was reckoned by."""
        score = certificate.score if result is None else _score(result)
        event = Event(self.now, action, certificate.key, certificate.number, certificate.code, reason, score)
        self._enter_event(register, replace(event, printed=certificate.printed))

    def log_on_course(self, register: Register, action: str, reason: str, key: str = "") -> None:
        """Log what concerns no single certificate, but the course or a student."""
        self._enter_event(register, Event(self.now, action, key, reason=reason))

    def remember_rules(self, register: Register) -> None:
        """Record that every certificate is now as these rules ask for, so that later changes are held against them."""
        register.keep_rules(self.rules.digest, self.rules.content)
        register.remember("rules", self.rules.digest)

    def _enter_event(self, register: Register, event: Event) -> None:
        register.keep_rules(self.rules.digest, self.rules.content)
        register.log(replace(event, rules=self.rules.digest))

    def _enter(
        self, register: Register, action: Action, new: Certificate, before: Certificate | None, reason: str
    ) -> Certificate:
        if before and not before.ended:
            register.end(before.code, CertificateState.SUPERSEDED, self.calendar_day, reason)
        register.add(new)
        self.log(register, action, new, reason)
        return new

    def _certificate(self, result: Result, number: str, before: Certificate | None, codes: set[str]) -> Certificate:
        return Certificate(
            key=result.student.key,
            number=number,
            revision=before.revision + 1 if before else 1,
            code=self._new_code(CODE_BITS, codes),
            state=CertificateState.ISSUED,
            issued_on=self.today,
            valid_until=self.valid_until,
            given=result.student.given,
            family=result.student.family,
            score=_score(result),
            award=result.award or "",
            marks=result.marks,
        )

    def _new_code(self, bits: int, given: set[str], form: Callable[[str], str] = str) -> str:
        """Return a random code that was never given before, and count it among those given.

        Raises `CertbuildError` where the source of randomness brings nothing new.
        """
        for _ in range(_TRIES):
            code = form(new_code(bits, self.random_bits))
            if code not in given:
                given.add(code)
                return code
        hint = "see that the system's source of randomness works; nothing was changed"
        raise CertbuildError(Problem("random codes", f"{_TRIES} in a row had been given before", hint))

    def _new_number(self, taken: Collection[str]) -> str:
        """Return the next free number of the course's pattern."""
        sequence = len(taken)
        while True:
            sequence += 1
            pattern = self.course.certificate.number
            number = pattern.format(code=self.course.code, year=self.today.year, sequence=sequence)
            if number not in taken:
                return number


def _score(result: Result) -> str:
    return "" if result.score is None else str(result.score)


def _as_token(code: str) -> str:
    return code.replace("-", "").lower()
