"""What can be wrong, and how it is told: a place, what was found there, and what to do about it."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """The exit codes of the program; relied upon from outside."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    COURSE = 3
    GRADEBOOK = 4
    RENDERING = 5
    NEEDS_YES = 6


class Severity(StrEnum):
    """An error stops the build before anything is written; a warning does so only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True):
    """One thing that is wrong: data with a position, collected and shown together with the others.

    ``where`` names the place (``gradebook.xlsx › Grades!D14``), ``what`` says what was read there,
    ``hint`` what to do next.
    """

    where: str
    what: str
    hint: str
    severity: Severity = Severity.ERROR


class CertbuildError(Exception):
    """The build cannot go on; carries every problem found so far, not only the first."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.what}" for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[Self], tuple[Problem, ...]]:
        """Let one that a worker raises come here as it is."""
        return type(self), self.problems


class CourseError(CertbuildError):
    """course.toml is missing, unreadable, or asks for something that cannot be."""

    exit_code = ExitCode.COURSE


class GradebookError(CertbuildError):
    """The gradebook cannot be read, or holds cells that must not be guessed at."""

    exit_code = ExitCode.GRADEBOOK


class RenderingError(CertbuildError):
    """A certificate or a template cannot be set in type as it should be."""

    exit_code = ExitCode.RENDERING


class UnknownStudentError(CertbuildError):
    """What was given as STUDENT names nobody, or more than one person."""

    exit_code = ExitCode.USAGE


def problem_on_disk(error: OSError) -> Problem:
    """Return what the system says of a file as a problem."""
    where = error.filename or "the disk"
    return Problem(str(where), error.strerror or str(error), "see that it can be read and written, and try again")


def errors_among(problems: Iterable[Problem], *, strict: bool = False) -> tuple[Problem, ...]:
    """Return the problems that stop a build: the errors, and the warnings too when strict."""
    return tuple(p for p in problems if strict or p.severity is Severity.ERROR)
