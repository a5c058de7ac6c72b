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
    from collections.abc import Collection, Sequence

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
    looked_at = [_look_at(table, index) for index in range(len(table.sheet.rows))]
    sorting = _Sorting(table, mark_columns, [row for row in looked_at[table.header + 1 :] if row.label])
    for row in looked_at:
        if row.index != table.header:
            sorting.take(row)
    return sorting.rows


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


class _Sorting:
    """The rows of a table one after the other; what came before tells what a row can be."""

    def __init__(self, table: Table, mark_columns: Collection[int], below: Sequence[_Row]) -> None:
        self.table = table
        self.by_hand = table.dialect.by_hand
        self.mark_columns = mark_columns
        self.below = below
        self.keyed = any(row.names and row.keys for row in below)
        self.rows = Rows()
        self.with_numbers = False
        """Whether a student above has a mark."""
        self.apart = False
        """Whether an empty row or a statistic stands between the students and this row."""

    def take(self, row: _Row) -> None:
        """Note what the row is."""
        if not row.label:
            self.apart = bool(self.rows.students)
        elif (rule := self._rule_for(row)) and (use := self._use(rule, row)):
            self._take_labelled(row, rule, use)
            self.apart = bool(self.rows.students)
        elif row.index > self.table.header:
            self._take_unlabelled(row)

    def _rule_for(self, row: _Row) -> RowRule | None:
        """Return the rule whose label the row bears; in a sheet made by hand a label stands alone, a name may not."""
        if self.by_hand and row.names + row.keys > 1:
            return None
        label = fold(row.label).rstrip(" .:")
        return next((rule for rule in self.table.dialect.rows if rule.label.fullmatch(label)), None)

    def _use(self, rule: RowRule, row: _Row) -> RowUse | None:
        """Return what the labelled row is good for; None where "Max" is not a label but somebody's name."""
        if rule.use not in {RowUse.HIGHEST, RowUse.LOWEST}:
            return rule.use
        if not self.rows.students:
            return RowUse.MAX if rule.use is RowUse.HIGHEST else RowUse.NONE
        extreme = max if rule.use is RowUse.HIGHEST else min
        sheet = self.table.sheet.rows
        for column in row.numbers:
            above = [value for index in self.rows.students if (value := numeric(sheet[index][column])) is not None]
            if above and numeric(sheet[row.index][column]) != extreme(above):
                return None
        return RowUse.NONE

    def _take_labelled(self, row: _Row, rule: RowRule, use: RowUse) -> None:
        if use is RowUse.MAX and self.rows.max is None:
            self.rows.max = row.index
        elif use is RowUse.WEIGHT and self.rows.weight is None:
            self.rows.weight = row.index
        else:
            self.rows.left_out.append(_left_out(row, rule.reason))

    def _take_unlabelled(self, row: _Row) -> None:
        named = row.names or (row.keys and not any(role in NAME_ROLES for role in self.table.identity.values()))
        if reason := self._no_student(row, named=bool(named)):
            self.rows.left_out.append(_left_out(row, reason))
        elif named:
            self.rows.students.append(row.index)
            self.with_numbers = self.with_numbers or bool(row.numbers)
            self.apart = False
        elif self._is_unlabelled_max(row):
            self.rows.max = row.index
        else:
            what = f"row {row.index + 1} has {'marks' if row.numbers else 'an id or address'} but no name"
            self.rows.faults.append(Fault(address(row.index, 0), what, "write the student's name there, or delete the row"))

    def _no_student(self, row: _Row, *, named: bool) -> str:
        """Say why a row is to be left out: a suspended student, a team's name, a note below the table."""
        if row.suspended:
            return "suspended in the course"
        if not (named or row.keys or row.numbers):
            return "no name and no marks"
        if self.by_hand and not (row.numbers or row.others or row.keys):
            if self.keyed:
                return "only a name, without id or marks"
            if self.apart and row.names == 1 and self.with_numbers:
                return "a single text that stands apart from the students"
        return ""

    def _is_unlabelled_max(self, row: _Row) -> bool:
        """Say whether a row right below the headings holds a number for every column of marks, and nothing else."""
        first = self.by_hand and not self.rows.students and self.rows.max is None
        if not first or row.keys or row.others or not row.numbers:
            return False
        later = (other.numbers for other in self.below if other.index > row.index)
        return frozenset().union(*later).intersection(self.mark_columns) <= row.numbers


def _left_out(row: _Row, reason: str) -> LeftOut:
    return LeftOut(f"row {row.index + 1}", row.label, reason)
