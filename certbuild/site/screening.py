"""The check for leaks, page by page as they are made, and quick: `leaks` says what it looks for.

A page can tell a secret only if the secret's longest word stands on it beyond what the page may tell; so pages are first
screened by their words, line by line, and only those that hold such a word are looked at closely. Most lines stand on
many pages, so what can be said of a line alone is remembered.

Pages that stand as they were checked before are not checked again. What they may tell and what they say is as it was; but
a secret can be new. Therefore all words that stand on pages beyond what these may tell are kept from build to build (they
are those of the templates and of the course), and where a secret has its longest word among them that had not before, no
earlier check is trusted.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.errors import Problem
from certbuild.files import sha256_of
from certbuild.site.allowances import Allowances
from certbuild.site.leaks import EMAIL, HINT, numbers_in, pairs_in, parts_of, plain, private_of, undisguised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certbuild.config import Course
    from certbuild.model import Overview
    from certbuild.site.allowances import Allowance

_LINES = 20_000
"""So many lines are remembered."""
_WORDS = 4096
"""So many words are."""
_WORD = re.compile(r"\w+")


class _Line(Struct, frozen=True):
    """What can be said of a line alone."""

    text: str
    """Without disguises."""
    words: set[str]
    """In lower case, and folded; where words are not set apart, each two letters that follow each other."""
    suspect: bool
    """Whether a secret's longest word is among them, or it may show an address."""


class Screen:
    """Checks the pages of one course's public site; `memo` is that of the build before, empty where there is none.

    `printed_on_all` is what the templates of the certificates say.
    """

    def __init__(self, course: Course, overview: Overview, memo: str = "", printed_on_all: Iterable[str] = ()) -> None:
        texts = tuple(printed_on_all)
        self._private = private_of(course, overview, texts)
        self._allowances = Allowances(course, overview, texts)
        self._longest = self._private.keys.keys() | self._private.names.keys() | self._private.unspaced.keys()
        self._harmless: dict[bool, set[str]] = {False: set(), True: set()}
        """Lines that tell nothing wherever they stand, and whose words are noted: on pages that may show no scores, or may."""
        self._words: set[str] = set()
        earlier = json.loads(memo) if memo else {"words": [], "met": []}
        self.trusts_earlier = bool(memo) and self._met(set(earlier["words"])) <= set(earlier["met"])
        """Whether pages that stand as they were checked before tell nothing now, either."""
        if self.trusts_earlier:
            self._words.update(earlier["words"])

    @property
    def memo(self) -> str:
        """What the next build wants to know: the words of all pages, and the secrets that have been looked for among them."""
        return json.dumps({"words": sorted(self._words), "met": sorted(self._met(self._words))}, ensure_ascii=False)

    def of_paths(self, paths: Sequence[str]) -> Iterator[Problem]:
        """Yield a problem for everything that these paths tell: of PDFs and faces, and of pages that were checked before."""
        all_together = self._read("\n".join(paths))
        if all_together.suspect or not self._private.scores.isdisjoint(_may_be_numbers(all_together)):
            for path in paths:
                yield from self._told(path, path, lasting=False)

    def of_page(self, path: str, data: bytes, *, lasting: bool = True) -> Iterator[Problem]:
        """Yield a problem for everything in a page, and in its path, that is to stay private; also of scripts and styles.

        `lasting`: whether the next build may trust this check.
        """
        for judged_as, text in parts_of(path, data.decode("utf-8", errors="replace")):
            yield from self._told(path, f"{path}\n{text}", lasting=lasting, judged_as=judged_as)

    def of_pdf(self, path: str, text: str | None) -> Iterator[Problem]:
        """Yield a problem for everything in a PDF, and in its path, that is to stay private.

        `text` is what it says (`contents`); None where it cannot be read.
        """
        if text is None:
            yield Problem(f"build/site/{path}", "cannot be read, so nobody knows what it tells", HINT)
        else:
            yield from self._told(path, f"{path}\n{text}", lasting=True)

    def _told(self, path: str, text: str, *, lasting: bool, judged_as: str = "") -> Iterator[Problem]:
        allowance = self._allowances.of(judged_as or path)
        if self._is_clean(text, allowance, lasting=lasting):
            return
        text = undisguised(text)
        if lasting and not allowance.scores:
            numbers = numbers_in(self._private.beyond(text, allowance)).difference(allowance.numbers)
            self._words |= {f"{number} %" for number in numbers}
        for what in self._private.told_by(text, allowance):
            yield Problem(f"build/site/{path}", what, HINT)

    def _is_clean(self, text: str, allowance: Allowance, *, lasting: bool) -> bool:
        """Say whether a text holds no secret's longest word, no score and no address beyond what it may tell."""
        clean = not any("\n" in phrase for phrase in (*self._private.ours, *allowance.phrases))
        own = [*_telling(allowance.phrases), *(allowance.codes if len(allowance.codes) == 1 else ())]
        harmless = self._harmless[allowance.scores]
        for raw in {*text.split("\n")} - harmless:
            line = self._read(raw)
            scores = () if allowance.scores else _may_be_numbers(line)
            if line.suspect or scores or any(phrase in line.text for phrase in own):
                beyond = self._private.beyond(line.text, allowance)
                words = _words(beyond)
                clean = clean and self._longest.isdisjoint(words) and not _shows_address(beyond)
                if scores:
                    shown = numbers_in(beyond).difference(allowance.numbers)
                    clean = clean and self._private.scores.isdisjoint(shown) and not beyond.lstrip().startswith("%")
                    words |= {f"{number} %" for number in shown}
            else:
                words = line.words
                if lasting and len(harmless) < _LINES:
                    harmless.add(raw)
            if lasting:
                self._words |= words
        return clean

    def _read(self, raw: str) -> _Line:
        text = undisguised(raw)
        words = _words(text)
        return _Line(text, words, not self._longest.isdisjoint(words) or _shows_address(text))

    def _met(self, words: set[str]) -> set[str]:
        """Return, disguised, all secrets whose longest word is among these."""
        private = self._private
        met = {
            f"{word} {secret}"
            for secrets in (private.keys, private.names, private.unspaced)
            for word in secrets.keys() & words
            for secret in secrets[word]
        }
        met |= {f"{score} %" for score in private.scores} & words
        return {sha256_of(secret.encode())[:16] for secret in met}


def _shows_address(text: str) -> bool:
    return "@" in text and EMAIL.search(text) is not None


def _may_be_numbers(line: _Line) -> set[str]:
    """Return what may be a score, whatever is taken out around it."""
    if "%" in line.text:
        return {"%", *(word for word in line.words if word.isdecimal())}
    return numbers_in(line.text)


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(text.casefold()))
    if not text.isascii() or "_" in text:  # else they are the folded ones, too
        words.update(*map(_folded, text.split()), pairs_in(text))
    return words


@lru_cache(_WORDS)
def _folded(text: str) -> list[str]:
    return plain(text).split()


def _telling(phrases: tuple[str, ...]) -> Iterator[str]:
    """Yield the phrases that are more than numbers."""
    return (phrase for phrase in phrases if not phrase.replace(".", "").replace(",", "").isdecimal())
