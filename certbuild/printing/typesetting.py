"""From a certificate to its PDF by plain WeasyPrint: the way that is always right, and the measure of every other.

WeasyPrint goes on where a certificate must not: a letter no font has, an image that is missing, a
text without a language. What it only logs is a problem here.
"""

from __future__ import annotations

import copy
import logging
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader
from msgspec import Struct
from weasyprint import CSS, HTML, Document
from weasyprint.urls import FatalURLFetchingError

from certbuild import fonts
from certbuild.codes import ALPHABET
from certbuild.errors import Problem, RenderingError
from certbuild.printing.attachment import attach
from certbuild.printing.casting import Part, is_page, number_of, written
from certbuild.printing.faults import crash, explained, logged, missing_letter, no_font, refusal, too_wide
from certbuild.printing.fetching import Fetcher, Fonts
from certbuild.printing.fitting import fits, settle
from certbuild.printing.innards import (
    Images,
    Pen,
    add_font,
    all_texts,
    blocks,
    families_missing,
    font_numbers,
    languages_of_sections,
    pages_of,
    texts_off_paper,
    with_whole_alphabets,
)
from certbuild.printing.sheet import PAGES, SHEET, Page, base_style, page, style
from certbuild.printing.standards import PROFILE, STANDARDS, Profile, complete_metadata, say_languages, without_transparency
from certbuild.printing.template import PAGE_FILE, STYLE_FILE
from certbuild.templating import environment, own_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from certbuild.printing.context import Context
    from certbuild.printing.fitting import Fit
    from certbuild.printing.innards import Block, Drawn
    from certbuild.printing.standards import Standard
    from certbuild.printing.template import Template

_BASE = "file:///template/"
"""Where a page and its style sheet think they stand."""


class Typesetter:
    """Sets certificates in one template."""

    def __init__(self, template: Template) -> None:
        """Read the style sheets; raises `RenderingError` where they are at fault."""
        self._template = template
        self.standard = STANDARDS[template.standard]
        self._sheet = (own_environment if template.shipped else environment)(FileSystemLoader(template.folders))
        self._shared: dict[str, Any] = {"font_config": Fonts(), "color_profiles": {PROFILE: Profile()}}
        self._images = Images()
        self.pen = Pen(self._shared["color_profiles"], PROFILE)
        files = {f"/fonts/{number}": face.path for number, face in enumerate(fonts.faces())}
        artwork: dict[str, str] = {}
        self._fetcher = Fetcher(template, {**files, **template.images}, artwork)
        address = {face: f"/fonts/{number}" for number, face in enumerate(fonts.faces())}
        sources = [fonts.font_face_css(fonts.faces(), address.__getitem__), base_style(template.paper)]
        with explained(template):
            sources += [style(folder, template.paper, template.colours, artwork) for folder in reversed(template.folders)]
        with _listening(template, STYLE_FILE) as problems:
            self._styles = [
                CSS(string=source, base_url=_BASE + STYLE_FILE, url_fetcher=self._fetcher, **self._shared) for source in sources
            ]
        if problems:
            raise RenderingError(*problems)

    def page(self, context: Context, fits: Mapping[str, Fit] | None = None) -> Page:
        """Return a certificate's page as the template fills it in; raises `RenderingError` where it cannot."""
        with explained(self._template, context.student.name):
            return page(self._sheet, context, fits or {})

    def rendered(self, context: Context, sheet: Page) -> Rendering:
        """Return a certificate as WeasyPrint makes it: one page, PDF/A-3u and PDF/UA-1 as produced, always the same bytes.

        `sheet` is its page with every field at full size. Raises `RenderingError` with all that would not come out right.
        """
        place = self._template.place(context.student.name)
        with _listening(self._template, context.student.name) as problems:
            document = self._lay_out(sheet)
            full = fields = blocks(document)
            if settled := settle(sheet.fields, {name: block.box for name, block in full.items()}):
                problems.clear()
                sheet = self.page(context, settled)
                document = self._lay_out(sheet)
                fields = blocks(document)
            finisher = _Finisher(self.pen, self.standard, context)
            document.write_pdf(finisher=finisher, **self.standard.options)
        boxes = {name: block.box for name, block in fields.items()}
        problems += [too_wide(place, sheet.fields[name]) for name, box in boxes.items() if not fits(box.natural, box.width)]
        problems += [no_font(self._template, family) for family in families_missing(document, self._shared["font_config"])]
        sheets = pages_of(document, SHEET)
        if too_many := [pages for pages in sheets or _pages(document) if pages != 1]:
            hint = "make what stands on it smaller, or take something out"
            problems.append(Problem(f"{place} › {PAGE_FILE}", f"takes {max(too_many)} pages instead of one", hint))
        for text in texts_off_paper(document):
            hint = "give it another place, or make what stands before it smaller"
            problems.append(Problem(place, f'"{text.strip()}" stands outside of the paper', hint))
        if finisher.is_transparent:
            hint = "save logo, signature and background without transparency, or take out [certificate] standard"
            problems.append(Problem(place, f"something on it is transparent, which {self._template.standard} forbids", hint))
        if not document.metadata.title:
            hint = "write <title>{{ text(…) }}</title> into its head"
            problems.append(Problem(place, "the page has no title", hint))
        if problems:
            raise RenderingError(*dict.fromkeys(problems))
        pdf = finisher.pdf
        data = written(pdf.objects, pdf.catalog.reference, pdf.info.data, context.code.encode(), old=self.standard.old)
        return Rendering(
            self.standard, sheet, full, fields, document, finisher.alphabets, finisher.first_font, finisher.objects, pdf, data
        )

    def without_font(self, texts: Iterable[str]) -> set[str]:
        """Return the letters of texts that no font has: neither the program's, nor the template's, nor the system's."""
        found: set[str] = set()
        with _logging(lambda message: found.add(missing_letter(message))):
            source = "".join(f"<p>{escape(text)}</p>" for text in texts)
            html = HTML(string=source, base_url=_BASE + PAGE_FILE, url_fetcher=self._fetcher)
            html.render(stylesheets=self._styles, **self._shared).write_pdf()
        return found - {""}

    def _lay_out(self, sheet: Page) -> Document:
        html = HTML(string=sheet.html, base_url=_BASE + PAGE_FILE, url_fetcher=self._fetcher)
        # Images of the template are read once and for all; the QR codes are the page's own.
        codes = {f"file://{address}": code for address, code in sheet.codes.items()}
        images = Images(self._images | codes)
        document = html.render(stylesheets=self._styles, cache=images, **self._shared, **self.standard.options)
        self._images.update((address, image) for address, image in images.items() if address not in codes)
        return document


