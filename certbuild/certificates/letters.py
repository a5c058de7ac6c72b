"""Letters of names: whether some font has each of them, asked of the whole roster before anything is printed."""

from __future__ import annotations

import pickle
from contextlib import suppress
from typing import TYPE_CHECKING

from certbuild.certificates.loading import load_template, template_name
from certbuild.errors import Problem, RenderingError, Severity
from certbuild.fonts import surely_has
from certbuild.printing.faults import how_to_get, named
from certbuild.printing.workshop import letters_without_font

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certbuild.config import Course
    from certbuild.crews import Crew
    from certbuild.model import Gradebook


def check_letters(course: Course, gradebook: Gradebook, crew: Crew | None = None) -> list[Problem]:
    """Return a warning for each student whose name has letters that no font has.

    Most names are in letters that the program's own faces have, and need not be looked at; for others WeasyPrint is asked,
    by the crew if there is one.
    """
    names = sorted({student.name for student in gradebook.students if not surely_has(student.name)})
    missing: set[str] = set()
    for template in _templates(course) if names else ():
        with suppress(RenderingError):  # what is wrong with the template is told when it is used
            task = pickle.dumps(load_template(course, template)), names
            missing |= crew.result(crew.begun(letters_without_font, *task)) if crew else letters_without_font(*task)
    problems = []
    for student in gradebook.students if missing else ():
        if letters := sorted(missing.intersection(student.name)):
            what = f"no font has {', '.join(map(named, letters))} in the name {student.name}"
            problems.append(Problem(gradebook.place(student.cell), what, how_to_get(letters), Severity.WARNING))
    return problems


def without_font(course: Course, template: str, texts: Sequence[str]) -> set[str]:
    """Return the letters of texts that no font has for a template; raise `RenderingError` where that is at fault."""
    doubtful = [text for text in texts if not surely_has(text)]
    return letters_without_font(pickle.dumps(load_template(course, template)), doubtful) if doubtful else set()


def _templates(course: Course) -> Iterable[str]:
    return dict.fromkeys(template_name(course, tier.name) for tier in course.tiers)
