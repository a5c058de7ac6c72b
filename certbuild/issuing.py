"""A plan carried out in the register: numbers and codes given, revisions entered and ended, everything logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.codes import new_code
from certbuild.model import Action, Certificate, CertificateState, PrivateAddress
from certbuild.register import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from certbuild.codes import RandomBits
    from certbuild.config import Course
    from certbuild.inventory import Books
    from certbuild.model import Plan, Result
    from certbuild.register import Register

CODE_BITS = 80
RESULT_CODE_BITS = 40
TOKEN_BITS = 130


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who enters things into the register, at one time and with one source of randomness."""

    course: Course
    now: datetime
    random_bits: RandomBits

    @property
    def today(self) -> date:
        """The day of issue: that of course.toml, else today in the course's time zone."""
        return self.course.about.date or self.calendar_day

    @property
    def calendar_day(self) -> date:
        """Today in the course's time zone."""
        return self.now.astimezone(self.course.about.zone).date()

    def enrol(self, register: Register, results: Iterable[Result], books: Books) -> None:
        """Give every new student a private address, and record who is in the gradebook now."""
        keys = [result.student.key for result in results]
        for key in keys:
            if key not in books.addresses:
                code = new_code(RESULT_CODE_BITS, self.random_bits)
                token = new_code(TOKEN_BITS, self.random_bits).replace("-", "").lower()
                register.enrol(key, PrivateAddress(code, token))
        register.mark_present(keys)

    def carry_out(self, register: Register, plan: Plan, results: Iterable[Result], books: Books) -> list[Certificate]:
        """Enter every step of the plan; return the certificates that must now be rendered."""
        by_key = {result.student.key: result for result in results}
        newest = books.newest
        numbers = {certificate.number for certificate in books.certificates}
        to_render = []
        for step in plan.steps:
            before = newest.get(step.key)
            match step.action:
                case Action.WITHDRAW if before:
                    register.end(before.code, CertificateState.WITHDRAWN, self.calendar_day, step.reason)
                    self.log(register, step.action, before, step.reason)
                case Action.RENDER if before:
                    to_render.append(before)
                    self.log(register, step.action, before, step.reason)
                case Action.ISSUE | Action.REISSUE:
                    number = before.number if before else self._new_number(numbers)
                    new = self._certificate(by_key[step.key], number, before)
                    if before and before.valid:
                        register.end(before.code, CertificateState.SUPERSEDED, self.calendar_day, step.reason)
                    register.add(new)
                    numbers.add(number)
                    to_render.append(new)
                    self.log(register, step.action, new, step.reason)
        return to_render

    def log(self, register: Register, action: str, certificate: Certificate, reason: str) -> None:
        """Log an act on one certificate."""
        register.log(Event(self.now, action, certificate.key, certificate.number, certificate.code, reason))

    def _certificate(self, result: Result, number: str, before: Certificate | None) -> Certificate:
        return Certificate(
            key=result.student.key,
            number=number,
            revision=before.revision + 1 if before else 1,
            code=new_code(CODE_BITS, self.random_bits),
            state=CertificateState.ISSUED,
            issued_on=self.today,
            given=result.student.given,
            family=result.student.family,
            score="" if result.score is None else str(result.score),
            award=result.award or "",
        )

    def _new_number(self, taken: Iterable[str]) -> str:
        """Return the next free number of the course's pattern."""
        used = set(taken)
        sequence = len(used)
        while True:
            sequence += 1
            pattern = self.course.certificate.number
            number = pattern.format(code=self.course.code, year=self.today.year, sequence=sequence)
            if number not in used:
                return number
