"""Last round + Gradebook → Differences: what has changed since the last build, and what looks like a slip; pure.

Students are matched by key, activities by folded name, marks by what they say, not by how it is spelt. A blank
over a former mark is a warning: exports and imports that lose marks look just like that.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from certbuild.errors import Problem, Severity
from certbuild.model import Change, Differences, OneSided, Renamed, Snapshot
from certbuild.text import fold, listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from certbuild.model import Gradebook, Round

MANY = 10
"""From more lost marks than this in one activity, or of one student, one warning is made."""

_CHECK = "check the export; if {} really taken back, go on"


def snapshot_of(gradebook: Gradebook) -> Snapshot:
    """Return what is kept of a gradebook."""
    return Snapshot(
        file=gradebook.file,
        activities=tuple(activity.name for activity in gradebook.activities),
        students={student.key: student.name for student in gradebook.students},
        values=tuple(tuple(mark.value for mark in row) for row in gradebook.marks),
        cells=tuple(tuple(gradebook.place(mark.cell) for mark in row) for row in gradebook.marks),
    )


def compare(before: Round | None, gradebook: Gradebook) -> Differences:
    """Return what the gradebook says that the last build's did not."""
    now = snapshot_of(gradebook)
    if before is None or before.gradebook == now:
        return Differences(before, now)
    then = before.gradebook
    changes = list(_changes(then, now))
    removed = [change for change in changes if not change.after]
    come, gone = _students_only_in(now, then), _students_only_in(then, now)
    activities_gone = _activities_only_in(then, now)
    return Differences(
        before=before,
        now=now,
        added=tuple(change for change in changes if not change.before),
        changed=tuple(change for change in changes if change.before and change.after),
        removed=tuple(removed),
        come=come,
        gone=gone,
        renamed=tuple(
            Renamed(key, then.students[key], name)
            for key, name in now.students.items()
            if key in then.students and then.students[key] != name
        ),
        activities_come=_activities_only_in(now, then),
        activities_gone=activities_gone,
        problems=(
            *_other_ids(gradebook, come, gone),
            *(_lost_activity(activity, then, now) for activity in activities_gone if activity.marks),
            *_blanks(removed),
        ),
    )


def _changes(then: Snapshot, now: Snapshot) -> Iterator[Change]:
    """Yield every mark that differs, of students and activities that stand in both, in the order of the gradebook."""
    columns_then = {fold(name): column for column, name in enumerate(then.activities)}
    columns = [
        (name, column, columns_then[fold(name)]) for column, name in enumerate(now.activities) if fold(name) in columns_then
    ]
    rows_then = {key: row for row, key in enumerate(then.students)}
    for row, (key, name) in enumerate(now.students.items()):
        row_then = rows_then.get(key)
        if row_then is None:
            continue
        for activity, column, column_then in columns:
            was, value = then.values[row_then][column_then], now.values[row][column]
            if was != value:
                yield Change(key, name, activity, was, value, now.cells[row][column], then.cells[row_then][column_then])


def _students_only_in(one: Snapshot, other: Snapshot) -> tuple[OneSided, ...]:
    rows = zip(one.students.items(), one.values, strict=True)
    return tuple(OneSided(key, name, _count(values)) for (key, name), values in rows if key not in other.students)


def _activities_only_in(one: Snapshot, other: Snapshot) -> tuple[OneSided, ...]:
    known = {fold(name) for name in other.activities}
    return tuple(
        OneSided(fold(name), name, _count(values[column] for values in one.values))
        for column, name in enumerate(one.activities)
        if fold(name) not in known
    )


def _count(values: Iterable[str]) -> int:
    """Return how many marks there are among the values."""
    return sum(bool(value) for value in values)


def _blanks(removed: Iterable[Change]) -> Iterator[Problem]:
    """Warn of marks that are missing now; many in one activity, then many of one student, are told together."""
    few: list[Change] = []
    for changes in _grouped(removed, lambda change: change.activity):
        if len(changes) > MANY:
            yield _many_blanks(f'in "{changes[0].activity}"', changes)
        else:
            few += changes
    for changes in _grouped(few, lambda change: change.key):
        if len(changes) > MANY:
            yield _many_blanks(f"of {changes[0].name}", changes)
        else:
            yield from map(_blank, changes)


def _grouped(changes: Iterable[Change], by: Callable[[Change], str]) -> list[list[Change]]:
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[by(change)].append(change)
    return list(groups.values())


def _blank(change: Change) -> Problem:
    what = f'{change.name}, "{change.activity}": no mark stands here now; it was {change.before}, in {change.cell_before}'
    return Problem(change.cell, what, _CHECK.format("the mark was"), Severity.WARNING)


def _many_blanks(whose: str, changes: Sequence[Change]) -> Problem:
    examples = [f"{change.name}, {change.activity}: {change.before} in {change.cell_before}" for change in changes]
    what = f"{plural(len(changes), 'mark')} {whose} are missing that were there at the build before: {listed(examples, '; ')}"
    return Problem(changes[0].cell, what, _CHECK.format("the marks were"), Severity.WARNING)


def _lost_activity(activity: OneSided, then: Snapshot, now: Snapshot) -> Problem:
    column = then.activities.index(activity.name)
    first = next(cells[column] for values, cells in zip(then.values, then.cells, strict=True) if values[column])
    what = f'"{activity.name}" is gone with {plural(activity.marks, "mark")} that stood from {first} on'
    hint = "check the export; if the activity was really taken out, or has another name now, go on"
    return Problem(now.file, what, hint, Severity.WARNING)


def _other_ids(gradebook: Gradebook, come: Iterable[OneSided], gone: Iterable[OneSided]) -> Iterator[Problem]:
    """Warn of students who seem to have come and gone because something happened to what identifies them."""
    gone_by_digits = {_bare(student.key): student for student in gone}
    as_number = [(before, student) for student in come if (before := gone_by_digits.pop(_bare(student.key), None))]
    settled = {student.key for pair in as_number for student in pair}
    gone_by_name: dict[str, list[OneSided]] = defaultdict(list)
    for student in gone:
        if student.key not in settled:
            gone_by_name[fold(student.name)].append(student)
    others = [student for student in come if student.key not in settled]
    otherwise = [(namesakes.pop(0), student) for student in others if (namesakes := gone_by_name[fold(student.name)])]
    consequence = "as it is, they count as new students, who get certificates of their own"
    if as_number:
        hint = f'give the ids the format "Text" and export again, for a spreadsheet took them for numbers; {consequence}'
        yield _other_id(gradebook, "leading zeros were lost or added in ids", as_number, hint)
    if otherwise:
        hint = f"put back the former ids if they are the same persons; {consequence}"
        yield _other_id(gradebook, "there are names that had other ids at the build before", otherwise, hint)


def _other_id(gradebook: Gradebook, what: str, pairs: Sequence[tuple[OneSided, OneSided]], hint: str) -> Problem:
    cells = {student.key: student.cell for student in gradebook.students}
    examples = [f"{student.name} ({before.key} → {student.key})" for before, student in pairs]
    where = gradebook.place(cells[pairs[0][1].key])
    return Problem(where, f"{what}: {listed(examples)}", hint, Severity.WARNING)


def _bare(key: str) -> str:
    """Return what is left of an id that a spreadsheet took for a number: "0017" becomes "17"."""
    return key.lstrip("0") or "0"
