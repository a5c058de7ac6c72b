"""The rows of a table: who is a student, which row holds maxima or weights, and which rows are neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import Fault, address, as_text
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Role, RowUse
from certbuild.gradebook.marks import numeric
from certbuild.model import LeftOut
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from certbuild.gradebook.dialects.base import RowRule
    from certbuild.gradebook.recognition import Table

_NO = {"", "no", "non", "nein", "nee", "nao", "0", "false"}


@dataclass(slots=True)
class Rows:
    """What the rows of a table are, counted from 0."""

    students: list[int] = field(default_factory=list)
    max: int | None = None
    weight: int | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, looked at as a whole."""

    index: int
    label: str
    """The first text in it."""
    names: int
    keys: int
    """How many cells are filled that name the student, and that tell students apart."""
    numbers: frozenset[int]
    """Columns beyond the student's own in which there are numbers."""
    others: frozenset[int]
    """Columns beyond the student's own in which there is something else."""
    suspended: bool


def sort_rows(table: Table, mark_columns: Collection[int]) -> Rows:
    """Say of each row what it is; `mark_columns` are those that may hold marks.

    A row above the headings is left to them, unless its label says what it holds.
    """
    rows = Rows()
    looked_at = [_look_at(table, index) for index in range(len(table.sheet.rows))]
    below = [row for row in looked_at[table.header + 1 :] if row.label]
    keyed = any(row.names and row.keys for row in below)
    apart = False
    for row in looked_at:
        if row.index == table.header:
            continue
        if not row.label:
            apart = bool(rows.students)
        elif (rule := _rule_for(table, row)) and (use := _use(rule, table, rows, row)):
            _note(rule, use, rows, row)
            apart = bool(rows.students)
        elif row.index > table.header:
            _sort_unlabelled(table, rows, row, below, mark_columns, keyed=keyed, apart=apart)
            apart = apart and row.index not in rows.students[-1:]
    return rows


def _look_at(table: Table, index: int) -> _Row:
    values = table.sheet.rows[index]
    roles = [role for column, role in table.identity.items() if values[column] is not None]
    rest = {column: value for column, value in enumerate(values) if value is not None and column not in table.identity}
    numbers = frozenset(column for column, value in rest.items() if numeric(value) is not None)
    suspended = (values[column] for column, role in table.identity.items() if role is Role.SUSPENDED)
    return _Row(
        index=index,
        label=next((as_text(value) for value in values if value is not None), ""),
        names=sum(role in NAME_ROLES for role in roles),
        keys=sum(role in KEY_ROLES for role in roles),
        numbers=numbers,
        others=frozenset(rest) - numbers,
        suspended=any(fold(as_text(value)) not in _NO for value in suspended),
    )


def _rule_for(table: Table, row: _Row) -> RowRule | None:
    """Return the rule whose label the row bears; in a sheet made by hand a label stands alone, a name may not."""
    if table.dialect.by_hand and row.names + row.keys > 1:
        return None
    label = fold(row.label).rstrip(" .:")
    return next((rule for rule in table.dialect.rows if rule.label.fullmatch(label)), None)


def _use(rule: RowRule, table: Table, rows: Rows, row: _Row) -> RowUse | None:
    """Return what the labelled row is good for; None where "Max" is not a label but somebody's name."""
    if rule.use not in {RowUse.HIGHEST, RowUse.LOWEST}:
        return rule.use
    if not rows.students:
        return RowUse.MAX if rule.use is RowUse.HIGHEST else RowUse.NONE
    extreme = max if rule.use is RowUse.HIGHEST else min
    for column in row.numbers:
        above = [value for index in rows.students if (value := numeric(table.sheet.rows[index][column])) is not None]
        if above and numeric(table.sheet.rows[row.index][column]) != extreme(above):
            return None
    return RowUse.NONE


def _note(rule: RowRule, use: RowUse, rows: Rows, row: _Row) -> None:
    if use is RowUse.MAX and rows.max is None:
        rows.max = row.index
    elif use is RowUse.WEIGHT and rows.weight is None:
        rows.weight = row.index
    else:
        rows.left_out.append(_left_out(row, rule.reason))


def _sort_unlabelled(
    table: Table, rows: Rows, row: _Row, below: Sequence[_Row], mark_columns: Collection[int], *, keyed: bool, apart: bool
) -> None:
    by_hand = table.dialect.by_hand
    named = row.names or (row.keys and not any(role in NAME_ROLES for role in table.identity.values()))
    if row.suspended:
        rows.left_out.append(_left_out(row, "suspended in the course"))
    elif named and by_hand and (reason := _no_student(row, below, keyed=keyed, apart=apart)):
        rows.left_out.append(_left_out(row, reason))
    elif named:
        rows.students.append(row.index)
    elif by_hand and _is_unlabelled_max(rows, row, below, mark_columns):
        rows.max = row.index
    elif row.keys or row.numbers:
        what = f"row {row.index + 1} has {'marks' if row.numbers else 'an id or address'} but no name"
        rows.faults.append(Fault(address(row.index, 0), what, "write the student's name there, or delete the row"))
    else:
        rows.left_out.append(_left_out(row, "no name and no marks"))


def _no_student(row: _Row, below: Iterable[_Row], *, keyed: bool, apart: bool) -> str:
    """Say why a row with nothing but a name is no student: the name of a team, or a note below the table."""
    if row.numbers or row.others or row.keys:
        return ""
    if keyed:
        return "only a name, without id or marks"
    if apart and row.names == 1 and any(other.names and other.numbers for other in below if other.index < row.index):
        return "a single text that stands apart from the students"
    return ""


def _is_unlabelled_max(rows: Rows, row: _Row, below: Iterable[_Row], mark_columns: Collection[int]) -> bool:
    """Say whether a row right below the headings holds a number for every column of marks, and nothing else."""
    with_marks = {column for later in below if later.index > row.index for column in later.numbers if column in mark_columns}
    first = not rows.students and rows.max is None
    return first and not row.keys and not row.others and bool(row.numbers) and with_marks <= row.numbers


def _left_out(row: _Row, reason: str) -> LeftOut:
    return LeftOut(f"row {row.index + 1}", row.label, reason)
