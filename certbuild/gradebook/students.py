"""The rows of students → students: their names, and the key that tells them apart from export to export.

Each student's key is the first of what may tell students apart that the student has, so that one who has no
id yet changes nothing for the others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.cells import as_heading, as_text
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Role
from certbuild.gradebook.findings import Fault, Unused
from certbuild.gradebook.identities import FLOAT, LONGEST_NAME, faults_among, faults_in_cells
from certbuild.gradebook.names import joined, split_name
from certbuild.model import Student
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certbuild.gradebook.dialects.base import Dialect
    from certbuild.gradebook.recognition import Table


class Students(Struct, frozen=True):
    """The students of a table, each once."""

    students: tuple[Student, ...]
    rows: tuple[int, ...]
    """Their rows, in the same order, counted from 0."""
    key_roles: tuple[Role | None, ...]
    """What their keys are; None: the names."""
    because: str
    """What tells them apart."""
    unused: Mapping[int, Unused]
    """Columns that would tell something of the students and are not needed."""
    faults: tuple[Fault, ...]


def read_students(table: Table, rows: Sequence[int]) -> Students:
    """Return the students that stand in the rows, with every fault found in what identifies them."""
    columns = table.columns
    texts = [{role: _text(table, row, role, column) for role, column in columns.items()} for row in rows]
    key_roles = [next((role for role in KEY_ROLES if text.get(role)), None) for text in texts]
    faults = faults_in_cells(table, rows)
    students = [
        _student(text, key_role, table.dialect, table.sheet.address(row, min(columns.values())))
        for row, text, key_role in zip(rows, texts, key_roles, strict=True)
    ]
    faults += [_without_letters(student) for student in students if not any(map(str.isalnum, student.name))]
    by_key: dict[str, Student] = {}
    kept: list[int] = []
    kept_roles: list[Role | None] = []
    for row, student, key_role in zip(rows, students, key_roles, strict=True):
        if first := by_key.get(student.key):
            cell = table.sheet.address(row, columns[key_role]) if key_role else student.cell
            faults.append(_twice(first, student, key_role, cell))
            continue
        by_key[student.key] = student
        kept.append(row)
        kept_roles.append(key_role)
    kept_students = tuple(by_key.values())
    faults += _without_id_among_namesakes(kept_students, kept_roles)
    numbered = [row for row, key_role in zip(kept, kept_roles, strict=True) if key_role is Role.NUMBER]
    faults += faults_among(table, kept, kept_students, numbered)
    return Students(
        students=kept_students,
        rows=tuple(kept),
        key_roles=tuple(kept_roles),
        because=_because(table, key_roles),
        unused=_unused(table, key_roles),
        faults=tuple(faults),
    )


def _text(table: Table, row: int, role: Role, column: int) -> str:
    """Return what a cell says of the student; an id without the platform's sign before it and a program's ".0" behind it."""
    text = as_heading(table.sheet.rows[row][column], LONGEST_NAME)
    if role in KEY_ROLES:
        text = text.removeprefix(table.dialect.before_id)
        if match := FLOAT.fullmatch(text):
            text = match[1]
    return text


def _student(text: Mapping[Role, str], key_role: Role | None, dialect: Dialect, cell: str) -> Student:
    given, family = _names(text) if any(role in NAME_ROLES for role in text) else ("", text.get(key_role or Role.NAME, ""))
    key = text[key_role] if key_role else fold(f"{given} {family}")
    email = text.get(Role.EMAIL, "")
    login = text.get(Role.LOGIN, "")
    inactive = dialect.inactive
    return Student(
        key=key.lower() if key_role is Role.EMAIL else key,
        given=given,
        family=family,
        email=login if not email and "@" in login else email,
        section=text.get(Role.SECTION, ""),
        cell=cell,
        inactive=inactive.phrase if inactive and inactive.status.fullmatch(fold(text.get(Role.STATUS, ""))) else "",
    )


def _names(text: Mapping[Role, str]) -> tuple[str, str]:
    """Return given and family name; beside one half of the name, a column "Name" may hold the other half or the whole."""
    name, given, family = (text.get(role, "") for role in NAME_ROLES)
    if Role.GIVEN in text and Role.FAMILY in text:
        return joined(given, family)
    half = given or family
    if name and half and not set(fold(half).split()) <= set(fold(name).split()):
        return joined(given or name, family or name)
    return split_name(name or half)


def _without_letters(student: Student) -> Fault:
    what = f'the name "{student.name}" has no letter in it' if student.name else "the name has no letter in it"
    return Fault(student.cell, what, "write the student's name there, or delete the row")


def _twice(first: Student, second: Student, key_role: Role | None, cell: str) -> Fault:
    if key_role is None:
        what = f"{second.name} stands in {first.cell} already, and nothing tells the two apart"
        hint = "add a column with an id or e-mail address, filled in for both; if it is one person, delete one of the rows"
        return Fault(cell, what, hint)
    what = f'the {key_role} "{second.key}" of {second.name} belongs to {first.name} in {first.cell} already'
    return Fault(cell, what, "correct it, or delete one of the two rows if they are the same person")


def _without_id_among_namesakes(students: Sequence[Student], key_roles: Sequence[Role | None]) -> Iterator[Fault]:
    """Tell of students who have nothing but a name that somebody with an id has, too: they may be the same person."""
    identified = {fold(student.name): student for student, role in zip(students, key_roles, strict=True) if role}
    for student, role in zip(students, key_roles, strict=True):
        if role is None and (other := identified.get(fold(student.name))):
            yield _twice(other, student, None, student.cell)


def _because(table: Table, key_roles: Sequence[Role | None]) -> str:
    """Return what tells the students apart: for the one kind of key that they have, or for each of the kinds with its number."""
    counts = Counter(key_roles)
    ways = [
        (counts[role], f"the {role} ({table.sheet.column_place(table.columns[role])})" if role else "their names")
        for role in (*KEY_ROLES, None)
        if counts[role]
    ]
    if len(ways) < 2:
        return "students are told apart by " + "".join(way for _, way in ways or [(0, "their names")])
    return "students are told apart by what each of them has: " + ", ".join(f"{count} by {way}" for count, way in ways)


def _unused(table: Table, key_roles: Collection[Role | None]) -> dict[int, Unused]:
    unused = {}
    roles = set(table.identity.values())
    for column, role in table.identity.items():
        heading = as_text(table.sheet.rows[table.header][column])
        if role is Role.NAME and {Role.GIVEN, Role.FAMILY} <= roles:
            unused[column] = Unused(heading, "first and last name are used instead")
        elif role in KEY_ROLES and role is not Role.EMAIL and role not in key_roles:
            unused[column] = Unused(heading, "not needed to tell the students apart")
    return unused
