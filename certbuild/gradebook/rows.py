"""The rows of a table: who is a student, which row holds maxima or weights, and which rows are neither."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from certbuild.errors import Severity
from certbuild.gradebook.cells import as_heading, as_text
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Role, RowUse
from certbuild.gradebook.findings import Fault, Unused
from certbuild.gradebook.marks import numeric
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from certbuild.gradebook.cells import Value
    from certbuild.gradebook.dialects.base import RowRule
    from certbuild.gradebook.headings import Headings
    from certbuild.gradebook.recognition import Table


class Rows(Struct):
    """What the rows of a table are, counted from 0."""

    students: list[int] = field(default_factory=list)
    max: int | None = None
    weight: int | None = None
    unused: dict[int, Unused] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _Row:
    """One row, looked at as a whole; what few rows are asked for is found out when it is."""

    def __init__(self, table: Table, index: int) -> None:
        self.index = index
        self._identity = table.identity
        self._values = table.sheet.rows[index]
        filled = [role for column, role in table.identity.items() if self._values[column] is not None]
        self.names = sum(role in NAME_ROLES for role in filled)
        self.keys = sum(role in KEY_ROLES for role in filled)

    @cached_property
    def label(self) -> str:
        """The first text in it."""
        return next((as_heading(value) for value in self._values if value is not None), "")

    @cached_property
    def numbers(self) -> dict[int, Decimal]:
        """Columns beyond the student's own in which there are numbers."""
        return {column: found for column, value in self._rest if (found := numeric(value)) is not None}

    @cached_property
    def others(self) -> bool:
        """Whether there is anything else beyond the student's own columns."""
        return any(numeric(value) is None for _, value in self._rest)

    @property
    def holds_date(self) -> bool:
        """Whether a date stands where a name or an id should be."""
        return any(isinstance(self._values[column], date) for column in self._identity)

    @property
    def _rest(self) -> list[tuple[int, Value]]:
        return [(c, value) for c, value in enumerate(self._values) if value is not None and c not in self._identity]

    def said(self, role: Role) -> str:
        """Return what it says of the student; as the name also "last, first" out of two columns."""
        said = {own: as_heading(self._values[column]) for column, own in self._identity.items()}
        if role is Role.NAME and role not in said:
            return f"{said.get(Role.FAMILY, '')}, {said.get(Role.GIVEN, '')}"
        return said.get(role, "")


def sort_rows(table: Table, headings: Headings) -> Rows:
    """Say of each row what it is.

    A row above the headings is left to them, unless its label says what it holds.
    """
    looked_at = [_Row(table, index) for index in range(len(table.sheet.rows))]
    sorting = _Sorting(table, headings, looked_at[table.header + 1 :])
    for row in looked_at:
        if row.index not in headings.rows:
            sorting.take(row)
    sorting.finish()
    return sorting.rows


