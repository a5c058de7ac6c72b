"""A merged file made ready for a press: blank backs, two pages on a sheet, the room around them, marks to cut along.

Pages become drawings that are placed on sheets, so that artwork and fonts are still stored once; where pages stay whole, they
are the same pages. Bookmarks, labels and links go along. It makes the same bytes of the same file.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from certbuild.merging.slots import Size, Slot, cut_line, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certbuild.merging.finish import Finish

_POINTS = 72 / 25.4
"""Points in a millimetre."""
_LENGTH = 5 * _POINTS
"""Of a mark."""
_LEAST = 3 * _POINTS
"""Between the paper and a mark."""
_GAP = 1 * _POINTS
"""Between the bleed and a mark, and between a mark and the edge."""
_LINE = 0.25


class Bound(NamedTuple):
    """A certificate in a merged file."""

    bookmark: str
    label: str
    pages: tuple[int, ...]
    """On how many pages it stands in each of its languages."""


_Box = tuple[float, ...]
"""Left, bottom, right, top."""


class _Side(NamedTuple):
    """One side of a paper."""

    page: pikepdf.Page
    """What stands on it; on a blank one nothing, and it has the size of this page."""
    label: str
    bookmark: str = ""
    """Where a certificate begins."""
    blank: bool = False

    @property
    def size(self) -> Size:
        left, bottom, right, top = map(float, self.page.trimbox)
        return Size(right - left, top - bottom)


def finished(merged: bytes, certificates: Sequence[Bound], finish: Finish) -> bytes:
    """Return a merged file's pages as they are to be printed; `certificates` are those in it, in their order."""
    with pikepdf.open(BytesIO(merged)) as pdf:
        del pdf.Root["/XXcertbuild"]  # it would speak of the merged file
        sides = list(_sides(pdf, certificates, duplex=finish.duplex))
        press = _TwoUp(pdf, duplex=finish.duplex) if finish.two_up else _Whole(pdf, finish)
        sheets = list(press.sheets(sides))
        del pdf.pages[:]
        for page, _ in sheets:
            pdf.pages.append(pikepdf.Page(page))
        _bind(pdf, [own for _, own in sheets])
        file = BytesIO()
        pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()


def _sides(pdf: pikepdf.Pdf, certificates: Sequence[Bound], *, duplex: bool) -> Iterator[_Side]:
    """Yield the sides in their order; where both are printed, with blank ones, so that a language begins on a front."""
    pages = iter(pdf.pages)
    for certificate in certificates:
        number = 0
        for count in certificate.pages:
            for _ in range(count):
                number += 1
                label = certificate.label if number == 1 else f"{certificate.label}, {number}"
                side = _Side(next(pages), label, certificate.bookmark if number == 1 else "")
                yield side
            if duplex and count % 2:
                yield _Side(side.page, f"{certificate.label}, –", blank=True)


class _Whole:
    """Lets pages be as they are, with room around them."""

    def __init__(self, pdf: pikepdf.Pdf, finish: Finish) -> None:
        self._pdf = pdf
        self._bleed = finish.bleed * _POINTS
        self._marks = finish.crop_marks
        self._away = max(self._bleed + _GAP, _LEAST)
        self._room = self._away + _LENGTH + _GAP if self._marks else self._bleed
        self._drawn: dict[bytes, pikepdf.Object] = {}

    def sheets(self, sides: Sequence[_Side]) -> Iterator[tuple[pikepdf.Object, list[_Side]]]:
        """Yield each page, and what stands on it."""
        for side in sides:
            page = side.page.obj
            if side.blank:
                page = Dictionary(Type=Name.Page, MediaBox=side.page.mediabox, Resources=Dictionary())
            if self._room:
                self._make_room(page, side)
            yield page, [side]

    def _make_room(self, page: Any, side: _Side) -> None:  # noqa: ANN401 - pikepdf's objects have whatever names a PDF has
        """Give a page its boxes and marks; what reaches further than the bleed is cut off there."""
        trim = tuple(map(float, side.page.trimbox))
        bleed = _wider(trim, self._bleed)
        page.TrimBox, page.BleedBox, page.MediaBox = map(_array, (trim, bleed, _wider(trim, self._room)))
        before = _marks(trim, self._away) if self._marks else b""
        if side.blank:
            page.Contents = self._stream(before)
        else:
            x, y, right, top = bleed
            clip = b"%b q %b re W n" % (before, _numbers(x, y, right - x, top - y))
            page.Contents = Array([self._stream(clip), page.Contents, self._stream(b"Q")])

    def _stream(self, content: bytes) -> pikepdf.Object:
        if content not in self._drawn:
            self._drawn[content] = self._pdf.make_stream(content)
        return self._drawn[content]


