"""One PDF of many certificates: the only module that knows pypdf.

Pages are taken over object by object, from the leaves up, and an object that is already there is
taken from there: so artwork, logo and colour profile stand in the file once, whatever the number of
students, and subsets of one face become one font (`typefaces`). Tags and the claims of PDF/A and
PDF/UA stay with the single files; taken apart they would mean nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from certbuild.certificates.typefaces import Letter, Union, identity
from certbuild.errors import Problem, RenderingError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_PAGE_KEYS = ("/Type", "/MediaBox", "/TrimBox", "/BleedBox", "/Contents", "/Resources", "/Annots")
_TAGGING = {"/StructParent", "/StructParents", "/P"}
"""Keys that point into the tag tree, which is left behind."""


class Leaf(NamedTuple):
    """One certificate of the merged file."""

    bookmark: str
    label: str
    """What a viewer shows as page number."""
    pdf: bytes


def merged(title: str, language: str, leaves: Iterable[Leaf]) -> bytes:
    """Return one PDF of the leaves in their order; the same leaves make the same bytes."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    pages = _Pages(writer)
    labels = ArrayObject()
    for leaf in leaves:
        for page in _pages_of(leaf):
            number = len(writer.pages)
            writer.add_page(pages.taken(page))
            labels += [NumberObject(number), DictionaryObject({NameObject("/P"): TextStringObject(leaf.label)})]
            writer.add_outline_item(title=leaf.bookmark, page_number=number)
    pages.finish()
    root = writer.root_object
    root[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): labels})
    root[NameObject("/Lang")] = TextStringObject(language.replace("_", "-"))
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(value=True)})
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer.add_metadata({"/Title": title})
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _pages_of(leaf: Leaf) -> list[PageObject]:
    try:
        return list(PdfReader(BytesIO(leaf.pdf)).pages)
    except PyPdfError as error:
        hint = "delete that file (`make clean-one` with the student's name) and build again"
        raise RenderingError(
            Problem(f"certificate {leaf.label}", f"the PDF of {leaf.bookmark} cannot be read: {error}", hint)
        ) from None


class _Pages:
    """Takes pages of other files over into one writer."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._known: dict[bytes, IndirectObject] = {}
        self._fonts: dict[tuple[str, bytes], list[_Font]] = {}

    def taken(self, page: PageObject) -> PageObject:
        """Return the page as a page of the writer's file."""
        new = PageObject()
        for key in _PAGE_KEYS:
            if key in page:
                new[NameObject(key)] = self._copy(page.raw_get(key))
        return new

    def finish(self) -> None:
        """Write the fonts, when all pages have been taken over."""
        for fonts in self._fonts.values():
            for font in fonts:
                font.write(self._writer)

    def _copy(self, item: PdfObject, left_out: Container[str] = ()) -> PdfObject:
        """Return the object for the writer's file; what was indirect stays so, and stands there once."""
        if not isinstance(item, IndirectObject):
            return self._copy_direct(item, left_out)
        target = item.get_object() or NullObject()
        if isinstance(target, DictionaryObject) and target.get("/Subtype") == "/Type0" and (font := self._font(target)):
            return font
        copy = self._copy_direct(target, left_out)
        data = BytesIO()
        copy.write_to_stream(data)
        digest = hashlib.sha256(data.getvalue()).digest()
        if digest not in self._known:
            self._known[digest] = _added(self._writer, copy)
        return self._known[digest]

    def _copy_direct(self, item: PdfObject, left_out: Container[str] = ()) -> PdfObject:
        if isinstance(item, ArrayObject):
            return ArrayObject(self._copy(part) for part in item)
        if not isinstance(item, DictionaryObject):
            return item
        if item.get("/Type") == "/Annot":
            left_out = _TAGGING
        # Artwork has no need of the fonts, which differ from student to student.
        unneeded = ("/Font",) if _is_artwork(item) else ()
        parts = {
            NameObject(key): self._copy(item.raw_get(key), unneeded if key == "/Resources" else ())
            for key in item
            if key not in left_out and key != "/Length"
        }
        if isinstance(item, StreamObject):
            raw = item._data  # noqa: SLF001 - pypdf has no other way to the bytes as they are
            return StreamObject.initialize_from_dictionary(cast("dict[str, object]", parts) | {"__streamdata__": raw})
        copy = DictionaryObject()
        copy.update(parts)
        return copy

    def _font(self, composite: DictionaryObject) -> IndirectObject | None:
        """Return the font of the merged file that has this subset's letters, or None where it must stay by itself."""
        subset = _Subset.of(composite)
        if not subset:
            return None
        fonts = self._fonts.setdefault(subset.face, [])
        for font in fonts:
            if font.union.take(subset.file, subset.letters):
                return font.reference
        fonts.append(_Font(_added(self._writer, DictionaryObject()), composite))
        fonts[-1].union.take(subset.file, subset.letters)
        return fonts[-1].reference


