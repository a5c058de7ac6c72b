"""A gradebook in short, for tests to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.model import MarkState

if TYPE_CHECKING:
    from certbuild.model import Gradebook


def students(book: Gradebook) -> list[tuple[str, str, str]]:
    """Return key, given names and family name of each student."""
    return [(student.key, student.given, student.family) for student in book.students]


def activities(book: Gradebook) -> list[tuple[str, str, str]]:
    """Return name, maximum and where the maximum comes from."""
    return [(a.name, f"{a.max.normalize():f}" if a.max is not None else "", a.max_from) for a in book.activities]


def marks(book: Gradebook) -> list[list[str]]:
    """Return what each mark says: "8.5", "85 %", "excused", or "-" where it is missing."""
    return [["-" if mark.state is MarkState.MISSING else mark.value for mark in row] for row in book.marks]


def left_out(book: Gradebook) -> dict[str, str]:
    """Return place → reason."""
    return {left.where: left.reason for left in book.sources[0].left_out}


def platform(book: Gradebook) -> tuple[str, str]:
    """Return the dialect, and all reasons in one text."""
    return book.sources[0].dialect, "; ".join(book.sources[0].because)
