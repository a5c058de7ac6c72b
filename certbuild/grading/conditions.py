"""What must be met to pass: the pass mark, the minima, and the marks that are required."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from certbuild.grading.score import Scorer, rounded, rounded_percent
from certbuild.text import printed

if TYPE_CHECKING:
    from decimal import Decimal

    from certbuild.config import Course
    from certbuild.grading.scheme import Scheme
    from certbuild.grading.score import Work


class Conditions:
    """The conditions of one course under one scheme, and the scorer that they are held against."""

    def __init__(self, course: Course, scheme: Scheme) -> None:
        self._course = course
        self._scheme = scheme
        self._settings = course.grading
        self.scorer = Scorer(scheme, missing_counts=course.grading.missing != "ignore" or course.grading.closed)

    def rounded(self, percent: Fraction | None) -> Decimal | None:
        """Return a percentage as it is compared and shown."""
        return None if percent is None else rounded(percent, self._settings.decimals)

    def ends(self, work: Work) -> list[Work]:
        """Return the ways in which the missing marks may end: with nothing, with all; where they may stay away, that too."""
        ends = [work.completed(Fraction(0)), work.completed(Fraction(1))]
        return [*ends, work] if self._settings.missing == "ignore" else ends

    def failures(self, work: Work, score: Decimal | None) -> list[str]:
        """Return every reason for which this work earns no award, in plain sentences."""
        return self.shortfalls(work, score) + [
            f"{activity.name} is required and has no mark"
            for activity in self._scheme.activities
            if activity.required and not activity.ignored and work.is_missing(activity.index)
        ]

    def shortfalls(self, work: Work, score: Decimal | None) -> list[str]:
        """Return where the work with this score stays below the pass mark or a minimum."""
        pass_mark = self._settings.pass_mark
        reasons = []
        if score is None:
            reasons.append("Nothing counts for the score yet")
        elif score < pass_mark:
            reasons.append(f"Score {printed(score)} is below the pass mark of {printed(pass_mark)}")
        return reasons + self.failed_minima(work, with_missing=True)

    def failed_minima(self, work: Work, *, with_missing: bool) -> list[str]:
        """Return the minima that the work does not reach; `with_missing`: a missing mark reaches none."""
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
            own = self.rounded(self.scorer.category_percent(category.name, work))
            if own is not None and own < category.minimum:
                reasons.append(f"{category.name} {printed(own)} is below its minimum of {printed(category.minimum)}")
        return reasons
