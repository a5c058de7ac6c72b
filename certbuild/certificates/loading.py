"""The templates of a course: their folders found, their settings read.

They stand beside course.toml in ``templates/``, or are shipped with the program.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from certbuild import resources
from certbuild.catalogues import ENGLISH, catalogue_for
from certbuild.colours import is_colour
from certbuild.config import COURSE_FILE
from certbuild.errors import Problem, RenderingError
from certbuild.printing.context import BACKGROUND, LOGO, SECOND_SIGNATURE, SIGNATURE, Paper
from certbuild.printing.template import PAGE_FILE, SETTINGS_FILE, Template
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course

_PAPERS = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "Letter": (215.9, 279.4), "Legal": (215.9, 355.6)}
OWN = "templates"
"""The folder of a course's own templates, beside course.toml."""

_KEYS = ("extends", "paper", "marks", "colours", "strings")
_OF_MARKS = ("transcript", "belongs_to", "activity", "points", "of_max", "percent", "weight", "missing", "excused", "dropped")
"""Words that are needed only where marks are printed."""
_COLOURS = {"ink": "#16324f", "accent": "#a5803a", "silver": "#7d8790", "bronze": "#8f5b34"}
"""Of templates that say nothing else."""


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


def awards_with_marks(course: Course) -> frozenset[str]:
    """Return the awards whose certificates print the marks, or have them attached; raises as `load_template` does."""
    return frozenset(
        tier.name
        for tier in course.tiers
        if course.certificate.transcript
        or course.certificate.attach_results
        or load_template(course, template_name(course, tier.name)).marks
    )


def said_by_templates(course: Course) -> tuple[str, ...]:
    """Return what the templates of a course say whoever holds the certificate: their pages as they are written, and their words.

    Raises as `load_template` does.
    """
    templates = _templates(course)
    pages = {page for template in templates for folder in template.folders for page in folder.rglob("*.html")}
    texts = [page.read_text(encoding="utf-8", errors="replace") for page in sorted(pages)]
    return (*texts, *(text for template in templates for words in template.strings.values() for text in words.values()))


def print_facts_alone(course: Course) -> bool:
    """Say whether the course's templates and their words come with the program: what these print of anybody, the page says, too.

    Raises as `load_template` does.
    """
    return not course.certificate.strings and all(template.shipped for template in _templates(course))


def _templates(course: Course) -> list[Template]:
    names = dict.fromkeys((course.certificate.template, *(template_name(course, tier.name) for tier in course.tiers)))
    return [load_template(course, name) for name in names]


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
    paper = _paper(course, name, settings, problems)
    colours = _colours(course, settings)
    strings = {language: _strings(course, language, name, settings, problems) for language in course.languages}
    if not any((folder / PAGE_FILE).is_file() for folder in folders):
        problems.append(Problem(f'template "{name}"', f"has no {PAGE_FILE}", "copy it from the template classic to start from"))
    if problems:
        raise RenderingError(*problems)
    images = {
        address: course.folder / name
        for address, name in (
            (LOGO, course.issuer.logo),
            (SIGNATURE, course.issuer.signature),
            (SECOND_SIGNATURE, course.issuer.second_signature),
            (BACKGROUND, course.certificate.background),
        )
        if name
    }
    template = Template(name, folders, paper, colours, strings, settings.get("marks", False), images, course.certificate.standard)
    return replace(template, digest=template.digest_now())


def template_folders(folder: Path) -> dict[str, Path]:
    """Return the templates that a course can have, by name, given its folder; its own take precedence."""
    places = (resources.cert_templates(), folder / OWN)
    return {path.parent.name: path.parent for place in places for path in sorted(place.glob(f"*/{SETTINGS_FILE}"))}


