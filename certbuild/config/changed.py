"""Rules as they were + course.toml as it is → the settings that differ, and the course with some of them put back; pure."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from pydantic import ValidationError

from certbuild.config.faults import told
from certbuild.config.loading import COURSE_FILE
from certbuild.config.rules import FIELDS
from certbuild.config.tables import Course
from certbuild.errors import CourseError
from certbuild.text import printed, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certbuild.config.rules import Rules

_Identity = tuple[str, ...]
_Entries = dict[_Identity, dict[str, Any]]
"""The tables of one name, in their order, by what tells them apart."""

_TOLD_APART_BY = {
    "activity": ("name",),
    "category": ("name",),
    "award": ("name",),
    "exception": ("student", "action", "activity"),
}
_DECIDES_NOTHING = {"reason", "template"}
"""Keys of these tables that no score or standing depends on."""


class Setting(Struct, frozen=True):
    """A setting of course.toml that is not what it was."""

    table: str
    """``grading``, ``activity``, ``category``, ``award`` or ``exception``."""
    entry: _Identity
    """Which table of that name; empty for ``[grading]``, and where the order of all is meant."""
    what: Literal["changed", "added", "removed", "moved"]
    key: str = ""
    """The key that has changed; empty where a whole table came or went."""
    before: object = None
    after: object = None

    @property
    def told(self) -> str:
        """Say it as a teacher finds it in the file: ``[grading] pass_mark 80 → 85``, ``[[award]] "Merit" added``."""
        if self.table == "grading":
            return f"[grading] {self.key} {_shown(self.before)} → {_shown(self.after)}"
        if self.what == "moved":
            return f"[[{self.table}]] put in another order"
        place = f"[[{self.table}]] {quoted(self.entry[0])}"
        if self.table == "exception":
            action, activity = self.entry[1:3]
            place += f" {action}" + (f" in {quoted(activity)}" if activity else "")
        return f"{place} {self.what if not self.key else f'{self.key} {_shown(self.before)} → {_shown(self.after)}'}"


def changed_settings(before: Rules, course: Course) -> tuple[Setting, ...]:
    """Return what decides on scores and standings now in another way than it did, in the order of the tables.

    Nothing where the former rules cannot be read any more: another version of the program wrote them.
    """
    was = _tables_in(before)
    return tuple(_changed(was, _tables_of(course))) if was else ()


def put_back(course: Course, before: Rules, settings: Collection[Setting]) -> Course:
    """Return the course as if these settings were still what they were.

    Raises `CourseError` where they contradict those that stay.
    """
    was, tables = _tables_in(before), _tables_of(course)
    if not was:
        return course
    tables["grading"] |= {setting.key: setting.before for setting in settings if setting.table == "grading"}
    for table in _TOLD_APART_BY:
        own = [setting for setting in settings if setting.table == table]
        tables[table] = list(_undone(_entries(was, table), _entries(tables, table), own).values())
    data = {"folder": course.folder, "course": course.about, **tables}
    try:
        former = Course.model_validate(data)
    except ValidationError as error:
        raise CourseError(*told(error, Course, data, COURSE_FILE)) from None
    return course.model_copy(update={name: getattr(former, name) for name in FIELDS})


def _tables_of(course: Course) -> dict[str, Any]:
    """Return the tables that decide, under their names in the file and with every default in its place."""
    return course.model_dump(by_alias=True, include=FIELDS)


def _tables_in(rules: Rules) -> dict[str, Any] | None:
    data = {"folder": Path(), "course": {"title": "former"}, **json.loads(rules.content)}
    try:
        return _tables_of(Course.model_validate(data))
    except ValidationError:
        return None


def _entries(tables: Mapping[str, Any], table: str) -> _Entries:
    """Return the tables of one name; several that nothing tells apart are told apart by their order."""
    entries: _Entries = {}
    seen: Counter[_Identity] = Counter()
    for entry in tables[table]:
        identity = tuple(entry[key] for key in _TOLD_APART_BY[table])
        seen[identity] += 1
        entries[*identity, str(seen[identity])] = entry
    return entries


def _changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Setting]:
    for key, value in now["grading"].items():
        if value != was["grading"][key]:
            yield Setting("grading", (), "changed", key, was["grading"][key], value)
    for table in _TOLD_APART_BY:
        old, new = _entries(was, table), _entries(now, table)
        for identity, entry in new.items():
            if identity not in old:
                yield Setting(table, identity, "added")
                continue
            for key, value in entry.items():
                if value != old[identity][key] and key not in _DECIDES_NOTHING:
                    yield Setting(table, identity, "changed", key, old[identity][key], value)
        yield from (Setting(table, identity, "removed") for identity in old if identity not in new)
        if [identity for identity in old if identity in new] != [identity for identity in new if identity in old]:
            yield Setting(table, (), "moved")


def _undone(old: _Entries, new: _Entries, settings: Sequence[Setting]) -> _Entries:
    """Return the tables of one name with these settings put back; one that was removed stands after the one it followed."""
    entries = dict(new)
    for setting in settings:
        if setting.what == "added":
            del entries[setting.entry]
        elif setting.what == "changed":
            entries[setting.entry] = {**entries[setting.entry], setting.key: setting.before}
    order = list(entries)
    if any(setting.what == "moved" for setting in settings):
        former = iter([identity for identity in old if identity in entries])
        order = [next(former) if identity in old else identity for identity in order]
    removed = {setting.entry for setting in settings if setting.what == "removed"}
    place = 0
    for identity in old:
        if identity in removed:
            order.insert(place, identity)
        if identity in order:
            place = order.index(identity) + 1
    return {identity: entries.get(identity) or old[identity] for identity in order}


def _shown(value: object) -> str:
    """Return a value as it stands in course.toml."""
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return printed(Decimal(value))
    return ", ".join(map(_shown, value)) if isinstance(value, tuple) else quoted(str(value))
