"""How the pages speak: their own words in one language, dates and numbers as the course's language writes them.

The words stand in ``site_templates/words``, one catalogue for each language. Where none serves the course's language, the
pages are English and say so; what comes from the course (titles, dates) is then marked as being in the course's language.

Digits are 0 to 9 in every language, in dates and in numbers, here and on certificates, as Babel writes them where it is not
asked for others: a certificate is compared with its page, and its number and code have these digits anyway.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from certbuild.catalogues import ENGLISH, catalogue_for, read_catalogue
from certbuild.resources import site_templates
from certbuild.text import printed

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

WORDS = site_templates() / "words"
_REMEMBERED = 1000
"""So many texts are remembered of each kind: most pages say the same."""

NOTHING = "–"
"""Stands in a table where there is no number."""


class Wording:
    """The words, dates and numbers of one course's pages."""

    def __init__(self, language: str) -> None:
        native = language.replace("_", "-")
        words = catalogue_for(WORDS, native)
        self.words = words or read_catalogue(WORDS, ENGLISH)
        self.lang = native if words else ENGLISH
        """Language of the pages' own words, as ``<html lang>`` wants it."""
        self._locale = Locale.parse(native, sep="-")
        self.direction = Locale.parse(self.lang, sep="-").text_direction
        """In which the pages are read: ``ltr`` or ``rtl``."""
        self.native = Markup("") if words else Markup(' lang="{}"').format(native)
        """Attribute for what is in the course's language; empty where that is the pages' own."""
        self.english = Markup("") if self.lang.partition("-")[0] == ENGLISH else Markup(' lang="en" dir="ltr"')
        """Attributes for what the program says in English on all pages; empty where that is the pages' own language."""
        self._text = lru_cache(_REMEMBERED)(self._worded)
        self._told = lru_cache(_REMEMBERED)(lambda key, count: self._worded(key, count).format(count=count))
        self._figure = lru_cache(_REMEMBERED)(self._decimal)
        self.day = lru_cache(_REMEMBERED)(self._day)
        """Returns a date in words: 23 November 2026."""

    def say(self, key: str, *, count: int = 1, **values: object) -> Markup:
        """Return a text with `count` and `values` filled in and escaped; `count` chooses the plural form.

        Raises `KeyError` where there is no such text.
        """
        return self._text(key, count).format(count=count, **values) if values else self._told(key, count)

    def _worded(self, key: str, count: int) -> Markup:
        """Return a text before anything is filled in."""
        return escape(self.words.text(key, count))

    def _day(self, when: date) -> Markup:
        text = format_date(when, "long", locale=self._locale)
        way = self._locale.text_direction
        attributes = self.native + (Markup(' dir="{}"').format(way) if way != self.direction else "")
        return Markup('<time datetime="{}"{}>{}</time>').format(when.isoformat(), attributes, text)

    def number(self, value: Decimal | None, places: int | None = None) -> str:
        """Return a number for a table, with the decimals that it has or with so many; a dash for none."""
        if value is None:
            return NOTHING
        return self._figure(f"{value:f}" if places is None else f"{value:.{places}f}")

    def plain(self, value: Decimal) -> str:
        """Return a number without needless zeros, as certificates print it: 95, 87.5."""
        return self._figure(printed(value))

    def _decimal(self, figure: str) -> str:
        """Return a number, given with a decimal point, with the same decimals as the course's language writes it."""
        decimals = figure.partition(".")[2]
        return format_decimal(figure, f"0.{'0' * len(decimals)}", locale=self._locale)
