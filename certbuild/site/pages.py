"""What all pages share: the templates, the style, the faces, and how dates and numbers are written.

The pages speak English; dates follow the course's own English where it has one (``en-GB``, ``en-US``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from certbuild.resources import site_templates
from certbuild.site.webfonts import WEB_FACES, web_font
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from certbuild.config import Course


class Pages:
    """Renders the templates of one course's pages."""

    def __init__(self, course: Course) -> None:
        self._course = course
        language = course.about.language.replace("-", "_")
        self.locale = language if language.partition("_")[0] == "en" else "en"

    def page(self, template: str, root: str, **context: object) -> bytes:
        """Render a page; `root` is the way from it to the folder with ``assets/``, such as ``../../``."""
        shared = {
            "course": self._course,
            "lang": self.locale.replace("_", "-"),
            "root": root,
            "day": self.day,
        }
        return (_environment().get_template(template).render(**shared, **context) + "\n").encode()

    def day(self, when: date) -> str:
        """Return a date in words: 23 November 2026."""
        return format_date(when, "long", locale=self.locale)


def percent(value: Decimal | None, places: int | None = None) -> str:
    """Return a percentage for a table: as it is or to so many places; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:f}" if places is None else f"{value:.{places}f}"


def assets(kept: Callable[[str], bytes | None], *scripts: str) -> Iterator[tuple[str, bytes]]:
    """Yield style sheet, faces and scripts, each with its path."""
    rules = []
    for face in WEB_FACES:
        name, data = web_font(face, lambda name: kept(f"assets/{name}"))
        yield f"assets/{name}", data
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
            f'font-display: swap; src: url("{name}") format("woff2"); }}\n'
        )
    folder = site_templates()
    style = (folder / "style.css").read_text(encoding="utf-8")
    yield "assets/style.css", ("".join(rules) + "\n" + style).encode()
    for script in scripts:
        yield f"assets/{script}", (folder / script).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(site_templates()),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"percent": percent, "printed": printed}
    return environment