class _Sorting:
    """The rows of a table one after the other; what came before tells what a row can be."""

    def __init__(self, table: Table, headings: Headings, below: Sequence[_Row]) -> None:
        self.table = table
        self.headings = headings
        self.by_hand = table.dialect.by_hand
        self.below = below
        self.keyed = any(row.names and row.keys for row in below)
        self.named_roles = any(role in NAME_ROLES for role in table.identity.values())
        self.rows = Rows()
        self.extremes: dict[int, tuple[int, tuple[Decimal, Decimal] | None]] = {}
        """Column → how many students have been looked at, and the lowest and highest number that they have there."""
        self.test_people: list[_Row] = []
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
        elif self._has_more_than_headings(row):
            self.rows.unused[row.index] = Unused(row.label, "stands above the headings")

    def finish(self) -> None:
        """Take the platform's test student for a student where nobody else is there, so that a trial shows something."""
        if not self.rows.students and self.test_people:
            self.rows.students = [row.index for row in self.test_people]
            for index in self.rows.students:
                del self.rows.unused[index]
            what = f"there is nobody in it but {self.test_people[0].said(Role.NAME)}: a test student"
            hint = "that does for a trial; for certificates export the gradebook with its students"
            self.rows.faults.append(Fault("", what, hint, Severity.WARNING))

    def _has_more_than_headings(self, row: _Row) -> bool:
        values = self.table.sheet.rows[row.index]
        return any(value is not None and (row.index, column) not in self.headings.cells for column, value in enumerate(values))

    def _rule_for(self, row: _Row) -> RowRule | None:
        """Return the rule whose label the row bears; in a sheet made by hand a label stands alone, a name may not."""
        if self.by_hand and row.names + row.keys > 1:
            return None
        if not self.table.dialect.rows:
            return None
        label = fold(row.label).strip(" .:()[]")
        depth = row.index - self.table.header
        return next((r for r in self.table.dialect.rows if r.below == depth or (r.label and r.label.fullmatch(label))), None)

    def _use(self, rule: RowRule, row: _Row) -> RowUse | None:
        """Return what the labelled row is good for; None where "Max" is not a label but somebody's name."""
        if rule.use not in {RowUse.HIGHEST, RowUse.LOWEST}:
            return rule.use
        if not self.rows.students:
            return RowUse.MAX if rule.use is RowUse.HIGHEST else RowUse.NONE
        for column, own in row.numbers.items():
            extremes = self._extremes_above(column)
            if extremes and own != extremes[rule.use is RowUse.HIGHEST]:
                return None
        return RowUse.NONE

    def _extremes_above(self, column: int) -> tuple[Decimal, Decimal] | None:
        """Return the lowest and the highest number that the students so far have in a column; each is looked at once."""
        seen, extremes = self.extremes.get(column, (0, None))
        for index in self.rows.students[seen:]:
            if (value := numeric(self.table.sheet.rows[index][column])) is not None:
                extremes = (min(value, extremes[0]), max(value, extremes[1])) if extremes else (value, value)
        self.extremes[column] = len(self.rows.students), extremes
        return extremes

    def _take_labelled(self, row: _Row, rule: RowRule, use: RowUse) -> None:
        if use is RowUse.MAX and self.rows.max is None:
            self.rows.max = row.index
        elif use is RowUse.WEIGHT and self.rows.weight is None:
            self.rows.weight = row.index
        else:
            self.rows.unused[row.index] = Unused(row.label, rule.reason)

    def _take_unlabelled(self, row: _Row) -> None:
        named = bool(row.names or (row.keys and not self.named_roles))
        if reason := self._no_student(row, named=named):
            self.rows.unused[row.index] = Unused(row.label, reason)
        elif named:
            self.rows.students.append(row.index)
            self.with_numbers = self.with_numbers or (self.by_hand and bool(row.numbers))
            self.apart = False
        elif self._is_unlabelled_max(row):
            self.rows.max = row.index
        else:
            place = self.table.sheet.row_place(row.index)
            what = f"{place} has {'marks' if row.numbers else 'an id or address'} but no name"
            hint = "write the student's name there, or delete the row"
            self.rows.faults.append(Fault(self.table.sheet.address(row.index, 0), what, hint))

    def _no_student(self, row: _Row, *, named: bool) -> str:
        """Say why a row is to be left out: nobody to be graded, headings again, a team's name, a note below the table."""
        for rule in self.table.dialect.people:
            if rule.pattern.fullmatch(fold(row.said(rule.role))):
                if rule.role is Role.NAME:
                    self.test_people.append(row)
                return rule.reason
        if self._is_header_again(row):
            self.rows.faults += self._other_headings(row)
            return "the headings again"
        if not (named or row.keys or row.numbers):
            return "no name and no marks"
        return self._no_student_by_hand(row) if self.by_hand and not row.numbers else ""

    def _no_student_by_hand(self, row: _Row) -> str:
        """Say why a row without marks is no student's in a sheet that somebody has made."""
        if row.label.endswith(":") or row.holds_date:
            return "a note"
        if row.keys or row.others:
            return ""
        if self.keyed:
            return "only a name, without id or marks"
        stands_apart = self.apart and row.names == 1 and self.with_numbers
        return "a single text that stands apart from the students" if stands_apart else ""

    def _is_header_again(self, row: _Row) -> bool:
        """Say whether the row repeats what names the students' columns, as pages put together do."""
        header, values = (self.table.sheet.rows[index] for index in (self.table.header, row.index))
        return all(values[column] is not None and header[column] == values[column] for column in self.table.identity)

    def _other_headings(self, row: _Row) -> Iterator[Fault]:
        """Tell of headings that stand again, but not the same ones: the marks below them are of something else."""
        header, values = (self.table.sheet.rows[index] for index in (self.table.header, row.index))
        pairs = enumerate(zip(map(as_text, header), map(as_text, values), strict=True))
        other = next(((column, *texts) for column, texts in pairs if texts[1] and fold(texts[0]) != fold(texts[1])), None)
        if other:
            column, first, second = other
            places = [self.table.sheet.row_place(index) for index in (row.index, self.table.header)]
            what = f'{places[0]} has the headings again, but other ones: "{second}" where {places[1]} has "{first}"'
            hint = "two tables stand below each other: put each into a file of its own, and join them under [gradebook] in "
            hint += 'course.toml: file = ["first.xlsx", "second.xlsx"]'
            yield Fault(self.table.sheet.address(row.index, column), what, hint)

    def _is_unlabelled_max(self, row: _Row) -> bool:
        """Say whether a row right below the headings holds a number for every column of marks, and nothing else."""
        first = self.by_hand and not self.rows.students and self.rows.max is None
        if not first or row.keys or row.others or not row.numbers:
            return False
        marked = {column for column, last in self._last_numbers.items() if last > row.index}
        return marked.intersection(self.headings.of) <= row.numbers.keys()

    @cached_property
    def _last_numbers(self) -> dict[int, int]:
        """Column → the last row below the headings in which it has a number."""
        return {column: row.index for row in self.below for column in row.numbers}
