"""Several exports of one course → one gradebook: the same student is found in each, or else nothing is guessed.

A student is the same where the keys are the same and the names agree; else where the e-mail addresses are,
and the names agree; else where the names are the same, if nobody else bears them and no two ids of the same
kind contradict. Names agree if they have a word in common; where they are not alike beyond that, as those of
brothers and sisters with one address, a warning says who was taken for whom.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.errors import Problem, Severity
from certbuild.model import Gradebook, Mark, MarkState
from certbuild.text import fold, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from certbuild.gradebook.exports import Export
    from certbuild.model import Activity, Student

_NAMED = 8
"""Students whom a message names one by one."""


def one_gradebook(exports: Sequence[Export]) -> Gradebook:
    """Return the gradebook that the exports make together, in the order in which they are given."""
    whole = exports[0] if len(exports) == 1 else reduce(_joined, map(_addressed, exports))
    book = Gradebook(
        sources=tuple(export.source for export in exports),
        activities=whole.activities,
        students=whole.students,
        marks=whole.marks,
        problems=whole.problems,
    )
    problems = (*_nothing_found(book), *book.problems, *([whole.nameless] if whole.nameless and book.students else []))
    return replace(book, problems=problems)


def _nothing_found(book: Gradebook) -> Iterator[Problem]:
    if not book.students:
        hint = "export the gradebook again, with the students in it"
        yield Problem(book.file, "there are headings, but no students below them", hint)
    elif not book.activities:
        hint = "export it again with the activities in it; `certbuild check` lists what was left out, and why"
        yield Problem(book.file, "there is no column with marks", hint)


def _addressed(export: Export) -> Export:
    """Return the export with the file's name before every cell."""
    place = export.source.place
    return replace(
        export,
        activities=tuple(replace(activity, cell=place(activity.cell)) for activity in export.activities),
        students=tuple(replace(student, cell=place(student.cell)) for student in export.students),
        marks=tuple(tuple(replace(mark, cell=place(mark.cell)) for mark in row) for row in export.marks),
    )


def _joined(first: Export, second: Export) -> Export:
    """Return the first export with the activities of the second, and with whoever is only in that one."""
    matching = _Matching(first, second)
    partner = {matching.of(student): position for position, student in enumerate(second.students)}
    partner.pop(None, None)
    found = {
        *partner.values(),
        *(position for position, student in enumerate(second.students) if student.cell in matching.refused),
    }
    alone = [position for position in range(len(second.students)) if position not in found]
    strangers = [second.students[position] for position in alone]
    nowhere = [Mark(MarkState.MISSING, f"{export.source.file} (not in it)", "") for export in (first, second)]
    students, marks = [], []
    for position, (student, row) in enumerate(zip(first.students, first.marks, strict=True)):
        other = partner.get(position)
        students.append(student if other is None else _merged(student, second.students[other], first))
        marks.append(row + ((nowhere[1],) * len(second.activities) if other is None else second.marks[other]))
    students += strangers
    marks += [(nowhere[0],) * len(first.activities) + second.marks[position] for position in alone]
    missing = [student for position, student in enumerate(first.students) if position not in partner]
    return replace(
        first,
        source=replace(first.source, file=f"{first.source.file} + {second.source.file}"),
        activities=first.activities + tuple(_renamed(first.activities, second)),
        students=tuple(students),
        key_roles=first.key_roles + tuple(second.key_roles[position] for position in alone),
        marks=tuple(marks),
        problems=(
            *first.problems,
            *second.problems,
            *matching.problems,
            *_only_in(first, missing, second),
            *_only_in(second, strangers, first),
            *_without_name(first, missing, second),
            *_without_name(second, strangers, first),
        ),
        nameless=first.nameless and second.nameless,
    )


def _merged(student: Student, other: Student, first: Export) -> Student:
    """Return the student with what only the other file says."""
    named = other if first.nameless else student
    return replace(
        student,
        given=named.given,
        family=named.family,
        email=student.email or other.email,
        section=student.section or other.section,
        inactive=student.inactive or other.inactive,
    )


def _renamed(taken: Sequence[Activity], second: Export) -> Iterator[Activity]:
    """Yield the second file's activities; one whose name is taken is told apart by the file."""
    names = {fold(activity.name) for activity in taken}
    for activity in second.activities:
        again = fold(activity.name) in names
        yield replace(activity, name=f"{activity.name} ({second.source.file})") if again else activity


def _only_in(export: Export, students: Sequence[Student], other: Export) -> Iterator[Problem]:
    if students:
        what = f"{plural(len(students), 'student')} not in {other.source.file}: {_listed(students)}"
        lack = "have no marks of it" if other.activities else "are not known by it"
        hint = f"they {lack}; if they stand there under another id or name, make both the same"
        yield Problem(export.source.file, what, hint, Severity.WARNING)


def _without_name(export: Export, students: Sequence[Student], other: Export) -> Iterator[Problem]:
    """Tell of students whose names should have come from the other file, in which they are not."""
    if students and export.nameless and not other.nameless:
        what = f"{plural(len(students), 'student')} without a name: {_listed(students)}"
        hint = f"add them to {other.source.file}, with the same id or e-mail address; certificates are made out to names"
        yield Problem(export.source.file, what, hint)


