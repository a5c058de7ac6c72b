"""One student's marks → standing, reasons and explanation.

`docs/grading.md` is the specification; the decisions stand in its order ("Standing").
"""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from certbuild.grading.case import case_of
from certbuild.grading.conditions import Conditions
from certbuild.grading.score import REMEMBERED, rounded_percent
from certbuild.model import Line, LineState, Mark, MarkState, Outlook, Result, Standing
from certbuild.text import clean, fold, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from certbuild.config import Course, ExceptionRule
    from certbuild.grading.case import Case
    from certbuild.grading.counted import Counted
    from certbuild.grading.scheme import Scheme
    from certbuild.grading.score import Score, Work
    from certbuild.model import Student

_STATES = {state: LineState(state) for state in MarkState}


class Judge:
    """Judges the students of one course under one scheme."""

    def __init__(self, course: Course, scheme: Scheme) -> None:
        self._course = course
        self._scheme = scheme
        self._settings = course.grading
        self._conditions = Conditions(course, scheme)

    def judge(self, student: Student, marks: Sequence[Mark], *, briefly: bool = False) -> Result:
        """Return everything there is to say of one student; `briefly`, in a fifth of the time, no bounds and no lines."""
        case = case_of(self._course, self._scheme, student, marks)
        conditions, work = self._conditions, case.work
        now = None if briefly else conditions.scorer.score(work)
        score = conditions.rounded(now.percent if now else conditions.scorer.percent(work))
        lowest = highest = score
        outlook = None
        if case.waited_for and now:
            ends = conditions.ends(work)
            bounds = [conditions.rounded(conditions.scorer.percent(end)) for end in ends]
            scores = [bound for bound in bounds if bound is not None]
            lowest, highest = min(scores, default=None), max(scores, default=None)
            outlook = self._outlook(zip(ends, bounds, strict=True))
        if case.lapsed:
            standing, award, reasons = Standing.WITHHELD, None, [f"Withheld: {student.inactive}, as the gradebook says"]
        else:
            standing, award, reasons = self._standing(case, score)
        return Result(
            student=_renamed(student, case.exceptions),
            standing=standing,
            score=score,
            lowest=lowest,
            highest=highest,
            outlook=outlook,
            missing=tuple(activity.name for activity in case.waited_for),
            reasons=tuple(reasons),
            award=award,
            lines=tuple(
                self._line(activity, mark, work, now, case.notes.get(activity.index, ""))
                for activity, mark in zip(self._scheme.activities, case.marks, strict=True)
            )
            if now
            else (),
            lapsed=case.lapsed,
        )

    def _outlook(self, ends: Iterable[tuple[Work, Decimal | None]]) -> Outlook:
        """Return what the ways in which the missing marks may end have in common; each with its score."""
        failed = [bool(self._conditions.shortfalls(end, score)) for end, score in ends]
        if not any(failed):
            return Outlook.SECURED
        return Outlook.OUT_OF_REACH if all(failed) else Outlook.OPEN

    def _standing(self, case: Case, score: Decimal | None) -> tuple[Standing, str | None, list[str]]:
        for rule in case.exceptions:
            if rule.action == "withhold":
                return Standing.WITHHELD, None, [f"Withheld by exception: {rule.reason}"]
        for rule in case.exceptions:
            if rule.action == "award":
                return Standing.AWARDED, rule.value or self._tier(score), [f"Awarded by exception: {rule.reason}"]
        missing = self._settings.missing
        waited_for = [a for a in case.waited_for if missing == "wait" or (missing == "ignore" and a.required)]
        if waited_for:
            names = ", ".join(activity.name for activity in waited_for)
            failed = self._conditions.failed_minima(case.work, with_missing=False)
            return Standing.PROVISIONAL, None, [f"Waiting for {names}", *failed]
        failures = self._conditions.failures(case.work, score)
        if failures:
            return Standing.NOT_AWARDED, None, failures
        reached = f"Score {printed(score or Decimal(0))} reaches the pass mark of {printed(self._settings.pass_mark)}"
        return Standing.AWARDED, self._tier(score), [reached]

    def _tier(self, score: Decimal | None) -> str:
        reached = [tier.name for tier in self._course.tiers if score is not None and tier.from_ <= score]
        return reached[-1] if reached else self._course.tiers[0].name

    def _line(self, activity: Counted, mark: Mark, work: Work, now: Score, note: str) -> Line:
        index = activity.index
        grade, part = work.grades[index], now.parts.get(index)
        state = _STATES[mark.state]
        if activity.ignored:
            state, why = LineState.IGNORED, "ignored by course.toml"
        elif activity.worth_nothing:
            why = "out of 0 points: does not count towards the score"
        elif state is LineState.EXCUSED:
            why = "excused: leaves the score"
        elif state is LineState.MISSING:
            why = "no mark: counts as 0" if part else "no mark: left out of the score"
        elif index in now.dropped:
            state, why = LineState.DROPPED, f"dropped from {activity.category}"
        elif part:
            why = "extra credit" if activity.extra_credit else ""
        elif activity.extra_credit:
            why = "extra credit: does not count while nothing else in its category does"
        else:
            why = "weight 0: does not count towards the score"
        return Line(
            name=activity.name,
            state=state,
            points=_points(mark, activity),
            max=activity.max,
            percent=None if grade is None else rounded_percent(grade, self._settings.decimals),
            weight=_decimal(part.weight) if part else None,
            contribution=_decimal(part.contribution) if part else None,
            note="; ".join(text for text in (why, note) if text),
            cell=mark.cell,
        )


def _renamed(student: Student, exceptions: Sequence[ExceptionRule]) -> Student:
    """Return the student under the corrected name, "Given Family" or "Family, Given"."""
    for rule in exceptions:
        if rule.action == "rename":
            family, comma, given = (clean(part) for part in rule.value.partition(","))
            if not comma and fold(rule.value).endswith(f" {fold(student.family)}"):
                given, family = rule.value[: -len(student.family)].strip(), rule.value[-len(student.family) :]
            elif not comma:
                given, _, family = rule.value.rpartition(" ")
            return replace(student, given=given, family=family)
    return student


def _points(mark: Mark, activity: Counted) -> Decimal | None:
    """Return the mark in points; a percentage is turned into points where there is a maximum."""
    if mark.fraction is not None and activity.max:
        return mark.fraction * activity.max
    return mark.points


def _decimal(exact: Fraction) -> Decimal:
    """Return a fraction as decimal number, to ten places, however large it is."""
    return _quotient(*exact.as_integer_ratio())


@lru_cache(REMEMBERED)
def _quotient(above: int, below: int) -> Decimal:
    enough = Context(prec=max(28, (above // below).bit_length() // 3 + 12))
    return enough.divide(Decimal(above), Decimal(below)).quantize(Decimal("1E-10"), context=enough)
