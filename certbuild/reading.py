"""The first half of every command: course.toml, the gradebook and the rules, with all their problems in one list.

Whether anything is wrong is known before anybody is graded, so that grading waits until the grades are wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.certificates import awards_with_marks, check_letters, check_templates, check_translations, expect_printing
from certbuild.config import load_course, warnings
from certbuild.errors import CertbuildError, CourseError, ExitCode, GradebookError, RenderingError, errors_among
from certbuild.gradebook import read_gradebook
from certbuild.grading import Needs, grade, make_scheme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certbuild.config import Course, ExceptionRule
    from certbuild.crews import Crew
    from certbuild.errors import Problem
    from certbuild.grading import Scheme
    from certbuild.layout import Layout
    from certbuild.model import Gradebook, Results


class Reading(Struct, frozen=True):
    """A course that was read and graded."""

    course: Course
    gradebook: Gradebook
    results: Results
    needs: Needs
    """What it takes each student to reach the awards."""
    exceptions: Mapping[str, tuple[ExceptionRule, ...]]
    """Student's key → the exceptions that course.toml makes for that student."""
    problems: tuple[Problem, ...]
    """Only warnings."""


class Attempt(Struct, frozen=True):
    """A course as far as it could be read; what could not is None, and `problems` says why."""

    course: Course | None
    gradebook: Gradebook | None
    scheme: Scheme | None
    """The rules of course.toml laid over the gradebook."""
    problems: tuple[Problem, ...]
    exit_code: ExitCode
    """`DONE` where nothing but warnings was found."""

    def sound(self, *, strict: bool = False) -> tuple[Course, Gradebook, Scheme]:
        """Return all that was read; raise the error that says what stops it, warnings too when strict."""
        stopping = errors_among(self.problems, strict=strict)
        if self.course and self.gradebook and self.scheme and not stopping:
            return self.course, self.gradebook, self.scheme
        kinds: dict[ExitCode, type[CertbuildError]] = {ExitCode.COURSE: CourseError, ExitCode.RENDERING: RenderingError}
        raise kinds.get(self.exit_code, GradebookError)(*self.problems)

    def graded(self, *, strict: bool = False) -> Reading:
        """Return the whole reading with its grades; raise as `sound` does."""
        course, gradebook, scheme = self.sound(strict=strict)
        results = grade(course, gradebook, scheme)
        if awards := awards_with_marks(course):
            told = tuple(result.with_marks() if result.award in awards else result for result in results.results)
            results = replace(results, results=told)
        return Reading(course, gradebook, results, Needs(course, gradebook, scheme), scheme.exceptions, self.problems)


def attempt(layout: Layout, crew: Crew | None = None) -> Attempt:
    """Read as far as it goes; meanwhile the crew, if there is one, gets ready to print what is to be expected."""
    course: Course | None = None
    gradebook: Gradebook | None = None
    scheme: Scheme | None = None
    problems: tuple[Problem, ...] = ()
    exit_code = ExitCode.DONE
    try:
        course = load_course(layout.input)
        problems = warnings(course)
        faults = check_templates(course)
        problems += tuple(faults)
        if errors_among(faults):
            exit_code = ExitCode.RENDERING
        elif crew:
            expect_printing(course, crew)
        gradebook = read_gradebook(course)
        problems += gradebook.problems
        problems += tuple(check_translations(course, gradebook))
        if not exit_code:
            problems += tuple(check_letters(course, gradebook, crew))
        scheme = make_scheme(course, gradebook)
        problems += scheme.problems
    except CertbuildError as error:
        problems += error.problems
        exit_code = exit_code or error.exit_code
    if exit_code is ExitCode.DONE and errors_among(problems):
        exit_code = ExitCode.GRADEBOOK
    return Attempt(course, gradebook, scheme, problems, exit_code)
