"""The check of the finished public tree: whether it tells anything that is to stay private.

Searched are the paths and texts of all pages and scripts (what stands in PDFs is what their own page shows):

- any e-mail address, anywhere;
- a student's key as a word of its own, where it has a letter or at least four digits (shorter numbers are
  everywhere); a key that is a word of the holder's name may stand where that name may;
- a student's full name on any page but the holder's own certificates and, if results are listed by name,
  the course page; a name that is also the issuer's, the signatory's or the course's is theirs;
- a score on the course page where scores are not to be shown, and on any page that belongs to nobody.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.errors import Problem
from certbuild.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certbuild.config import Course
    from certbuild.model import Overview

_TEXTS = (".html", ".js", ".css", ".txt", ".json", ".svg", ".xml")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[\w.@+-]*\w")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-]|[.,]\d)")
_HINT = "this is a fault of the program or of a template, not yours: nothing was published; please report it"


@dataclass(frozen=True, slots=True)
class _Private:
    """What must not be told, in forms that are quick to look up."""

    names: Mapping[str, frozenset[str]]
    """The longest word of a name → the full names, as plain words, in which it is that."""
    keys: Mapping[str, str]
    """Key → the holder's name, as plain words."""
    scores: frozenset[str]


def leaks(course: Course, overview: Overview, files: Mapping[str, bytes]) -> list[Problem]:
    """Return a problem for everything in the public files that is to stay private."""
    private = _private(course, overview)
    holders = {f"c/{c.code}/index.html": _plain(c.holder) for c in overview.certificates}
    everyone = frozenset(name for names in private.names.values() for name in names)
    found = []
    for path, data in files.items():
        if path.endswith(_TEXTS):
            text = html.unescape(data.decode("utf-8"))
        elif path.endswith((".pdf", ".woff2")):
            text = ""
        else:
            text = data.decode("utf-8", errors="replace")
        allowed = frozenset({holders[path]}) if path in holders else frozenset()
        if path == "index.html" and course.site.listing == "name":
            allowed = everyone
        found += [Problem(f"build/site/{path}", what, _HINT) for what in _told(f"{path}\n{text}", private, allowed)]
        scoreless = path in {"verify/index.html", "404.html"} or (path == "index.html" and not course.site.scores_shown)
        if scoreless and (shown := sorted(set(_NUMBER.findall(text)) & private.scores)):
            found.append(Problem(f"build/site/{path}", f"shows the score {shown[0]}, which is private", _HINT))
    return found


def _private(course: Course, overview: Overview) -> _Private:
    about, issuer = course.about, course.issuer
    ours = f" {_plain(f'{about.title} {about.code} {issuer.name} {issuer.signatory} {issuer.role}')} "
    names: dict[str, set[str]] = {}
    keys = {}
    people = [(entry.result.student.key, entry.result.student.name) for entry in overview.entries]
    people += [(certificate.key, certificate.holder) for certificate in overview.certificates]
    for key, name in people:
        plain = _plain(name)
        if f" {plain} " not in ours and len(plain) >= 4:
            names.setdefault(max(plain.split(), key=len), set()).add(plain)
        if (re.search(r"[^\W\d]", key) or len(key) >= 4) and f" {_plain(key)} " not in ours:
            keys[key] = plain
    scores = {str(e.result.score) for e in overview.entries if e.result.score is not None and "." in str(e.result.score)}
    return _Private({word: frozenset(full) for word, full in names.items()}, keys, frozenset(scores))


def _told(text: str, private: _Private, allowed: frozenset[str]) -> Iterator[str]:
    """Yield what a text tells that it must not, `allowed` being the names that may stand in it."""
    words = set(_WORD.findall(text))
    for address in sorted(set(_EMAIL.findall(text))):
        yield f"shows the e-mail address {address}"
    for key in sorted(words & private.keys.keys()):
        own_name = any(_plain(key) in name.split() for name in allowed)
        if not own_name:
            yield f'shows the student key "{key}"'
    plain = f" {_plain(text)} "
    for word in sorted(set(plain.split()) & private.names.keys()):
        for name in sorted(private.names[word] - allowed):
            if f" {name} " in plain:
                yield f'shows the name "{name}"'


def _plain(text: str) -> str:
    """Return the text as folded words with single spaces between them, without signs."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