class _TwoUp:
    """Places two pages on each sheet."""

    def __init__(self, pdf: pikepdf.Pdf, *, duplex: bool) -> None:
        self._pdf = pdf
        self._step = 4 if duplex else 2
        self._duplex = duplex

    def sheets(self, sides: Sequence[_Side]) -> Iterator[tuple[pikepdf.Object, list[_Side]]]:
        """Yield each sheet, or the front and the back of each, and what stands on it."""
        for start in range(0, len(sides), self._step):
            own = sides[start : start + self._step]
            places = slots(own[0].size)
            if self._duplex:
                yield self._sheet(places, own[::2]), list(own[::2])
                yield self._sheet([place.behind for place in places], own[1::2], back=True), list(own[1::2])
            else:
                yield self._sheet(places, own), list(own)

    def _sheet(self, places: Sequence[Slot], sides: Sequence[_Side], *, back: bool = False) -> pikepdf.Object:
        sheet = places[0].sheet
        content = [] if back else [_line(*cut_line(sheet))]
        forms, links = Dictionary(), Array()
        for number, (place, side) in enumerate(zip(places, sides, strict=False), 1):
            if side.blank:
                continue
            matrix = place.holding(side.size, back=back)
            forms[f"/P{number}"] = side.page.as_form_xobject()
            content.append(b"q %b cm /P%d Do Q" % (_numbers(*matrix), number))
            for link in side.page.obj.get("/Annots", Array()):
                left, bottom, right, top = map(float, link.Rect)
                corners = (matrix.point(left, bottom), matrix.point(right, top))
                link.Rect = _array(f(axis) for f in (min, max) for axis in zip(*corners, strict=True))
                links.append(link)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=_array((0, 0, *sheet)),
            Resources=Dictionary(XObject=forms),
            Contents=self._pdf.make_stream(b"\n".join(content)),
        )
        if len(links):
            page.Annots = links
        return page


def _bind(pdf: pikepdf.Pdf, sheets: Sequence[Sequence[_Side]]) -> None:
    """Let bookmarks and labels say what stands on which sheet."""
    with pdf.open_outline() as outline:
        outline.root[:] = [
            pikepdf.OutlineItem(side.bookmark, number) for number, sides in enumerate(sheets) for side in sides if side.bookmark
        ]
    pdf.Root.PageLabels = Dictionary(Nums=Array())
    for number, sides in enumerate(sheets):
        pdf.Root.PageLabels.Nums.append(number)
        pdf.Root.PageLabels.Nums.append(Dictionary(P=String(" · ".join(side.label for side in sides))))


def _marks(trim: _Box, gap: float) -> bytes:
    """Return the eight lines outside of a paper's corners."""
    lines = []
    for x, outward in ((trim[0], -1), (trim[2], 1)):
        for y, upward in ((trim[1], -1), (trim[3], 1)):
            lines.append(_stroke((x + outward * gap, y), (x + outward * (gap + _LENGTH), y)))
            lines.append(_stroke((x, y + upward * gap), (x, y + upward * (gap + _LENGTH))))
    return b"q 0 G %b w %b Q" % (_numbers(_LINE), b" ".join(lines))


def _line(start: tuple[float, float], end: tuple[float, float]) -> bytes:
    """Return the two ends of a line from edge to edge of a sheet."""
    (x, y), (right, top) = start, end
    along = (_LENGTH, 0) if y == top else (0, _LENGTH)
    ends = (_stroke(start, (x + along[0], y + along[1])), _stroke((right - along[0], top - along[1]), end))
    return b"q 0 G %b w %b Q" % (_numbers(_LINE), b" ".join(ends))


def _stroke(start: tuple[float, float], end: tuple[float, float]) -> bytes:
    return b"%b m %b l S" % (_numbers(*start), _numbers(*end))


def _wider(box: _Box, by: float) -> _Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _numbers(*numbers: float) -> bytes:
    """Return numbers as a stream has them, to a ten thousandth of a point."""
    return " ".join(f"{round(number, 4) + 0:.4f}".rstrip("0").rstrip(".") for number in numbers).encode()


def _array(numbers: Iterable[float]) -> Array:
    return Array([Decimal(number) for number in _numbers(*numbers).decode().split()])
