"""WeasyPrint's private names, all that this program touches: the boxes of a page, its lines, its text and its fonts.

Written for WeasyPrint 70, which pyproject.toml pins; a test names the version, so that a new one is not taken unseen.
What is done here is done by WeasyPrint's own functions: a field's lines are laid out and drawn by the same code that
lays out and draws the whole page.
"""

# ruff: noqa: SLF001 - private names are what this module is for

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure.boxes import BlockBox, InlineBox, LineBox, TextBox
from weasyprint.layout.inline import _adjust_line_height, iter_line_boxes, line_box_verticality, split_text_box, text_align
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import create_layout, line_size

from certbuild.certificates.casting import Foundry, joined
from certbuild.certificates.fitting import Box
from certbuild.certificates.gaps import UnlikeError
from certbuild.certificates.sheet import FIELD_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from weasyprint import Document

VERSION = "70"
"""The version of WeasyPrint whose private names these are."""

POINTS = 0.75
"""Points in one of CSS's pixels."""
_PIXELS = 1 / 0.75

PDF_VERSION = "1.7"
FONT_OBJECTS = 5
"""Objects of a font in a PDF: its file, its meanings, its descriptor, and itself in two parts."""

_AT_HAND = 4
"""Layouts of a field that are kept: what has been measured is drawn next."""
_DRAWINGS = 2000
"""Drawings of words that are kept, some hundred bytes each."""
_KEPT = 64
"""Subsets of fonts and compressed streams that are kept for the next page, some ten thousand bytes each."""
_RESOURCES = ("XObject", "Pattern", "Shading")
_PENS = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke", "_current_font")
"""What a stream remembers of how it draws."""


