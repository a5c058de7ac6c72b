"""The rules of course.toml laid over the activities of one gradebook: what counts, and with what share.

Everything in course.toml that names an activity or a student is resolved here, once for the whole course,
and every rule that cannot be applied is a problem of course.toml. `docs/grading.md` is the specification.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.config import COURSE_FILE, ActivityRule
from certbuild.errors import CourseError, Problem, UnknownStudentError
from certbuild.grading.counted import Counted, Pool
from certbuild.grading.oddities import oddities
from certbuild.model import MarkState
from certbuild.people import Person, find
from certbuild.text import did_you_mean, matching, plural, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certbuild.config import CategoryRule, Course, ExceptionRule, Weighting
    from certbuild.model import Activity, Gradebook


class Scheme(Struct, frozen=True):
    """How this course grades this gradebook."""

    activities: tuple[Counted, ...]
    """One for each activity of the gradebook, in its order."""
    pools: tuple[Pool, ...]
    exceptions: Mapping[str, tuple[ExceptionRule, ...]]
    """Student's key → the exceptions made for that student."""
    problems: tuple[Problem, ...] = ()
    """Warnings of marks that look like a slip."""

    def position(self, name: str) -> int:
        """Return the position of the one activity that an exception names."""
        return matching(name, [activity.name for activity in self.activities])[0]


def make_scheme(course: Course, gradebook: Gradebook) -> Scheme:
    """Resolve the rules; raise `CourseError` with every rule that cannot be applied."""
    problems: list[Problem] = []
    names = [activity.name for activity in gradebook.activities]
    rules = _rules_of_each(course, gradebook, names, problems)
    categories = _categories_of_each(course, gradebook, names, problems)
    exceptions = _exceptions_of_each(course, gradebook, names, problems)
    activities = tuple(
        _counted(index, activity, rules[index], categories[index]) for index, activity in enumerate(gradebook.activities)
    )
    problems += _unknown_maxima(activities, gradebook)
    problems += _asked_of_nothing(course, activities, names)
    if not any(activity.share and not activity.extra_credit for activity in activities):
        problems.append(_nothing_counts(activities, gradebook))
    activities, pools, faults = _pooled(course, activities, categories)
    problems += faults
    if problems:
        raise CourseError(*problems)
    return Scheme(activities, pools, exceptions, tuple(oddities(gradebook, activities)))


def _where(table: str, position: int, name: str) -> str:
    return f'{COURSE_FILE} › [[{table}]] {position + 1} "{name}"'


def _unmatched(where: str, pattern: str, gradebook: Gradebook, names: Sequence[str]) -> Problem:
    hint = did_you_mean(pattern, names) or "the activities there are: " + ", ".join(f'"{name}"' for name in names)
    return Problem(where, f'no activity of {gradebook.file} is called "{pattern}"', hint)


def _rules_of_each(
    course: Course, gradebook: Gradebook, names: Sequence[str], problems: list[Problem]
) -> list[list[ActivityRule]]:
    rules: list[list[ActivityRule]] = [[] for _ in names]
    for position, rule in enumerate(course.activities):
        found = matching(rule.name, names)
        if not found:
            problems.append(_unmatched(_where("activity", position, rule.name), rule.name, gradebook, names))
        for index in found:
            rules[index].append(rule)
    return rules


def _categories_of_each(
    course: Course, gradebook: Gradebook, names: Sequence[str], problems: list[Problem]
) -> list[CategoryRule | None]:
    categories: list[CategoryRule | None] = [None] * len(names)
    for position, category in enumerate(course.categories):
        for pattern in category.activities:
            found = matching(pattern, names)
            if not found:
                problems.append(_unmatched(_where("category", position, category.name), pattern, gradebook, names))
            for index in found:
                categories[index] = categories[index] or category
    return categories


