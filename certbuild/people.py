"""Who is meant by STUDENT: a key, an e-mail address, a name, a certificate number or a code."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.codes import normal_code
from certbuild.errors import Problem, UnknownStudentError
from certbuild.text import fold, full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Person(Struct, frozen=True):
    """What somebody can be found by."""

    key: str
    given: str
    family: str
    email: str = ""
    marks_of_identity: tuple[str, ...] = ()
    """Certificate numbers and codes."""

    @property
    def label(self) -> str:
        """Name and key, for lists that a person chooses from."""
        return f"{full_name(self.given, self.family)} ({self.key})"

    @property
    def _names(self) -> set[str]:
        given, family = fold(self.given), fold(self.family)
        printed = fold(full_name(self.given, self.family))
        return {f"{given} {family}".strip(), f"{family} {given}".strip(), f"{family}, {given}", printed}

    def is_identified_by(self, query: str) -> bool:
        """Whether the query is the key, the e-mail address, a number or a code."""
        wanted = {query.strip().casefold(), normal_code(query).casefold()}
        return not wanted.isdisjoint(own.casefold() for own in (self.key, self.email, *self.marks_of_identity) if own)

    def is_named(self, query: str) -> bool:
        """Whether the query is the full name, in either order, with or without accents."""
        return fold(query) in self._names

    def may_be_called(self, query: str) -> bool:
        """Whether every word of the query is one of the name, or the query is the e-mail address up to its @."""
        words = set(fold(query).split())
        name = fold(f"{self.given} {self.family}")
        own = {*name.split(), *name.replace("-", " ").split()}
        return bool(words) and (words <= own or fold(self.email.partition("@")[0]) == fold(query))

    def likeness(self, query: str) -> float:
        """How near the query comes to the name or the key, 0..1."""
        return max(SequenceMatcher(None, fold(query), name).ratio() for name in (*self._names, fold(self.key), fold(self.given)))


def find(query: str, people: Sequence[Person]) -> Person:
    """Return the one person whom the query names; the surest way of naming that finds anybody decides.

    Raises `UnknownStudentError`: with the candidates where it names several, with the nearest where nobody.
    """
    ways: tuple[Callable[[Person], bool], ...] = (
        lambda person: person.is_identified_by(query),
        lambda person: person.is_named(query),
        lambda person: person.may_be_called(query),
    )
    for way in ways:
        found = [person for person in people if way(person)]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(person.label for person in found)
            what = f"names {len(found)} students: {several}"
            raise UnknownStudentError(Problem(f'STUDENT "{query}"', what, "write the key of the one you mean"))
    nearest = sorted(people, key=lambda person: (-person.likeness(query), person.key))[:3]
    hint = "the nearest are: " + ", ".join(person.label for person in nearest) if nearest else "there are no students yet"
    raise UnknownStudentError(Problem(f'STUDENT "{query}"', "names nobody here", hint))
