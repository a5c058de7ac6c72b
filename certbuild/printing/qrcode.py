"""QR codes as WeasyPrint takes images: one bit a pixel, and the same few bytes wherever they are printed."""

from __future__ import annotations

from functools import cached_property
from math import isqrt
from typing import Any, cast

import pydyf
import zxingcpp
from msgspec import Struct

from certbuild.compression import deflated

_PIXELS = 4
"""A module is so many pixels wide: viewers that smooth images still show square modules."""


class QrCode(Struct, frozen=True, dict=True):
    """A QR code of medium redundancy, without the white margin around it."""

    address: str
    """What it says."""
    dark: str
    """Colour of its dark modules, as ``#16324f``; the others are white."""
    place: int
    """Which of the page's codes it is, from 1."""

    @cached_property
    def _modules(self) -> bytes:
        """The modules, row after row from the top: 0 is dark, 255 is light."""
        code = zxingcpp.create_barcode(self.address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        return memoryview(cast("bytes", code.to_image(scale=1, add_quiet_zones=False))).tobytes()

    @property
    def size(self) -> int:
        """Modules along a side."""
        return isqrt(len(self._modules))

    @property
    def id(self) -> str:
        """Name of the image inside a page, without what the page puts around it."""
        return f"qr{self.place}"

    def get_intrinsic_size(self, resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Return width, height and their ratio; WeasyPrint asks for that."""
        side = self.size * _PIXELS / resolution
        return side, side, 1

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
        """Put the image into the unit square of a page's stream; WeasyPrint asks for that."""
        name = stream.add_image(self, interpolate=False, ratio=1)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, _ratio: float) -> pydyf.Stream:  # noqa: FBT001 - WeasyPrint calls it so
        """Return the image as an object of a PDF, which has two colours and needs no more than a bit for each pixel."""
        side = self.size * _PIXELS
        # 1 is the second colour, the light one; a row ends with a whole byte.
        modules = self._modules.replace(b"\x00", b"0" * _PIXELS).replace(b"\xff", b"1" * _PIXELS)
        padding = -side % 8
        rows = (int(modules[start : start + side], 2) << padding for start in range(0, len(modules), side))
        pixels = b"".join(row.to_bytes((side + padding) // 8, "big") * _PIXELS for row in rows)
        colours = pydyf.Array(["/Indexed", "/DeviceRGB", 1, f"<{self.dark.removeprefix('#').lower()}ffffff>"])
        extra = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": side,
            "Height": side,
            "ColorSpace": colours,
            "BitsPerComponent": 1,
            "Interpolate": "true" if interpolate else "false",
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([deflated(pixels)], pydyf.Dictionary(extra))
