"""The template language: a sheet with fields, and a page of it for one certificate.

Everything that depends on the student is written through `field`, `qr`, `link` and `text`; so the
program knows where on the sheet it stands, can make it fit, and can tell the artwork from the values.
"""

from __future__ import annotations

import hashlib
import re
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import asdict

from certbuild.colours import is_colour, tint
from certbuild.printing.artwork import garland, guilloche, rosette
from certbuild.printing.faults import SheetError
from certbuild.printing.fitting import Field, Fit
from certbuild.printing.qrcode import QrCode
from certbuild.printing.template import PAGE_FILE, STYLE_FILE
from certbuild.templating import environment
from certbuild.text import direction_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Environment

    from certbuild.printing.context import Context, Paper

_BASE_STYLE = """
html { font-size: 12pt; line-height: 1.2; font-kerning: normal }
body { margin: 0 }
.sheet, .pages { break-before: page }
.transcript { page: transcript }
.field { display: block; height: 1lh; white-space: nowrap }
"""

FIELD_ATTRIBUTE = "data-field"
"""Marks a field's element; holds its name."""

SHEET, PAGES = "sheet", "pages"
"""The classes of an element that must stand on one page, and of one that may take more."""


_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Stand around a value while a template is filled in: no characters, and meant for a program's own use (Unicode, 23.7)."""

GAP = _OPEN + _CLOSE
"""Stands in a page's skeleton where a value was."""


class Page(Struct, frozen=True):
    """A certificate in HTML, and what there is to know of the values in it."""

    skeleton: str
    """The page without its values: what is the same on every certificate of a plate."""
    values: tuple[str, ...]
    """What stands in the gaps of the skeleton, as HTML."""
    texts: tuple[str, ...]
    """The same as people read it."""
    fields: Mapping[str, Field]
    """By name, in the order of the page."""
    codes: Mapping[str, QrCode]
    """The QR codes by the addresses of their images."""

    @property
    def html(self) -> str:
        """The page as it is set."""
        parts = self.skeleton.split(GAP)
        return "".join(part + value for part, value in zip(parts, (*self.values, ""), strict=True))


def base_style(paper: Paper) -> str:
    """Return what holds for every template: the sheet, and fields whose size does not depend on what is in them."""
    width, height, bleed = paper.width, paper.height, paper.bleed
    beyond = f"; bleed: {bleed}mm" if bleed else ""
    behind = ""
    if paper.background:
        place = f"-{bleed}mm -{bleed}mm / {width + 2 * bleed}mm {height + 2 * bleed}mm" if bleed else "0 0 / 100% 100%"
        behind = f"; background: url('{paper.background}') no-repeat {place}"
    return (
        f"@page {{ size: {width}mm {height}mm; margin: 0{beyond}{behind} }}{_BASE_STYLE}"
        f".sheet::before {{ content: ''; position: absolute; z-index: -1; left: 0; top: 0; "
        f"width: {width}mm; height: {height}mm }}"
        "@page transcript { margin: 18mm 20mm; background: none }"
    )


def style(folder: Path, paper: Paper, colours: Mapping[str, str], artwork: dict[str, str]) -> str:
    """Return the style sheet of a template's folder; artwork that it asks for is added under its address."""

    def drawn(draw: Callable[..., str]) -> Callable[..., str]:
        def address(*arguments: object, **options: object) -> str:
            svg = draw(*arguments, **options)
            name = f"/artwork/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
            artwork[name] = svg
            return name

        return address

    if not (folder / STYLE_FILE).is_file():
        return ""
    sheet = environment(FileSystemLoader(folder)).get_template(STYLE_FILE)
    return sheet.render(
        paper=paper,
        colours=colours,
        tint=tint,
        guilloche=drawn(partial(guilloche, paper.width, paper.height)),
        garland=drawn(partial(garland, paper.width, paper.height)),
        rosette=drawn(rosette),
    )


def page(sheet: Environment, context: Context, fits: Mapping[str, Fit]) -> Page:
    """Fill in the template's page for one certificate; `fits` says how fields that were too wide are set."""
    writer = _Writer(fits)
    editions: list[dict[str, object]] = []
    for edition in context.editions:
        suffix = f" ({edition.course.language})" if editions else ""
        editions.append({**asdict(edition), "field": writer.fields_on(edition.course.direction, suffix)})
    names = {**asdict(context), **editions[0], "editions": editions}
    page = sheet.get_template(PAGE_FILE).render(names, qr=writer.qr, link=link, text=text, fill=fill)
    parts = re.split(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}", page)
    values = tuple(parts[1::2])
    return Page(GAP.join(map(_plain, parts[::2])), values, tuple(map(unescape, values)), writer.fields, writer.codes)


class Value(str):
    """A text that depends on the student, for attributes and titles; where a template writes it, a gap can be made."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it as it is written into HTML; Jinja asks for that."""
        return _gap(escape(str(self)))


def _gap(value: str) -> str:
    """Return HTML as it stands in a gap."""
    return f"{_OPEN}{_plain(value)}{_CLOSE}"


def _plain(text: str) -> str:
    """Return a text without the marks around values."""
    text = str(text)  # of `Markup`, every replacing would be escaped
    return text.replace(_OPEN, "").replace(_CLOSE, "") if _OPEN in text or _CLOSE in text else text


