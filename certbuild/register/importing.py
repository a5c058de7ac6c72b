"""A register made from the lines that `exporting` writes: of this program's version or an older one, all or nothing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from certbuild.errors import CertbuildError, Problem
from certbuild.register.contradictions import contradictions
from certbuild.register.exporting import KIND, TABLES
from certbuild.register.opening import VERSION, bring_up_to_date, in_memory, take_steps
from certbuild.register.rounds import stored
from certbuild.register.schema import STEPS
from certbuild.register.tables import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certbuild.register.contradictions import Contradiction

_AGAIN = "export the register again with `certbuild register export`, and import the file as it comes"
_KEY = {"student": "key", "event": "id", "certificate": "code", "rules": "digest", "memo": "name", "round": "id"}
"""The column by which a contradiction names a row."""
_GRADEBOOK = {"file": str, "activities": list, "told": list}
"""What the line that describes the last build's gradebook says, in the place of the column `content`."""
_STUDENT = {"key": str, "name": str, "values": list, "cells": list}
_TYPES = {"TEXT": str, "INTEGER": int}

Line = dict[str, Any]


@contextmanager
def register_from(name: str, data: bytes) -> Iterator[sqlite3.Connection]:
    """Yield a database in memory with the register that the bytes of an export describe, brought up to date.

    `name` is what messages call the export. Raises `CertbuildError` with everything that is wrong: lines that are no
    JSON or no rows of a register, lines missing or too many, and whatever contradicts itself.
    """
    with closing(in_memory()) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        _Import(name, connection).take(data)
        yield connection


