"""Fonts of the system for letters that the program's faces lack: those that go with each face are taken first."""

# ruff: noqa: SLF001 - private names are what these modules are for

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from weasyprint.text.ffi import ffi, fontconfig

from certbuild.fonts import SANS, SERIF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weasyprint.text.fonts import FontConfiguration

_SCRIPTS = (
    "Armenian",
    "Bengali",
    "Devanagari",
    "Ethiopic",
    "Georgian",
    "Gujarati",
    "Gurmukhi",
    "Hebrew",
    "Kannada",
    "Khmer",
    "Lao",
    "Malayalam",
    "Myanmar",
    "Sinhala",
    "Tamil",
    "Telugu",
    "Thai",
    "Tibetan",
)
_KINDS = {SERIF: "Serif", SANS: "Sans"}
_ARABIC = {SERIF: "Noto Naskh Arabic", SANS: "Noto Sans Arabic"}
_FORMS = {
    "SC": ("zh", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn", "zh-hans-sg"),
    "TC": ("zh-tw", "zh-hant", "zh-hant-tw"),
    "HK": ("zh-hk", "zh-mo", "zh-hant-hk", "zh-hant-mo"),
    "KR": ("ko", "ko-kr"),
    "JP": ("ja", "ja-jp"),
}
"""The forms of East Asian letters, and the languages of texts that have them."""
_IN_THEIR_STEAD = {
    family: (f"Noto {kind}", _ARABIC[family], *(f"Noto {kind} {script}" for script in (*_SCRIPTS, "CJK JP")))
    for family, kind in _KINDS.items()
}
"""The families of Debian's packages that `certbuild.fonts.package_with` names."""


def prefer_fallbacks(fonts: FontConfiguration) -> None:
    """Let a text whose letters a face lacks be set in a font of its kind, if the system has one, and not in just any.

    They count less than the language of the text (weak binding, see FcPatternAddWeak), so that Japanese is set in the forms
    that are read in Japan. What the system lacks is passed over.
    """
    _add_rules(fonts._config)
    _prefer_everywhere()


@cache
def _prefer_everywhere() -> None:
    """Do so for the process: whatever configuration it is given, Pango before 1.52 asks that one (pangoft2-fontmap.c)."""
    ffi.cdef("FcConfig * FcConfigGetCurrent (void);")
    _add_rules(fontconfig.FcConfigGetCurrent())


def _add_rules(config: Any) -> None:  # noqa: ANN401 - cffi has no type hints
    rules = [_rule(family, others) for family, others in _IN_THEIR_STEAD.items()]
    rules += [
        _rule(family, [f"Noto {kind} CJK {form}"], language)
        for family, kind in _KINDS.items()
        for form, languages in _FORMS.items()
        for language in languages
    ]
    settings = (
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>{"".join(rules)}</fontconfig>'
    )
    fontconfig.FcConfigParseAndLoadFromMemory(config, settings.encode(), True)  # noqa: FBT003 - that is its name


def _rule(family: str, others: Iterable[str], language: str = "") -> str:
    """Return the rule that lays others right behind a family, for texts in a language alone if one is named."""
    spoken = f'<test name="lang"><string>{language}</string></test>' if language else ""
    names = "".join(f"<string>{other}</string>" for other in others)
    asked = f'<test name="family"><string>{family}</string></test>'
    return f'<match target="pattern">{spoken}{asked}<edit name="family" mode="append" binding="same">{names}</edit></match>'
