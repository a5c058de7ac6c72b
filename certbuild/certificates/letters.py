"""Letters: whether some font has each of them, asked of the whole roster and all words before anything is printed."""

from __future__ import annotations

import pickle
from contextlib import suppress
from typing import TYPE_CHECKING

from certbuild.certificates.loading import load_template, template_name
from certbuild.config import COURSE_FILE
from certbuild.errors import Problem, RenderingError, Severity
from certbuild.fonts import surely_has
from certbuild.printing.faults import how_to_get, named
from certbuild.printing.workshop import letters_without_font

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certbuild.config import Course
    from certbuild.crews import Crew
    from certbuild.model import Gradebook
    from certbuild.printing.template import Template


def check_letters(course: Course, gradebook: Gradebook, crew: Crew | None = None) -> list[Problem]:
    """Return a warning for each name of a student, and each word of course.toml and the templates, that no font has letters for.

    Most are in letters that the program's own faces have, and need not be looked at; for others WeasyPrint is asked, by the
    crew if there is one.
    """
    names = sorted({student.name for student in gradebook.students if not surely_has(student.name)})
    missing: set[str] = set()
    problems: list[Problem] = []
    for template in _templates(course):
        with suppress(RenderingError):  # what is wrong with the template is told when it is used
            loaded = load_template(course, template)
            words = [(place, text) for place, text in _words(course, loaded) if not surely_has(text)]
            if texts := [*names, *(text for _, text in words)]:
                task = pickle.dumps(loaded), texts
                lacking = crew.result(crew.begun(letters_without_font, *task)) if crew else letters_without_font(*task)
                missing |= lacking
                problems += [
                    Problem(
                        place, _lacks(letters, f'"{text}"'), how_to_get(letters, "write it in other letters"), Severity.WARNING
                    )
                    for place, text in words
                    if (letters := sorted(lacking.intersection(text)))
                ]
    for student in gradebook.students if missing else ():
        if letters := sorted(missing.intersection(student.name)):
            what = _lacks(letters, f"the name {student.name}")
            problems.append(Problem(gradebook.place(student.cell), what, how_to_get(letters), Severity.WARNING))
    return list(dict.fromkeys(problems))


def _words(course: Course, template: Template) -> Iterator[tuple[str, str]]:
    """Yield what all certificates in a template may say, each with its place."""
    issuer = course.issuer
    yield f"{COURSE_FILE} › [course] title", course.about.title
    yield f"{COURSE_FILE} › [course] code", course.code
    for key in ("name", "signatory", "role", "second_signatory", "second_role"):
        yield f"{COURSE_FILE} › [issuer] {key}", getattr(issuer, key)
    for tier in course.awards:
        yield f'{COURSE_FILE} › [[award]] "{tier.name}" name', tier.name
    for language, words in course.certificate.translations.items():
        for key, text in words.items():
            yield f'{COURSE_FILE} › [certificate.translations.{language}] "{key}"', text
    for key, text in (word for words in template.strings.values() for word in words.items()):
        own = next((language for language, words in course.certificate.strings.items() if words.get(key) == text), "")
        yield f"{COURSE_FILE} › [certificate.strings.{own}] {key}" if own else template.place(f'the word "{key}"'), text


def _lacks(letters: Iterable[str], where: str) -> str:
    return f"no font has {', '.join(map(named, letters))} in {where}"


def without_font(course: Course, template: str, texts: Sequence[str]) -> set[str]:
    """Return the letters of texts that no font has for a template; raise `RenderingError` where that is at fault."""
    doubtful = [text for text in texts if not surely_has(text)]
    return letters_without_font(pickle.dumps(load_template(course, template)), doubtful) if doubtful else set()


def _templates(course: Course) -> Iterable[str]:
    return dict.fromkeys(template_name(course, tier.name) for tier in course.tiers)