@dataclass(frozen=True, slots=True)
class _Subset:
    """A TrueType font as one certificate's file has it."""

    face: tuple[str, bytes]
    """Name and version; subsets with the same ones can be laid over each other."""
    file: bytes
    letters: Mapping[int, Letter]

    @classmethod
    def of(cls, composite: DictionaryObject) -> Self | None:
        """Read a composite font as WeasyPrint writes it; None where it is of another make."""
        (descendant,) = _array(composite["/DescendantFonts"])
        descriptor = _dictionary(_dictionary(descendant)["/FontDescriptor"])
        if composite.get("/Encoding") != "/Identity-H" or "/FontFile2" not in descriptor or "/ToUnicode" not in composite:
            return None
        file = _stream(descriptor["/FontFile2"]).get_data()
        version = identity(file)
        texts = {
            int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for glyph, text in re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>", _stream(composite["/ToUnicode"]).get_data())
        }
        letters: dict[int, Letter] = {}
        runs = [part.get_object() for part in _array(_dictionary(descendant)["/W"])]
        for first, run in zip(runs[::2], runs[1::2], strict=True):
            for glyph, width in enumerate(_array(run), int(first)):
                letters[glyph] = Letter(float(width), texts.get(glyph, ""))
        return cls((str(composite["/BaseFont"]), version), file, letters) if version else None


@dataclass(slots=True)
class _Font:
    """A font of the merged file: the union of subsets, written when it has them all."""

    reference: IndirectObject
    pattern: DictionaryObject
    """The first subset's font, for all that they have in common."""
    union: Union = field(default_factory=Union)

    def write(self, writer: PdfWriter) -> None:
        letters = sorted(self.union.letters.items())
        file = DecodedStreamObject()
        file.set_data(self.union.font())
        file[NameObject("/Length1")] = NumberObject(len(file.get_data()))
        (own_descendant,) = _array(self.pattern["/DescendantFonts"])
        own_descriptor = _dictionary(_dictionary(own_descendant)["/FontDescriptor"])
        widths = [letter.width for _, letter in letters]
        box = _array(own_descriptor["/FontBBox"])
        flags = int(cast("NumberObject", own_descriptor["/Flags"])) & ~1 | (len(widths) > 1 and len(set(widths)) == 1)
        descriptor = _with(
            own_descriptor,
            FontBBox=ArrayObject([*box[:2], FloatObject(max(widths)), box[3]]),
            Flags=NumberObject(flags),
            FontFile2=_added(writer, file.flate_encode()),
        )
        runs = ArrayObject()
        for number, letter in letters:
            runs += [NumberObject(number), ArrayObject([FloatObject(letter.width)])]
        descendant = _with(_dictionary(own_descendant), W=runs, FontDescriptor=_added(writer, descriptor))
        texts = DecodedStreamObject()
        texts.set_data(_to_unicode({number: letter.text for number, letter in letters}))
        font = _with(
            self.pattern,
            DescendantFonts=ArrayObject([_added(writer, descendant)]),
            ToUnicode=_added(writer, texts.flate_encode()),
        )
        _dictionary(self.reference).update(font)


def _is_artwork(item: DictionaryObject) -> bool:
    """Whether this is a drawing that sets no text."""
    return (
        isinstance(item, StreamObject)
        and (item.get("/Subtype") == "/Form" or item.get("/Type") == "/Pattern")
        and not re.search(rb"\sTf\s", item.get_data())
    )


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """Return a character map, in blocks of a hundred as its format demands."""
    lines = [f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for number, text in texts.items() if text]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end""".encode()


def _with(pattern: DictionaryObject, **changes: PdfObject) -> DictionaryObject:
    copy = DictionaryObject()
    copy.update(pattern)
    copy.update({NameObject(f"/{key}"): value for key, value in changes.items()})
    return copy


def _added(writer: PdfWriter, item: PdfObject) -> IndirectObject:
    return writer._add_object(item)  # noqa: SLF001 - how pypdf's own manual adds objects


def _dictionary(item: PdfObject) -> DictionaryObject:
    return cast("DictionaryObject", item.get_object())


def _array(item: PdfObject) -> ArrayObject:
    return cast("ArrayObject", item.get_object())


def _stream(item: PdfObject) -> StreamObject:
    return cast("StreamObject", item.get_object())
