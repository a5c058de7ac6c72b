"""The templates of a course: their folders found, their settings read, their faults told.

They stand beside course.toml in ``templates/``, or are shipped with the program.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from certbuild import resources
from certbuild.config import COURSE_FILE
from certbuild.errors import Problem, RenderingError, Severity, errors_among
from certbuild.printing.context import LOGO, SIGNATURE, Paper
from certbuild.printing.template import PAGE_FILE, SETTINGS_FILE, Template, digest_of
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course

_PAPERS = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "Letter": (215.9, 279.4), "Legal": (215.9, 355.6)}
_KEYS = ("extends", "paper", "strings")


def template_name(course: Course, award: str) -> str:
    """Return the template of an award: its own, or else that of [certificate]."""
    own = next((tier.template for tier in course.awards if tier.name == award), "")
    return own or course.certificate.template


def load_template(course: Course, name: str) -> Template:
    """Return the template of this name for the course.

    Files are read once for each course that was loaded. Raises `RenderingError` with all that is wrong
    with the template's folder and settings.
    """
    return _load(_ByIdentity(course), name)


def check_templates(course: Course) -> list[Problem]:
    """Return what is wrong with the templates that course.toml names, and warnings; nothing is printed for that."""
    settings = {f"{COURSE_FILE} › [certificate] template": course.certificate.template}
    settings |= {f'{COURSE_FILE} › [[award]] "{tier.name}" template': tier.template for tier in course.awards if tier.template}
    problems: list[Problem] = []
    words: set[str] = set()
    for place, name in settings.items():
        if not _folder(course, name):
            known = sorted(_known(course))
            hint = did_you_mean(name, known) or f"known templates: {', '.join(known)}"
            problems.append(Problem(place, f'there is no template "{name}"', hint))
            continue
        try:
            template = load_template(course, name)
        except RenderingError as error:
            problems += error.problems
        else:
            words |= template.strings.keys()
            problems += _unprinted_end(course, template)
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


def _unprinted_end(course: Course, template: Template) -> list[Problem]:
    """Return a warning where certificates expire, and the template, which may be older than that, does not say so."""
    names = {page.relative_to(folder).as_posix() for folder in template.folders for page in folder.rglob("*.html")}
    pages = [page.read_text(encoding="utf-8", errors="replace") for name in names if (page := template.file(name))]
    if not course.certificate.valid_for or any("certificate.valid_until" in page for page in pages):
        return []
    what = "does not print until when a certificate is valid, though course.toml has valid_for"
    hint = 'put {{ field("valid_until", certificate.valid_until) }} into its template.html, as docs/templates.md shows'
    return [Problem(template.place(), what, hint, Severity.WARNING)]


class _ByIdentity:
    """A course as the key of a cache: the very object, since a new build reads course.toml and all files anew."""

    __slots__ = ("course",)

    def __init__(self, course: Course) -> None:
        self.course = course

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.course is self.course

    def __hash__(self) -> int:
        return id(self.course)


@lru_cache(maxsize=16)
def _load(key: _ByIdentity, name: str) -> Template:
    course = key.course
    folders, settings = _chain(course, name)
    problems: list[Problem] = []
    paper = _paper(name, settings, problems)
    strings = _strings(course, name, settings, problems)
    if not any((folder / PAGE_FILE).is_file() for folder in folders):
        problems.append(Problem(f'template "{name}"', f"has no {PAGE_FILE}", "copy it from the template classic to start from"))
    if problems:
        raise RenderingError(*problems)
    images = {
        address: course.folder / name
        for address, name in ((LOGO, course.issuer.logo), (SIGNATURE, course.issuer.signature))
        if name
    }
    return Template(name, folders, paper, strings, images, digest_of(folders, paper, strings, images))


def _folder(course: Course, name: str) -> Path | None:
    return _known(course).get(name)


def _known(course: Course) -> dict[str, Path]:
    """Return the template folders by name; the course's own take precedence."""
    places = (resources.cert_templates(), course.folder / "templates")
    return {path.parent.name: path.parent for place in places for path in place.glob(f"*/{SETTINGS_FILE}")}


def _chain(course: Course, name: str) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """Return the folders of a template and those it extends, and their settings as one."""
    folders: list[Path] = []
    settings: dict[str, Any] = {}
    while name:
        folder = _folder(course, name)
        if not folder or folder in folders:
            what = f'extends "{name}", which ' + ("extends it in turn" if folder else "is no template")
            hint = did_you_mean(name, _known(course)) or "name a template that comes with the program, such as classic"
            place = f"{folders[-1].name}/{SETTINGS_FILE}" if folders else COURSE_FILE
            raise RenderingError(Problem(place, what if folders else f'there is no template "{name}"', hint))
        folders.append(folder)
        own = _settings(folder)
        strings = settings.get("strings", {})
        merged = {language: {**words, **strings.get(language, {})} for language, words in own.get("strings", {}).items()}
        name = own.get("extends", "")
        settings = {**own, **settings, "strings": {**strings, **merged}}
    return tuple(folders), settings


def _settings(folder: Path) -> dict[str, Any]:
    place = f"{folder.name}/{SETTINGS_FILE}"
    try:
        settings = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RenderingError(Problem(place, f"is not valid TOML: {error}", "mend that line")) from None
    unknown = [key for key in settings if key not in _KEYS]
    problems = [
        Problem(place, f'unknown key "{key}"', did_you_mean(key, _KEYS) or f"known here: {', '.join(_KEYS)}") for key in unknown
    ]
    if not isinstance(settings.get("extends", ""), str):
        problems.append(Problem(place, "extends is no text", 'write the name of a template, such as extends = "classic"'))
    strings = settings.get("strings", {})
    if not isinstance(strings, dict) or not all(
        isinstance(words, dict) and all(isinstance(word, str) for word in words.values()) for words in strings.values()
    ):
        problems.append(Problem(place, "strings are not texts by language", 'write them as key = "text" under [strings.en]'))
    if problems:
        raise RenderingError(*problems)
    return settings


def _paper(name: str, settings: dict[str, Any], problems: list[Problem]) -> Paper:
    match = re.fullmatch(r"(\w+)(?: (portrait|landscape))?", str(settings.get("paper", "A4 portrait")))
    if not match or match[1] not in _PAPERS:
        hint = f"write one of {', '.join(_PAPERS)}, and portrait or landscape after it"
        problems.append(Problem(f"{name}/{SETTINGS_FILE}", f'paper is "{settings.get("paper")}"', hint))
        return Paper(210, 297)
    short, long = _PAPERS[match[1]]
    return Paper(long, short) if match[2] == "landscape" else Paper(short, long)


def _strings(course: Course, name: str, settings: dict[str, Any], problems: list[Problem]) -> dict[str, str]:
    """Return the template's words in the course's language, with those of course.toml in their place."""
    by_language: dict[str, dict[str, str]] = settings.get("strings", {})
    own = course.certificate.strings
    language = course.about.language.replace("_", "-")
    plain = language.partition("-")[0]
    needed = sorted({key for words in by_language.values() for key in words})
    layers = (by_language.get(plain, {}), by_language.get(language, {}), own.get(plain, {}), own.get(language, {}))
    strings = {key: text for layer in layers for key, text in layer.items() if key in needed}
    missing = [key for key in needed if key not in strings]
    if missing:
        what = f'the template "{name}" has no words in the language "{language}" for: {", ".join(missing)}'
        problems.append(Problem(f"{COURSE_FILE} › [course] language", what, f"write them under [certificate.strings.{plain}]"))
    return strings