class _Import:
    """An export on its way into a database, with all that was found wrong with it."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._name = name
        self._connection = connection
        self._problems: list[Problem] = []
        self._columns: dict[str, dict[str, tuple[type, bool]]] = {}
        """Table → column → type of its values, and whether there may be none."""
        self._places: dict[tuple[str, Any], int] = {}
        """Table and key → line."""

    def take(self, data: bytes) -> None:
        """Make the register; raise `CertbuildError` with all problems where there are any."""
        raw = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        lines = [(number, self._parsed(number, line)) for number, line in enumerate(raw, 1) if line.strip()]
        head = self._head(lines[0] if lines else (1, None))
        self._create(head["version"])
        counts = dict.fromkeys(head["lines"], 0)
        gradebook: list[tuple[int, Line]] = []
        for number, line in lines[1:]:
            if line is None:
                continue
            table = line.pop("table", None)
            if not isinstance(table, str) or table not in self._columns:
                self._fault(number, f'"{table}" is no table of a register of version {head["version"]}')
                continue
            counts[table] = counts.get(table, 0) + 1
            if table == "round":
                gradebook.append((number, line))
            elif self._is_row(number, table, line):
                self._insert(number, table, line)
        self._take_gradebook(gradebook)
        self._compare_counts(head["lines"], counts)
        self._stop_at_faults()
        bring_up_to_date(self._connection)
        self._problems += [self._problem_of(found) for found in contradictions(Register(self._connection))]
        self._stop_at_faults()

    def _parsed(self, number: int, line: bytes) -> Line | None:
        try:
            found = json.loads(line, object_pairs_hook=_without_repetition, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            self._fault(number, f"this is not a line of JSON in UTF-8: {error}")
            return None
        if isinstance(found, dict):
            return found
        self._fault(number, "this is JSON, but no object in braces")
        return None

    def _head(self, first: tuple[int, Line | None]) -> Line:
        """Return the first line; raise `CertbuildError` where it is not that of an export that can be read."""
        number, head = first
        if head is None or head.get("certbuild") != KIND:
            what = "the first line does not say that this is the export of a register"
            hint = 'it begins with {"certbuild": "register", …}: see that it is the right file, whole and unchanged'
            raise CertbuildError(Problem(self._place(number), what, hint))
        version, lines = head.get("version"), head.get("lines")
        if isinstance(version, int) and version > VERSION:
            what = f"the export is of version {version}, newer than this program, which knows up to {VERSION}"
            raise CertbuildError(Problem(self._place(number), what, "import it with the newer certbuild that wrote it"))
        if type(version) is not int or version < 1 or not isinstance(lines, dict):
            what = "the first line does not say which version the register is of and how many lines follow"
            raise CertbuildError(Problem(self._place(number), what, _AGAIN))
        return head

    def _create(self, version: int) -> None:
        """Make the tables of that version."""
        take_steps(self._connection, STEPS[:version])
        for table in TABLES:
            columns = self._connection.execute(f"PRAGMA table_info({table})").fetchall()
            if columns:
                self._columns[table] = {
                    row["name"]: (_TYPES[row["type"]], not row["notnull"] and not row["pk"])
                    for row in columns
                    if row["type"] in _TYPES
                }

    def _is_row(self, number: int, table: str, line: Line) -> bool:
        """Say whether a line has exactly the columns of its table, with values of their types."""
        columns = self._columns[table]
        faults = [f'"{name}" is missing' for name in columns if name not in line]
        faults += [f'"{name}" is no column of it' for name in line if name not in columns]
        for name, (wanted, may_be_none) in columns.items():
            value = line.get(name)
            if name in line and not (value is None and may_be_none) and not _is(value, wanted):
                faults.append(f'"{name}" is {json.dumps(value)}, but must be {"text" if wanted is str else "a whole number"}')
        if faults:
            self._fault(number, f'this is no row of the table "{table}": {"; ".join(faults)}')
        return not faults

    def _insert(self, number: int, table: str, row: Line) -> None:
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - names of its columns
        try:
            self._connection.execute(sql, list(row.values()))
        except sqlite3.IntegrityError as error:
            self._fault(number, f"this row cannot stand beside the others: {error}")
        if table in _KEY:
            self._places[table, row[_KEY[table]]] = number

    def _take_gradebook(self, lines: list[tuple[int, Line]]) -> None:
        """Put the gradebook of the last build together: the line that describes it, then one for each student."""
        if not lines:
            return
        (number, head), *students = lines
        own = {name: value for name, value in head.items() if name not in _GRADEBOOK}
        faults = len(self._problems)
        if not self._is_row(number, "round", own):
            return
        if not _has(head, {**dict.fromkeys(own, object), **_GRADEBOOK}) or not all(_is_told(row) for row in head["told"]):
            self._fault(number, "this does not describe a gradebook: file, activities and what was told of it")
            return
        width = len(head["activities"])
        if not _are_texts(head["activities"], width):
            self._fault(number, "the names of the activities are not all text")
        keys: set[str] = set()
        for place, line in students:
            if not _has(line, _STUDENT) or not _are_texts(line["values"], width) or not _are_texts(line["cells"], width):
                self._fault(place, f"this is no student of the last build's gradebook, with {width} marks and their cells")
            elif line["key"] in keys:
                self._fault(place, f'the student "{line["key"]}" has stood in this gradebook before')
            else:
                keys.add(line["key"])
        if len(self._problems) == faults:
            rows = [line for _, line in students]
            document = {
                "file": head["file"],
                "activities": head["activities"],
                "students": {row["key"]: row["name"] for row in rows},
                "values": [row["values"] for row in rows],
                "cells": [row["cells"] for row in rows],
                "told": head["told"],
            }
            self._insert(number, "round", {**own, "content": stored(document)})

    def _compare_counts(self, told: Line, found: dict[str, int]) -> None:
        for table, count in found.items():
            if told.get(table, 0) != count:
                what = f'it tells of {told.get(table, 0)} lines of the table "{table}", and there are {count}'
                self._fault(1, what)

    def _problem_of(self, found: Contradiction) -> Problem:
        number = self._places.get((found.table, found.row), 1)
        return Problem(self._place(number), f"{found.name}: {found.what}", _AGAIN)

    def _fault(self, number: int, what: str) -> None:
        self._problems.append(Problem(self._place(number), what, _AGAIN))

    def _place(self, number: int) -> str:
        return f"{self._name} › line {number}"

    def _stop_at_faults(self) -> None:
        if self._problems:
            raise CertbuildError(*self._problems)


def _is(value: object, wanted: type) -> bool:
    """Say whether SQLite can keep a value of that type as it is."""
    if type(value) is not wanted:
        return False
    return -(2**63) <= value < 2**63 if isinstance(value, int) else _is_text(value)


def _is_text(value: object) -> bool:
    """Say whether this is text; half a character, which JSON can write, is none."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _are_texts(values: Iterable[object], count: int) -> bool:
    found = list(values)
    return len(found) == count and all(map(_is_text, found))


def _is_told(row: object) -> bool:
    return isinstance(row, list) and _are_texts(row, 3)


def _has(line: Line, fields: Mapping[str, type]) -> bool:
    """Say whether a line has exactly these fields, of these types."""
    return line.keys() == fields.keys() and all(
        isinstance(line[name], kind) and (kind is not str or _is_text(line[name])) for name, kind in fields.items()
    )


def _without_repetition(pairs: list[tuple[str, Any]]) -> Line:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name stands in it twice"
        raise ValueError(message)
    return found


def _no_number(text: str) -> float:
    message = f"{text} is no number"
    raise ValueError(message)
