"""The template language: a sheet with fields, and a page of it for one certificate.

Everything that depends on the student is written through `field`, `qr`, `link` and `text`; so the
program knows where on the sheet it stands, can make it fit, and can tell the artwork from the values.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass, fields
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import segno
from jinja2 import FileSystemLoader
from markupsafe import Markup, escape

from certbuild.certificates.artwork import guilloche, rosette
from certbuild.certificates.faults import SheetError
from certbuild.certificates.fitting import Field, Fit
from certbuild.certificates.template import PAGE_FILE, STYLE_FILE
from certbuild.resources import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from certbuild.certificates.context import Context, Paper

_BASE_STYLE = """
html { font-size: 12pt; line-height: 1.2; font-kerning: normal }
body { margin: 0 }
.field { display: block; height: 1lh; white-space: nowrap }
"""

FIELD_ATTRIBUTE = "data-field"
"""Marks a field's element; holds its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A certificate in HTML, with the fields on it by name."""

    html: str
    fields: Mapping[str, Field]


def base_style(paper: Paper) -> str:
    """Return what holds for every template: the sheet, and fields whose size does not depend on what is in them."""
    return f"@page {{ size: {paper.width}mm {paper.height}mm; margin: 0 }}{_BASE_STYLE}"


def style(folder: Path, paper: Paper, artwork: dict[str, str]) -> str:
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
    return sheet.render(paper=paper, guilloche=drawn(partial(guilloche, paper.width, paper.height)), rosette=drawn(rosette))


def page(sheet: ImmutableSandboxedEnvironment, context: Context, fits: Mapping[str, Fit]) -> Page:
    """Fill in the template's page for one certificate; `fits` says how fields that were too wide are set."""
    writer = _Writer(fits)
    names = {name.name: getattr(context, name.name) for name in fields(context)}
    html = sheet.get_template(PAGE_FILE).render(names, field=writer.field, qr=qr, link=link, text=text, fill=fill)
    return Page(html, writer.fields)


class _Writer:
    """Writes the fields of one page and remembers them."""

    def __init__(self, fits: Mapping[str, Fit]) -> None:
        self._fits = fits
        self.fields: dict[str, Field] = {}

    def field(self, name: str, value: object, *, shrink_to: str | None = None, lines: int = 1) -> Markup:
        """Write a text that fits its box: shrunk down to `shrink_to`, then in two lines where `lines` is 2."""
        if name in self.fields:
            message = f'the field "{name}" stands there twice; give each a name of its own'
            raise SheetError(message)
        if lines not in {1, 2}:
            message = f'the field "{name}" asks for {lines} lines; write lines=1 or lines=2'
            raise SheetError(message)
        plain = None if isinstance(value, Markup) else str(value)
        self.fields[name] = Field(name, plain, None if shrink_to is None else _points(name, shrink_to), lines)
        content = escape(value)
        fit = self._fits.get(name)
        # What makes it fit stands inside the field, so that the field keeps its height and one line its base line.
        if fit and fit.lines:
            inner = Markup('<span style="display:block;font-size:{:.2f}pt;line-height:{:.4f}pt">{}</span>')
            content = inner.format(fit.size, fit.leading, Markup("<br>").join(fit.lines))
        elif fit:
            content = Markup('<span style="font-size:{:.2f}pt">{}</span>').format(fit.size, content)
        return Markup(f'<span class="field" {FIELD_ATTRIBUTE}="{{}}">{{}}</span>').format(name, content)  # noqa: S704 - a constant


def qr(address: str, alt: str = "", *, dark: str = "#000000") -> Markup:
    """Write a QR code of medium redundancy as an image on white, without the white margin around it.

    `alt` describes it to who cannot see it (by default the address itself); `dark` is its colour.
    """
    image = BytesIO()
    # A module is 8 pixels wide: viewers that smooth images still show square modules.
    segno.make(address, error="m", micro=False, boost_error=False).save(image, kind="png", scale=8, border=0, dark=dark)
    return Markup('<img class="qr" src="data:image/png;base64,{}" alt="{}">').format(
        b64encode(image.getvalue()).decode(), alt or address
    )


def link(address: str) -> str:
    """Write an address for ``href``."""
    return address


def text(pattern: str, **values: str) -> str:
    """Write a text for attributes and titles, with the placeholders of a string such as ``{holder}`` filled in."""
    return _filled(str(pattern), values)


def fill(pattern: str, **values: object) -> Markup:
    """Fill in the placeholders of a string for a field; each value stands in ``<b>``, for the style sheet to use."""
    bold = {name: Markup("<b>{}</b>").format(value) for name, value in values.items()}
    return Markup(_filled(str(escape(pattern)), bold))  # noqa: S704 - pattern and values are escaped


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
