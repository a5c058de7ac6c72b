"""Which changed settings of course.toml made which steps of a plan, found by putting them back one by one.

A setting is a cause of a step where the same marks, graded with that setting alone put back, ask for no such step.
Where no setting alone undoes a step, those are named that do so together. Where the rules as they were ask for the
same step, the marks are its cause, and no setting is named; nor where nothing but printed marks has changed. Rules
that cannot be laid over the gradebook any more, since it has changed as well, are not tried.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from certbuild.config import changed_settings, put_back, rules_of
from certbuild.errors import CourseError, UnknownStudentError
from certbuild.grading import grade_briefly, make_scheme
from certbuild.model import Action
from certbuild.people import Person, find
from certbuild.planning import MARKS_CHANGED, change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from certbuild.config import Course, Rules, Setting
    from certbuild.grading import Scheme
    from certbuild.model import Certificate, Plan, Step
    from certbuild.reading import Reading

PATIENCE = 6_000
"""Students may be graded again so many times, a few seconds; beyond, the settings are tried all together only."""

_Unit = dict[str | None, "Setting"]
"""What is put back at once: one setting that may concern everyone (None), or one exception each of several students (by key)."""


def with_causes(plan: Plan, reading: Reading, newest: Mapping[str, Certificate], before: Rules | None) -> Plan:
    """Return the plan with the causes of its steps; `before` are the rules of the last build, None where they are not known.

    `newest` holds each student's newest certificate, by key.
    """
    steps = {step.key: step for step in plan.steps if step.action is not Action.RENDER and step.kind != MARKS_CHANGED}
    if before is None or before == rules_of(reading.course) or not steps:
        return plan
    trials = _Trials(reading, newest, before, steps)
    units = [unit for whole in _units(reading, before) for unit in trials.possible(whole)]
    if not units:
        return plan
    because = {key: tuple(_told(found, key)) for key, found in _causes(trials, units, steps.keys()).items()}
    return replace(plan, steps=tuple(replace(step, because=because.get(step.key, ())) for step in plan.steps))


def _causes(trials: _Trials, units: list[_Unit], keys: AbstractSet[str]) -> dict[str, list[_Unit]]:
    """Return the units that are the causes of these students' steps; without the students whose marks are."""
    together = trials.spared(units, keys)
    asked = keys if together is None else together
    if len(units) < 2 or len(units) * len(asked) > PATIENCE:
        return dict.fromkeys(together or (), units)
    causes: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        for key in trials.spared([unit], asked if None in unit else asked & unit.keys()) or ():
            causes[key].append(unit)
    for alike in trials.alike((together or frozenset()) - causes.keys()):
        causes |= dict.fromkeys(alike, _needed(trials, units, alike))
    return causes


def _needed(trials: _Trials, units: list[_Unit], keys: frozenset[str]) -> list[_Unit]:
    """Return what must be put back together to spare these students their steps, without what none of them needs."""
    for unit in units:
        fewer = [other for other in units if other is not unit]
        if trials.spared(fewer, keys) == keys:
            units = fewer
    return units


def _units(reading: Reading, before: Rules) -> Iterator[_Unit]:
    """Sort the changed settings into units; leave out exceptions for whom nobody in the gradebook is meant."""
    people = [Person(student.key, student.given, student.family, student.email) for student in reading.gradebook.students]
    own: dict[str, list[Setting]] = defaultdict(list)
    for setting in changed_settings(before, reading.course):
        if setting.table != "exception" or not setting.entry:
            yield {None: setting}
            continue
        try:
            own[find(setting.entry[0], people).key].append(setting)
        except UnknownStudentError:
            continue
    for several in zip_longest(*own.values()):
        yield {key: setting for key, setting in zip(own, several, strict=True) if setting}


def _told(units: Iterable[_Unit], key: str) -> Iterator[str]:
    """Say what of the units concerns this student."""
    for unit in units:
        if setting := unit.get(None) or unit.get(key):
            yield setting.told


class _Trials:
    """The students whom a plan concerns, graded again with settings put back."""

    def __init__(self, reading: Reading, newest: Mapping[str, Certificate], before: Rules, steps: Mapping[str, Step]) -> None:
        self._reading = reading
        self._newest = newest
        self._before = before
        self._steps = steps

    def possible(self, unit: _Unit) -> list[_Unit]:
        """Return the unit; where it cannot be put back, what of it can."""
        parts = [unit] if self._laid([unit]) else [{key: setting} for key, setting in unit.items() if len(unit) > 1]
        return [part for part in parts if part is unit or self._laid([part])]

    def alike(self, keys: Collection[str]) -> Iterator[frozenset[str]]:
        """Sort students by what the plan does to them."""
        groups: dict[tuple[Action, str], set[str]] = defaultdict(set)
        for key in keys:
            groups[self._steps[key].action, self._steps[key].kind].add(key)
        yield from map(frozenset, groups.values())

    def spared(self, units: Iterable[_Unit], keys: Collection[str]) -> frozenset[str] | None:
        """Return which of these students would have no such step with the units put back; None where that cannot be."""
        laid = self._laid(units)
        if laid is None:
            return None
        results = grade_briefly(laid[0], self._reading.gradebook, laid[1], keys)
        steps = {key: change(result, self._newest.get(key)) for key, result in results.items()}
        return frozenset(key for key, step in steps.items() if not step or not step.is_like(self._steps[key]))

    def _laid(self, units: Iterable[_Unit]) -> tuple[Course, Scheme] | None:
        """Return the course with the units put back, and its rules laid over the gradebook."""
        settings = [setting for unit in units for setting in unit.values()]
        try:
            course = put_back(self._reading.course, self._before, settings)
            return course, make_scheme(course, self._reading.gradebook)
        except CourseError:
            return None
