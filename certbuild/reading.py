"""The first half of every command: course.toml, the gradebook and the grades, with all their problems in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.certificates import check_templates
from certbuild.config import load_course, warnings
from certbuild.errors import CertbuildError, CourseError, ExitCode, GradebookError, RenderingError, errors_among
from certbuild.gradebook import read_gradebook
from certbuild.grading import grade

if TYPE_CHECKING:
    from certbuild.config import Course
    from certbuild.errors import Problem
    from certbuild.layout import Layout
    from certbuild.model import Gradebook, Results


@dataclass(frozen=True, slots=True)
class Reading:
    """A course that could be read and graded."""

    course: Course
    gradebook: Gradebook
    results: Results
    problems: tuple[Problem, ...]
    """Only warnings."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A course as far as it could be read; what could not is None, and `problems` says why."""

    course: Course | None
    gradebook: Gradebook | None
    results: Results | None
    problems: tuple[Problem, ...]
    exit_code: ExitCode
    """`DONE` where nothing but warnings was found."""

    def complete(self, *, strict: bool = False) -> Reading:
        """Return the whole reading; raise the error that says what stops it, warnings too when strict."""
        stopping = errors_among(self.problems, strict=strict)
        if self.course and self.gradebook and self.results and not stopping:
            return Reading(self.course, self.gradebook, self.results, self.problems)
        kinds: dict[ExitCode, type[CertbuildError]] = {ExitCode.COURSE: CourseError, ExitCode.RENDERING: RenderingError}
        raise kinds.get(self.exit_code, GradebookError)(*self.problems)


def attempt(layout: Layout) -> Attempt:
    """Read and grade as far as it goes."""
    course: Course | None = None
    gradebook: Gradebook | None = None
    results: Results | None = None
    problems: tuple[Problem, ...] = ()
    exit_code = ExitCode.DONE
    try:
        course = load_course(layout.input)
        problems = warnings(course)
        if faults := check_templates(course):
            problems += tuple(faults)
            exit_code = ExitCode.RENDERING
        gradebook = read_gradebook(course)
        problems += gradebook.problems
        results = grade(course, gradebook)
        problems += results.problems
    except CertbuildError as error:
        problems += error.problems
        exit_code = exit_code or error.exit_code
    if exit_code is ExitCode.DONE and errors_among(problems):
        exit_code = ExitCode.GRADEBOOK
    return Attempt(course, gradebook, results, problems, exit_code)