def _exceptions_of_each(
    course: Course, gradebook: Gradebook, names: Sequence[str], problems: list[Problem]
) -> dict[str, tuple[ExceptionRule, ...]]:
    people = [Person(s.key, s.given, s.family, s.email) for s in gradebook.students]
    tiers = [tier.name for tier in course.tiers]
    exceptions: dict[str, tuple[ExceptionRule, ...]] = {}
    for position, rule in enumerate(course.exceptions):
        where = _where("exception", position, rule.student)
        found = matching(rule.activity, names) if rule.activity else [0]
        if not found:
            problems.append(_unmatched(where, rule.activity, gradebook, names))
        elif len(found) > 1:
            several = ", ".join(f'"{names[index]}"' for index in found)
            what = f'activity "{rule.activity}" means {len(found)} activities: {several}'
            problems.append(Problem(where, what, "an exception is about one of them: write its whole name"))
        if rule.action == "award" and rule.value and rule.value not in tiers:
            hint = did_you_mean(rule.value, tiers) or "the awards are: " + ", ".join(tiers)
            problems.append(Problem(where, f'there is no award "{rule.value}"', hint))
        try:
            key = find(rule.student, people).key
        except UnknownStudentError as error:
            problems.extend(Problem(where, f'student "{rule.student}" {p.what}', p.hint) for p in error.problems)
            continue
        exceptions[key] = (*exceptions.get(key, ()), rule)
    return exceptions


def _counted(index: int, activity: Activity, rules: Sequence[ActivityRule], category: CategoryRule | None) -> Counted:
    laid = ActivityRule(name=activity.name, max=activity.max or None, weight=activity.weight)
    for rule in rules:
        laid = laid.model_copy(update=rule.model_dump(exclude={"name"}, exclude_none=True))
    idle = laid.weight == 0 or (category is not None and category.weight == 0 and category.minimum is None)
    maximum = activity.max if laid.max is None else laid.max
    takes_part = not laid.ignore and not idle and maximum != 0
    unbound = bool(laid.extra_credit) or maximum == 0
    return Counted(
        index=index,
        name=activity.name,
        max=maximum,
        weight=laid.weight,
        share=Fraction(1 if takes_part else 0),
        minimum=None if unbound else laid.minimum,
        required=bool(laid.required) and not unbound,
        extra_credit=bool(laid.extra_credit),
        ignored=bool(laid.ignore),
        category=category.name if category else None,
        max_from=activity.max_from if all(rule.max is None for rule in rules) else COURSE_FILE,
        weight_from=activity.weight_from if all(rule.weight is None for rule in rules) else COURSE_FILE,
    )


def _unknown_maxima(activities: Sequence[Counted], gradebook: Gradebook) -> Iterator[Problem]:
    """Tell which activities hold points of nobody knows how many."""
    if all(activity.max is not None or activity.ignored for activity in activities):
        return
    graded = [[row[a.index] for row in gradebook.marks if row[a.index].state is MarkState.GRADED] for a in activities]
    in_percent = [all(mark.fraction is not None for mark in marks) for marks in graded]
    points_somewhere = not all(in_percent)
    unknown = [
        activity.name
        for activity, export, marks, percentages in zip(activities, gradebook.activities, graded, in_percent, strict=True)
        if activity.max is None and not activity.ignored and not (export.in_shares and percentages)
        if not percentages or (not marks and points_somewhere)
    ]
    if unknown:
        several = ", ".join(f'"{name}"' for name in unknown)
        what = f"{gradebook.file} does not say how many points make a perfect mark in {several}"
        yield Problem(COURSE_FILE, what, f"add to course.toml, with the right numbers:\n{_max_tables(unknown, activities)}")


def _max_tables(names: Sequence[str], activities: Sequence[Counted]) -> str:
    """Return the lines for course.toml that give these of the activities a maximum."""
    return _tables(["*"] if len(names) == len(activities) > 3 else names, "max = 100")


def _tables(names: Iterable[str], line: str) -> str:
    return "\n".join(f"[[activity]]\nname = {quoted(name)}\n{line}" for name in names)


