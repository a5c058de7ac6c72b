"""The faces of the paper, cut down for the screen: WOFF2 with Latin, Greek and Cyrillic letters."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import TYPE_CHECKING

from certbuild.fonts import SANS, SERIF, faces

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.fonts import Face

_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0300, 0x036F),  # combining accents
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # Vietnamese and other Latin, polytonic Greek
    (0x2010, 0x2044),  # dashes, quotation marks, ellipsis
    (0x20A0, 0x20BF),
    (0x2190, 0x2193),
)
_CUT = "1"
"""Part of the file names; to be raised when the ranges change."""

WEB_FACES = tuple(
    face
    for face in faces()
    if (face.family, face.weight, face.style)
    in {
        (SERIF, 400, "normal"),
        (SANS, 400, "normal"),
        (SANS, 600, "normal"),
    }
)


def web_font(face: Face, kept: Callable[[str], bytes | None]) -> tuple[str, bytes]:
    """Return file name and bytes of a face for the web.

    The name holds a digest of what it is cut from, so that the file of an earlier build (`kept`) can be
    taken as it is: cutting costs about a second a face.
    """
    source = face.path.read_bytes()
    digest = hashlib.sha256(_CUT.encode() + source).hexdigest()[:8]
    name = f"{face.family.split()[-1].lower()}-{face.weight}-{digest}.woff2"
    return name, kept(name) or _cut(source)


@cache
def _cut(source: bytes) -> bytes:
    from fontTools.subset import Options, Subsetter, load_font, save_font  # noqa: PLC0415 - slow, and seldom needed

    options = Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "locl", "tnum"])
    font = load_font(io.BytesIO(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    buffer = io.BytesIO()
    save_font(font, buffer, options)
    return buffer.getvalue()
