"""The rows of students → students: their names, and the key that tells them apart from export to export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import ErrorValue, Fault, Formula, address, as_text, column_letters
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Role
from certbuild.gradebook.names import joined, split_name
from certbuild.model import LeftOut, Student
from certbuild.text import fold, refused_character

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certbuild.gradebook.recognition import Table


@dataclass(frozen=True, slots=True)
class Students:
    """The students of a table, each once."""

    students: tuple[Student, ...]
    rows: tuple[int, ...]
    """Their rows, in the same order, counted from 0."""
    because: str
    """What tells them apart."""
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]


def read_students(table: Table, rows: Sequence[int]) -> Students:
    """Return the students that stand in the rows, with every fault found in what identifies them."""
    columns = {role: column for column, role in table.identity.items()}
    texts = [{role: as_text(table.sheet.rows[row][column]) for role, column in columns.items()} for row in rows]
    key_role = next((role for role in KEY_ROLES if texts and all(text.get(role) for text in texts)), None)
    faults = [fault for row in rows for fault in _faults_in_cells(table, row)]
    by_key: dict[str, Student] = {}
    kept: list[int] = []
    for row, text in zip(rows, texts, strict=True):
        student = _student(text, key_role, address(row, min(columns.values())))
        if first := by_key.get(student.key):
            faults.append(_twice(first, student, key_role, address(row, columns[key_role]) if key_role else student.cell))
            continue
        by_key[student.key] = student
        kept.append(row)
    if not any(role in NAME_ROLES for role in columns):
        hint = "add a column Name, or First name and Last name, to the export: certificates are made out to names"
        faults.append(Fault(address(table.header, 0), "there is no column with the students' names", hint))
    return Students(
        tuple(by_key.values()), tuple(kept), _because(columns, texts, key_role), _unused(table, columns, key_role), tuple(faults)
    )


def _student(text: Mapping[Role, str], key_role: Role | None, cell: str) -> Student:
    given, family = _names(text) if any(role in NAME_ROLES for role in text) else ("", text.get(key_role or Role.NAME, ""))
    key = text[key_role] if key_role else fold(f"{given} {family}")
    return Student(
        key=key.lower() if key_role is Role.EMAIL else key,
        given=given,
        family=family,
        email=text.get(Role.EMAIL, ""),
        section=text.get(Role.SECTION, ""),
        cell=cell,
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


def _faults_in_cells(table: Table, row: int) -> list[Fault]:
    faults = []
    for column, role in table.identity.items():
        value, cell = table.sheet.rows[row][column], address(row, column)
        if isinstance(value, ErrorValue):
            what = f"the {role} is a formula that gives {value.text}"
            faults.append(Fault(cell, what, "mend the formula, or write the text itself there"))
        elif isinstance(value, Formula):
            what = f"the {role} is a formula, but the file does not hold its result"
            faults.append(Fault(cell, what, "open the file in Excel or LibreOffice and save it once; then the results are in it"))
        elif isinstance(value, str) and (name := refused_character(value)):
            what = f'the {role} "{as_text(value)}" holds a character that cannot be printed ({name})'
            faults.append(Fault(cell, what, "delete what is in that cell and type it again"))
    return faults


def _twice(first: Student, second: Student, key_role: Role | None, cell: str) -> Fault:
    if key_role is None:
        what = f"{second.name} stands in {first.cell} already, and nothing tells the two apart"
        hint = "add a column with an id or e-mail address, filled in for everyone; if it is one person, delete one of the rows"
        return Fault(cell, what, hint)
    what = f'the {key_role} "{second.key}" of {second.name} belongs to {first.name} in {first.cell} already'
    return Fault(cell, what, "correct it, or delete one of the two rows if they are the same person")


def _because(columns: Mapping[Role, int], texts: Sequence[Mapping[Role, str]], key_role: Role | None) -> str:
    if key_role:
        reason = f"students are told apart by the {key_role} (column {column_letters(columns[key_role])})"
    else:
        reason = "students are told apart by their names"
    gaps = [str(role) for role in KEY_ROLES if role in columns and 0 < sum(bool(text[role]) for text in texts) < len(texts)]
    return f"{reason}, as not everyone has an entry under {', '.join(gaps)}" if gaps else reason


def _unused(table: Table, columns: Mapping[Role, int], key_role: Role | None) -> tuple[LeftOut, ...]:
    left_out = []
    both = Role.GIVEN in columns and Role.FAMILY in columns
    for role, column in columns.items():
        heading = as_text(table.sheet.rows[table.header][column])
        if role is Role.NAME and both:
            left_out.append(LeftOut(f"column {column_letters(column)}", heading, "first and last name are used instead"))
        elif role in KEY_ROLES and role not in {key_role, Role.EMAIL}:
            left_out.append(LeftOut(f"column {column_letters(column)}", heading, "not needed to tell the students apart"))
    return tuple(left_out)