class Rendering(Struct, frozen=True):
    """A page as WeasyPrint has rendered it."""

    standard: Standard
    page: Page
    """With those fields smaller that were too wide, as all that follows."""
    full: Mapping[str, Block]
    """The fields at full size, by name."""
    blocks: Mapping[str, Block]
    document: Document
    alphabets: list[Drawn]
    """That the faces in which the code is printed have whole."""
    first_font: int
    """The number of the first of the fonts' objects, which follow each other."""
    objects: tuple[Any, ...]
    """Of the PDF, before it was written."""
    pdf: Any
    """The PDF with its objects in their final form, but for its information, which is written last."""
    data: bytes


class _Finisher:
    """Takes a PDF from WeasyPrint right before it is written."""

    def __init__(self, pen: Pen, standard: Standard, context: Context) -> None:
        self._pen = pen
        self._standard = standard
        self._context = context
        self.is_transparent = False
        """Whether it has what the standard forbids."""
        self.alphabets: list[Drawn] = []
        self.first_font = 0
        self.objects: tuple[Any, ...] = ()
        self.pdf: Any = None

    def __call__(self, document: Document, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
        if self._standard.old:
            self.is_transparent = not without_transparency(pdf)
        if self._context.results:
            attach(pdf, self._context)
        complete_metadata(pdf)
        say_languages(pdf, languages_of_sections(document))
        hashes = {font.hash for font in document.fonts.values()}
        if len(hashes) == len(document.fonts) and not any(font.missing or font.bitmap for font in document.fonts.values()):
            self._complete_fonts(document, pdf)
        self.objects = tuple(pdf.objects)
        pdf.objects[1:] = [self._pen.cast(item) for item in pdf.objects[1:]]
        self.pdf = copy.copy(pdf)
        self.pdf.objects = list(pdf.objects)

    def _complete_fonts(self, document: Document, pdf: Any) -> None:  # noqa: ANN401
        """Let the faces in which the code is printed have all letters of codes; of plain fonts alone, as plates know them."""
        self.alphabets = [self._pen.alphabet(text, ALPHABET) for text in all_texts(document) if self._context.code in text.text]
        fonts = [with_whole_alphabets(key, font, self.alphabets) for key, font in document.fonts.items()]
        resources = pdf.objects[number_of(next(item for item in pdf.objects if is_page(item))["Resources"])]
        self.first_font = number_of(resources["Font"]) - self._standard.font_objects * len(fonts)
        for place, font in enumerate(fonts):
            part = Part(*font_numbers(place, len(fonts), self.first_font, self._standard.font_objects))
            add_font(part, font, self._standard)
            for item in part.objects:
                pdf.objects[item.number] = item


def _pages(document: Document) -> list[int]:
    """Return how many pages a document has that must have one: none where it says that it may have more."""
    return [] if pages_of(document, PAGES) else [len(document.pages)]


@contextmanager
def _listening(template: Template, part: str) -> Iterator[list[Problem]]:
    """Collect what WeasyPrint logs as problems, and raise what it cannot fetch as one."""
    place = template.place(part)
    problems: list[Problem] = []
    try:
        with _logging(lambda message: problems.append(logged(template, place, message))):
            yield problems
    except FatalURLFetchingError as error:
        raise RenderingError(refusal(template, place, error.__cause__ or error)) from None
    except RenderingError:
        raise
    except Exception as error:  # noqa: BLE001 - WeasyPrint gives up on odd styles in many ways
        raise RenderingError(crash(place, error)) from None


@contextmanager
def _logging(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell of each message that WeasyPrint logs."""
    listener = _Listener(tell)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.getMessage())