def _asked_of_nothing(course: Course, activities: Sequence[Counted], names: Sequence[str]) -> Iterator[Problem]:
    """Tell of tables that ask for a mark or a minimum in nothing but activities out of 0 points."""
    for position, rule in enumerate(course.activities):
        asked = [key for key, is_asked in (("required", rule.required), ("minimum", rule.minimum is not None)) if is_asked]
        found = [activities[index] for index in matching(rule.name, names)] if asked else []
        if found and all(activity.worth_nothing and not activity.ignored for activity in found):
            what = f"{' and '.join(asked)} cannot hold for an activity out of 0 points"
            hint = f"set max there (and weight = 0 if it should not count), or take {' and '.join(asked)} out"
            yield Problem(_where("activity", position, rule.name), what, hint)


def _nothing_counts(activities: Sequence[Counted], gradebook: Gradebook) -> Problem:
    worthless = [a.name for a in activities if a.worth_nothing and a.weight != 0 and not a.ignored and not a.extra_credit]
    hint = "take out an ignore = true, or export the gradebook with its activities"
    if worthless:
        tables = _max_tables(worthless, activities)
        hint = f"all that could count are out of 0 points; add to course.toml, with the right numbers:\n{tables}"
    return Problem(COURSE_FILE, f"no activity of {gradebook.file} counts for the score", hint)


def _shares(
    activities: Sequence[Counted], weighting: Weighting, pool: str, *, weighted: bool
) -> tuple[dict[int, Fraction], list[Problem]]:
    """Return the shares of one pool's activities; `weighted` where only weights of their own will do."""
    if not weighted and all(activity.weight is None for activity in activities):
        if weighting == "equal":
            return {activity.index: Fraction(1) for activity in activities}, []
        return {activity.index: Fraction(activity.max or 100) for activity in activities}, []
    without = [activity.name for activity in activities if activity.weight is None]
    problems = []
    if without:
        what = f"{plural(len(without), 'activity', 'activities')} {pool} without a weight beside others that have one: "
        what += ", ".join(f'"{name}"' for name in without)
        hint = f"give each its weight, or ignore = true, in course.toml:\n{_tables(without, 'weight = 10')}"
        problems.append(Problem(COURSE_FILE, what, hint))
    return {activity.index: Fraction(activity.weight or 0) for activity in activities}, problems


def _pooled(
    course: Course, activities: Sequence[Counted], categories: Sequence[CategoryRule | None]
) -> tuple[tuple[Counted, ...], tuple[Pool, ...], list[Problem]]:
    """Give every activity its share, and sort them into pools."""
    problems: list[Problem] = []
    groups: dict[str | None, list[Counted]] = {}
    for activity in activities:
        if activity.share:
            groups.setdefault(activity.category, []).append(activity)
    rule_of = {category.name: category for category in categories if category}
    weighted = {name: rule for name, rule in rule_of.items() if rule.weight is not None and name in groups}
    for position, rule in enumerate(course.categories):
        if rule.weight is None and rule.weighting is not None:
            hint = "give the category a weight, or take weighting out"
            what = "weighting has no effect in a category without a weight"
            problems.append(Problem(_where("category", position, rule.name), what, hint))
    pools: list[Pool] = []
    shares: dict[int, Fraction] = {}
    for name, rule in weighted.items():
        found, faults = _shares(groups[name], rule.weighting or course.grading.weighting, f'of category "{name}"', weighted=False)
        shares |= found
        problems += faults
        pools.append(Pool(Fraction(rule.weight or 0), ((rule, tuple(a.index for a in groups[name])),)))
    common = {name: members for name, members in groups.items() if name not in weighted}
    if common:
        members = [activity for group in common.values() for activity in group]
        where = "outside weighted categories" if weighted else "of the gradebook"
        found, faults = _shares(members, course.grading.weighting, where, weighted=bool(weighted))
        shares |= found
        problems += faults
        pools.append(
            Pool(None, tuple((rule_of.get(name or ""), tuple(a.index for a in group)) for name, group in common.items()))
        )
    return tuple(replace(a, share=shares.get(a.index, Fraction(0))) for a in activities), tuple(pools), problems
