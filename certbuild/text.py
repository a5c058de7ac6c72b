"""Names and other words of people: cleaned for keeping, folded for comparing, cut down for file names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

_REFUSED = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_SPACE_CONTROLS = "\t\n\r\v\f"
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
"""Marks of direction and of places to break, which copying leaves behind; joiners are none: some scripts spell with them."""


EAST_ASIAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Han letters, kana and hangul."""


def clean(text: str) -> str:
    """Return the text in NFC, without invisible marks, and with every run of white space (also no-break spaces) as one space."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def invisible_mark(text: str) -> str | None:
    """Name the first character that `clean` takes out, if any."""
    return next((f"U+{ord(char):04X} {unicodedata.name(char)}" for char in text if ord(char) in _INVISIBLE), None)


def refused_character(text: str) -> str | None:
    """Name the first character that must not stand in a name (control, surrogate, unassigned), if any.

    White space such as a tab or a line break is harmless: `clean` makes it one space.
    """
    if text.isprintable():  # nearly all, told apart in no time
        return None
    for char in text:
        if unicodedata.category(char) in _REFUSED and char not in _SPACE_CONTROLS:
            return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
    return None


@lru_cache(1 << 16)
def fold(text: str) -> str:
    """Return a form for comparing: ASCII letters, lower case, single spaces ("Łódź" → "lodz")."""
    plain = text if text.isascii() else anyascii(unicodedata.normalize("NFKC", text))
    return " ".join(plain.lower().split())


def slug(text: str) -> str:
    """Return the text as lower-case ASCII words joined by hyphens: safe in a file name on every system."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).replace("'", "")).strip("-")[:60].strip("-")


def full_name(given: str, family: str) -> str:
    """Return a name as it is printed: given names, then family name; either may be empty.

    Names in the letters of Chinese, Japanese or Korean stand as they do there: the family name first, and no space.
    """
    if not given.isascii() and EAST_ASIAN.fullmatch(given) and EAST_ASIAN.fullmatch(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def name_order(family: str, given: str, key: str) -> tuple[str, str, str]:
    """Return the sort key of a person: family name, given name, key."""
    return (fold(family), fold(given), key)


@lru_cache(1 << 16)
def file_stem(family: str, given: str, key: str) -> str:
    """Return ``<family>-<given>-<key>`` for a student's file, unique for each key.

    A key that a file name cannot hold as it is (``a.b`` and ``a-b`` would meet) is followed by a few
    letters of its digest, so that no two students ever share a file.
    """
    plain = slug(key)
    if plain != key:
        plain = f"{plain}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".strip("-")
    return "-".join(part for part in (slug(family), slug(given), plain) if part)


def matching(pattern: str, names: Sequence[str]) -> list[int]:
    """Return the positions of the names that a pattern means; case and accents do not matter, * is any text.

    Where no whole name matches, the pattern may leave out a platform's prefix: "Essay" finds "Assignment: Essay".
    """
    expression = re.compile(".*".join(re.escape(part) for part in fold(pattern.replace("*", "\0")).split("\0")))
    folded = [fold(name) for name in names]
    whole = [index for index, name in enumerate(folded) if expression.fullmatch(name)]
    return whole or [
        index for index, name in enumerate(folded) if ":" in name and expression.fullmatch(name.partition(":")[2].strip())
    ]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean "…"?`` for the known word nearest to this one, or an empty string."""
    by_folded = {fold(candidate): candidate for candidate in known}
    near = get_close_matches(fold(word), by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[near[0]]}"?' if near else ""


def direction_of(text: str) -> str:
    """Return where a text begins to be read: ``ltr``, ``rtl``, or nothing for one without letters (Unicode Annex 9, P2)."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return {"L": "ltr", "R": "rtl", "AL": "rtl", "": ""}[next(strong, "")]


def quoted(text: str) -> str:
    """Return the text as course.toml writes it, in quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def plural(count: int, singular: str, several: str = "") -> str:
    """Return ``1 student`` or ``3 students``; thousands are set off by a comma."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def listed(examples: Sequence[str], between: str = ", ", most: int = 3) -> str:
    """Return the first few examples, and how many there are besides: ``a, b, c, and 4 more``."""
    more = len(examples) - most
    return between.join([*examples[:most], *([f"and {more:,} more"] if more > 0 else [])])


def printed(number: Decimal) -> str:
    """Return a number without needless zeros, as a person writes it: "48", "87.5"."""
    return f"{number.normalize():f}"
