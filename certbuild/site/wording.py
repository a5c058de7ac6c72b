"""How the pages speak: their own words in one language, dates and numbers as the course's language writes them.

The words stand in ``site_templates/words.toml``. Where the course's language has no table there, the pages are
English and say so; what comes from the course (titles, dates) is then marked as being in the course's language.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol
from markupsafe import Markup, escape

from certbuild.resources import site_templates
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

Entry = str | dict[str, str]
"""A text, or one for each of the language's plural forms."""

_REMEMBERED = 1000
"""So many texts are remembered of each kind: most pages say the same."""

FALLBACK = "en"
NOTHING = "–"
"""Stands in a table where there is no number."""


class Wording:
    """The words, dates and numbers of one course's pages."""

    def __init__(self, language: str) -> None:
        native = language.replace("_", "-")
        base = native.partition("-")[0]
        tables = word_tables()
        self.lang = native if base in tables else FALLBACK
        """Language of the pages' own words, as ``<html lang>`` wants it."""
        self.native = Markup("") if self.lang == native else Markup(' lang="{}"').format(native)
        """Attribute for what is in the course's language; empty where that is the pages' own."""
        self._words = tables[base if base in tables else FALLBACK]
        self._locale = Locale.parse(native, sep="-")
        self._plural_form = Locale.parse(self.lang, sep="-").plural_form
        self._decimal_symbol = get_decimal_symbol(self._locale)
        self._text = lru_cache(_REMEMBERED)(self._worded)
        self._told = lru_cache(_REMEMBERED)(lambda key, count: self._worded(key, count).format(count=count))
        self.day = lru_cache(_REMEMBERED)(self._day)
        """Returns a date in words: 23 November 2026."""

    def say(self, key: str, *, count: int = 1, **values: object) -> Markup:
        """Return a text with `count` and `values` filled in and escaped; `count` chooses the plural form.

        Raises `KeyError` where there is no such text.
        """
        return self._text(key, count).format(count=count, **values) if values else self._told(key, count)

    def _worded(self, key: str, count: int) -> Markup:
        """Return a text before anything is filled in."""
        words = self._words[key]
        if isinstance(words, dict):
            words = words.get(self._plural_form(count), words["other"])
        return escape(words)

    def _day(self, when: date) -> Markup:
        text = format_date(when, "long", locale=self._locale)
        return Markup('<time datetime="{}"{}>{}</time>').format(when.isoformat(), self.native, text)

    def number(self, value: Decimal | None, places: int | None = None) -> str:
        """Return a number for a table, with the decimals that it has or with so many; a dash for none."""
        if value is None:
            return NOTHING
        return (f"{value:f}" if places is None else f"{value:.{places}f}").replace(".", self._decimal_symbol)

    def plain(self, value: Decimal) -> str:
        """Return a number without needless zeros, as certificates print it: 95, 87.5."""
        return printed(value).replace(".", self._decimal_symbol)


@cache
def word_tables() -> Mapping[str, Mapping[str, Entry]]:
    """Return the words of the pages: language → key → text."""
    tables: Mapping[str, Mapping[str, Entry]] = tomllib.loads((site_templates() / "words.toml").read_text(encoding="utf-8"))
    return tables
