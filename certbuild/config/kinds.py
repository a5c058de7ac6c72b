"""The kinds of values that the keys of course.toml hold."""

from __future__ import annotations

import codecs
from decimal import Decimal
from typing import Annotated, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from certbuild.colours import READABLE, contrast, is_colour
from certbuild.text import did_you_mean

Percent = Annotated[Decimal, Field(ge=0, le=100)]
Weight = Annotated[Decimal, Field(ge=0)]
Points = Annotated[Decimal, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]
Weighting = Literal["points", "equal"]

_OFTEN_MEANT = ("windows-1252", "windows-1250", "windows-1251", "mac-roman", "iso-8859-1", "iso-8859-2", "utf-8", "utf-16")
_NO_FILES = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"}
"""Encodings that Python knows, but in which no gradebook is written."""


class Table(BaseModel):
    """A table of course.toml: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One text or a list of them."""


def _known_encoding(value: str) -> str:
    try:
        known = not value or (codecs.lookup(value).name not in _NO_FILES and isinstance(b"a".decode(value), str))
    except (LookupError, ValueError):
        known = False
    if not known:
        near = did_you_mean(value, _OFTEN_MEANT)
        message = f'"{value}" is no encoding of text; {near or "write one such as windows-1252"}'
        raise ValueError(message)
    return value


Encoding = Annotated[str, AfterValidator(_known_encoding)]
"""An encoding of text, or nothing."""


def _known_language(value: str) -> str:
    try:
        Locale.parse(value, sep="-" if "-" in value else "_")
    except (ValueError, UnknownLocaleError) as error:
        message = f'"{value}" is no language; write a code such as "en", "de" or "pt-BR"'
        raise ValueError(message) from error
    return value


Language = Annotated[str, AfterValidator(_known_language)]
"""A language's code, as Babel knows it."""


def _colour(value: str) -> str:
    if not is_colour(value):
        message = f'"{value}" is no colour; write it as six hexadecimal digits, such as "#16324f"'
        raise ValueError(message)
    return value.lower()


Colour = Annotated[str, AfterValidator(_colour)]
"""A colour as ``#rrggbb``."""


def _dark(value: str) -> str:
    if contrast(value) < READABLE:
        message = f'"{value}" is too pale to be read, and no reader finds a QR code in it; take a darker colour'
        raise ValueError(message)
    return value


DarkColour = Annotated[Colour, AfterValidator(_dark)]
"""A colour in which text on white can be read."""
