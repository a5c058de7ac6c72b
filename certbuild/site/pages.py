"""What all pages share: the templates, the style, the faces and the scripts."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader
from markupsafe import Markup
from msgspec import Struct

from certbuild.fonts import font_face_css
from certbuild.ledger import program
from certbuild.resources import site_templates
from certbuild.site.lines import Lines
from certbuild.site.policy import headers, policy
from certbuild.site.tables import page_path
from certbuild.site.webfonts import file_digest, file_name, web_faces
from certbuild.site.wording import Wording
from certbuild.templating import own_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Needed


_JSON = json.JSONEncoder(ensure_ascii=False)


class Draft(Struct, frozen=True):
    """A file of a site that can be made."""

    path: str
    """From the site's folder."""
    made_from: str
    """Digest of all that it is made from, this program aside; empty where it has to be made to know. What is a copy of a
    file is made from that one alone: SHA-256."""
    make: Callable[[], bytes]
    says: Callable[[], bytes] | None = None
    """Returns what it tells to who can open it, where what is made is sealed."""
    pdf: Path | None = None
    """Where it is a copy of a PDF: that one."""

    @property
    def is_text(self) -> bool:
        """Whether it is read as it stands for what it tells: a PDF has to be taken apart, and faces say nothing."""
        return not self.path.endswith((".pdf", ".woff2"))


class Pages:
    """Renders the templates of one course's pages."""

    def __init__(self, course: Course, needed: Callable[[str], tuple[Needed, ...]] = lambda _: (), rules: str = "") -> None:
        """Take what tells, by key, what a student needs for the awards, and a digest of what that follows from."""
        self.course = course
        self.wording = Wording(course.about.language)
        self._source = hashlib.blake2b(f"{course!r}{rules}".encode(), digest_size=16)
        self._environment = own_environment(FileSystemLoader(site_templates()), self.wording.lang, program())
        self._environment.filters["say"] = self.wording.say
        self._environment.policies |= {"json.dumps_function": json_in_script, "json.dumps_kwargs": {}}
        self._environment.globals |= {
            "course": course,
            "lang": self.wording.lang,
            "direction": self.wording.direction,
            "native": self.wording.native,
            "english": self.wording.english,
            "say": self.wording.say,
            "day": self.wording.day,
            "number": self.wording.number,
            "plain": self.wording.plain,
            "page_path": page_path,
            "exact": lambda text: self.wording.plain(Decimal(text)) if text else "",
            "needed": needed,
            "rows_of": Lines(lambda: self.macro("macros.html", "line")).rows_of,
        }

    def load(self) -> None:
        """Read all templates now, lest each be read when the first page needs it."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def digest(self, *sources: str) -> str:
        """Return a digest of these sources and of what course.toml says."""
        digest = self._source.copy()
        digest.update("\0".join(sources).encode())
        return digest.hexdigest()

    def macro(self, template: str, name: str) -> Callable[..., str]:
        """Return a macro of a template."""
        macro: Callable[..., str] = getattr(self._environment.get_template(template).module, name)
        return macro

    def page(self, template: str, root: str, **context: object) -> bytes:
        """Render a page; `root` is the way from it to the folder with ``assets/``, such as ``../../``."""
        return self._rendered(template, root=root, inlined="", **context)

    def page_anywhere(self, template: str) -> bytes:
        """Render a page that a server may show under any address: its style is inside it, and it has no links."""
        return self._rendered(template, root="", inlined=_style())

    def _rendered(self, template: str, *, inlined: str, **context: object) -> bytes:
        own = {"inlined": Markup(inlined), "policy": Markup(policy(inlined))}  # noqa: S704 - both are ours
        return (self._environment.get_template(template).render(context, **own) + "\n").encode()


def json_in_script(value: object) -> str:
    """Return a value as JSON in which quotation marks and backslashes are written by their numbers, as Jinja writes ``<``.

    So what a text says can be told without knowing where in JSON it stands: the check for leaks does not.
    """
    return re.sub(r'\\([\\"])', lambda sign: f"\\u{ord(sign[1]):04x}", _JSON.encode(value))


def assets(*scripts: str) -> Iterator[Draft]:
    """Yield style sheet, faces and scripts."""
    for face in web_faces():
        yield Draft(f"assets/{file_name(face)}", file_digest(face), face.path.read_bytes)
    yield _asset("assets/style.css", _style_sheet)
    for script in scripts:
        yield _asset(f"assets/{script}", (site_templates() / script).read_bytes)


def host_headers() -> bytes:
    """Return ``_headers``."""
    return headers(_style())


def _asset(path: str, make: Callable[[], bytes]) -> Draft:
    """Return the draft of a file that is made from this program alone."""
    return Draft(path, "program", make)


def _style_sheet() -> bytes:
    return f"{font_face_css(web_faces(), file_name)}\n{_style()}".encode()


def _style() -> str:
    return (site_templates() / "style.css").read_text(encoding="utf-8")
