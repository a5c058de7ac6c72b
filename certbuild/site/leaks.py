r"""The check of the finished public tree: whether it tells anything that is to stay private.

Read are the paths of all files, the texts of pages, scripts, styles and data, with HTML's entities, ``%20``,
``\u0142`` and the like decoded, and all that PDFs say (`contents`; when, `outputs` says); faces are not. First is taken out
what course.toml says of course, issuer and certificates, and what this page may tell:

- a certificate's page and its PDF: its own holder, award, score, marks, number, code and checksum; the PDF also numbers and
  addresses that stand in the templates, such as the school's own;
- the course page: the codes of results and certificates; from which score on each award is given; with ``listing = "name"``
  the names that are listed; the scores where they are to be shown;
- a student's own page: its token, marks and scores.

What is left must hold none of these:

- an e-mail address;
- a student's key, as a whole word in capitals or not, if it has three characters with a letter among them or four
  digits; years of dates on the pages are no keys;
- a student's full name, either part first, with or without accents, if it has three letters;
- a student's score: a number with decimals wherever it stands, a whole one before a percent sign or alone in a
  table's cell.

Keys and names of one word tell nothing where pages and certificates consist of that word whoever is in the course: someone
whose key is "mark" cannot be told from a mark. Nor do numbers tell anything that the program's own styles and scripts hold.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from babel import Locale
from msgspec import Struct

from certbuild.resources import site_templates
from certbuild.site.wording import Wording
from certbuild.text import EAST_ASIAN, fold, full_name, printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from decimal import Decimal

    from certbuild.config import Course
    from certbuild.model import Overview
    from certbuild.site.allowances import Allowance

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")
SCORE = re.compile(r"(?<![\w.,-])\d+[.,]\d+(?![\w-]|[.,]\d)|(?<![\w.,-])\d+(?=\s*%)|(?<=>)\d+(?=</td>)")
_NUMBER = re.compile(r"\d(?:[.,]\d|\s*%)|>\d")
"""Stands wherever `SCORE` does, and is sooner seen not to be there: most lines with digits have codes and dates."""
_STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_PERCENT_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})")
"""Of a character in JSON and scripts."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
HINT = (
    "nothing was published; look for it in course.toml (titles, awards, reasons of exceptions), in the names of activities "
    "and in templates of your own; if it stands in none of them, the fault is the program's: please report it"
)


class Private(Struct, frozen=True):
    """What must not be told, and how to find it without trying every student on every page."""

    ours: tuple[str, ...]
    """What course.toml says of course, issuer and certificates."""
    keys: Mapping[str, Collection[str]]
    """The longest word of a key, in lower case → the keys."""
    names: Mapping[str, Collection[str]]
    """The longest word of a name, folded → the full names, as `plain` gives them."""
    unspaced: Mapping[str, Collection[str]]
    """The first two letters of a name that stands in its text without spaces, as in Chinese → the full names."""
    scores: frozenset[str]
    """With a decimal point."""

    def beyond(self, text: str, allowance: Allowance) -> str:
        """Return a text without what it may tell."""
        text = without(text, (*self.ours, *allowance.phrases))
        return CODE.sub(lambda code: "\n" if code[0] in allowance.codes else code[0], text)

    def told_by(self, text: str, allowance: Allowance) -> Iterator[str]:
        """Yield what a text tells that it must not."""
        text = self.beyond(text, allowance)
        for address in sorted(set(EMAIL.findall(text)).difference(allowance.addresses)):
            yield f"shows the e-mail address {address}"
        for key in _candidates(self.keys, re.findall(r"\w+", text.casefold())):
            part_of_name = any(plain(key) in name for name in allowance.names)
            if not part_of_name and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text, re.IGNORECASE):
                yield f'shows the student key "{key}"'
        folded = plain(text)
        for name in _candidates(self.names, folded.split()):
            if name in folded and not any(name in longer for longer in allowance.names):
                yield f'shows the name "{name.strip()}"'
        for name in _candidates(self.unspaced, pairs_in(text)):
            if name in text and plain(name) not in allowance.names:
                yield f'shows the name "{name}"'
        if not allowance.scores:
            for score in sorted((numbers_in(text) & self.scores).difference(allowance.numbers)):
                yield f"shows the score {score}"


def private_of(course: Course, overview: Overview, printed_on_all: Iterable[str] = ()) -> Private:
    """Return what the public site of a course must not tell; `printed_on_all` is what the templates of certificates say."""
    about, issuer = course.about, course.issuer
    ours = [
        course.site.base_url,
        about.title,
        about.code,
        *about.paragraphs,
        issuer.name,
        issuer.signatory,
        issuer.role,
        issuer.second_signatory,
        issuer.second_role,
    ]
    ours += [text for texts in course.certificate.translations.values() for text in texts.values()]
    ours += [text for texts in course.certificate.strings.values() for words in texts.values() for text in _between_fields(words)]
    ours += [text.upper() for text in ours]  # as certificates may print them
    common = _common_words(course, overview, printed_on_all)
    keys: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    people = {(entry.result.student.key, entry.result.student.given, entry.result.student.family) for entry in overview.entries}
    people |= {(certificate.key, certificate.given, certificate.family) for certificate in overview.certificates}
    folded = cache(plain)
    for key, given, family in people:
        if len(key) >= (4 if key.isdecimal() else 3) and key.casefold() not in common:
            keys.setdefault(max(re.findall(r"\w+", key.casefold()), key=len, default=""), set()).add(key)
        words = (folded(given).split(), folded(family).split())
        for name in (" ".join([*words[0], *words[1]]), " ".join([*words[1], *words[0]])):
            if len(name) >= 3 and name not in common:
                names.setdefault(max(name.split(), key=len), set()).add(f" {name} ")
        if EAST_ASIAN.fullmatch(unspaced := full_name(given, family)) and unspaced not in common:
            whole.setdefault(unspaced[:2], set()).add(unspaced)
    scores = frozenset(form for entry in overview.entries for form in forms_of(entry.result.score))
    return Private(tuple(filter(None, ours)), keys, names, whole, scores)


