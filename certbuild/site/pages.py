"""What all pages share: the templates, the style, the faces and the scripts."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader
from markupsafe import Markup

from certbuild.fonts import font_face_css
from certbuild.resources import environment, site_templates
from certbuild.site.webfonts import file_name, web_faces, web_font
from certbuild.site.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certbuild.config import Course


class Pages:
    """Renders the templates of one course's pages."""

    def __init__(self, course: Course) -> None:
        self.wording = Wording(course.about.language)
        self._environment = environment(FileSystemLoader(site_templates()))
        self._environment.globals |= {
            "course": course,
            "lang": self.wording.lang,
            "native": self.wording.native,
            "say": self.wording.say,
            "day": self.wording.day,
            "number": self.wording.number,
            "plain": self.wording.plain,
        }

    def page(self, template: str, root: str, **context: object) -> bytes:
        """Render a page; `root` is the way from it to the folder with ``assets/``, such as ``../../``."""
        return self._rendered(template, root=root, inlined=None, **context)

    def page_anywhere(self, template: str) -> bytes:
        """Render a page that a server may show under any address: its style is inside it, and it has no links."""
        style = _style()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return self._rendered(template, root="", inlined={"style": Markup(style), "digest": digest})  # noqa: S704 - ours

    def _rendered(self, template: str, **context: object) -> bytes:
        return (self._environment.get_template(template).render(context) + "\n").encode()


def assets(kept: Callable[[str], bytes | None], *scripts: str) -> Iterator[tuple[str, bytes]]:
    """Yield style sheet, faces and scripts, each with its path; `kept` gives a file of an earlier build, by its path."""
    for face in web_faces():
        path = f"assets/{file_name(face)}"
        yield path, web_font(face, kept(path))
    yield "assets/style.css", f"{font_face_css(web_faces(), file_name)}\n{_style()}".encode()
    for script in scripts:
        yield f"assets/{script}", (site_templates() / script).read_bytes()


def _style() -> str:
    return (site_templates() / "style.css").read_text(encoding="utf-8")
