"""The faces that paper and screen share: Source Serif Pro and Source Sans Pro, from their packages.

WeasyPrint and fontconfig tell fonts apart by family, weight and style only, and ``Serif`` alone is a
name of fontconfig's own: so the families have names that nothing else has, and two faces that could
be taken for each other are refused instead of printing each other's letters.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SERIF = "Certbuild Serif"
SANS = "Certbuild Sans"

_SURE = re.compile(
    "[ -~\u00a0-\u012b\u0134-\u0149\u014c-\u0165\u0168-\u017e\u0384-\u038a\u038e-\u03a1\u03a3-\u03ce"
    "\u0400-\u045f\u1ea0-\u1ef9\u2018-\u201a\u201c-\u201e]*"
)
"""Letters that all upright faces have."""


class Face(Struct, frozen=True):
    """One font file and the name, weight (100–900) and style under which style sheets ask for it."""

    family: str
    weight: int
    style: str
    """``normal`` or ``italic``."""
    path: Path


@cache
def faces() -> tuple[Face, ...]:
    """Return the faces, all as whole TrueType files."""
    serif, sans = (Path(str(files(package) / "files")) for package in ("font_source_serif_pro", "font_source_sans_pro"))
    return (
        Face(SERIF, 400, "normal", serif / "SourceSerifPro-Regular.ttf"),
        Face(SERIF, 400, "italic", serif / "SourceSerifPro-It.ttf"),
        Face(SERIF, 600, "normal", serif / "SourceSerifPro-Semibold.ttf"),
        Face(SANS, 400, "normal", sans / "SourceSansPro-Regular.ttf"),
        Face(SANS, 600, "normal", sans / "SourceSansPro-Semibold.ttf"),
    )


def surely_has(text: str) -> bool:
    """Say whether the faces have all letters of a text; where not, some font of the system may have them."""
    return _SURE.fullmatch(text) is not None


def is_east_asian(letter: str) -> bool:
    """Say whether it is a letter of Chinese, Japanese or Korean."""
    name = unicodedata.name(letter, "")
    return any(script in name for script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPH", "FULLWIDTH"))


def package_with(letter: str) -> str:
    """Return Debian's package with a font that has a letter, as far as its name tells."""
    if is_east_asian(letter):
        return "fonts-noto-cjk"
    return "fonts-noto-color-emoji" if unicodedata.category(letter) == "So" else "fonts-noto-core"


@cache
def identity() -> str:
    """Return a digest of the faces: other font files, other pages."""
    digest = hashlib.sha256()
    for face in faces():
        digest.update(f"{face.family}/{face.weight}/{face.style}/".encode())
        digest.update(face.path.read_bytes())
    return digest.hexdigest()


def font_face_css(chosen: Iterable[Face], address: Callable[[Face], str]) -> str:
    """Return the ``@font-face`` rules of these faces; `address` says where a style sheet finds one.

    Raises `ValueError` where two faces have the same family, weight and style.
    """
    rules: dict[tuple[str, int, str], str] = {}
    for face in chosen:
        key = (face.family, face.weight, face.style)
        if key in rules:
            message = f"two faces are called {face.family} {face.weight} {face.style}"
            raise ValueError(message)
        rules[key] = (
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f'font-style: {face.style}; src: url("{address(face)}") }}'
        )
    return "\n".join(rules.values())
