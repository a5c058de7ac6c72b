"""The templates that course.toml names: what is wrong with them, and what of course.toml they do not print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from certbuild.certificates.loading import load_template, template_folders
from certbuild.config import COURSE_FILE
from certbuild.errors import Problem, RenderingError, Severity, errors_among
from certbuild.printing.template import PAGE_FILE
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from certbuild.config import Course
    from certbuild.printing.template import Template

_ALL_SHEETS = 'begin its template.html with {% extends "sheet.html" %}, as docs/templates.md shows'


def check_templates(course: Course) -> list[Problem]:
    """Return what is wrong with the templates that course.toml names, and warnings; nothing is printed for that."""
    settings = {f"{COURSE_FILE} › [certificate] template": course.certificate.template}
    settings |= {f'{COURSE_FILE} › [[award]] "{tier.name}" template': tier.template for tier in course.awards if tier.template}
    problems: list[Problem] = []
    words: set[str] = set()
    for place, name in settings.items():
        if name not in (known := template_folders(course.folder)):
            hint = did_you_mean(name, known) or f"known templates: {', '.join(sorted(known))}"
            problems.append(Problem(place, f'there is no template "{name}"', hint))
            continue
        try:
            template = load_template(course, name)
        except RenderingError as error:
            problems += error.problems
        else:
            words = words.union(*template.strings.values())
            problems += _unprinted(course, template)
    unknown = [] if errors_among(problems) else _unknown_words(course, sorted(words))
    return list(dict.fromkeys(problems)) + unknown


def _unknown_words(course: Course, known: list[str]) -> list[Problem]:
    """Return the words of course.toml that none of its templates has a place for."""
    return [
        Problem(
            f"{COURSE_FILE} › [certificate.strings.{language}]",
            f'no template of the course has a word "{key}"',
            did_you_mean(key, known) or f"known words: {', '.join(known)}",
        )
        for language, words in course.certificate.strings.items()
        for key in words
        if key not in known
    ]


def _unprinted(course: Course, template: Template) -> list[Problem]:
    """Return a warning for each thing that course.toml says and the template, which may be older than that, does not print."""
    issuer, asked = course.issuer, []
    if course.certificate.valid_for:
        what = "does not print until when a certificate is valid, though course.toml has valid_for"
        hint = 'put {{ field("valid_until", certificate.valid_until) }} into its template.html, as docs/templates.md shows'
        asked.append(("certificate.valid_until", what, hint))
    if issuer.second_signatory or issuer.second_signature:
        what = "has no place for a second person who signs, though course.toml names one"
        hint = 'take academic or modern, or put {% include "second.html" %} into its template.html'
        asked.append(("issuer.second_signatory", what, hint))
    if course.certificate.transcript and not template.marks:
        asked.append(("transcript", "does not print a transcript, though course.toml asks for one", _ALL_SHEETS))
    if len(course.languages) > 1:
        asked.append(("editions", "prints the first of the languages of course.toml alone", _ALL_SHEETS))
    source = _source(template) if asked else ""
    return [
        Problem(template.place(), what, hint, Severity.WARNING) for name, what, hint in asked if source and name not in source
    ]


def _source(template: Template) -> str:
    """Return the source of the template's page with all that it extends and includes; nothing where it cannot be read."""
    found: dict[str, str] = {}
    waiting = [PAGE_FILE]
    while waiting:
        name = waiting.pop()
        if name not in found and (path := template.file(name)):
            found[name] = path.read_text(encoding="utf-8", errors="replace")
            try:
                waiting += filter(None, find_referenced_templates(Environment().parse(found[name])))  # noqa: S701 - not filled in
            except TemplateSyntaxError:  # told when a page is made
                return ""
    return "\n".join(found.values())
