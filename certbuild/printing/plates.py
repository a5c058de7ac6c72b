"""Plates: a page that WeasyPrint has rendered once, printed for everyone whose page differs in its values alone.

As in a print shop: the artwork is set once, the fields are set for each. A plate is made from one student's page
(its seed), as WeasyPrint has rendered it. For another student the fields that say something else are laid out and
drawn by WeasyPrint's own functions and take the places of the seed's in the page's stream; QR codes, addresses,
descriptions and titles are exchanged; each page has its own subsets of the fonts. What comes of it is, byte for byte,
what WeasyPrint makes of that student's page by itself: a plate that cannot make its own seed again is none, and
`press` holds it against plain WeasyPrint whenever a value changes that has not changed before.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pydyf

from certbuild.printing.attachment import embedded, is_attachment
from certbuild.printing.casting import Part, joined, written
from certbuild.printing.cutting import Text, cut
from certbuild.printing.fitting import fits
from certbuild.printing.gaps import UnlikeError, fields_in, gaps_of
from certbuild.printing.innards import (
    add_font,
    add_metadata,
    bookmarks,
    font_numbers,
    with_whole_alphabets,
)
from certbuild.printing.standards import complete_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certbuild.printing.casting import Cast
    from certbuild.printing.context import Context
    from certbuild.printing.cutting import Cut
    from certbuild.printing.gaps import Gap
    from certbuild.printing.innards import Fonts, Pen
    from certbuild.printing.qrcode import QrCode
    from certbuild.printing.sheet import Page
    from certbuild.printing.typesetting import Rendering

_KEPT = 100
"""Texts of each field, and subsets of each font, that are kept for the next page."""
_TITLE = "\ufdd2"
"""Stands for a title: no character, and meant for a program's own use (Unicode, 23.7)."""


