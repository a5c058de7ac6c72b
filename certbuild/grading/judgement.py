"""One student's marks → standing, reasons and explanation.

`docs/grading.md` is the specification; the decisions stand in its order ("Standing").
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from certbuild.grading.score import REMEMBERED, Score, Scorer, Work, rounded, rounded_percent
from certbuild.model import Line, LineState, Mark, MarkState, Outlook, Result, Standing
from certbuild.text import clean, fold, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certbuild.config import Course, ExceptionRule
    from certbuild.grading.counted import Counted
    from certbuild.grading.scheme import Scheme
    from certbuild.model import Student

_STATES = {state: LineState(state) for state in MarkState}


class Judge:
    """Judges the students of one course under one scheme."""

    def __init__(self, course: Course, scheme: Scheme) -> None:
        self._course = course
        self._scheme = scheme
        self._settings = course.grading
        self._scorer = Scorer(scheme, missing_counts=course.grading.missing != "ignore" or course.grading.closed)

    def judge(self, student: Student, marks: Sequence[Mark], *, briefly: bool = False) -> Result:
        """Return everything there is to say of one student; `briefly`, in a fifth of the time, no bounds and no lines."""
        exceptions = self._scheme.exceptions.get(student.key, ())
        marks, notes = _with_exceptions(marks, exceptions, self._scheme)
        work = self._work(marks)
        now = None if briefly else self._scorer.score(work)
        score = self._rounded(now.percent if now else self._scorer.percent(work))
        absent = [activity for activity in self._scheme.activities if _is_waited_for(activity, work)]
        open_ = absent if not self._settings.closed and not student.inactive else []
        lowest = highest = score
        outlook = None
        if open_ and now:
            ends = [work.completed(Fraction(0)), work.completed(Fraction(1))]
            if self._settings.missing == "ignore":
                ends.append(work)
            bounds = [self._rounded(self._scorer.percent(end)) for end in ends]
            scores = [bound for bound in bounds if bound is not None]
            lowest, highest = min(scores, default=None), max(scores, default=None)
            outlook = self._outlook(zip(ends, bounds, strict=True))
        lapsed = bool(student.inactive) and not any(rule.action in {"withhold", "award"} for rule in exceptions)
        if lapsed:
            standing, award, reasons = Standing.WITHHELD, None, [f"Withheld: {student.inactive}, as the gradebook says"]
        else:
            standing, award, reasons = self._standing(exceptions, work, score, open_)
        return Result(
            student=_renamed(student, exceptions),
            standing=standing,
            score=score,
            lowest=lowest,
            highest=highest,
            outlook=outlook,
            missing=tuple(activity.name for activity in open_),
            reasons=tuple(reasons),
            award=award,
            lines=tuple(
                self._line(activity, mark, work, now, notes.get(activity.index, ""))
                for activity, mark in zip(self._scheme.activities, marks, strict=True)
            )
            if now
            else (),
            lapsed=lapsed,
        )

    def _rounded(self, percent: Fraction | None) -> Decimal | None:
        return None if percent is None else rounded(percent, self._settings.decimals)

    def _work(self, marks: Sequence[Mark]) -> Work:
        grades = [grade_of(mark, activity) for mark, activity in zip(marks, self._scheme.activities, strict=True)]
        return Work(tuple(grades), frozenset(i for i, mark in enumerate(marks) if mark.state is MarkState.EXCUSED))

    def _outlook(self, ends: Iterable[tuple[Work, Decimal | None]]) -> Outlook:
        """Return what the ways in which the missing marks may end have in common; each with its score."""
        failed = [bool(self._shortfalls(end, score)) for end, score in ends]
        if not any(failed):
            return Outlook.SECURED
        return Outlook.OUT_OF_REACH if all(failed) else Outlook.OPEN

    def _standing(
        self, exceptions: Sequence[ExceptionRule], work: Work, score: Decimal | None, open_: Sequence[Counted]
    ) -> tuple[Standing, str | None, list[str]]:
        for rule in exceptions:
            if rule.action == "withhold":
                return Standing.WITHHELD, None, [f"Withheld by exception: {rule.reason}"]
        for rule in exceptions:
            if rule.action == "award":
                return Standing.AWARDED, rule.value or self._tier(score), [f"Awarded by exception: {rule.reason}"]
        waited_for = [a for a in open_ if self._settings.missing == "wait" or (self._settings.missing == "ignore" and a.required)]
        if waited_for:
            names = ", ".join(activity.name for activity in waited_for)
            return Standing.PROVISIONAL, None, [f"Waiting for {names}", *self._failed_minima(work, with_missing=False)]
        failures = self._failures(work, score)
        if failures:
            return Standing.NOT_AWARDED, None, failures
        reached = f"Score {printed(score or Decimal(0))} reaches the pass mark of {printed(self._settings.pass_mark)}"
        return Standing.AWARDED, self._tier(score), [reached]

    def _tier(self, score: Decimal | None) -> str:
        reached = [tier.name for tier in self._course.tiers if score is not None and tier.from_ <= score]
        return reached[-1] if reached else self._course.tiers[0].name

    def _failures(self, work: Work, score: Decimal | None) -> list[str]:
        """Return every reason for which this work earns no award, in plain sentences."""
        return self._shortfalls(work, score) + [
            f"{activity.name} is required and has no mark"
            for activity in self._scheme.activities
            if activity.required and not activity.ignored and work.is_missing(activity.index)
        ]

    def _shortfalls(self, work: Work, score: Decimal | None) -> list[str]:
        """Return where the work with this score stays below the pass mark or a minimum."""
        pass_mark = self._settings.pass_mark
        reasons = []
        if score is None:
            reasons.append("Nothing counts for the score yet")
        elif score < pass_mark:
            reasons.append(f"Score {printed(score)} is below the pass mark of {printed(pass_mark)}")
        return reasons + self._failed_minima(work, with_missing=True)

    def _failed_minima(self, work: Work, *, with_missing: bool) -> list[str]:
        reasons = []
        for activity in self._scheme.activities:
            grade = work.grades[activity.index]
            if activity.minimum is None or activity.ignored or activity.index in work.excused:
                continue
            if grade is None:
                if with_missing:
                    reasons.append(f"{activity.name} has no mark; its minimum is {printed(activity.minimum)}")
            elif (percent := rounded_percent(grade, self._settings.decimals)) < activity.minimum:
                reasons.append(f"{activity.name} {printed(percent)} is below its minimum of {printed(activity.minimum)}")
        for category in self._course.categories:
            if category.minimum is None:
                continue
            own = self._rounded(self._scorer.category_percent(category.name, work))
            if own is not None and own < category.minimum:
                reasons.append(f"{category.name} {printed(own)} is below its minimum of {printed(category.minimum)}")
        return reasons

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


def grade_of(mark: Mark, activity: Counted) -> Fraction | None:
    """Return the mark as a part of its maximum, 0..1 or above with bonus points; None where there is none, or of 0 points."""
    if mark.fraction is not None:
        return Fraction(mark.fraction)
    if mark.points is not None and not activity.worth_nothing:
        return _grade(mark.points, activity.max or Decimal(100))
    return None


@lru_cache(REMEMBERED)
def _grade(points: Decimal, maximum: Decimal) -> Fraction:
    above, below = points.as_integer_ratio(), maximum.as_integer_ratio()
    return Fraction(above[0] * below[1], above[1] * below[0])


def _is_waited_for(activity: Counted, work: Work) -> bool:
    if not work.is_missing(activity.index):
        return False
    counts = activity.share > 0 or activity.required or activity.minimum is not None
    return counts and not activity.extra_credit and not activity.ignored


def _with_exceptions(
    marks: Sequence[Mark], exceptions: Sequence[ExceptionRule], scheme: Scheme
) -> tuple[list[Mark], Mapping[int, str]]:
    """Return the marks with the exceptions made for this student, and a note on each mark that one changed."""
    changed, notes = list(marks), {}
    for rule in exceptions:
        if rule.action not in {"excuse", "mark"}:
            continue
        index = scheme.position(rule.activity)
        before = changed[index]
        if rule.action == "excuse":
            changed[index] = Mark(MarkState.EXCUSED, before.cell, before.text)
        else:
            changed[index] = Mark(MarkState.GRADED, before.cell, rule.value, points=rule.points)
        notes[index] = f'by exception, instead of "{before.text}": {rule.reason}'
    return changed, notes


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
