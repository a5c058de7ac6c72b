"""One PDF of many certificates.

Every object stands in it once, whatever the number of pages that use it: artwork, logo, colour profile; and the
subsets of one face become one font (`typefaces`). A page whose certificate is unchanged is taken from the merged
file that stands, which says of each page which certificate's file it was made from; the bytes are the same
whichever way they came together. Tags and the claims of PDF/A and PDF/UA stay with the single files.

Objects that use no font come first, as the pages come; then the fonts, for which all pages must be known; then
what uses them, which is little more than the pages themselves.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import pydyf
from msgspec import Struct

from certbuild.compression import deflated
from certbuild.errors import Problem, RenderingError
from certbuild.merging.pdffile import Item, Writer, stream
from certbuild.merging.sources import FIRST_SIGN, MAKE, PARENT, Former, Index, Known, Sheet, Single, Used
from certbuild.merging.typefaces import with_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from certbuild.merging.typefaces import Font, Frame, Letter


class Leaf(NamedTuple):
    """One certificate of the merged file."""

    bookmark: str
    label: str
    """What a viewer shows as page number."""
    sha256: str
    """Of its PDF."""
    pdf: Callable[[], bytes]
    """Gives the PDF where it is needed."""


class Stock:
    """Where the pages of certificates are found: in merged files that have some of them already, or in their own PDFs."""

    def __init__(self, formers: Iterable[bytes] = ()) -> None:
        """Take in merged files; what is no merged file is left aside."""
        self._known = Known()
        self._formers = [former for data in formers if (former := Former.of(data, self._known))]

    def sheets(self, leaf: Leaf) -> Iterable[Sheet]:
        """Return the pages of a certificate; raises `RenderingError` where its PDF cannot be read."""
        if sheets := next(filter(None, (list(former.sheets(leaf.sha256)) for former in self._formers)), None):
            return sheets
        try:
            return list(Single(leaf.pdf(), self._known).sheets())
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - a damaged file can be wrong in any way
            hint = "delete that file (`make clean-one` with the student's name) and build again"
            what = f"the PDF of {leaf.bookmark} cannot be read: {error}"
            raise RenderingError(Problem(f"certificate {leaf.label}", what, hint)) from None


def merge_into(file: BinaryIO, title: str, language: str, leaves: Iterable[Leaf], stock: Stock | None = None) -> None:
    """Write one PDF of the leaves in their order; the same leaves make the same bytes, wherever in the stock they are.

    Raises `RenderingError` where the PDF of a leaf cannot be read.
    """
    stock = stock or Stock()
    composer = _Composer(file)
    for leaf in leaves:
        composer.add(leaf, stock.sheets(leaf))
    composer.finish(title, language)


class _Waiting(Struct, frozen=True):
    """An object that uses fonts, which are not there yet."""

    item: Item
    parts: Mapping[int, int | Used | _Waiting]
    """What its references mean."""


class _Page(NamedTuple):
    leaf: Leaf
    origin: tuple[str, int]
    """SHA-256 of the certificate's file, and which page of it this is."""
    waiting: _Waiting
    used: list[Used]