class Plate:
    """One page without its values."""

    def __init__(self, seed: Rendering, pen: Pen, context: Context) -> None:
        """Make a plate of a student's page; raises `UnlikeError` where that cannot be."""
        self._seed = seed
        self._pen = pen
        self._gaps = gaps_of(seed.page.skeleton)
        self._texts = seed.page.texts
        self._blocks = seed.blocks
        self._bookmarks = bookmarks(seed.document)
        self._kept: dict[str, dict[object, list[Text]]] = defaultdict(dict)
        self._kept_fonts: dict[int, dict[object, list[Cast]]] = defaultdict(dict)
        self.proven: set[Gap | int] = set()
        """The gaps in which other values than the seed's are known to come out as plain WeasyPrint sets them."""
        objects = seed.objects
        self._cuts = cut(seed, pen)
        self._segments = [segment for sheet in self._cuts for segment in sheet.segments]
        fonts: Fonts = {}
        for segment in self._segments:
            self._put(segment.text, fonts)
        self.fonts = _order(fonts)
        self._alphabets = {key: with_whole_alphabets(key, font.blank(), seed.alphabets) for key, font in fonts.items()}
        """The fonts with the letters alone that they have on every page."""
        self._metadata = next(item.number for item in objects if _extra(item, "Type") == "/Metadata")
        self._outlines = [
            item.number for item in objects if isinstance(item, pydyf.Dictionary) and {"Title", "Dest"} <= item.keys()
        ]
        self._images = [self._image_of(code) for code in seed.page.codes.values()]
        self._attachment = next((item.number for item in objects if is_attachment(item)), None)
        if self.printed(seed.page, context) != seed.data:
            message = "it cannot be put together again from its parts"
            raise UnlikeError(message)

    def unproven(self, page: Page) -> set[Gap | int]:
        """Return the gaps in which a page of this plate says something else than the seed, and that are not proven."""
        found = {
            gap if gap.field else place
            for place, (gap, text, seeds) in enumerate(zip(self._gaps, page.texts, self._texts, strict=True))
            if text != seeds
        }
        return found - self.proven

    def printed(self, page: Page, context: Context) -> bytes:
        """Return the PDF of a page with the same skeleton.

        Raises `OtherFontsError` where it needs other fonts than the seed, and `UnlikeError` where it must be set by itself.
        """
        values = page.texts
        fields = self._fields_of(values)
        fonts: Fonts = {}
        new = {sheet.number: pydyf.Stream([self._stream(sheet, fields, fonts)], compress=True) for sheet in self._cuts}
        if _order(fonts) != self.fonts:
            raise OtherFontsError(_order(fonts))
        new |= self._described(values)
        new |= self._bookmarked(fields)
        new |= {place: code.get_x_object(False, 1) for place, code in zip(self._images, page.codes.values(), strict=True)}  # noqa: FBT003
        if self._attachment is not None:
            new[self._attachment] = embedded(context)
        pdf, info = self._seed.pdf, self._seed.pdf.info
        title = self._title(values)
        if title != self._seed.document.metadata.title:
            new[self._metadata] = self._metadata_of(title)
            info = pydyf.Dictionary(info | {"Title": pydyf.String(title)})
        objects = list(pdf.objects)
        for number, item in new.items():
            item.number = number
            objects[number] = self._pen.cast(item)
        for item in self._font_objects(fonts):
            objects[item.number] = item
        return written(objects, pdf.catalog.reference, info.data, context.code.encode(), old=self._seed.standard.old)

    def _fields_of(self, values: Sequence[str]) -> dict[str, list[Text]]:
        """Return the fields that say something else than the seed's, drawn."""
        sizes: dict[str, dict[float, float]] = {}
        changed = set()
        for gap, value, seeds in zip(self._gaps, values, self._texts, strict=True):
            if gap.field and value != seeds:
                changed.add(gap.field)
            if gap.kind == "size":
                sizes.setdefault(gap.field, {})[float(seeds)] = float(value)
        texts = fields_in(self._gaps, values) if changed else {}
        return {name: self._field(name, texts[name], sizes.get(name, {})) for name in changed}

    def _field(self, name: str, texts: tuple[str, ...], sizes: Mapping[float, float]) -> list[Text]:
        kept, key = self._kept[name], (texts, *sizes.values())
        if key not in kept:
            block = self._blocks[name]
            if block.fault:
                message = f'the field "{name}" has {block.fault}'
                raise UnlikeError(message)
            if len(kept) >= _KEPT:
                kept.clear()
            laid = block.with_texts(texts, sizes)
            if not fits(laid.box.natural, laid.box.width):
                message = f'the field "{name}" does not hold its text'
                raise UnlikeError(message)
            found = [Text(text, self._pen.drawn(text)) for text in laid.texts]
            shown = {(name, number) for number, text in enumerate(found) if text.drawn.place}
            if shown != {segment.piece for segment in self._segments if segment.piece and segment.piece[0] == name}:
                message = f'the field "{name}" shows another number of texts'
                raise UnlikeError(message)
            kept[key] = found
        return kept[key]

    def _stream(self, sheet: Cut, fields: Mapping[str, Sequence[Text]], fonts: Fonts) -> bytes:
        """Return the stream of one page of paper with these fields in it; the fonts learn the letters that it needs."""
        parts = []
        for segment in sheet.segments:
            name, number = segment.piece or ("", 0)
            text = fields[name][number] if name in fields else segment.text
            parts += [segment.before, self._put(text, fonts)]
        return b"\n".join([*parts, sheet.after])

    def _put(self, text: Text, fonts: Fonts) -> bytes:
        """Return the operators of a text on a page, and let the page's fonts learn its letters."""
        return text.drawn.operators if text.drawn.onto(fonts) else self._pen.drawn_onto(text.box, fonts).operators

    def _described(self, values: Sequence[str]) -> dict[int, pydyf.Dictionary]:
        """Return the objects that hold addresses and descriptions with those of a page in them."""
        found: dict[int, pydyf.Dictionary] = {}
        exchanged: dict[tuple[str, str], str] = {}
        for gap, value, seeds in zip(self._gaps, values, self._texts, strict=True):
            if gap.kind in {"alt", "href"} and exchanged.setdefault((gap.kind, seeds), value) != value:
                message = "two descriptions or addresses were the same, and are no longer"
                raise UnlikeError(message)
        for item in self._described_objects:
            if item.get("Alt"):
                found[item.number] = _with(item, Alt=pydyf.String(exchanged.get(("alt", item["Alt"].string), item["Alt"].string)))
            else:
                address = pydyf.String(exchanged.get(("href", item["A"]["URI"].string), item["A"]["URI"].string))
                told = {"Contents": address} if "Contents" in item else {}
                found[item.number] = _with(item, A=_with(item["A"], URI=address), **told)
        return found

    @cached_property
    def _described_objects(self) -> list[pydyf.Dictionary]:
        items = [item for item in self._seed.objects if isinstance(item, dict)]
        return [item for item in items if item.get("Alt") or "URI" in item.get("A", {})]

    def _bookmarked(self, fields: Mapping[str, Sequence[Text]]) -> dict[int, pydyf.Dictionary]:
        """Return the bookmarks that name a field with what it says now."""
        found = {}
        for number, (label, inside) in zip(self._outlines, self._bookmarks, strict=True):
            for name in fields.keys() & set(inside):
                if label != _said(self._blocks[name].texts):
                    message = f'a bookmark says more than the field "{name}"'
                    raise UnlikeError(message)
                title = pydyf.String(_said([text.box for text in fields[name]]))
                found[number] = _with(self._seed.objects[number], Title=title)
        return found

    def _title(self, values: Sequence[str]) -> str:
        titles = [value for gap, value in zip(self._gaps, values, strict=True) if gap.kind == "title"]
        return titles[0] if titles else str(self._seed.document.metadata.title)

    def _metadata_of(self, title: str) -> pydyf.Stream:
        form = self._form_of_metadata
        content = joined(form.stream).replace(_TITLE.encode(), escape(title, quote=False).encode())
        return pydyf.Stream([content], form.extra, form.compress)

    @cached_property
    def _form_of_metadata(self) -> pydyf.Stream:
        pdf = Part(self._metadata)
        add_metadata(pdf, self._seed.document, _TITLE, self._seed.standard)
        complete_metadata(pdf)
        return pdf.objects[0]

    def _font_objects(self, fonts: Fonts) -> Iterator[Cast]:
        """Yield the objects of a page's fonts: the files of all, then what else belongs to each."""
        standard = self._seed.standard
        for place, (key, font) in enumerate(fonts.items()):
            kept, whole = self._kept_fonts[place], self._alphabets[key]
            more = (
                frozenset(font.to_unicode.items() - whole.to_unicode.items()),
                frozenset(font.widths.items() - whole.widths.items()),
            )
            if more not in kept:
                if len(kept) >= _KEPT:
                    kept.clear()
                pdf = Part(*font_numbers(place, len(fonts), self._seed.first_font, standard.font_objects))
                add_font(pdf, with_whole_alphabets(key, font, self._seed.alphabets), standard)
                kept[more] = [self._pen.cast(item) for item in pdf.objects]
            yield from kept[more]

    def _image_of(self, code: QrCode) -> int:
        """Return the number of a QR code's image."""
        data = code.get_x_object(False, 1).data  # noqa: FBT003 - WeasyPrint's own order
        found: list[int] = [item.number for item in self._seed.objects if isinstance(item, pydyf.Stream) and item.data == data]
        if len(found) != 1:
            message = "a QR code does not stand on it once"
            raise UnlikeError(message)
        return found[0]


class OtherFontsError(Exception):
    """A page has the skeleton of a plate, and other fonts."""

    def __init__(self, fonts: tuple[str, ...]) -> None:
        super().__init__(fonts)
        self.fonts = fonts


def _said(texts: Iterable[Any]) -> str:
    return "".join(text.text for text in texts)


def _order(fonts: Fonts) -> tuple[str, ...]:
    """Return what fonts a page has, in their order: the same ones make the same objects."""
    return tuple(face.hash for face in fonts.values())


def _with(item: pydyf.Dictionary, **changes: object) -> pydyf.Dictionary:
    return pydyf.Dictionary({**item, **changes})


def _extra(item: object, key: str) -> object:
    return item.extra.get(key) if isinstance(item, pydyf.Stream) else None
