"""The faces of the paper, cut down for the screen: WOFF2 with Latin, Greek and Cyrillic letters."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import TYPE_CHECKING

from certbuild.fonts import SANS, SERIF, faces

if TYPE_CHECKING:
    from certbuild.fonts import Face

_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0300, 0x036F),  # combining accents
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # Vietnamese and other Latin, polytonic Greek
    (0x2010, 0x2044),  # dashes, quotation marks, ellipsis
    (0x20A0, 0x20BF),  # currencies
    (0x2190, 0x2193),  # arrows of sorted columns
)
_CUT = "1"
"""Part of the digest in the file names; to be raised when the ranges or the features change."""

_WANTED = {(SERIF, 400, "normal"), (SANS, 400, "normal"), (SANS, 600, "normal")}


@cache
def web_faces() -> tuple[Face, ...]:
    """Return the faces that the pages use."""
    return tuple(face for face in faces() if (face.family, face.weight, face.style) in _WANTED)


@cache
def file_name(face: Face) -> str:
    """Return the name of a face's WOFF2 file, with a digest of what it is cut from: ``serif-400-3241bc08.woff2``."""
    digest = hashlib.sha256(_CUT.encode() + face.path.read_bytes()).hexdigest()[:8]
    return f"{face.family.split()[-1].lower()}-{face.weight}-{digest}.woff2"


def web_font(face: Face, kept: bytes | None) -> bytes:
    """Return a face for the web.

    Cutting costs about a second, so the file of an earlier build (`kept`) is taken where it is whole.
    """
    return kept if kept and _is_whole(kept) else _cut(face)


def _is_whole(data: bytes) -> bool:
    """Say whether this is WOFF2 of the length that its header tells (https://www.w3.org/TR/WOFF2/, 4.1)."""
    return data[:4] == b"wOF2" and int.from_bytes(data[8:12], "big") == len(data)


@cache
def _cut(face: Face) -> bytes:
    from fontTools.subset import Options, Subsetter, load_font, save_font  # noqa: PLC0415 - slow, and seldom needed

    options = Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "locl", "tnum"])
    font = load_font(io.BytesIO(face.path.read_bytes()), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    buffer = io.BytesIO()
    save_font(font, buffer, options)
    return buffer.getvalue()
