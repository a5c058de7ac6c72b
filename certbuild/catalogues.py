"""The words of certificates and pages: gettext's catalogues, one PO file for each language.

The keys (msgid) are names such as ``awarded_to``; the English stands in ``en.po`` as any other language does in its own.
The files are read by the few lines below, because Babel's reader takes forty milliseconds where these take one; the tests
hold both against each other.
"""

from __future__ import annotations

import json
import re
from functools import cache
from gettext import c2py
from typing import TYPE_CHECKING

from babel.core import get_global, parse_locale
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ENGLISH = "en"
"""The language whose catalogue says which words there are."""

_FIELD = re.compile(r'^(msgid|msgid_plural|msgstr)(?:\[\d\])? ((?:".*"\n)+)', re.MULTILINE)
_PLURALS = re.compile(r"Plural-Forms: nplurals=(\d); plural=(.+);")


class Catalogue(Struct, frozen=True):
    """The words in one language."""

    language: str
    forms: Mapping[str, tuple[str, ...]]
    """By key: one text, or one for each of the language's plural forms. A word that is not translated is not there."""
    number_of_forms: int
    form_of: Callable[[int], int]
    """Returns which plural form goes with a count."""

    def text(self, key: str, count: int = 1) -> str:
        """Return a text in the form that goes with the count; raises `KeyError` where there is no such text."""
        forms = self.forms[key]
        return forms[self.form_of(count)] if len(forms) > 1 else forms[0]


def catalogue_for(folder: Path, language: str) -> Catalogue | None:
    """Return a language's own catalogue, or that of its base language, if that is written in the same script.

    So ``de-AT`` and ``pt-BR`` are served by ``de`` and ``pt``, but not ``zh-TW`` by ``zh``, whose characters are simplified.
    None where there is neither.
    """
    if (folder / f"{language}.po").is_file():
        return read_catalogue(folder, language)
    base = language.partition("-")[0]
    if (folder / f"{base}.po").is_file() and _script_of(language) == _script_of(base):
        return read_catalogue(folder, base)
    return None


def languages_in(folder: Path) -> list[str]:
    """Return the languages that a folder has catalogues of."""
    return sorted(path.stem for path in folder.glob("*.po"))


@cache
def read_catalogue(folder: Path, language: str) -> Catalogue:
    """Return the catalogue of this very language, read once."""
    entries: dict[str, list[str]] = {}
    key = ""
    for field, lines in _FIELD.findall((folder / f"{language}.po").read_text(encoding="utf-8")):
        text = "".join(json.loads(line) for line in lines.splitlines())
        if field == "msgid":
            key = text
            entries[key] = []
        elif field == "msgstr":
            entries[key].append(text)
    header = _PLURALS.search(entries.pop("")[0])
    if header is None:
        message = f"{language}.po has no header Plural-Forms"
        raise ValueError(message)
    forms = {key: tuple(texts) for key, texts in entries.items() if all(texts)}
    return Catalogue(language, forms, int(header[1]), c2py(header[2]))


def _script_of(language: str) -> str | None:
    """Return the script that a language is written in, as far as Unicode's likely subtags tell: ``Hant`` for zh-TW."""
    base, territory, script = parse_locale(language, sep="-")[:3]
    likely: Mapping[str, str] = get_global("likely_subtags")
    found = likely.get(f"{base}_{territory}") or likely.get(base)
    return script or (parse_locale(found)[2] if found else None)