def _listed(students: Sequence[Student]) -> str:
    named = [student.name if student.name == student.key else f"{student.name} ({student.key})" for student in students[:_NAMED]]
    more = f" and {len(students) - _NAMED} more" if len(students) > _NAMED else ""
    return ", ".join(named) + more


class _Index(Struct, frozen=True):
    """Positions of students by one of their features."""

    feature: Callable[[Student], str]
    positions: dict[str, list[int]]

    @classmethod
    def of(cls, students: Iterable[Student], feature: Callable[[Student], str]) -> _Index:
        positions = defaultdict(list)
        for position, student in enumerate(students):
            if value := feature(student):
                positions[value].append(position)
        return cls(feature, positions)

    def like(self, student: Student) -> list[int]:
        return self.positions.get(self.feature(student), [])


class _Matching:
    """Finds the students of one export in another."""

    def __init__(self, first: Export, second: Export) -> None:
        self.first, self.second = first, second
        self.problems: list[Problem] = []
        self.refused: set[str] = set()
        """Cells of students whom an error tells of: they may be several, or are taken already, and are not added as new ones."""
        self._taken: dict[int, Student] = {}
        features: tuple[Callable[[Student], str], ...] = (
            lambda student: student.key.casefold(),
            lambda student: student.email.casefold(),
            lambda student: fold(student.name),
            lambda student: student.key.lstrip("0").casefold(),
        )
        self._key, self._email, self._name, self._short_key = (_Index.of(first.students, feature) for feature in features)
        self._own_kind = {student.key: kind for student, kind in zip(second.students, second.key_roles, strict=True)}
        self._own_name = _Index.of(second.students, features[2])

    def of(self, student: Student) -> int | None:
        """Return the position in the first export of a student of the second, or None."""
        found = self._find(student)
        if found is not None and (before := self._taken.setdefault(found, student)) is not student:
            one = self.first.students[found]
            what = f"{before.name} ({before.cell}) and {student.name} are both {one.name} ({one.cell})"
            hint = "give each an id of their own, or take one of the rows out"
            self._refuse(student, what, hint)
            return None
        return found

    def _refuse(self, student: Student, what: str, hint: str) -> None:
        self.problems.append(Problem(student.cell, what, hint))
        self.refused.add(student.cell)

    def _find(self, student: Student) -> int | None:
        by_key, by_email = self._key.like(student), self._email.like(student)
        if by_key and self._words_in_common(student, by_key[0]):
            return by_key[0]
        if len(by_email) == 1 and self._words_in_common(student, by_email[0]):
            return self._by_address(student, by_email[0])
        if by_key or len(by_email) == 1:
            self._refuse_other_name(student, (by_key or by_email)[0], "id" if by_key else "address")
            return None
        by_name = self._name.like(student) if not self.second.nameless else []
        if len(by_name) > 1 or (by_name and len(self._own_name.like(student)) > 1):
            places = ", ".join(self.first.students[position].cell for position in by_name)
            what = f"{student.name} may be any of {plural(len(by_name), 'student')} of that name ({places})"
            hint = "put an id or e-mail address that both files have into this one; nobody's marks are guessed"
            self._refuse(student, what, hint)
            return None
        if not by_name:
            return None
        (position,) = by_name
        return position if self._ids_allow(student, position) else None

    def _words_in_common(self, student: Student, position: int) -> set[str] | bool:
        """Say whether two names have a word in common; where one of the files has no names, nothing speaks against it."""
        nameless = self.first.nameless or self.second.nameless
        return nameless is not None or _words(student) & _words(self.first.students[position])

    def _by_address(self, student: Student, position: int) -> int:
        one = self.first.students[position]
        own, other = _words(student), _words(one)
        if not (self.first.nameless or self.second.nameless or own <= other or other <= own):
            what = f"{student.name} was taken for {one.name} in {one.cell}, who has the same e-mail address"
            hint = "if they are two, give each an address of their own; if not, write the name the same in both files"
            self.problems.append(Problem(student.cell, what, hint, Severity.WARNING))
        return position

    def _refuse_other_name(self, student: Student, position: int, what_is_same: str) -> None:
        one = self.first.students[position]
        same = student.key if what_is_same == "id" else student.email
        what = f'"{same}" is {student.name} here, but {one.name} in {one.cell}'
        hint = "one is wrong, or the two files have ids of different kinds: correct it"
        hint += ", or export e-mail addresses in both, which settle it" if what_is_same == "id" else ""
        self._refuse(student, what, hint)

    def _ids_allow(self, student: Student, position: int) -> bool:
        """Say whether two students of one name can be the same: ids of the same kind must not contradict."""
        one = self.first.students[position]
        kinds = self.first.key_roles[position], self._own_kind[student.key]
        if kinds[0] is not kinds[1] or kinds[0] is None:
            return True
        same = position in self._short_key.like(student)
        what = f'{student.name} has the id "{student.key}" here, but "{one.key}" in {one.cell}'
        if same:
            what += "; zeros in front were lost, and the two were taken for the same person"
        hint = "correct the id" if same else "if they are the same person, correct the id; now they are two"
        self.problems.append(Problem(student.cell, what, hint, Severity.WARNING))
        return same


def _words(student: Student) -> set[str]:
    return set(fold(student.name).replace("-", " ").split())
