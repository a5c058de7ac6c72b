"""Pictures of PDF pages, one by one and as a sheet; the only importer of PDFium and Pillow."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import PdfDocument

from certbuild.fonts import SANS, faces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG = 1000
"""Pixels of a page's longer side."""
_FINER = 2
"""A page is drawn so many times as large, and made smaller: thin lines come out as thin as on paper."""
_COLUMNS = 2
_GAP = 48
"""Pixels around pages."""
_CAPTION = 52
"""Pixels below a page, with its caption."""
_COLOURS = 64
"""Of a picture for link previews: enough for thin lines in a few colours."""
_GROUND, _EDGE, _LETTERS = "#e4e4e1", "#b9b9b4", "#3d3d3a"
_SIZE = 22
"""Pixels of the caption's letters."""


class Picture(NamedTuple):
    """A page, and what is said below it."""

    caption: str
    image: Image.Image

    @property
    def png(self) -> bytes:
        """The page alone as PNG."""
        return _png(self.image)


def pictures_of(pdf: bytes, caption: str) -> Iterator[Picture]:
    """Yield a picture of each page of a PDF; where they are several, the caption numbers them."""
    with PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            scale = _FINER * _LONG / max(page.get_size())
            image = page.render(scale=scale).to_pil().convert("RGB").reduce(_FINER)
            yield Picture(f"{caption}, page {number} of {len(document)}" if len(document) > 1 else caption, image)


def small_picture_of(pdf: bytes, width: int, height: int) -> bytes:
    """Return the one page of a PDF as a small PNG of so many pixels; always the same bytes."""
    with PdfDocument(pdf) as document:
        (page,) = document
        image = page.render(scale=width / page.get_width()).to_pil().convert("RGB").crop((0, 0, width, height))
    return _png(image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE), 6)


def sheet_of(pictures: Sequence[Picture]) -> bytes:
    """Return a PNG with the pictures side by side on a grey ground, each with an edge and its caption."""
    wide, high = (max(picture.image.size[side] for picture in pictures) for side in (0, 1))
    columns = min(_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    size = (_GAP + columns * (wide + _GAP), _GAP + rows * (high + _CAPTION + _GAP))
    sheet = Image.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(next(face.path for face in faces() if face.family == SANS), _SIZE)
    for place, (caption, image) in enumerate(pictures):
        row, column = divmod(place, columns)
        left, top = _GAP + column * (wide + _GAP), _GAP + row * (high + _CAPTION + _GAP)
        draw.rectangle((left - 1, top - 1, left + image.width, top + image.height), outline=_EDGE)
        sheet.paste(image, (left, top))
        draw.text((left, top + image.height + _CAPTION // 2), caption, _LETTERS, font, anchor="lm")
    return _png(sheet)


def _png(image: Image.Image, level: int = 3) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=level)
    return file.getvalue()