class _Writer:
    """Writes the fields of one page and remembers them."""

    def __init__(self, fits: Mapping[str, Fit]) -> None:
        self._fits = fits
        self.fields: dict[str, Field] = {}
        self.codes: dict[str, QrCode] = {}

    def fields_on(self, direction: str, suffix: str) -> Callable[..., Markup]:
        """Return `field` for a sheet that is read in this direction; a suffix tells its fields from those of other sheets."""

        def field(
            name: str, value: object, *, shrink_to: str | None = None, lines: int = 1, direction: str = direction
        ) -> Markup:
            """Write a text that fits its box: shrunk down to `shrink_to`, then in two lines where `lines` is 2.

            `direction` is that in which the style sheet sets the box, where it is not the sheet's.
            """
            return self._field(f"{name}{suffix}", value, shrink_to, lines, direction)

        return field

    def _field(self, name: str, value: object, shrink_to: str | None, lines: int, direction: str) -> Markup:
        if name in self.fields:
            message = f'the field "{name}" stands there twice; give each a name of its own'
            raise SheetError(message)
        if lines not in {1, 2}:
            message = f'the field "{name}" asks for {lines} lines; write lines=1 or lines=2'
            raise SheetError(message)
        plain = None if isinstance(value, Markup) else str(value)
        self.fields[name] = Field(name, plain, None if shrink_to is None else _points(name, shrink_to), lines)
        content = _with_gaps(escape(value if plain is None else plain))
        fit = self._fits.get(name)
        turned = "{}" if plain is None else _turned(plain, direction)
        # What makes it fit stands inside the field, so that the field keeps its height and one line its base line.
        size = _gap(f"{fit.size:.2f}") if fit else ""
        if fit and fit.lines:
            broken = "<br>".join(turned.format(_gap(escape(line))) for line in fit.lines)
            content = f'<span style="display:block;font-size:{size}pt;line-height:{fit.leading:.4f}pt">{broken}</span>'
        elif fit:
            content = f'<span style="font-size:{size}pt">{turned.format(content)}</span>'
        else:
            content = turned.format(content)
        return Markup(f'<span class="field" {FIELD_ATTRIBUTE}="{escape(name)}">{content}</span>')  # noqa: S704 - all of it is escaped

    def qr(self, address: str, alt: str = "", *, dark: str = "#000000") -> Markup:
        """Write a QR code of medium redundancy as an image on white, without the white margin around it.

        `alt` describes it to who cannot see it (by default the address itself); `dark` is its colour.
        """
        if not is_colour(dark):
            message = f'the QR code is to be "{dark}"; write its colour as dark="#16324f"'
            raise SheetError(message)
        alike = (source for source, code in self.codes.items() if (code.address, code.dark) == (address, dark))
        source = next(alike, "") or self._new_code(address, dark)
        return Markup(f'<img class="qr" src="{source}" alt="{escape(Value(alt or address))}">')  # noqa: S704 - all of it is escaped

    def _new_code(self, address: str, dark: str) -> str:
        code = QrCode(address, dark, len(self.codes) + 1)
        try:
            source = f"/qr/{code.size}/{dark[1:]}/{code.place}"
        except ValueError:
            message = f"what the QR code is to say is too large for one ({len(address)} letters); mend that place in the template"
            raise SheetError(message) from None
        self.codes[source] = code
        return source


def _turned(text: str, direction: str) -> str:
    """Return what stands around a text that is written in another direction than the sheet; the field stays where it is."""
    own = direction_of(text) or direction
    return "{}" if own == direction else f'<span dir="{own}">{{}}</span>'


def _with_gaps(content: Markup) -> str:
    """Make a gap of each text in a piece of HTML; its tags stay."""
    return re.sub("(<[^>]*>)|([^<]+)", lambda part: part[1] or _gap(part[2]), _plain(content))


def link(address: str) -> Value:
    """Write an address for ``href``."""
    return Value(address)


def text(pattern: str, **values: str) -> Value:
    """Write a text for attributes and titles, with the placeholders of a string such as ``{holder}`` filled in."""
    return Value(_filled(str(pattern), values))


def fill(pattern: str, **values: object) -> Markup:
    """Fill in the placeholders of a string for a field; each value stands in ``<b>``, for the style sheet to use.

    A percent sign that touches a number goes with it, lest they change places where lines run from right to left.
    """
    bold = {name: f"<b>{escape(value)}</b>" for name, value in values.items()}
    return Markup(_filled(str(escape(pattern)), bold).replace("</b>%", "%</b>"))  # noqa: S704 - pattern and values are escaped


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            known = ", ".join(f"{{{name}}}" for name in values) or "none"
            message = f'the string "{pattern}" has the placeholder {match[0]}; known there: {known}'
            raise SheetError(message)
        return str(values[match[1]])

    return re.sub(r"\{(\w*)\}", value, pattern)


def _points(name: str, length: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)pt", length)
    if not match:
        message = f'the field "{name}" has shrink_to="{length}"; write a font size such as shrink_to="18pt"'
        raise SheetError(message)
    return float(match[1])