class _Composer:
    """Writes the merged file, page by page."""

    def __init__(self, file: BinaryIO) -> None:
        self._writer = Writer(file, MAKE)
        self._known: dict[bytes, int] = {}
        """The numbers of objects that use no fonts, by digest, in the order in which they were written."""
        self._late: dict[Item, int] = {}
        """The numbers of those that do."""
        self._pages: list[_Page] = []

    def add(self, leaf: Leaf, sheets: Iterable[Sheet]) -> None:
        """Add pages."""
        for sheet in sheets:
            item = Item(sheet.text)
            waiting = _Waiting(item, {ref: self._kept(sheet, ref) for ref in item.references})
            self._pages.append(_Page(leaf, (sheet.sha256, sheet.number), waiting, list(sheet.fonts.values())))

    def _kept(self, sheet: Sheet, number: int) -> int | Used | _Waiting:
        """Return what a source's object will be in this file."""
        if number in sheet.fonts:
            return sheet.fonts[number]
        if not sheet.source.uses_fonts(number):
            return self._stored(sheet, number)
        item = sheet.source.item(number)
        return _Waiting(item, {ref: self._kept(sheet, ref) for ref in item.references})

    def _stored(self, sheet: Sheet, number: int) -> int:
        """Write an object that uses no fonts, unless it is there; return its number."""
        digest = sheet.source.digest(number)
        if digest not in self._known:
            item = sheet.source.item(number).with_references(lambda ref: self._stored(sheet, ref))
            self._known[digest] = self._writer.write(item)
        return self._known[digest]

    def finish(self, title: str, language: str) -> None:
        """Write all that is left, when all pages have been added."""
        digests = b"".join(self._known)
        fonts = self._write_fonts()
        numbers = {used: number for number, (_, users) in fonts.items() for used in users}
        pages = [self._write_page(page, numbers) for page in self._pages]
        bookmarks = self._write_bookmarks(pages)
        index = _index(
            zip(pages, self._pages, strict=True), {number: font for number, (font, _) in fonts.items()}, numbers, digests
        )
        labels = b" ".join(b"%d %b" % (place, _label(page)) for place, page in enumerate(self._pages) if page.origin[1] <= 2)
        catalog = (
            b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R /PageMode /UseOutlines /Lang %b" % _text(language.replace("_", "-")),
            b"/ViewerPreferences << /DisplayDocTitle true >> /PageLabels << /Nums [ %b ] >> /XXcertbuild 5 0 R >>" % labels,
        )
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self._writer.finish(
            catalog=Item(b" ".join(catalog)),
            pages=Item(b"<< /Type /Pages /Count %d /Kids [ %b ] >>" % (len(pages), kids)),
            info=Item(b"<< /Title %b >>" % _text(title)),
            bookmarks=bookmarks,
            index=index,
        )

    def _write_fonts(self) -> dict[int, tuple[Font, list[Used]]]:
        """Write the fonts; return for each number the font, and whose it is."""
        usages: dict[Frame, set[Used]] = defaultdict(set)
        for page in self._pages:
            for used in page.used:
                usages[used.face.frame].add(used)
        fonts = {}
        for _, users in sorted(usages.items()):
            face = next(iter(users)).face
            parted = face.parted(used.usage for used in users)
            parts: dict[tuple[Letter, ...], list[Used]] = defaultdict(list)
            for used in users:
                parts[parted[used.usage]].append(used)
            for _, part in sorted(parts.items()):
                font = face.font(used.usage for used in part)
                fonts[self._write_font(font)] = font, part
        return fonts

    def _write_font(self, font: Font) -> int:
        write, frame = self._writer.write, font.frame
        file = write(_packed(font.file, b"/Length1 %d" % len(font.file)))
        descriptor = write(Item(with_entries(font.descriptor, b"/FontFile2 %d 0 R" % file)))
        descendant = write(Item(with_entries(frame.descendant, b"/FontDescriptor %d 0 R /W %b" % (descriptor, font.widths))))
        texts = write(_packed(font.texts))
        return write(Item(with_entries(frame.composite, b"/DescendantFonts [ %d 0 R ] /ToUnicode %d 0 R" % (descendant, texts))))

    def _write_page(self, page: _Page, fonts: Mapping[Used, int]) -> int:
        text = self._settled(page.waiting, fonts).text
        return self._writer.write(Item(PARENT + text.removeprefix(b"<< ")))

    def _settled(self, waiting: _Waiting, fonts: Mapping[Used, int]) -> Item:
        """Return what has waited for the fonts, with the numbers of what it refers to, all of which is written."""

        def number_of(ref: int) -> int:
            part = waiting.parts[ref]
            if isinstance(part, int):
                return part
            if isinstance(part, Used):
                return fonts[part]
            item = self._settled(part, fonts)
            if item not in self._late:
                self._late[item] = self._writer.write(item)
            return self._late[item]

        return waiting.item.with_references(number_of)

    def _write_bookmarks(self, pages: list[int]) -> Item:
        """Write a bookmark for each certificate; return what holds them together."""
        begins = [(page, target) for page, target in zip(self._pages, pages, strict=True) if page.origin[1] == 1]
        first = self._writer.next_number
        last = first + len(begins) - 1
        for number, (page, target) in enumerate(begins, first):
            entries = [b"<< /Title %b /Parent 4 0 R /A << /S /GoTo /D [ %d 0 R /Fit ] >>" % (_text(page.leaf.bookmark), target)]
            entries += [b"/Prev %d 0 R" % (number - 1)] * (number > first) + [b"/Next %d 0 R" % (number + 1)] * (number < last)
            self._writer.write(Item(b" ".join([*entries, b">>"])))
        ends = b"/First %d 0 R /Last %d 0 R " % (first, last) if begins else b""
        return Item(b"<< /Type /Outlines %b/Count %d >>" % (ends, len(begins)))


def _index(pages: Iterable[tuple[int, _Page]], fonts: Mapping[int, Font], numbers: Mapping[Used, int], digests: bytes) -> Item:
    """Return what the file says of its parts, for the next one to be made from it."""
    places: dict[Used, int] = {}
    entries = [(*page.origin, number, [places.setdefault(used, len(places)) for used in page.used]) for number, page in pages]
    signs = {
        number: {ord(sign): chr(FIRST_SIGN + place) for place, sign in enumerate(font.signs)} for number, font in fonts.items()
    }
    index: Index = {
        "pages": entries,
        "used": [(numbers[used], used.usage.translate(signs[numbers[used]])) for used in places],
        "fonts": list(fonts),
        "digests": digests.hex(),
    }
    return _packed(json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode())


def _label(page: _Page) -> bytes:
    """Return how a certificate's first page is numbered, or its second and all that follow (ISO 32000-1, 12.4.2)."""
    if page.origin[1] == 1:
        return b"<< /P %b >>" % _text(page.leaf.label)
    return b"<< /P %b /S /D /St 2 >>" % _text(f"{page.leaf.label}, ")


def _packed(data: bytes, *entries: bytes) -> Item:
    return stream(deflated(data), *entries, b"/Filter /FlateDecode")


def _text(text: str) -> bytes:
    """Return a text string as PDF writes it."""
    data: bytes = pydyf.String(text).data
    return data
