"""From a certificate to its PDF: the only module that knows WeasyPrint.

WeasyPrint goes on where a certificate must not: a letter no font has, an image that is missing, a
text without a language. What it only logs is a problem here. Its private names (the box tree, for
measuring fields) stand in `_boxes`, `_extent` and `_width` alone.
"""

from __future__ import annotations

import logging
import mimetypes
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jinja2 import FileSystemLoader
from weasyprint import CSS, HTML, Document
from weasyprint.formatting_structure.boxes import BlockBox, LineBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import create_layout, line_size
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certbuild import fonts
from certbuild.certificates.context import LOGO, SIGNATURE, context_of
from certbuild.certificates.faults import Refused, crash, explained, logged, refusal, too_wide
from certbuild.certificates.fitting import Box, Fit, fit, fits
from certbuild.certificates.sheet import FIELD_ATTRIBUTE, Page, base_style, page, style
from certbuild.certificates.template import PAGE_FILE, STYLE_FILE, Template
from certbuild.errors import Problem, RenderingError
from certbuild.resources import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate

_POINTS = 0.75
"""Points in one of CSS's pixels."""

_BASE = "file:///template/"
"""Where a page and its style sheet think they stand."""

_PROFILE = "--srgb"
_OPTIONS = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "output_intent": _PROFILE}

_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""Says PDF/UA-1 beside the PDF/A-3u that WeasyPrint says, and declares the property as PDF/A demands."""


class Typesetter:
    """Sets the certificates of one course in one template."""

    def __init__(self, course: Course, template: Template) -> None:
        """Read the style sheets; raises `RenderingError` where they are at fault."""
        self._course = course
        self._template = template
        self._sheet = environment(FileSystemLoader(template.folders))
        self._shared: dict[str, Any] = {"font_config": _Fonts(), "color_profiles": {_PROFILE: _Profile()}}
        self._images: dict[str, Any] = {}
        files = {f"/fonts/{number}": face.path for number, face in enumerate(fonts.faces())}
        files |= {
            address: course.folder / name
            for address, name in ((LOGO, course.issuer.logo), (SIGNATURE, course.issuer.signature))
            if name
        }
        artwork: dict[str, str] = {}
        self._fetcher = _Fetcher(template, files, artwork)
        address = {face: f"/fonts/{number}" for number, face in enumerate(fonts.faces())}
        sources = [fonts.font_face_css(fonts.faces(), address.__getitem__), base_style(template.paper)]
        with explained(template):
            sources += [style(folder, template.paper, artwork) for folder in reversed(template.folders)]
        with _listening(template.place(STYLE_FILE)) as problems:
            self._styles = [
                CSS(string=source, base_url=_BASE + STYLE_FILE, url_fetcher=self._fetcher, **self._shared) for source in sources
            ]
        if problems:
            raise RenderingError(*problems)

    def pdf(self, certificate: Certificate) -> bytes:
        """Return the certificate's PDF: one page, PDF/A-3u and PDF/UA-1 as produced, the same bytes every time.

        Raises `RenderingError` with all that would not come out right.
        """
        context = context_of(self._course, certificate, self._template.strings, self._template.paper)
        place = self._template.place(certificate.holder)
        with _listening(place) as problems:
            with explained(self._template, certificate.holder):
                sheet = page(self._sheet, context, {})
            document = self._lay_out(sheet)
            boxes = _boxes(document)
            if settled := _settled(sheet, boxes):
                problems.clear()
                document = self._lay_out(page(self._sheet, context, settled))
                boxes = _boxes(document)
            data: bytes = document.write_pdf(finisher=_say_ua, pdf_identifier=certificate.code.encode(), **_OPTIONS)
        problems += [too_wide(place, sheet.fields[name]) for name, box in boxes.items() if not fits(box.natural, box.width)]
        if len(document.pages) != 1:
            hint = "make what stands on it smaller, or take something out"
            problems.append(Problem(place, f"takes {len(document.pages)} pages instead of one", hint))
        if not document.metadata.title:
            hint = "write <title>{{ text(…) }}</title> into its head"
            problems.append(Problem(place, "the page has no title", hint))
        if problems:
            raise RenderingError(*dict.fromkeys(problems))
        return data

    def _lay_out(self, sheet: Page) -> Document:
        html = HTML(string=sheet.html, base_url=_BASE + PAGE_FILE, url_fetcher=self._fetcher)
        # Images of the template are read once and for all; those of one certificate (its QR code) are let go.
        images = dict(self._images)
        document = html.render(stylesheets=self._styles, cache=images, **self._shared, **_OPTIONS)
        self._images.update({address: image for address, image in images.items() if address.startswith("file:")})
        return document


@dataclass(slots=True)
class _Profile:
    """The colours that the pages are meant in: WeasyPrint's sRGB, as it takes profiles.

    Its own way opens the file for every document, leaves it open, and writes it in other words when it
    has been asked for its name; this one is the file's bytes.
    """

    name: str = "sRGB2014"
    components: tuple[str, ...] = ("r", "g", "b")
    content: bytes = field(default_factory=resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes)
    pdf_reference: bytes | None = None


@contextmanager
def _listening(place: str) -> Iterator[list[Problem]]:
    """Collect what WeasyPrint logs as problems, and raise what it cannot fetch as one."""
    problems: list[Problem] = []
    listener = _Listener(lambda message: problems.append(logged(place, message)))
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield problems
    except FatalURLFetchingError as error:
        raise RenderingError(Problem(place, *refusal(error.__cause__ or error))) from None
    except RenderingError:
        raise
    except Exception as error:  # noqa: BLE001 - WeasyPrint gives up on odd styles in many ways
        raise RenderingError(crash(place, error)) from None
    finally:
        logger.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.getMessage())


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Gives a page the few files that it may have, under addresses that are the same on every machine.

    These are ``/template/…``, the issuer's images, the fonts, the generated artwork, and nothing else.
    """

    def __init__(self, template: Template, files: Mapping[str, Path], artwork: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, fail_on_errors=True)
        self._template = template
        self._files = files
        self._artwork = artwork

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the file at this address; raises `Refused`."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        address = unquote(parts.path)
        if parts.scheme != "file" or parts.netloc:
            raise Refused(url, "nothing is loaded from elsewhere; put a copy into the template's folder")
        if address in self._artwork:
            return URLFetcherResponse(url, self._artwork[address], {"Content-Type": "image/svg+xml"})
        inside = address.removeprefix("/template/")
        if address not in self._files and inside == address:
            raise Refused(address, "it reaches out of the template's folder; put a copy into that folder")
        path = self._files.get(address) or self._template.file(inside)
        if not path:
            raise Refused(inside, "there is no such file in the template's folder; put it there or mend the name")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class _Fonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Refuses two faces of the same family, weight and style: one would print the other's letters."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[tuple[object, ...]] = set()

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: URLFetcher) -> None:
        """Take a font face."""
        key = tuple(str(rule_descriptors.get(name, "normal")) for name in ("font_family", "font_weight", "font_style"))
        if key in self._known:
            logging.getLogger("weasyprint").error("Two font faces are called %s", " ".join(map(str, key)))
        self._known.add(key)
        super().add_font_face(rule_descriptors, url_fetcher)


