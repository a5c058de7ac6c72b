"""Letters: how words are drawn, which fonts a page needs for them, and what a PDF says of itself."""

# ruff: noqa: SLF001 - private names are what these modules are for

from __future__ import annotations

import copy
from math import inf
from typing import TYPE_CHECKING, Any

import pydyf
from msgspec import Struct
from weasyprint import DEFAULT_OPTIONS
from weasyprint.draw.text import draw_text
from weasyprint.layout.inline import split_text_box
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import get_pango_font_key

from certbuild.printing.casting import Foundry, joined
from certbuild.printing.gaps import UnlikeError
from certbuild.printing.innards.documents import all_texts
from certbuild.sfnt import for_pdf, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from weasyprint import Document
    from weasyprint.formatting_structure.boxes import TextBox
    from weasyprint.text.fonts import FontConfiguration

    from certbuild.printing.standards import Standard

_GENERIC = frozenset(("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji"))
"""Families of CSS that are no font's names (CSS Fonts 4, 2.1.2); some font always stands for them."""

_DRAWINGS = 2000
"""Drawings of words that are kept, some hundred bytes each."""
_SUBSETS = 64
"""Subsets of fonts that are kept for the next page, some ten thousand bytes each."""


Fonts = dict[int, "Face"]
"""The fonts of one page in the order of their first use, by WeasyPrint's own keys."""


class _Widths(dict[int, int]):
    """The widths of the letters that a page uses; WeasyPrint asks whether it knows one, and else asks the font, each time."""

    def __init__(self, known: Mapping[int, int]) -> None:
        super().__init__()
        self._known = known

    def __contains__(self, letter: object) -> bool:
        """Say whether a letter's width is known; it is used now."""
        if super().__contains__(letter):
            return True
        width = self._known.get(letter)  # type: ignore[call-overload] # what is no letter is not there
        if width is not None:
            self[letter] = width  # type: ignore[index]
        return width is not None


class Face(Font):  # type: ignore[misc]  # WeasyPrint has no type hints
    """A font that shares its file and its subsets with all pages: the same letters make the same subset."""

    subsets: dict[object, bytes]
    file_content: bytes
    known: dict[int, int]
    """The widths of all letters that were ever drawn with it."""

    def blank(self) -> Face:
        """Return the font as it is at the beginning of a page: no letter used yet."""
        face = copy.copy(self)
        face.widths, face.to_unicode, face.missing = _Widths(self.known), {}, {}
        face.variations = dict(self.variations)
        return face

    def __copy__(self) -> Face:
        """Return the same font, which can learn other letters."""
        face = Face.__new__(Face)
        face.__dict__.update(self.__dict__)
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
            if len(self.subsets) >= _SUBSETS:
                self.subsets.clear()
            self.subsets[key] = self.file_content
        self.file_content = self.subsets[key]


class Drawn(Struct, frozen=True):
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
                if any(letter in known for letter, _ in face.widths.items() - known.items()):
                    return False
        for key, face in self.fonts.items():
            page = fonts[key] if key in fonts else fonts.setdefault(key, face.blank())
            page.widths = face.widths | page.widths
            page.to_unicode = face.to_unicode | page.to_unicode
        return True


class Pen:
    """Draws pieces of text of one course's certificates, and keeps its faces."""

    def __init__(self, profiles: Mapping[str, object], intent: str) -> None:
        self._colours = (profiles, intent)
        self._faces: dict[object, Face] = {}
        self._subsets: dict[object, bytes] = {}
        self._drawings: dict[object, tuple[object, Drawn]] = {}
        self.cast = Foundry()

    def drawn(self, text: TextBox) -> Drawn:
        """Draw a piece of text by itself; the same words in the same style look the same wherever they stand.

        Raises `UnlikeError` as `drawn_onto` does.
        """
        key = (id(text.style), text.text, text.justification_spacing)
        if key in self._drawings:
            _, drawn = self._drawings[key]
            return drawn.at(text.position_x, text.position_y + text.baseline)
        if len(self._drawings) >= _DRAWINGS:
            self._drawings.clear()
        drawn = self.drawn_onto(text, {})
        self._drawings[key] = text.style, drawn  # the style is kept, lest another gets its id
        return drawn

    def drawn_onto(self, text: TextBox, fonts: Fonts) -> Drawn:
        """Draw a piece of text on a page whose fonts know letters already.

        Raises `UnlikeError` where there is more to draw than letters, or a letter that no font has.
        """
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
        for face in stream.fonts.values():
            face.known.update(face.widths)
        return Drawn(joined(operators[operators.index(b"BT") :]), stream.fonts)

    def alphabet(self, text: TextBox, letters: str) -> Drawn:
        """Return letters drawn in the style of a piece of text."""
        laid, _, _ = split_text_box(None, text.copy_with_text(letters), inf, 0)
        return self.drawn(laid)

    def _face(self, font: Any, key: int, description: Any, size: float) -> Face:  # noqa: ANN401
        if (key, size) not in self._faces:
            face = Face(font, description, size)
            face.subsets, face.known = self._subsets, {}
            alike = (other.file_content for other in self._faces.values() if other.file_content == face.file_content)
            face.file_content = next(alike, face.file_content)
            self._faces[key, size] = face
        return self._faces[key, size].blank()


