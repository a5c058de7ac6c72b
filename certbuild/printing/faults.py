"""Faults of templates and pages in a teacher's words: the place, what was found, what to do."""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from certbuild.errors import Problem, RenderingError
from certbuild.fonts import SANS, SERIF, package_with
from certbuild.printing import context
from certbuild.printing.template import STYLE_FILE
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from certbuild.printing.fitting import Field
    from certbuild.printing.template import Template

_MEND = "mend that place in the template"
_RENAME = 'write it in other letters (a name: [[exception]] with action = "rename")'
_LONGEST = 300
"""Characters of a message."""
_FACTS = (
    context.CourseFacts,
    context.IssuerFacts,
    context.StudentFacts,
    context.CertificateFacts,
    context.MarkFacts,
    context.Edition,
    context.Context,
)


class SheetError(Exception):
    """A template uses its language wrongly; the message says what was read and, after a semicolon, what to do."""


class Refused(Exception):  # noqa: N818 - not a failure: the page may not have that file
    """A page asks for a file that it may not have, or that is not there."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f'asks for "{address}"; {why}')
        self.address = address


@contextmanager
def explained(template: Template, student: str = "") -> Iterator[None]:
    """Raise whatever goes wrong while a template is filled in as a `RenderingError` with file and line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a template's expressions can raise anything
        what, hint = _told(error, template)
        raise RenderingError(Problem(f"{template.place(student)}{_line(error, template)}", what, hint)) from None


def _told(error: Exception, template: Template) -> tuple[str, str]:
    message = str(error)
    match error:
        case UndefinedError():
            names = re.findall(r"attribute '(\w+)'|'(\w+)' is undefined", message)
            name = "".join(names[0]) if names else message
            known = {field for facts in _FACTS for field in facts.__struct_fields__}.union(*template.strings.values())
            return f'"{name}" is not known', did_you_mean(name, known) or "docs/templates.md lists what a template knows"
        case SheetError():
            what, _, hint = message.partition("; ")
            return what, hint or _MEND
        case TemplateNotFound():
            return f'asks for "{error.name}"', "there is no such file in the template's folder; put it there or mend the name"
        case TemplateSyntaxError():
            return f"does not read as a template: {message}", _MEND
        case SecurityError():
            return f"does what a template may not: {message}", "use only what docs/templates.md lists"
    return f"cannot be filled in: {_shortened(message)}", _MEND


def _line(error: Exception, template: Template) -> str:
    """Return the file and line of the template where the error arose, as a part of a place."""
    if isinstance(error, TemplateSyntaxError):
        return f" › {Path(error.filename or error.name or '').name} line {error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent in template.folders]
    return f" › {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""


def _at(template: Template, place: str, *texts: str) -> str:
    """Return a place with the file and line of the template where one of these texts first stands, if it is not computed."""
    paths = [path for folder in template.folders for path in (*sorted(folder.glob("*.html")), *sorted(folder.glob("*.css")))]
    for text in filter(None, texts):
        for path in paths:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if text in line:
                    return f"{place.removesuffix(f' › {STYLE_FILE}')} › {path.name} line {number}"
    return place


def logged(template: Template, place: str, message: str) -> Problem:
    """Return the problem behind a message of WeasyPrint's log."""
    named_there = re.search(r"""[`"']([^`"']+)[`"']""", message)
    place = _at(template, place, named_there[1].removeprefix("file:///template/")) if named_there else place
    if letter := missing_letter(message):
        return Problem(place, f"no font has the letter {named(letter)}", how_to_get([letter]))
    if message.startswith("Failed to load image"):
        return Problem(place, f"an image cannot be read: {_shortened(message)}", "save it anew as PNG, JPEG or SVG")
    if "alt description" in message:
        return Problem(place, "an image has no description for people who cannot see it", 'add alt="…" in the template')
    if '"lang" attribute' in message:
        return Problem(place, "the page does not say its language", 'write <html lang="{{ course.language }}">')
    if message.startswith("Two font faces"):
        return Problem(place, message[0].lower() + message[1:], "give each face its own family, weight or style")
    return Problem(place, f"WeasyPrint says: {_shortened(message)}", _MEND)


def missing_letter(message: str) -> str:
    """Return the letter that no font has, where that is what WeasyPrint's log says; else nothing."""
    match = re.match(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)", message, re.DOTALL)
    return chr(int(match[1], 16)) if match else ""


def named(letter: str) -> str:
    """Return a letter with its number, which tells it from those that look like it."""
    return f'"{letter}" (U+{ord(letter):04X})'


def how_to_get(letters: Collection[str], otherwise: str = _RENAME) -> str:
    """Return what to do where no font has these letters."""
    packages = " and ".join(sorted({package_with(letter) for letter in letters}))
    what = "it" if len(set(letters)) == 1 else "them"
    return f"install a font that has {what} (on Debian: {packages}), or {otherwise}"


def crash(place: str, error: Exception) -> Problem:
    """Return the problem of a page on which WeasyPrint itself has failed."""
    what = f"cannot be set: {type(error).__name__} {_shortened(str(error))}".strip()
    return Problem(place, what, "take out the newest changes of style.css and template.html one by one")


def _shortened(message: str) -> str:
    """Return the message without the contents of data addresses, and never longer than a person reads."""
    plain = re.sub(r"(data:[\w/+-]*)[^\s'\"]*", r"\1…", message)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def refusal(template: Template, place: str, error: BaseException) -> Problem:
    """Return the problem of a page that has asked for a file in vain."""
    if isinstance(error, Refused):
        what, _, hint = str(error).partition("; ")
        place = _at(template, place, error.address, error.address.rpartition("/")[2])
        return Problem(place, _shortened(what), hint)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(place, f"asks for a file that cannot be read: {_shortened(reason)}", _MEND)


def no_font(template: Template, family: str) -> Problem:
    """Return the problem of a template that asks for a font that is not there."""
    hint = f'install it, bring it along with @font-face and a font file in the folder, or take "{SERIF}" or "{SANS}"'
    place = template.place(STYLE_FILE)
    return Problem(_at(template, place, family), f'asks for the font "{family}", which is not there', hint)


def too_wide(place: str, field: Field) -> Problem:
    """Return the problem of a field whose text does not fit."""
    shown = f' "{field.text}"' if field.text else ""
    hint = 'shorten it (a name: [[exception]] with action = "rename"), or give the field more room in the template'
    return Problem(place, f'the field "{field.name}" does not hold its text{shown}, even at its smallest size', hint)