def _settled(sheet: Page, boxes: Mapping[str, Box]) -> dict[str, Fit]:
    """Return how those fields are set that are too wide at full size and can be made to fit."""
    wide = {name: box for name, box in boxes.items() if not fits(box.natural, box.width)}
    found = {name: fit(sheet.fields[name], box) for name, box in wide.items()}
    return {name: how for name, how in found.items() if how}


def _boxes(document: Document) -> dict[str, Box]:
    """Return the fields as they were laid out."""
    boxes = {}
    for sheet in document.pages:
        for box in sheet._page_box.descendants(placeholders=True):  # noqa: SLF001 - the one place that measures
            name = box.element.get(FIELD_ATTRIBUTE) if isinstance(box, BlockBox) and box.element is not None else None
            if not name:
                continue
            lines = [line for line in box.descendants() if isinstance(line, LineBox) and line.children]
            boxes[name] = Box(
                width=box.width * _POINTS,
                height=box.height * _POINTS,
                size=box.style["font_size"] * _POINTS,
                natural=max(map(_extent, lines), default=0) * _POINTS,
                width_of=partial(_width, box.style),
            )
    return boxes


def _extent(line: LineBox) -> float:
    """Return the width in pixels of what stands in a line, in whatever direction it is written."""
    right = max(child.position_x + child.margin_width() for child in line.children)
    return float(right - min(child.position_x for child in line.children))


def _width(style: Mapping[str, Any], words: str) -> float:
    """Return the width in points of a text in a box's style, by shaping it."""
    layout = create_layout(words, style, None, None, 0)
    return float(line_size(layout.get_first_line()[0], style)[0]) * _POINTS


def _say_ua(_: Document, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
    """Add PDF/UA-1 to the metadata; WeasyPrint writes one standard only."""
    metadata = next(item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/Metadata")
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>") for part in metadata.stream]