class _Stream(Stream):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Where a piece of text is drawn by itself."""

    def __init__(self, fonts: Fonts, profiles: object, intent: object, face: Callable[..., Face]) -> None:
        resources = {kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")}
        super().__init__(fonts, None, resources, {}, None, profiles, intent)
        self.fonts = fonts
        self._face = face

    def set_color(self, color: object, stroke: bool = False) -> None:  # noqa: FBT001, FBT002 - WeasyPrint calls it so
        """Leave the colour to what stands before the text on its page; WeasyPrint wants to set it."""

    def add_font(self, pango_font: Any) -> tuple[Face, float]:  # noqa: ANN401 - WeasyPrint has no type hints
        """Return the page's font, and its size; WeasyPrint asks for that."""
        key, description, size = get_pango_font_key(pango_font)
        if key not in self.fonts:
            self.fonts[key] = self._face(pango_font, key, description, size)
        return self.fonts[key], size


def families_missing(document: Document, fonts: FontConfiguration) -> list[str]:
    """Return the families that texts of a document ask for first, and that are neither the document's nor the system's."""
    asked = dict.fromkeys(text.style["font_family"][0] for text in all_texts(document) if text.text.strip())
    return [family for family in asked if family.lower() not in _GENERIC and not _has_family(fonts, family)]


def _has_family(fonts: FontConfiguration, family: str) -> bool:
    """Say whether fontconfig knows a font of this very family, and not only one that is alike."""
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", ffi.new("FcChar8[]", family.encode()))
    fontconfig.FcDefaultSubstitute(pattern)
    found = ffi.gc(fontconfig.FcFontMatch(fonts._config, pattern, ffi.new("FcResult *")), fontconfig.FcPatternDestroy)
    name, number = ffi.new("FcChar8 **"), 0
    while found and fontconfig.FcPatternGetString(found, b"family", number, name) == fontconfig.FcResultMatch:
        if ffi.string(name[0]).decode().lower() == family.lower():
            return True
        number += 1
    return False


def add_font(pdf: pydyf.PDF, font: Font, standard: Standard) -> None:
    """Add the objects of a font, cut down to its letters and to what a PDF needs of it, to a PDF."""
    first = len(pdf.objects)
    build_fonts_dictionary(pdf, {0: font}, True, True, DEFAULT_OPTIONS | {"pdf_version": standard.version})  # noqa: FBT003
    file = pdf.objects[first]
    if font.used_in_forms:  # then viewers write with it, and need all of it
        return
    data = joined(file.stream)
    if standard.old and file.extra.get("Subtype") == "/OpenType":  # which PDF 1.4 does not know, but what is in it
        file.stream, file.extra["Subtype"] = [bytes(tables_of(data)["CFF "])], "/CIDFontType0C"
        return
    file.stream = [for_pdf(data)]
    if "Length1" in file.extra:
        file.extra["Length1"] = len(file.stream[0])


def font_numbers(place: int, count: int, first: int, objects: int) -> tuple[int, ...]:
    """Return the numbers of one font's `objects`: the files of all `count` fonts come first, then what else belongs to each."""
    others = first + count + (objects - 1) * place
    return (first + place, *range(others, others + objects - 1))


def with_whole_alphabets(key: int, font: Font, alphabets: Iterable[Drawn]) -> Font:
    """Return a font of a page as its file has it: with all letters of these alphabets, in the order of the face.

    So pages that differ in a code have the same fonts, and each is cut once. `key` is WeasyPrint's own.
    """
    face = copy.copy(font)
    face.widths, face.to_unicode = dict(font.widths), dict(font.to_unicode)
    for other in [drawn.fonts[key] for drawn in alphabets if drawn.fonts.keys() == {key}]:
        face.widths = other.widths | face.widths
        face.to_unicode = other.to_unicode | face.to_unicode
    face.to_unicode = dict(sorted(face.to_unicode.items()))
    return face


def add_metadata(pdf: pydyf.PDF, document: Document, title: str, standard: Standard) -> None:
    """Add the metadata of a document with another title to a PDF, as a standard has them."""
    metadata = copy.copy(document.metadata)
    metadata.title = title
    metadata.include_in_pdf(pdf, "a", standard.part, standard.conformance, not standard.old)