def _between_fields(words: str) -> list[str]:
    """Return the parts of a text of [certificate.strings] that are the same for everybody."""
    return [part.strip() for part in _PLACEHOLDER.split(words)]


def _common_words(course: Course, overview: Overview, printed_on_all: Iterable[str]) -> set[str]:
    """Return the words that may stand on any page whoever is in the course, in lower case and folded."""
    about = course.about
    locales = [about.locale, *(Locale.parse(language, sep="-") for language in course.languages)]
    texts = [name for locale in locales for names in locale.months["format"].values() for name in names.values()]
    texts += [course.code, *(tier.name for tier in course.tiers), *printed_on_all]
    texts += {line.name for entry in overview.entries for line in entry.result.lines}
    days = [day for c in overview.certificates for day in (c.issued_on, c.valid_until, c.ended_on) if day]
    days += [day for day in (about.starts, about.ends) if day]
    days += [overview.updated_on, *(entry.unchanged.since for entry in overview.entries)]
    texts += {str(day.year) for day in days}
    return {*_words_of_pages(about.language), *(word for text in texts for word in _both_ways(text))}


@cache
def _words_of_pages(language: str) -> frozenset[str]:
    """Return the words of the templates, and of what they say in the course's language."""
    texts = [path.read_text(encoding="utf-8") for path in site_templates().iterdir() if path.is_file()]
    texts += [text for forms in Wording(language).words.forms.values() for text in forms]
    return frozenset(word for text in texts for word in _both_ways(text))


def _both_ways(text: str) -> list[str]:
    """Return the words of a text, in lower case and folded."""
    return [*re.findall(r"\w+", text.casefold()), *plain(text).split()]


def parts_of(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield a text, and by itself each style in it, each with the path by which it is judged."""
    if "<style" in text.lower():
        yield from (("inline.css", style) for style in _STYLE.findall(text))
        text = _STYLE.sub("", text)
    yield path, text


def undisguised(text: str) -> str:
    """Return a text without the disguises of HTML, addresses, JSON and scripts; what lines say does not depend on others."""
    if "\\u" in text or "\\x" in text:
        text = _ESCAPE.sub(lambda escape: chr(min(int(escape[escape.lastindex or 1], 16), 0x10FFFF)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = html.unescape(text)
    return unquote(text) if _PERCENT_ESCAPE.search(text) else text


def without(text: str, phrases: Iterable[str]) -> str:
    """Return a text with a gap for each of these phrases that stands there as whole words; of two at one place the longer."""
    found = sorted({phrase for phrase in phrases if phrase in text}, key=lambda phrase: (-len(phrase), phrase))
    if not found:
        return text
    parts, begun = [], 0
    while hits := [(place, rank) for rank, phrase in enumerate(found) if (place := _whole(text, phrase, begun)) >= 0]:
        place, rank = min(hits)
        parts.append(text[begun:place])
        begun = place + len(found[rank])
    return "\n".join([*parts, text[begun:]])


def _whole(text: str, phrase: str, begin: int) -> int:
    """Return where a phrase first stands as whole words from a place on; -1 where it does not."""
    place = text.find(phrase, begin)
    while place >= 0 and (_is_word(text[place - 1 : place]) or _is_word(text[place + len(phrase) : place + len(phrase) + 1])):
        place = text.find(phrase, place + 1)
    return place


def _is_word(letter: str) -> bool:
    r"""Say whether this is a letter of a word, as ``\w`` has it."""
    return letter.isalnum() or letter == "_"


def numbers_in(text: str) -> set[str]:
    """Return what may be a score, with a decimal point."""
    return {number.replace(",", ".") for number in SCORE.findall(text)} if _NUMBER.search(text) else set()


def pairs_in(text: str) -> set[str]:
    """Return each two letters that follow each other in those scripts that set no words apart."""
    return {run[place : place + 2] for run in EAST_ASIAN.findall(text) for place in range(len(run) - 1)}


def _candidates(secrets: Mapping[str, Collection[str]], words: Iterable[str]) -> list[str]:
    """Return the secrets whose longest word is among these words."""
    return sorted(secret for word in secrets.keys() & set(words) for secret in secrets[word])


def plain(text: str) -> str:
    """Return a text as folded words between single spaces, one before and one after."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


def forms_of(score: Decimal | None) -> set[str]:
    """Return a score as pages and certificates write it, with a decimal point."""
    return set() if score is None else {f"{score:f}", printed(score)}
