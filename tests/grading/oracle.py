"""What docs/grading.md says, computed the slow and obvious way; `grade` is held to it.

Nothing here is clever: fractions throughout, every choice of drops is tried, and every way in which the
missing marks may still come in is played through on a grid of five marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import floor
from typing import TYPE_CHECKING

from certbuild.model import MarkState, Outlook, Standing
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.config import AwardTier, CategoryRule, Course, ExceptionRule
    from certbuild.model import Gradebook, Mark, Student

GRID = tuple(Fraction(quarter, 4) for quarter in range(5))

World = dict[str, Fraction | MarkState]
"""One state of a student's marks by activity: 0..1 (or above), missing, or excused."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `Result` must say of a student."""

    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    outlook: Outlook | None
    standing: Standing
    award: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One activity with the rules that hold for it."""

    name: str
    maximum: Fraction
    weight: Fraction | None
    minimum: Decimal | None
    required: bool
    extra: bool
    category: CategoryRule | None


@dataclass(frozen=True, eq=False)
class Pool:
    """Activities whose marks make one score."""

    columns: tuple[Column, ...]
    weighting: str
    fixed_weight: Decimal | None

    @cached_property
    def weighted(self) -> bool:
        """Whether its activities say themselves what they weigh."""
        return any(column.weight for column in self.columns)

    def share(self, column: Column) -> Fraction:
        """Return the share of an activity; 0 where it takes no part."""
        if column.weight == 0:
            return Fraction(0)
        if self.weighted:
            assert column.weight is not None
            return column.weight
        return column.maximum if self.weighting == "points" else Fraction(1)

    def counting(self, world: World) -> list[Column]:
        """Return the activities with a mark that counts, without extra credit."""
        return [c for c in self.columns if not c.extra and self.share(c) and isinstance(world[c.name], Fraction)]

    def weight(self, world: World) -> Fraction:
        """Return its weight in the mean of the pools."""
        if self.fixed_weight is not None:
            return Fraction(self.fixed_weight)
        return sum((column.weight or Fraction(0) for column in self.counting(world)), Fraction(0))

    def mean(self, kept: list[Column], world: World) -> Fraction:
        """Return Σ share × grade ÷ Σ share of the kept ones, with the extra credit in the upper sum alone."""
        upper = [*kept, *(c for c in self.columns if c.extra and isinstance(world[c.name], Fraction))]
        return sum(self.share(c) * world[c.name] for c in upper) / sum(self.share(c) for c in kept)

    def score(self, world: World) -> Fraction | None:
        """Return the best that a choice of the lowest can give against the worst choice of the highest."""
        counting = self.counting(world)
        if not counting:
            return None
        return max(
            min(
                self.mean([c for c in counting if c not in lowest | highest], world)
                for highest in _drops(counting, "highest")
                if not lowest & highest
            )
            for lowest in _drops(counting, "lowest")
        )


@dataclass(frozen=True, eq=False)
class Oracle:
    """One course with one gradebook."""

    course: Course
    gradebook: Gradebook

    def verdict(self, student: Student) -> Verdict:
        """Return what is to be said of the student."""
        now = self.world(student)
        missing = self.missing(student, now)
        score = self.rounded(self.score(self.filled(now)))
        worlds = list(self.completions(now)) if missing else [self.filled(now)]
        scores = [self.rounded(value) for world in worlds if (value := self.score(world)) is not None]
        standing = self.standing(student, now)
        return Verdict(
            score=score,
            lowest=min(scores, default=None),
            highest=max(scores, default=None),
            outlook=self.outlook(worlds) if missing else None,
            standing=standing,
            award=self.award(student, score) if standing is Standing.AWARDED else None,
            missing=tuple(missing),
        )

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the activities that are not ignored, with the rules laid over them."""
        columns = []
        for index, activity in enumerate(self.gradebook.activities):
            rules = [rule for rule in self.course.activities if _matches(rule.name, activity.name)]
            said = {key: value for rule in rules for key, value in rule if value is not None}
            if said.get("ignore"):
                continue
            worthless = activity.max == 0 and "max" not in said
            weight = 0 if worthless else said.get("weight", activity.weight)
            free = worthless or said.get("extra_credit", False)
            columns.append(
                Column(
                    activity.name,
                    maximum=Fraction(said.get("max") or activity.max or 100),
                    weight=None if weight is None else Fraction(weight),
                    minimum=None if free else said.get("minimum"),
                    required=said.get("required", False) and not free,
                    extra=said.get("extra_credit", False),
                    category=next(
                        (c for c in self.course.categories if any(_matches(n, activity.name) for n in c.activities)), None
                    ),
                )
            )
            assert said.get("max") or activity.max is not None or all(row[index].points is None for row in self.gradebook.marks)
        return tuple(columns)

    def pool(self, category: CategoryRule) -> Pool:
        """Return the category's activities by themselves."""
        columns = tuple(c for c in self.columns if c.category is category)
        return Pool(columns, category.weighting or self.course.grading.weighting, category.weight)

    @cached_property
    def pools(self) -> list[Pool]:
        """Return a pool for each weighted category, and one for all else."""
        weighted = [category for category in self.course.categories if category.weight is not None]
        common = tuple(c for c in self.columns if c.category not in weighted)
        whole = None if weighted else Decimal(1)
        return [*(self.pool(category) for category in weighted), Pool(common, self.course.grading.weighting, whole)]

    def world(self, student: Student) -> World:
        """Return the marks as they stand, exceptions applied."""
        row = self.gradebook.marks[self.gradebook.students.index(student)]
        marks = dict(zip((a.name for a in self.gradebook.activities), row, strict=True))
        world = {column.name: _grade(marks[column.name], column) for column in self.columns}
        for rule in self.exceptions(student):
            for column in self.columns:
                if rule.activity == column.name and rule.action == "excuse":
                    world[column.name] = MarkState.EXCUSED
                elif rule.activity == column.name and rule.action == "mark":
                    world[column.name] = Fraction(rule.value) / column.maximum
        return world

    def filled(self, world: World) -> World:
        """Return the marks with nothing for the missing ones, unless these leave the score."""
        if self.course.grading.missing == "ignore" and not self.course.grading.closed:
            return world
        return {name: Fraction(0) if grade is MarkState.MISSING else grade for name, grade in world.items()}

    def completions(self, world: World) -> Iterator[World]:
        """Yield every way in which the missing marks may come in; where they may stay away, that too."""
        names = [name for name, grade in world.items() if grade is MarkState.MISSING]
        for grades in product(GRID, repeat=len(names)):
            yield {**world, **dict(zip(names, grades, strict=True))}
        if self.course.grading.missing == "ignore":
            yield world

    def missing(self, student: Student, world: World) -> list[str]:
        """Return the activities that are listed as missing; nobody waits for a student who takes no part any more."""
        if self.course.grading.closed or student.inactive:
            return []
        return [
            c.name
            for c in self.columns
            if world[c.name] is MarkState.MISSING and not c.extra and (c.weight != 0 or c.required or c.minimum is not None)
        ]

    def score(self, world: World) -> Fraction | None:
        """Return the exact score in percent."""
        parts = [(pool.weight(world), value) for pool in self.pools if (value := pool.score(world)) is not None]
        total = sum(weight for weight, _ in parts)
        return sum((weight * value for weight, value in parts), Fraction(0)) / total * 100 if total else None

    def minima_met(self, world: World) -> bool:
        """Say whether every minimum of an activity or category is reached."""
        for c in self.columns:
            grade = world[c.name]
            if c.minimum is None or grade is MarkState.EXCUSED:
                continue
            if grade is MarkState.MISSING or self.rounded(grade * 100) < c.minimum:
                return False
        for category in self.course.categories:
            percent = self.pool(category).score(self.filled(world))
            if category.minimum is not None and percent is not None and self.rounded(percent * 100) < category.minimum:
                return False
        return True

    def passes(self, world: World) -> bool:
        """Say whether the pass mark and every minimum are reached."""
        score = self.rounded(self.score(self.filled(world)))
        return score is not None and score >= self.course.grading.pass_mark and self.minima_met(world)

    def reaches(self, world: World, tier: AwardTier) -> bool:
        """Say whether everything is met that an award asks for."""
        score = self.rounded(self.score(self.filled(world)))
        return self.passes(world) and score is not None and score >= tier.from_

    def enough(self, student: Student, tier: AwardTier, grade: Fraction) -> bool:
        """Say whether an award is reached if everything that is waited for comes in with this grade, and nothing else."""
        now = self.world(student)
        return self.reaches({**now, **dict.fromkeys(self.missing(student, now), grade)}, tier)

    def outlook(self, worlds: list[World]) -> Outlook:
        """Say what the worlds have in common."""
        passing = [self.passes(world) for world in worlds]
        if all(passing):
            return Outlook.SECURED
        return Outlook.OPEN if any(passing) else Outlook.OUT_OF_REACH

    def standing(self, student: Student, now: World) -> Standing:
        """Return the first of the five cases that applies."""
        actions = {rule.action for rule in self.exceptions(student)}
        lacking = {c.name for c in self.columns if c.required and now[c.name] is MarkState.MISSING}
        missing = self.missing(student, now)
        waited = {"wait": missing, "zero": [], "ignore": lacking.intersection(missing)}[self.course.grading.missing]
        if "withhold" in actions:
            return Standing.WITHHELD
        if "award" in actions:
            return Standing.AWARDED
        if student.inactive:
            return Standing.WITHHELD
        if waited:
            return Standing.PROVISIONAL
        if lacking or not self.passes(now):
            return Standing.NOT_AWARDED
        return Standing.AWARDED

    def award(self, student: Student, score: Decimal | None) -> str:
        """Return the tier of who is awarded."""
        named = [rule.value for rule in self.exceptions(student) if rule.action == "award" and rule.value]
        reached = [tier.name for tier in self.course.tiers if score is not None and score >= tier.from_]
        return [self.course.tiers[0].name, *reached, *named][-1]

    def exceptions(self, student: Student) -> list[ExceptionRule]:
        """Return what has been decided about the student."""
        return [rule for rule in self.course.exceptions if rule.student in {student.key, student.name, student.email}]

    def rounded(self, percent: Fraction | None) -> Decimal | None:
        """Round half up, as it is done by hand."""
        if percent is None:
            return None
        scale = 10**self.course.grading.decimals
        return Decimal(floor(percent * scale + Fraction(1, 2))) / scale


def _drops(counting: list[Column], which: str) -> Iterator[frozenset[Column]]:
    """Yield every choice of the lowest (highest) of each category; one activity of each always stays."""
    choices = []
    for category in {c.category for c in counting if c.category}:
        members = [c for c in counting if c.category is category]
        low = min(category.drop_lowest, len(members) - 1)
        high = min(category.drop_highest, len(members) - 1 - low)
        choices.append(list(combinations(members, low if which == "lowest" else high)))
    for choice in product(*choices):
        yield frozenset(column for part in choice for column in part)


def _grade(mark: Mark, column: Column) -> Fraction | MarkState:
    if mark.state is not MarkState.GRADED:
        return mark.state
    return Fraction(mark.fraction) if mark.points is None else Fraction(mark.points) / column.maximum


def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(re.escape(fold(pattern)).replace(r"\*", ".*"), fold(name)) is not None
