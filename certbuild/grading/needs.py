"""What it takes each student to reach the awards; `docs/grading.md`, "What an award still takes".

Whether an award is reached never turns back as the missing marks rise together, so the least that is enough lies between
0 and 100 % and is looked for there: where a straight line through the ends of the range says, which it does exactly unless
marks are dropped, and by halves where it does not. An answer has been tried, and so has the one a step below it.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from math import ceil
from typing import TYPE_CHECKING

from msgspec.structs import replace

from certbuild.files import sha256_of
from certbuild.grading.case import case_of
from certbuild.grading.conditions import Conditions
from certbuild.grading.score import least_shown_as
from certbuild.model import Needed, Outlook

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.config import Course
    from certbuild.grading.case import Case
    from certbuild.grading.scheme import Scheme
    from certbuild.grading.score import Work
    from certbuild.model import Gradebook

    Gauge = Callable[[Fraction], Fraction | None]
    """A percentage that never falls as the grade (0..1) rises with which all missing marks come in."""


class Needs:
    """What the students of one course need; nothing is computed before it is asked for, since few pages are made anew."""

    def __init__(self, course: Course, gradebook: Gradebook, scheme: Scheme) -> None:
        self._course = course
        self._scheme = scheme
        self._conditions = Conditions(course, scheme)
        self._rows = {student.key: (student, marks) for student, marks in zip(gradebook.students, gradebook.marks, strict=True)}
        self.of = cache(self._of)
        """Returns what a student, given by key, needs for each award from the lowest up; nothing where an exception has
        decided, or for who takes no part any more."""

    @property
    def made_from(self) -> str:
        """Digest of what it follows from beside course.toml and the students' results: weights and maxima of the export."""
        return sha256_of(repr((self._scheme.activities, self._scheme.pools)).encode())

    def _of(self, key: str) -> tuple[Needed, ...]:
        case = case_of(self._course, self._scheme, *self._rows[key])
        if case.decided or case.lapsed:
            return ()
        conditions, work = self._conditions, case.work
        ends = conditions.ends(work) if case.waited_for else [work]
        scores = [conditions.rounded(conditions.scorer.percent(end)) for end in ends]
        fails = conditions.shortfalls if case.waited_for else conditions.failures
        passing = [score for end, score in zip(ends, scores, strict=True) if score is not None and not fails(end, score)]
        search = _Search(self._course, conditions, case)
        found = []
        for tier in self._course.tiers:
            reaching = sum(score >= tier.from_ for score in passing)
            outlook = Outlook.OPEN if reaching else Outlook.OUT_OF_REACH
            needed = Needed(tier.name, tier.from_, Outlook.SECURED if reaching == len(ends) else outlook)
            found.append(search.completed(needed) if needed.outlook is Outlook.OPEN else needed)
        return tuple(found)


class _Search:
    """Looks for what one student needs in all that is waited for; extra credit that is missing stays missing."""

    def __init__(self, course: Course, conditions: Conditions, case: Case) -> None:
        self._decimals = course.grading.decimals
        self._only = case.waited_for[0] if len(case.waited_for) == 1 else None
        missing = frozenset(activity.index for activity in case.waited_for)

        def gauge(percent: Callable[[Work], Fraction | None]) -> Gauge:
            return cache(lambda grade: percent(case.work.with_each(missing, grade)))

        scorer = conditions.scorer
        self._score = gauge(scorer.percent)
        self._minima: list[tuple[Gauge, Fraction]] = [
            (lambda grade: 100 * grade, self._goal(activity.minimum))
            for activity in case.waited_for
            if activity.minimum is not None
        ]
        self._minima += [
            (gauge(partial(scorer.category_percent, category.name)), self._goal(category.minimum))
            for category in course.categories
            if category.minimum is not None
        ]

    def completed(self, needed: Needed) -> Needed:
        """Return the same with the percentage that is enough, and the points."""
        percent = self._enough(needed.from_, Decimal(100), 10**self._decimals)
        if percent is None or not self._only or self._only.max is None:
            return replace(needed, percent=percent)
        parts = next((parts for parts in (100, 10) if parts * self._only.max <= 100 * 10**self._decimals), 1)
        points = self._enough(needed.from_, self._only.max, parts)
        return replace(needed, percent=percent, points=points, max=self._only.max)

    def _goal(self, percent: Decimal) -> Fraction:
        return least_shown_as(percent, self._decimals)

    def _enough(self, from_: Decimal, perfect: Decimal, parts: int) -> Decimal | None:
        """Return the least part of a perfect mark that is enough, in so many parts of a point; None where none is."""
        whole = Fraction(perfect) * parts
        steps = [_least(gauge, goal, whole) for gauge, goal in [(self._score, self._goal(from_)), *self._minima]]
        known = [step for step in steps if step is not None]
        return min(Decimal(max(known)) / parts, perfect) if len(known) == len(steps) else None


def _least(gauge: Gauge, goal: Fraction, whole: Fraction) -> int | None:
    """Return the least number of steps with which a gauge shows the goal, `whole` being a perfect mark; None where none does.

    A gauge that shows nothing asks for nothing: nothing counts there.
    """
    low, high, turn = 0, ceil(whole), 0
    below, above = gauge(Fraction(0)), gauge(Fraction(1))
    if below is None or above is None or below >= goal:
        return 0
    if above < goal:
        return None
    while high - low > 1:
        turn += 1
        line = low + ceil((goal - below) / (above - below) * (high - low))
        step = (low + high) // 2 if turn % 3 == 0 else min(max(line, low + 1), high - 1)
        shown = gauge(step / whole) or Fraction(0)
        if shown >= goal:
            high, above = step, shown
        else:
            low, below = step, shown
    return high
