"""The words in every language: complete, with the same placeholders, and chosen as the language asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from certbuild.catalogues import ENGLISH, catalogue_for, languages_in, read_catalogue
from certbuild.model import LineState
from certbuild.resources import cert_templates, site_templates

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ["ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "zh"]
PAGES = site_templates() / "words"
CERTIFICATES = cert_templates() / "shared" / "words"
SHARED = {
    "de": {"code", "name"},
    "es": {"provisional"},
    "fr": {"code", "points"},
    "nl": {"code", "final_score", "score"},
}
"""Words that are spelt as in English, by language."""

both = pytest.mark.parametrize("folder", [PAGES, CERTIFICATES], ids=["pages", "certificates"])
each = pytest.mark.parametrize("language", LANGUAGES)


def placeholders(text: str) -> set[str]:
    """Return what is filled in."""
    return set(re.findall(r"\{\w*\}", text))


@both
def test_languages(folder: Path) -> None:
    """Pages and certificates speak the same ten languages."""
    assert languages_in(folder) == LANGUAGES


@each
@both
def test_every_word_is_there(folder: Path, language: str) -> None:
    """Each catalogue translates every word of the English one, in all plural forms of its language, and has no other."""
    english, words = read_catalogue(folder, ENGLISH).forms, read_catalogue(folder, language)
    assert words.forms.keys() == english.keys()
    for key, forms in words.forms.items():
        assert len(forms) == (words.number_of_forms if len(english[key]) > 1 else 1), key


@each
@both
def test_placeholders_are_those_of_english(folder: Path, language: str) -> None:
    """What is filled in is the same in each language; a form for one number alone may say it in words."""
    english, words = read_catalogue(folder, ENGLISH).forms, read_catalogue(folder, language)
    counts = [[count for count in range(200) if words.form_of(count) == form] for form in range(words.number_of_forms)]
    for key, forms in words.forms.items():
        wanted = placeholders(english[key][-1])
        for form, text in enumerate(forms):
            told_in_words = len(forms) > 1 and len(counts[form]) == 1
            assert placeholders(text) in ([wanted, wanted - {"{count}"}] if told_in_words else [wanted]), (key, text)


@each
@both
def test_nothing_is_left_in_english(folder: Path, language: str) -> None:
    """A text of letters differs from the English one, but for a few words that the languages share."""
    english, words = read_catalogue(folder, ENGLISH).forms, read_catalogue(folder, language).forms
    same = {key for key in words if words[key] == english[key] and re.search("[a-z]", re.sub(r"\{\w*\}", "", english[key][0]))}
    assert language == ENGLISH or same <= SHARED.get(language, set())


@both
def test_catalogues_are_read_as_babel_reads_them(folder: Path) -> None:
    """The texts, the language and the choice of plural forms are those that Babel and gettext find in the same file."""
    for language in LANGUAGES:
        words = read_catalogue(folder, language)
        with (folder / f"{language}.po").open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
        found = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalog if m.id}
        assert words.forms == {key: (text,) if isinstance(text, str) else tuple(text) for key, text in found.items()}
        assert str(catalog.locale) == language
        assert words.number_of_forms == get_plural(language).num_plurals


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("pl", 1, "1 ostrzeżenie z"),
        ("pl", 3, "3 ostrzeżenia z"),
        ("pl", 5, "5 ostrzeżeń z"),
        ("pl", 12, "12 ostrzeżeń z"),
        ("pl", 22, "22 ostrzeżenia z"),
        ("ar", 1, "تحذير واحد من"),
        ("ar", 2, "تحذيران من"),
        ("ar", 7, "7 تحذيرات من"),
        ("ar", 11, "11 تحذيرًا من"),
        ("ar", 100, "100 تحذير من"),
        ("fr", 0, "0 avertissement de"),
        ("fr", 2, "2 avertissements de"),
        ("zh", 1, "上次读取有1条警告"),
        ("zh", 8, "上次读取有8条警告"),
        ("en", 1, "1 warning from"),
        ("en", 0, "0 warnings from"),
    ],
)
def test_plural_forms(language: str, count: int, text: str) -> None:
    """The form of a text goes with the count as the language has it."""
    assert read_catalogue(PAGES, language).text("warnings_notice", count).format(count=count).startswith(text)


@pytest.mark.parametrize(
    ("language", "served_by"),
    [
        ("de-AT", "de"),
        ("pt-BR", "pt"),
        ("ar-EG", "ar"),
        ("zh-CN", "zh"),
        ("zh-Hans-SG", "zh"),
        ("zh-Hant", None),
        ("zh-TW", None),
        ("zh-HK", None),
        ("sv", None),
    ],
)
def test_language_that_serves(language: str, served_by: str | None) -> None:
    """A region is served by its language's catalogue, if it writes the same script: Taiwan is not given simplified characters."""
    found = catalogue_for(PAGES, language)
    assert (found and found.language) == served_by


def test_words_that_pages_ask_for_are_there() -> None:
    """Every word that a page or a certificate names stands in the English catalogue."""
    pages = "".join(path.read_text(encoding="utf-8") for path in site_templates().glob("*.html"))
    asked = set(re.findall(r"""["'](\w+)["']\|say|say\(["'](\w+)["'][,)]""", pages))
    assert {key for keys in asked for key in keys if key} <= read_catalogue(PAGES, ENGLISH).forms.keys()
    sheets = "".join(path.read_text(encoding="utf-8") for path in cert_templates().rglob("*.html"))
    states = {state.value for state in LineState} - {LineState.GRADED, LineState.IGNORED}
    assert {*re.findall(r"strings\.(\w+)", sheets), *states} == read_catalogue(CERTIFICATES, ENGLISH).forms.keys()
