"""Sheets → the one table of students among them, and whose export it is, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.cells import Fault, Sheet, as_text
from certbuild.gradebook.dialects import DIALECTS
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Dialect, Role
from certbuild.text import did_you_mean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table of students in a sheet."""

    sheet: Sheet
    dialect: Dialect
    header: int
    """Row of the headings, counted from 0."""
    identity: Mapping[int, Role]
    """Column → what it says of the student; each role once."""
    because: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def find_table(file: str, sheets: tuple[Sheet, ...], sheet: str = "", dialect: str = "") -> Table:
    """Return the table to read: in the sheet and of the dialect that are asked for, else what is recognised.

    Of several sheets with students the first is taken, with a warning that names the others. Raises
    `GradebookError` where there is no such sheet or dialect, and where no table of students can be found.
    """
    dialects = _asked_for_dialects(dialect)
    tables = [table for one in _asked_for_sheets(file, sheets, sheet) if (table := _table_in(one, dialects))]
    if not tables:
        raise _no_table(file, sheets)
    first, *others = tables
    if not others:
        return first
    names = ", ".join(f'"{table.sheet.name}"' for table in others)
    what = f'only the sheet "{first.sheet.name}" was read, but there are students in {names} too'
    hint = f'to say which one counts, write under [gradebook] in course.toml: sheet = "{first.sheet.name}"'
    return replace(first, faults=(Fault("", what, hint, Severity.WARNING),))


def _asked_for_dialects(name: str) -> tuple[Dialect, ...]:
    known = {dialect.name: dialect for dialect in DIALECTS}
    if not name:
        return DIALECTS
    if name in known:
        return (known[name],)
    near = did_you_mean(name, known)
    hint = f"{near} " if near else ""
    hint += f"known are {', '.join(sorted(known))}; without the line the platform is recognised"
    raise GradebookError(Problem("course.toml › [gradebook] dialect", f'there is no dialect "{name}"', hint))


def _asked_for_sheets(file: str, sheets: tuple[Sheet, ...], name: str) -> tuple[Sheet, ...]:
    if not name:
        return sheets
    if found := tuple(sheet for sheet in sheets if fold(sheet.name) == fold(name)):
        return found
    names = [sheet.name for sheet in sheets if sheet.name]
    if not names:
        what, hint = f'asks for the sheet "{name}", but {file} is a text file without sheets', "take the line out"
    else:
        near = did_you_mean(name, names)
        what = f'there is no sheet "{name}" in {file}'
        hint = f"{near} " if near else ""
        hint += "it has " + ", ".join(f'"{one}"' for one in names)
    raise GradebookError(Problem("course.toml › [gradebook] sheet", what, hint))


def _no_table(file: str, sheets: tuple[Sheet, ...]) -> GradebookError:
    names = ", ".join(f'"{sheet.name}"' for sheet in sheets if sheet.name)
    what = "there is no table of students in it" + (f" (sheets: {names})" if names else "")
    hint = "a row of headings within the first 20 rows must name the students' columns (Name, or First name and Last name, ID, "
    hint += "E-mail), and the students must stand below it"
    return GradebookError(Problem(file, what, hint))


def _table_in(sheet: Sheet, dialects: tuple[Dialect, ...]) -> Table | None:
    """Return the table of the dialect with the most points, as far as these are enough and there are rows below."""
    best: tuple[int, Table] | None = None
    for dialect in dialects:
        header, identity = _header(sheet, dialect)
        below = sheet.rows[header + 1 :]
        if not identity or all(value is None for row in below for value in row):
            continue
        headings = tuple(fold(as_text(value)) for value in sheet.rows[header])
        seen = [sign for sign in dialect.signs if sign.seen_in(sheet, headings)]
        points = sum(sign.points for sign in seen)
        asked_for = len(dialects) == 1
        if (points >= dialect.enough or asked_for) and (best is None or points > best[0]):
            because = tuple(sign.text for sign in seen) or _because_of_headings(sheet, header, identity)
            best = points, Table(sheet, dialect, header, identity, ("course.toml says so",) if asked_for else because)
    return best[1] if best else None


def _because_of_headings(sheet: Sheet, header: int, identity: Mapping[int, Role]) -> tuple[str, ...]:
    headings = ", ".join(f'"{as_text(sheet.rows[header][column])}"' for column in identity)
    return ("it has none of the marks of a platform's export", f"row {header + 1} names the students' columns: {headings}")


def _header(sheet: Sheet, dialect: Dialect) -> tuple[int, dict[int, Role]]:
    """Return the row in which most columns speak of the student, and what they say; the first of equals."""
    best: tuple[int, dict[int, Role]] = (0, {})
    for index, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        identity: dict[int, Role] = {}
        for column, value in enumerate(row):
            role = dialect.identity.get(fold(as_text(value)).rstrip(" :*")) if isinstance(value, str) else None
            if role and role not in identity.values():
                identity[column] = role
        if len(identity) > len(best[1]) and any(role in (*NAME_ROLES, *KEY_ROLES) for role in identity.values()):
            best = index, identity
    return best