def _chain(course: Course, name: str) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """Return the folders of a template and those it extends, and their settings as one."""
    folders: list[Path] = []
    settings: dict[str, Any] = {}
    while name:
        known = template_folders(course.folder)
        folder = known.get(name)
        if not folder or folder in folders:
            what = f'extends "{name}", which ' + ("extends it in turn" if folder else "is no template")
            hint = did_you_mean(name, known) or "name a template that comes with the program, such as classic"
            place = f"{folders[-1].name}/{SETTINGS_FILE}" if folders else COURSE_FILE
            raise RenderingError(Problem(place, what if folders else f'there is no template "{name}"', hint))
        folders.append(folder)
        own = _settings(folder)
        strings = settings.get("strings", {})
        merged = {language: {**words, **strings.get(language, {})} for language, words in own.get("strings", {}).items()}
        name = own.get("extends", "")
        colours = {**own.get("colours", {}), **settings.get("colours", {})}
        settings = {**own, **settings, "colours": colours, "strings": {**strings, **merged}}
    return (*folders, _shared()), settings


def _shared() -> Path:
    """Return the folder of what all templates share: words, parts of pages, a style sheet."""
    return resources.cert_templates() / "shared"


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
    if not isinstance(settings.get("marks", False), bool):
        problems.append(Problem(place, "marks is neither true nor false", "write marks = true where its page prints the marks"))
    if not isinstance(settings.get("extends", ""), str):
        problems.append(Problem(place, "extends is no text", 'write the name of a template, such as extends = "classic"'))
    colours = settings.get("colours", {})
    if not isinstance(colours, dict) or not all(is_colour(str(colour)) for colour in colours.values()):
        what = "colours are not colours by name"
        problems.append(Problem(place, what, 'write them as six hexadecimal digits, such as ink = "#16324f", under [colours]'))
    strings = settings.get("strings", {})
    if not isinstance(strings, dict) or not all(
        isinstance(words, dict) and all(isinstance(word, str) for word in words.values()) for words in strings.values()
    ):
        problems.append(Problem(place, "strings are not texts by language", 'write them as key = "text" under [strings.en]'))
    if problems:
        raise RenderingError(*problems)
    return settings


def _colours(course: Course, settings: dict[str, Any]) -> dict[str, str]:
    """Return the template's colours, with those of course.toml in their place."""
    own = {"ink": course.certificate.ink, "accent": course.certificate.accent}
    return {**_COLOURS, **settings["colours"], **{name: colour for name, colour in own.items() if colour}}


def _paper(course: Course, name: str, settings: dict[str, Any], problems: list[Problem]) -> Paper:
    match = re.fullmatch(r"(\w+)(?: (portrait|landscape))?", str(settings.get("paper", "A4 portrait")))
    if not match or match[1] not in _PAPERS:
        hint = f"write one of {', '.join(_PAPERS)}, and portrait or landscape after it"
        problems.append(Problem(f"{name}/{SETTINGS_FILE}", f'paper is "{settings.get("paper")}"', hint))
        return Paper(210, 297)
    short, long = _PAPERS[match[1]]
    width, height = (long, short) if match[2] == "landscape" else (short, long)
    return Paper(width, height, course.certificate.background and BACKGROUND)


def _words(language: str) -> dict[str, str]:
    """Return the words that all templates share, in one language; none where there is no catalogue that serves it."""
    catalogue = catalogue_for(_shared() / "words", language)
    return {key: catalogue.text(key) for key in catalogue.forms} if catalogue else {}


def _strings(course: Course, language: str, name: str, settings: dict[str, Any], problems: list[Problem]) -> dict[str, str]:
    """Return the template's words in a language, with those of course.toml in their place."""
    words, own = settings.get("strings", {}), course.certificate.strings
    plain = language.partition("-")[0]
    unused = () if course.certificate.transcript or settings.get("marks") else _OF_MARKS
    needed = sorted({*_words(ENGLISH), *(key for texts in words.values() for key in texts)}.difference(unused))
    layers = (_words(language), words.get(plain, {}), words.get(language, {}), own.get(plain, {}), own.get(language, {}))
    strings = {key: text for layer in layers for key, text in layer.items() if key in needed}
    missing = [key for key in needed if key not in strings]
    if missing:
        what = f'the template "{name}" has no words in the language "{language}" for: {", ".join(missing)}'
        key = "[certificate] languages" if course.certificate.languages else "[course] language"
        problems.append(Problem(f"{COURSE_FILE} › {key}", what, f"write them under [certificate.strings.{plain}]"))
    return strings
