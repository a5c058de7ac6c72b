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
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from certbuild.errors import Problem
from certbuild.files import sha256_of
from certbuild.site.leaks import HINT, NOT_TEXT, Allowances, decoded, numbers_in, plain, private_of, undisguised, without_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.config import Course
    from certbuild.model import Overview
    from certbuild.site.leaks import Allowance

_LINES = 4096
"""So many lines are remembered."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What can be said of a line alone."""

    text: str
    """Without disguises."""
    words: frozenset[str]
    """In lower case, and folded."""
    suspect: bool
    """Whether a secret's longest word is among them, or it may show an address."""
    numbers: frozenset[str]
    """Those that may be scores, whatever is taken out around them."""


class Screen:
    """Checks the pages of one course's public site; `memo` is that of the build before, empty where there is none."""

    def __init__(self, course: Course, overview: Overview, memo: str = "") -> None:
        self._private = private_of(course, overview)
        self._allowances = Allowances(course, overview)
        self._longest = self._private.keys.keys() | self._private.names.keys()
        self._line = lru_cache(_LINES)(self._read)
        self._merged: set[str] = set()
        """Lines whose words are among those of the pages."""
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

    def of_path(self, path: str) -> list[Problem]:
        """Return a problem for everything that the path of a file tells; for one that stands as it was checked before."""
        return self._told(path, path, lasting=False)

    def of_file(self, path: str, data: bytes, *, lasting: bool = True) -> list[Problem]:
        """Return a problem for everything in a file that is to stay private.

        `lasting`: whether the next build may trust this check.
        """
        if path.endswith(NOT_TEXT):
            return self.of_path(path)
        return self._told(path, f"{path}\n{data.decode('utf-8', errors='replace')}", lasting=lasting)

    def _told(self, path: str, text: str, *, lasting: bool) -> list[Problem]:
        allowance = self._allowances.of(path)
        if self._is_clean(without_style(text), allowance, lasting=lasting):
            return []
        text = decoded(text)
        if lasting and not allowance.scores:
            self._words |= {f"{number} %" for number in numbers_in(self._private.beyond(text, allowance))}
        what = self._private.told_by(text, allowance)
        return [Problem(f"build/site/{path}", told, HINT) for told in what]

    def _is_clean(self, text: str, allowance: Allowance, *, lasting: bool) -> bool:
        """Say whether a text holds no secret's longest word, no score and no address beyond what it may tell."""
        clean = not any("\n" in phrase for phrase in (*self._private.ours, *allowance.phrases))
        own = [*_telling(allowance.phrases), *(allowance.codes if len(allowance.codes) == 1 else ())]
        for raw in text.split("\n"):
            line = self._line(raw)
            scores = line.numbers if not allowance.scores else ()
            if line.suspect or scores or (lasting and any(phrase in line.text for phrase in own)):
                beyond = self._private.beyond(line.text, allowance)
                words = _words(beyond)
                clean = clean and self._longest.isdisjoint(words) and "@" not in beyond
                if scores:
                    shown = numbers_in(beyond)
                    clean = clean and self._private.scores.isdisjoint(shown) and not beyond.lstrip().startswith("%")
                    words |= {f"{number} %" for number in shown}
                if lasting:
                    self._words |= words
            elif lasting and raw not in self._merged:
                self._words |= line.words
                if len(self._merged) < _LINES:
                    self._merged.add(raw)
        return clean

    def _read(self, raw: str) -> _Line:
        text = undisguised(raw)
        words = _words(text)
        numbers = numbers_in(text) | ({word for word in words if word.isdecimal()} | {"%"} if "%" in text else set())
        suspect = not self._longest.isdisjoint(words) or "@" in text
        return _Line(text, frozenset(words), suspect, frozenset(numbers))

    def _met(self, words: set[str]) -> set[str]:
        """Return, disguised, all secrets whose longest word is among these."""
        private = self._private
        met = {
            f"{word} {secret}"
            for secrets in (private.keys, private.names)
            for word in secrets.keys() & words
            for secret in secrets[word]
        }
        met |= {f"{score} %" for score in private.scores} & words
        return {sha256_of(secret.encode())[:16] for secret in met}


def _words(text: str) -> set[str]:
    return {*re.findall(r"\w+", text.casefold()), *plain(text).split()}


def _telling(phrases: tuple[str, ...]) -> Iterator[str]:
    """Yield the phrases that are more than numbers."""
    return (phrase for phrase in phrases if not phrase.replace(".", "").replace(",", "").isdecimal())
