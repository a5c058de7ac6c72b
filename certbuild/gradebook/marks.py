"""A cell → a mark, or what is wrong with it; nothing is guessed.

A number is points; a percentage and ``9/10`` are fractions; a few words mean excused or missing. Everything
else is told: what was read, and what to write instead.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from re import Pattern
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.gradebook.cells import ErrorValue, Formula, Percentage, Value, as_text
from certbuild.gradebook.findings import SAVE_ONCE, Fault
from certbuild.model import Mark, MarkState
from certbuild.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EXCUSED = """
    ex, exc, excused, exempt, exempted, excusal, waived, befreit, entschuldigt, entsch, freigestellt, dispense, dispensee,
    exempte, exemptee, excuse, excusee, exento, exenta, eximido, eximida, excusado, excusada, justificado, justificada,
    esonerato, esonerata, esente, giustificato, giustificata, vrijgesteld, vrijstelling, isento, isenta, dispensado,
    dispensada, zwolniony, zwolniona, osvobozeny, omluven, fritagen, fritatt, undantagen
"""
_MISSING = """
    -, --, ---, a, ab, abs, abst, absent, absente, absence, n/a, na, n.a, missing, none, null, nil, not attempted,
    not submitted, no submission, not graded, ungraded, ns, abwesend, fehlt, gefehlt, fehlend, nicht abgegeben,
    nicht teilgenommen, manquant, manquante, non rendu, non remis, non evalue, ausente, no presentado, no entregado,
    sin entregar, np, assente, non consegnato, non presentato, afwezig, niet ingeleverd, ontbreekt, nao entregue, faltou,
    nieobecny, nieobecna, fravaerende, franvarande, poissa
"""
_STATES: Mapping[str, MarkState] = {
    " ".join(word.split()): state
    for state, words in ((MarkState.MISSING, _MISSING), (MarkState.EXCUSED, _EXCUSED))
    for word in words.split(",")
}

_DOT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)")
_COMMA_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([ .,'’])\d{3}(?:\1\d{3})*)(?:(?!\1)[.,]\d+)?")

LARGEST = Decimal(10) ** 9
"""Points; a cell with more holds something else: an id, a telephone number, a slip of the finger."""
_MOST_SHOWN = 100
_WRITE_A_MARK = "write a number, a percentage such as 85 %, points such as 9/10, EX for excused, or leave the cell empty"


class Spelling(Struct, frozen=True):
    """How one sheet writes marks."""

    comma: bool = False
    """8.5 is written ``8,5`` there, so that ``1,234`` is a little over one."""
    words: tuple[tuple[Pattern[str], MarkState], ...] = ()
    """Folded words that mean something else there than elsewhere."""
    beside: Pattern[str] | None = None
    """What stands behind a mark and says nothing more."""

    def mark_alone(self, text: str) -> str:
        """Return the text of a cell without what is written beside the mark."""
        return self.beside.sub("", text) if self.beside else text


PLAIN = Spelling()


def known_word(value: Value, spelling: Spelling = PLAIN) -> MarkState | None:
    """Return what an empty cell or a word says of a student's work, or None."""
    if value is None:
        return MarkState.MISSING
    if not isinstance(value, str):
        return None
    word = fold(value).rstrip(".")
    return next((state for pattern, state in spelling.words if pattern.fullmatch(word)), None) or _STATES.get(word)


def writes_comma(texts: Iterable[str]) -> bool:
    """Say whether the texts in the cells of a table write 8.5 as ``8,5``, so that ``1,234`` is a little over one there."""
    numbers = (clean(text).rstrip("% ") for text in texts if "," in text)
    return any(_COMMA.fullmatch(number) and not _COMMA_EITHER_WAY.fullmatch(number) for number in numbers)


