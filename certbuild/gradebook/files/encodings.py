"""The encoding of a text file: what it says by itself; where it says nothing, how it could read, for a person to choose.

Nothing is guessed: most of the old encodings decode any bytes to some letters, and those would stand on certificates.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from certbuild.gradebook.files.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLD = (
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "mac-roman",
    "windows-1253",
    "windows-1254",
    "cp850",
    "gb18030",
    "shift_jis",
)
"""Encodings that spreadsheet programs have written or still write, the commonest first."""
_MOST_SHOWN = 4
_MANY = 0.4
"""Share of the words; some will always be abbreviations, or names in capitals."""
_WORD = re.compile(rb'(?<![^\s,;|"])(?=[^\s,;|"\x80-\xff]{0,99}[\x80-\xff])[^\s,;|"]{1,100}+(?![^\s,;|"])')
"""One with letters beyond ASCII, and of no more bytes than words have: what is longer is no word, and endless to look at."""
_WORDS_LOOKED_AT = 20_000
_SIGNS = frozenset("’‘“”„«»–—…€½¼¾°§·ºª´")
_MISPLACED = re.compile(r"\w[‘“„«€½°§]|[…–—]\w")
_HINT = "or export the gradebook again, as .xlsx or as CSV in UTF-8"


def decoded(data: bytes, encoding: str = "") -> str:
    """Return the text of a file, in the encoding that is given, else in UTF-8 or UTF-16.

    Raises `RefusedError` where the bytes are not in it; without a given one it shows how they would read in others.
    """
    itself = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None) or _unmarked(data)
    try:
        text = data.decode(itself)
    except UnicodeDecodeError as error:
        if not encoding:
            raise _undecided(data, error.start) from None
    else:
        if not encoding or data.isascii() or _same(encoding, itself):
            return text
        what = f'is in {itself.removesuffix("-sig").upper()}, not in "{encoding}" as course.toml says under [gradebook]'
        raise RefusedError(what, f'take the line encoding = "{encoding}" out')
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f'is not in "{encoding}", as course.toml says under [gradebook]: there is a byte {data[error.start]:02X} in it'
        hint = f'take the line encoding = "{encoding}" out, and certbuild shows how the text reads in others'
        raise RefusedError(what, hint, _line(data, error.start)) from None


def _same(one: str, other: str) -> bool:
    return codecs.lookup(one).name.split("-")[:2] == codecs.lookup(other).name.split("-")[:2]


def _unmarked(data: bytes) -> str:
    """Return the encoding of bytes without a byte order mark: zeros in every other place speak of UTF-16."""
    sample = data[:2000]
    if sample[1::2].count(0) * 3 > len(sample):
        return "utf-16-le"
    if sample[0::2].count(0) * 3 > len(sample):
        return "utf-16-be"
    return "utf-8"


def _line(data: bytes, position: int) -> str:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    number = before.count(b"\n") + 1
    return f"line {number}"


def _undecided(data: bytes, position: int) -> RefusedError:
    found = (match[0] for match in islice(_WORD.finditer(data), _WORDS_LOOKED_AT))
    words = list(dict.fromkeys(found))[:2000]
    readings = _readings(words) if words else {}
    if not readings or b"\0" in data:
        what = "is neither a workbook nor a text in an encoding that certbuild knows"
        return RefusedError(what, "export the gradebook again, as .xlsx or as CSV in UTF-8")
    telling = sorted(range(len(words)), key=lambda index: -len({reading[index] for reading in readings.values()}))[:3]
    told: dict[str, str] = {}
    for encoding, reading in readings.items():
        told.setdefault(", ".join(f'"{reading[index]}"' for index in sorted(telling)), encoding)
    shown = [(encoding, text) for text, encoding in told.items()][:_MOST_SHOWN]
    ways = "; ".join(f"as {encoding}: {text}" for encoding, text in shown)
    what = f"is not in UTF-8, and certbuild does not guess at letters; words in it would read {ways}"
    which = "if that is right" if len(shown) == 1 else "if the first is right"
    hint = f'{which}, write under [gradebook] in course.toml: encoding = "{shown[0][0]}"'
    if len(shown) > 1:
        hint += " – else put the name of the right one there"
    return RefusedError(what, f"{hint}; {_HINT}", _line(data, position))


def _readings(words: Sequence[bytes]) -> dict[str, list[str]]:
    """Return how words read in each encoding in which many of them look like words, the best first."""
    shares: dict[str, float] = {}
    readings: dict[str, list[str]] = {}
    for encoding in _OLD:
        try:
            readings[encoding] = [word.decode(encoding) for word in words]
        except UnicodeDecodeError:
            continue
        shares[encoding] = sum(map(_like_a_word, readings[encoding])) / len(words)
    best = sorted((encoding for encoding, share in shares.items() if share >= _MANY), key=lambda encoding: -shares[encoding])
    return {encoding: readings[encoding] for encoding in best}


def _like_a_word(text: str) -> bool:
    """Say whether a text looks like a word: one script, capitals in front only, and not more accents than plain letters."""
    others = [letter for letter in text if not letter.isascii() and letter not in _SIGNS]
    if not all(unicodedata.category(letter)[0] in "LM" for letter in others):
        return False
    plain = sum(letter.isascii() and letter.isalpha() for letter in text)
    if any(not unicodedata.name(letter, "").startswith("LATIN") for letter in others):
        return not plain and len({unicodedata.name(letter, "?").split()[0] for letter in others}) == 1
    capital_inside = any(before.islower() and after.isupper() and not after.isascii() for before, after in pairwise(text))
    return not capital_inside and len(others) <= plain + 1 and not _MISPLACED.search(text)
