"""What can be wrong with names, ids and addresses: wrong letters, lost zeros, the same one twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from certbuild.errors import Severity
from certbuild.gradebook.cells import ErrorValue, Formula, as_text
from certbuild.gradebook.dialects.base import KEY_ROLES, NAME_ROLES, Role
from certbuild.gradebook.findings import SAVE_ONCE, Fault
from certbuild.text import fold, invisible_mark, plural, refused_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certbuild.gradebook.recognition import Table
    from certbuild.model import Student

_PRINTED = (*NAME_ROLES, *KEY_ROLES, Role.SECTION)
LONGEST_NAME = 500
"""Characters; there are people with more than two hundred in their passports."""
FLOAT = re.compile(r"(\d+)\.0+")
"""An id of digits that a program took for a number with decimals."""
_SHORTEST_ID = 4
"""Digits of ids from which on one that is shorter than most has probably lost zeros."""
_READ_WRONGLY = re.compile(r"[ÂÃÄÅÐÑØÎÏáâãåæðñ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
"""How two bytes of UTF-8 look in Windows-1252: "Ã¼" for "ü"."""


def faults_in_cells(table: Table, rows: Sequence[int]) -> list[Fault]:
    """Return what is wrong in single cells of the columns that speak of the students."""
    faults: list[Fault] = []
    for column, role in table.identity.items():
        if role in _PRINTED:
            for row in rows:
                value = table.sheet.rows[row][column]
                if not _is_harmless(value):
                    faults += _faults_in_cell(value, role, table.sheet.address(row, column))
    return faults


def _is_harmless(value: object) -> bool:
    """Say whether nothing can be wrong with what a cell says, as in nearly all of them."""
    if isinstance(value, str):
        return value.isascii() and value.isprintable() and "?" not in value and len(value) <= LONGEST_NAME
    return value is None or isinstance(value, Decimal)


def _faults_in_cell(value: object, role: Role, cell: str) -> Iterator[Fault]:
    match value:
        case ErrorValue():
            what = f"the {role} is a formula that gives {value.text}"
            yield Fault(cell, what, "mend the formula, or write the text itself there")
        case Formula():
            what = f"the {role} is a formula, but the file does not hold its result"
            yield Fault(cell, what, SAVE_ONCE)
        case date() if role is not Role.SECTION:
            what = f"the {role} is the date {value:%Y-%m-%d}; Excel makes one of a text such as {value.month}-{value.day}"
            yield Fault(cell, what, 'give the cell the format "Text" and type it again')
        case str() if len(value) > LONGEST_NAME:
            what = f"the {role} has {len(value):,} characters, which nobody's has"
            yield Fault(cell, what, "look whether a quotation mark before it is not closed; if not, write what belongs there")
        case str() if not value.isascii() or not value.isprintable():
            yield from _faults_in_text(value, role, cell)
        case str() if role in NAME_ROLES and "?" in value:
            yield from _lost_letter(value, role, cell)


def _faults_in_text(value: str, role: Role, cell: str) -> Iterator[Fault]:
    text = as_text(value)
    if name := refused_character(value):
        what = f'the {role} "{text}" holds a character that cannot be printed ({name})'
        yield Fault(cell, what, "delete what is in that cell and type it again")
    elif role in NAME_ROLES and ("\ufffd" in text or "?" in text):
        yield from _lost_letter(text, role, cell)
    elif meant := _meant(text):
        what = f'the {role} "{text}" was probably "{meant}" before a program read it in the wrong encoding'
        hint = "export the gradebook again, as .xlsx; Excel reads CSV files rightly only by Data › From Text, as UTF-8"
        yield Fault(cell, what, hint)
    elif mark := invisible_mark(value):
        what = f'the {role} "{text}" held an invisible character ({mark}), which was left out'
        yield Fault(
            cell, what, "nothing to do if it looks right; else delete what is in the cell and type it again", Severity.WARNING
        )


def _lost_letter(text: str, role: Role, cell: str) -> Iterator[Fault]:
    what = f'the {role} "{text}" has lost a letter: a program put a question mark in its place'
    hint = "export the gradebook again, as .xlsx, and do not save it as CSV in between; or type the letter"
    yield Fault(cell, what, hint)


def _meant(text: str) -> str:
    """Return what a text was before its UTF-8 was read as Windows-1252, or nothing where it was not."""
    if not _READ_WRONGLY.search(text):
        return ""
    try:
        return text.encode("windows-1252").decode("utf-8")
    except UnicodeError:
        return ""


def faults_among(table: Table, rows: Sequence[int], students: Sequence[Student], numbered: Sequence[int]) -> list[Fault]:
    """Return what is wrong with the students' ids and addresses beside each other; `numbered` are the rows that have ids."""
    columns = table.columns
    keys = {row: student.key for row, student in zip(rows, students, strict=True)}
    faults = []
    if numbered:
        texts = [as_text(table.sheet.rows[row][columns[Role.NUMBER]]) for row in numbered]
        cells = [table.sheet.address(row, columns[Role.NUMBER]) for row in numbered]
        faults += [*_floats(texts, cells), *_lost_zeros([keys[row] for row in numbered], cells)]
    if Role.EMAIL in columns:
        faults += _same_address(students, [table.sheet.address(row, columns[Role.EMAIL]) for row in rows])
    return faults


def _floats(texts: Sequence[str], cells: Sequence[str]) -> Iterator[Fault]:
    found = [(text, cell) for text, cell in zip(texts, cells, strict=True) if FLOAT.fullmatch(text)]
    if found:
        text, cell = found[0]
        whole = text.partition(".")[0]
        what = (
            f'{plural(len(found), "id was", "ids were")} turned into numbers with decimals, such as "{text}"; read as "{whole}"'
        )
        hint = "look whether the ids began with zeros, which are then lost; if so, export again without editing the file"
        yield Fault(cell, what, hint, Severity.WARNING)


def _lost_zeros(keys: Sequence[str], cells: Sequence[str]) -> Iterator[Fault]:
    """Tell of ids of digits that are shorter than most: a program took them for numbers and dropped the zeros in front."""
    lengths = Counter(len(key) for key in keys)
    length, common = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    short = [(key, cell) for key, cell in zip(keys, cells, strict=True) if len(key) < length]
    if length < _SHORTEST_ID or not short or common * 2 <= len(keys) or not all(map(str.isdecimal, keys)):
        return
    key, cell = short[0]
    what = f'{plural(len(short), "id has", "ids have")} fewer digits than the others, such as "{key}"; '
    what += "zeros in front may be lost"
    hint = f"export again without opening the file in Excel; certificates belong to ids, and {key.zfill(length)} is another one"
    yield Fault(cell, what, hint, Severity.WARNING)


def _same_address(students: Sequence[Student], cells: Sequence[str]) -> Iterator[Fault]:
    owners: dict[str, list[tuple[Student, str]]] = defaultdict(list)
    for student, cell in zip(students, cells, strict=True):
        if student.email:
            owners[fold(student.email)].append((student, cell))
    for (first, place), *others in owners.values():
        for second, cell in others:
            what = f'the e-mail address "{second.email}" of {second.name} is that of {first.name} in {place}, too'
            hint = "if they are the same person, take one of the rows out; if not, correct the address"
            yield Fault(cell, what, hint, Severity.WARNING)