class Artwork:
    """A drawing that WeasyPrint has read, drawn once for each size: what it comes to is the same on every page."""

    def __init__(self, image: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
        self._image = image
        self._drawn: dict[object, tuple[bytes, dict[str, Any], list[Any]]] = {}

    def get_intrinsic_size(self, resolution: float, font_size: float) -> Any:  # noqa: ANN401
        """Return width, height and their ratio; WeasyPrint asks for that."""
        return self._image.get_intrinsic_size(resolution, font_size)

    def draw(self, stream: Stream, width: float, height: float, style: object) -> None:
        """Draw it; WeasyPrint asks for that."""
        resources = stream._resources
        pens = [getattr(stream, pen) for pen in _PENS]
        key = (width, height, repr(pens))
        if key not in self._drawn:
            start = len(stream.stream)
            stood = {kind: len(resources[kind]) for kind in _RESOURCES}
            self._image.draw(stream, width, height, style)
            data = joined(stream.stream[start:])
            names = {name.decode() for name in re.findall(rb"/(\S+) gs\b", data)}
            # What it names after its place on this page, and letters, which the page's fonts must have, are drawn each time.
            if all(len(resources[kind]) == stood[kind] for kind in _RESOURCES) and not re.search(rb"/s\d+ gs|\sTf\b", data):
                after = [getattr(stream, pen) for pen in _PENS]
                self._drawn[key] = data, {name: resources["ExtGState"][name] for name in names}, after
            return
        data, states, after = self._drawn[key]
        stream.stream.append(data)
        for name, state in states.items():
            resources["ExtGState"].setdefault(name, state)
        for pen, value in zip(_PENS, after, strict=True):
            setattr(stream, pen, value)


class Block:
    """A field as WeasyPrint has laid it out."""

    def __init__(self, box: BlockBox) -> None:
        self._box = box
        self._kept: dict[object, Block] = {}
        self._lines = [line for line in box.descendants() if isinstance(line, LineBox) and any(_texts(line))]

    @cached_property
    def texts(self) -> list[TextBox]:
        """Its pieces of text, in the order of the page's source."""
        return [text for line in self._lines for text in _texts(line)]

    @property
    def box(self) -> Box:
        """Its measures."""
        return Box(
            width=self._box.width * POINTS,
            height=self._box.height * POINTS,
            size=self._box.style["font_size"] * POINTS,
            natural=max(map(_extent, self._lines), default=0) * POINTS,
            width_of=partial(_width, self._box.style),
        )

    def with_texts(self, texts: tuple[str, ...], sizes: Mapping[float, float] | None = None) -> Block:
        """Return the field laid out anew with other texts, one for each of its pieces.

        `sizes` gives font sizes in points that become others. Raises `UnlikeError` where that would not be all
        that changes.
        """
        key = (texts, *(sizes or {}).values())
        if key not in self._kept:
            if len(self._kept) >= _AT_HAND:
                self._kept.clear()
            self._kept[key] = self._laid_out(texts, sizes or {})
        return self._kept[key]

    def _laid_out(self, texts: tuple[str, ...], sizes: Mapping[float, float]) -> Block:
        pixels = {before * _PIXELS: after * _PIXELS for before, after in sizes.items()}
        pieces = iter(texts)
        if len(texts) != len(self.texts):
            message = "a field has more or fewer pieces of text"
            raise UnlikeError(message)
        lines = [self._laid(_rebuilt(line, pieces, pixels)) for line in self._lines]
        block = copy.copy(self)
        block._lines = lines
        block.__dict__.pop("texts", None)
        return block

    def _laid(self, line: LineBox) -> LineBox:
        line.process_whitespace()
        line.process_text_transform()
        if not all(text.text for text in _texts(line)):
            message = "a piece of a field's text is empty"
            raise UnlikeError(message)
        container = self._box
        for parent in self._box.descendants():
            if isinstance(parent, BlockBox) and any(child.__class__ is LineBox for child in parent.children):
                container = parent
        if simply := _laid_simply(line, container):
            return simply
        context = SimpleNamespace(excluded_shapes=[])
        laid = list(iter_line_boxes(context, line, line.position_y, -inf, None, container, [], [], None, None))
        if len(laid) != 1 or len(list(_texts(laid[0][0]))) != len(list(_texts(line))):
            message = "a field's text does not stay in its line"
            raise UnlikeError(message)
        return laid[0][0]

    def faults(self) -> Iterator[str]:
        """Yield what is drawn around its text and would have to move with it."""
        for line in self._lines:
            if line.text_overflow != "clip" or line.block_ellipsis != "none":
                yield "text that is cut off with an ellipsis"
            for box in (line, *line.descendants()):
                if isinstance(box, TextBox):
                    if box.style["text_decoration_line"] != "none":
                        yield "text that is underlined or struck through"
                elif not isinstance(box, InlineBox | LineBox):
                    yield f"something that is no text ({type(box).__name__})"
                elif box.background or any(box.style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left")):
                    yield "a background or a border around text"


def blocks(document: Document) -> dict[str, Block]:
    """Return the fields of a document as they were laid out, by name."""
    found = {}
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            name = box.element.get(FIELD_ATTRIBUTE) if isinstance(box, BlockBox) and box.element is not None else None
            if name:
                found[name] = Block(box)
    return found


def all_texts(document: Document) -> list[TextBox]:
    """Return every piece of text of a document of one page."""
    return [box for box in document.pages[0]._page_box.descendants(placeholders=True) if isinstance(box, TextBox)]


def bookmarks(document: Document) -> list[tuple[str, list[str]]]:
    """Return the document's bookmarks in their order: what each says, and the fields inside it."""
    found = []
    for box in document.pages[0]._page_box.descendants(placeholders=True):
        if box.bookmark_label and box.style["bookmark_level"] != "none" and box.element is not None:
            inside = [name for element in box.element.iter() if (name := element.get(FIELD_ATTRIBUTE))]
            found.append((box.bookmark_label, inside))
    return found


Fonts = dict[int, "Face"]
"""The fonts of one page in the order of their first use, by WeasyPrint's own keys."""


class Face(Font):  # type: ignore[misc]  # WeasyPrint has no type hints
    """A font that shares its file and its subsets with all pages: the same letters make the same subset."""

    subsets: dict[object, bytes]
    file_content: bytes

    def blank(self) -> Face:
        """Return the font as it is at the beginning of a page: no letter used yet."""
        face = copy.copy(self)
        face.widths, face.to_unicode, face.missing, face.variations = {}, {}, {}, dict(self.variations)
        return face

    @property
    def is_plain(self) -> bool:
        """Whether its letters are outlines, and always the same."""
        return not (self.bitmap or self.png or self.svg or self.colr or "fvar" in self.tables)

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # noqa: FBT001 - WeasyPrint calls it so
        """Cut the file down to these letters; WeasyPrint asks for that."""
        key = (self.hash, tuple(sorted(to_unicode)))
        if key not in self.subsets:
            super().clean(to_unicode, hinting)
            if len(self.subsets) >= _KEPT:
                self.subsets.clear()
            self.subsets[key] = self.file_content
        self.file_content = self.subsets[key]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of text drawn by itself."""

    operators: bytes
    """What shows it, from BT to ET."""
    fonts: Fonts
    """With the letters that it needs."""

    @property
    def place(self) -> bytes:
        """The operator that says where on the page it begins; empty where nothing is to be seen."""
        return self.operators.split(b"\n")[1] if self.operators.startswith(b"BT\n") and b"TJ" in self.operators else b""

    def at(self, x: float, y: float) -> Drawn:
        """Return it as it is drawn in another place; lengths in pixels."""
        if not self.place:
            return self
        pen = pydyf.Stream()
        pen.set_text_matrix(*Matrix(d=-1, e=x, f=y).values)
        begin, _, rest = self.operators.split(b"\n", 2)
        return Drawn(b"\n".join((begin, pen.stream[0], rest)), self.fonts)

    def onto(self, fonts: Fonts) -> bool:
        """Let the fonts of a page learn its letters; refuse where they know one by another width, which would move it."""
        for key, face in self.fonts.items():
            if key in fonts:
                known = fonts[key].widths
                if any(known.get(letter, width) != width for letter, width in face.widths.items()):
                    return False
        for key, face in self.fonts.items():
            page = fonts[key] if key in fonts else fonts.setdefault(key, face.blank())
            for letter, width in face.widths.items():
                page.widths.setdefault(letter, width)
            for letter, meaning in face.to_unicode.items():
                page.to_unicode.setdefault(letter, meaning)
        return True


class Pen:
    """Draws pieces of text of one course's certificates, and keeps its faces."""

    def __init__(self, profiles: Mapping[str, object], intent: str) -> None:
        self._colours = (profiles, intent)
        self._faces: dict[object, Face] = {}
        self._subsets: dict[object, bytes] = {}
        self._drawings: dict[object, tuple[object, Drawn]] = {}
        self.cast = Foundry()

    def drawn(self, text: TextBox, fonts: Fonts | None = None) -> Drawn:
        """Draw a piece of text; on a page whose fonts know letters already where `fonts` are given.

        Raises `UnlikeError` where there is more to draw than letters, or a letter that no font has.
        """
        if fonts is None:
            return self._kept_drawing(text)
        return self._drawn(text, fonts)

    def _kept_drawing(self, text: TextBox) -> Drawn:
        """Draw a piece of text by itself; the same words in the same style look the same wherever they stand."""
        key = (id(text.style), text.text, text.justification_spacing)
        if key not in self._drawings:
            if len(self._drawings) >= _DRAWINGS:
                self._drawings.clear()
            self._drawings[key] = text.style, self._drawn(text, {})  # the style is kept, lest another gets its id
        _, drawn = self._drawings[key]
        return drawn.at(text.position_x, text.position_y + text.baseline)

    def _drawn(self, text: TextBox, fonts: Fonts) -> Drawn:
        stream = _Stream(fonts, *self._colours, self._face)
        draw_text(stream, text, 0, "clip", "none")
        operators = stream.stream
        if b"BT" not in operators:
            return Drawn(b"", {})
        if operators.index(b"ET") != len(operators) - 1:
            message = "letters that are pictures, such as emoji"
            raise UnlikeError(message)
        if not all(face.is_plain and not face.missing for face in stream.fonts.values()):
            message = "letters that no font has, or a font of pictures, of pixels or of variable shapes"
            raise UnlikeError(message)
        return Drawn(joined(operators[operators.index(b"BT") :]), stream.fonts)

    def alphabet(self, text: TextBox, letters: str) -> Drawn:
        """Return letters drawn in the style of a piece of text."""
        laid, _, _ = split_text_box(None, text.copy_with_text(letters), inf, 0)
        return self.drawn(laid)

    def _face(self, font: Any, key: int, description: Any, size: float) -> Face:  # noqa: ANN401
        if (key, size) not in self._faces:
            face = Face(font, description, size)
            face.subsets = self._subsets
            alike = (other.file_content for other in self._faces.values() if other.file_content == face.file_content)
            face.file_content = next(alike, face.file_content)
            self._faces[key, size] = face
        return self._faces[key, size].blank()


class _Stream(Stream):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Where a piece of text is drawn by itself."""

    def __init__(self, fonts: Fonts, profiles: object, intent: object, face: Callable[..., Face]) -> None:
        resources = {kind: pydyf.Dictionary() for kind in ("ExtGState", *_RESOURCES)}
        super().__init__(fonts, None, resources, {}, None, profiles, intent)
        self.fonts = fonts
        self._face = face

    def add_font(self, pango_font: Any) -> tuple[Face, float]:  # noqa: ANN401 - WeasyPrint has no type hints
        """Return the page's font, and its size; WeasyPrint asks for that."""
        key, description, size = get_pango_font_key(pango_font)
        if key not in self.fonts:
            self.fonts[key] = self._face(pango_font, key, description, size)
        return self.fonts[key], size


def add_font(pdf: pydyf.PDF, font: Font) -> None:
    """Add the objects of a font, cut down to its letters, to a PDF."""
    build_fonts_dictionary(pdf, {0: font}, True, True, DEFAULT_OPTIONS | {"pdf_version": PDF_VERSION})  # noqa: FBT003


def font_numbers(place: int, count: int, first: int) -> tuple[int, ...]:
    """Return the numbers of a font's objects: the files of all `count` fonts come first, then what else belongs to each."""
    others = first + count + (FONT_OBJECTS - 1) * place
    return (first + place, *range(others, others + FONT_OBJECTS - 1))


def with_whole_alphabets(fonts: Mapping[int, Font], alphabets: Iterable[Drawn]) -> dict[int, Font]:
    """Return the fonts of a page as its file has them: with all letters of these alphabets, in the order of the face.

    So pages that differ in a code have the same fonts, and each is cut once.
    """
    found = {}
    for key, font in fonts.items():
        face = copy.copy(font)
        more = [drawn.fonts[key] for drawn in alphabets if drawn.fonts.keys() == {key}]
        face.widths, face.to_unicode = dict(font.widths), dict(font.to_unicode)
        for other in more:
            face.widths = other.widths | face.widths
            face.to_unicode = other.to_unicode | face.to_unicode
        face.to_unicode = dict(sorted(face.to_unicode.items()))
        found[key] = face
    return found


def add_metadata(pdf: pydyf.PDF, document: Document, title: str) -> None:
    """Add the metadata of a document with another title to a PDF, as PDF/A-3u has them."""
    metadata = copy.copy(document.metadata)
    metadata.title = title
    metadata.include_in_pdf(pdf, "a", 3, "U", True)  # noqa: FBT003


def _texts(box: Any) -> list[TextBox]:  # noqa: ANN401 - WeasyPrint has no type hints
    return [child for child in box.descendants() if isinstance(child, TextBox)]


def _rebuilt(box: Any, texts: Iterator[str], pixels: Mapping[float, float]) -> Any:  # noqa: ANN401
    """Return a line, or a box inside it, as it is before it is laid out, with other texts."""
    if isinstance(box, TextBox):
        new = box.copy_with_text(next(texts))
    else:
        new = box.copy_with_children([_rebuilt(child, texts, pixels) for child in box.children if _has_text(child)])
    if (size := pixels.get(box.style["font_size"])) is not None:
        new.style = box.style.copy()
        new.style["font_size"] = size
    return new


def _laid_simply(line: LineBox, container: BlockBox) -> LineBox | None:
    """Return a line of nothing but words laid out, in the steps of WeasyPrint's own way, without those that are not needed.

    None where more is needed: boxes inside, another direction, an indent, justified words, spaces at the ends.
    """
    words = line.children
    plain = all(isinstance(word, TextBox) and word.style["white_space"] == "nowrap" for word in words)
    ltr = line.style["direction"] == container.style["direction"] == "ltr"
    justified = "justify" in {line.style["text_align_all"], line.style["text_align_last"]}
    if not plain or not ltr or justified or line.text_indent or words[0].text[0] == " " or words[-1].text[-1] == " ":
        return None
    start = x = container.content_box_x()
    laid = []
    for word in words:
        new, rest, _ = split_text_box(None, word, inf, 0)
        if new is None or rest is not None:
            return None
        new.position_x = x
        x += new.margin_width()
        laid.append(new)
    new_line = line.copy_with_children(laid)
    new_line.position_x = start
    new_line.width = x - new_line.content_box_x()
    _adjust_line_height(new_line)
    y = line.position_y
    offset = text_align(None, new_line, container.width, last=True)
    bottom, top = line_box_verticality(new_line)
    new_line.baseline, new_line.position_y, new_line.height = -top, top, bottom - top
    new_line.margin_top = new_line.margin_bottom = 0
    new_line.translate(offset, y - top)
    new_line.position_y = y
    return new_line


def _has_text(box: Any) -> bool:  # noqa: ANN401
    return isinstance(box, TextBox) or bool(_texts(box))


def _extent(line: LineBox) -> float:
    """Return the width in pixels of what stands in a line, in whatever direction it is written."""
    right = max(child.position_x + child.margin_width() for child in line.children)
    return float(right - min(child.position_x for child in line.children))


def _width(style: Mapping[str, Any], words: str) -> float:
    """Return the width in points of a text in a box's style, by shaping it."""
    layout = create_layout(words, style, None, None, 0)
    return float(line_size(layout.get_first_line()[0], style)[0]) * POINTS