def as_number(text: str, *, comma: bool) -> Decimal | None:
    """Return the number that a text is, in any of the usual spellings, or None.

    ``1,234`` can be read in two ways; it is None unless `comma` says that commas are decimal here.
    """
    text = text.replace("−", "-")
    if _DOT.fullmatch(text):
        return Decimal(text)
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(",", ".")) if comma or not _COMMA_EITHER_WAY.fullmatch(text) else None
    if match := _GROUPED.fullmatch(text):
        return Decimal(text.replace(match[1], "").replace(",", "."))
    return None


def numeric(value: Value, spelling: Spelling = PLAIN) -> Decimal | None:
    """Return the number or fraction that a cell holds, in whatever spelling; None where it holds neither."""
    match value:
        case Decimal():
            return value
        case Percentage():
            return value.fraction
        case str():
            points, fraction = _points_or_fraction(spelling.mark_alone(clean(value)), comma=True)
            return fraction if points is None else points
    return None


def read_mark(value: Value, cell: str, whose: str, spelling: Spelling = PLAIN) -> Mark | Fault:
    """Return the mark that a cell holds, or the fault that keeps it from being one.

    `whose` names student and activity for the message.
    """
    text = as_text(value)
    if state := known_word(value, spelling):
        return Mark(state, cell, text)
    match value:
        case Percentage():
            mark = Mark(MarkState.GRADED, cell, text, fraction=value.fraction)
        case Decimal():
            mark = Mark(MarkState.GRADED, cell, text, points=value)
        case str():
            points, fraction = _points_or_fraction(spelling.mark_alone(text), comma=spelling.comma)
            if points is None and fraction is None:
                return _no_mark(text, cell, whose)
            mark = Mark(MarkState.GRADED, cell, text, points, fraction)
        case _:
            return _no_text(value, cell, whose)
    amount = mark.points or mark.fraction or 0
    if amount > LARGEST:
        return Fault(cell, f"{whose}: {_shown(text)} is larger than any mark can be", "write the mark as it was given")
    if amount < 0:
        return Fault(cell, f"{whose}: {text} is below zero", "write the mark as it was given, or leave the cell empty")
    return mark


def _points_or_fraction(text: str, *, comma: bool) -> tuple[Decimal | None, Decimal | None]:
    if text.endswith("%"):
        percent = as_number(text[:-1].strip(), comma=comma)
        return None, percent / 100 if percent is not None else None
    points, slash, maximum = text.partition("/")
    if not slash:
        return as_number(text, comma=comma), None
    parts = [as_number(part.strip(), comma=comma) for part in (points, maximum)]
    return None, parts[0] / parts[1] if parts[0] is not None and parts[1] else None


def _no_mark(text: str, cell: str, whose: str) -> Fault:
    if _COMMA_EITHER_WAY.fullmatch(text):
        plain = text.replace(",", "")
        hint = f"write {plain} if the comma sets off thousands, or {text.replace(',', '.')} if it is a decimal comma"
        return Fault(cell, f'{whose}: "{text}" can be read in two ways', hint)
    return Fault(cell, f'{whose}: "{_shown(text)}" is no mark that certbuild knows', _WRITE_A_MARK)


def _shown(text: str) -> str:
    """Return a text as messages show it; a cell may hold a whole book."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _no_text(value: Value, cell: str, whose: str) -> Fault:
    text = as_text(value)
    match value:
        case bool():
            return Fault(cell, f"{whose}: {text} is not a mark but a yes or no", _WRITE_A_MARK)
        case ErrorValue():
            hint = "mend the formula in that cell, or write the mark over it"
            return Fault(cell, f"{whose}: a formula could not be computed and left {text}", hint)
        case Formula():
            return Fault(cell, f"{whose}: there is a formula, but the file does not hold its result", SAVE_ONCE)
        case date():
            what = f"{whose}: the cell holds the date {value:%Y-%m-%d}; Excel makes one of a mark typed as "
            what += f"{value.month}/{value.day} or {value.day}.{value.month}."
    hint = 'give the cell the format "Text" and type the mark again, for example 9/10, or 9 alone'
    return Fault(cell, what if isinstance(value, date) else f"{whose}: the cell holds a time, {text}", hint)
