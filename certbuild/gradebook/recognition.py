"""Sheets → the one table of students among them, and whose export it is, with the reasons.

Every dialect is tried on every sheet, as it lies and turned; the one with the most points of signs is
taken. A sheet made by hand has no signs, so it is what remains.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.arrangement import Gathered, turned
from certbuild.gradebook.cells import Sheet, TooLargeError, as_heading, as_text
from certbuild.gradebook.dialects import DIALECTS
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Dialect, Role
from certbuild.gradebook.findings import Fault
from certbuild.gradebook.marks import known_word, numeric
from certbuild.text import did_you_mean, fold, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certbuild.gradebook.cells import Value

_HEADER_WITHIN = 20
"""Rows in which the headings are looked for."""
_IDENTITY_WITHIN = 100
"""Columns in which those that speak of the student are looked for."""
_LONGEST_IDENTITY = 100
"""Characters of the headings that speak of the student."""
_TURNED_WITHIN = 1000
"""Rows that a sheet with the students in columns has at the most: one for each activity and a few more."""


class Table(Struct, frozen=True):
    """A table of students in a sheet."""

    sheet: Sheet
    """With the students in rows, whatever way they lie in the file."""
    source: Sheet
    """As it is in the file."""
    dialect: Dialect
    header: int
    """Row of the headings, counted from 0."""
    identity: Mapping[int, Role]
    """Column → what it says of the student; each role once."""
    points: int
    """Of the signs that were seen."""
    because: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def columns(self) -> dict[Role, int]:
        """What is said of the student → the column that says it."""
        return {role: column for column, role in self.identity.items()}


def find_table(file: str, sheets: tuple[Sheet, ...], sheet: str = "", dialect: str = "") -> Table:
    """Return the table to read: in the sheet and of the dialect that are asked for, else what is recognised.

    Of several sheets with students the first is taken, with a warning that names the others; a hidden one
    only where no other will do. Raises `GradebookError` where there is no such sheet or dialect, and where
    no table of students can be found.
    """
    dialects = _asked_for_dialects(dialect)
    candidates = sorted(_asked_for_sheets(file, sheets, sheet), key=lambda one: one.hidden)
    try:
        tables = [table for one in candidates if (table := _table_in(one, dialects))]
    except TooLargeError as error:
        hint = "look whether ids and names of assignments stand in their columns; if so, export fewer assignments at a time"
        raise GradebookError(Problem(file, f"is too large for a gradebook: {error}", hint)) from None
    if not tables:
        raise _no_table(file, sheets)
    first, *others = tables
    if first.sheet.hidden:
        what = f'the sheet "{first.sheet.name}" was read although it is hidden; no other has students'
        fault = Fault("", what, "show it in Excel or LibreOffice and look whether it is the right one", Severity.WARNING)
        first = replace(first, faults=(*first.faults, fault))
    others = [table for table in others if not table.sheet.hidden]
    if not others:
        return first
    names = ", ".join(f'"{table.sheet.name}"' for table in others)
    what = f'only the sheet "{first.sheet.name}" was read, but there are students in {names} too'
    hint = f'to say which one counts, write under [gradebook] in course.toml: sheet = "{first.sheet.name}"'
    return replace(first, faults=(*first.faults, Fault("", what, hint, Severity.WARNING)))


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


def _table_in(source: Sheet, dialects: tuple[Dialect, ...]) -> Table | None:
    """Return the table that most speaks for, and say what else it could be; None where there is no table at all."""
    asked_for = len(dialects) == 1
    sideways = turned(source) if 1 < len(source.rows) <= _TURNED_WITHIN else None
    candidates = [
        table
        for dialect in dialects
        for sheet in _arrangements(source, sideways, dialect)
        if (table := _read_as(dialect, sheet, source)) and (asked_for or table.points >= dialect.enough)
    ]
    if not candidates:
        return None
    best, *rivals = sorted(candidates, key=lambda table: (-table.points, -len(table.identity), type(table.sheet) is not Sheet))
    if asked_for:
        return replace(best, because=("course.toml says so",))
    close = {table.dialect.name: table for table in rivals if table.points and table.dialect is not best.dialect}
    also = tuple(
        f"it could be an export of {table.dialect.title}, too ({plural(table.points, 'point')}); "
        f'to read it so, write under [gradebook] in course.toml: dialect = "{name}"'
        for name, table in close.items()
    )
    return replace(best, because=(*best.because, *also))


def _arrangements(source: Sheet, sideways: Sheet | None, dialect: Dialect) -> Iterator[Sheet]:
    """Yield the sheet in the ways in which it can be laid out as students × activities."""
    if dialect.long:
        if gathered := dialect.long.gathered(source):
            yield gathered
        return
    yield source
    if sideways and not dialect.first_columns:
        yield sideways


def _read_as(dialect: Dialect, sheet: Sheet, source: Sheet) -> Table | None:
    """Return the table that the sheet has in a dialect, with the points of all its signs that are seen."""
    header, identity = _header(sheet, dialect)
    faults = sheet.faults if isinstance(sheet, Gathered) else ()
    if not identity and dialect.by_hand and sheet is source:
        header, identity, faults = _without_name_heading(sheet)
    below = sheet.rows[header + 1 :]
    if not identity or all(value is None for row in below for value in row):
        return None
    as_it_lies = source if dialect.long else sheet
    headings = tuple(_folded(as_heading(value)) for value in as_it_lies.rows[header])
    seen = [sign for sign in dialect.signs if sign.seen_in(as_it_lies, headings)]
    because = tuple(sign.text for sign in seen) or _because_of_headings(sheet, header, identity)
    if sheet is not source and not dialect.long:
        because = (*because, "the students stand in columns")
    return Table(sheet, source, dialect, header, identity, sum(sign.points for sign in seen), because, faults)


def _because_of_headings(sheet: Sheet, header: int, identity: Mapping[int, Role]) -> tuple[str, ...]:
    headings = ", ".join(f'"{as_text(sheet.rows[header][column]) or "(empty)"}"' for column in identity)
    reason = f"{sheet.row_place(header)} names the students' columns: {headings}"
    return ("it has none of the marks of a platform's export", reason)


def _header(sheet: Sheet, dialect: Dialect) -> tuple[int, dict[int, Role]]:
    """Return the row in which most columns speak of the student, and what they say; the first of equals."""
    if dialect.first_columns:
        return 0, dict(enumerate(dialect.first_columns)) if sheet.width > len(dialect.first_columns) else {}
    best: tuple[int, dict[int, Role]] = (0, {})
    for index, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        identity = _identity(row, dialect)
        if len(identity) > len(best[1]) and any(role in (*NAME_ROLES, *KEY_ROLES) for role in identity.values()):
            best = index, identity
    return best


_folded = lru_cache(maxsize=40_000)(fold)
"""Every dialect asks for the same headings."""


def _without_name_heading(sheet: Sheet) -> tuple[int, dict[int, Role], tuple[Fault, ...]]:
    """Return the row of headings of a table whose names stand in a first column that bears none; a warning says so."""
    header = next((row for row, values in enumerate(sheet.rows[:_HEADER_WITHIN]) if sum(map(_is_text, values)) > 1), None)
    if header is None:
        header = next((row for row, values in enumerate(sheet.rows[:_HEADER_WITHIN]) if any(map(_is_text, values))), 0)
    below = [values for values in sheet.rows[header + 1 :] if any(value is not None for value in values)]
    if sheet.width < 2 or not below or sheet.rows[header][0] is not None:
        return 0, {}, ()
    named = [values for values in below if _is_text(values[0])]
    beside = [values for values in below if _is_text(values[1])]
    if len(named) * 3 < len(below) * 2 or (sheet.rows[header][1] is None and beside):
        return 0, {}, ()
    what = "the first column has no heading; it was read as the students' names"
    hint = f'write "Name" into {sheet.address(header, 0)}, or the right heading if these are no names'
    return header, {0: Role.NAME}, (Fault(sheet.address(header, 0), what, hint, Severity.WARNING),)


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and numeric(value) is None and known_word(value) is None


def _identity(row: Sequence[object], dialect: Dialect) -> dict[int, Role]:
    identity: dict[int, Role] = {}
    for column, value in enumerate(row[:_IDENTITY_WITHIN]):
        role = (
            dialect.identity.get(_folded(value).rstrip(" :*"))
            if isinstance(value, str) and len(value) <= _LONGEST_IDENTITY
            else None
        )
        if role and role not in identity.values():
            identity[column] = role
    return identity
