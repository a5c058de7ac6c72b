"""Text files → rows: which encoding and which separator, found from the content alone."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from certbuild.errors import GradebookError, Problem, Severity
from certbuild.gradebook.cells import Fault, Sheet, text_value

if TYPE_CHECKING:
    from _csv import Reader

_SEPARATORS = ",;\t:|"
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE_ROWS = 60
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_text(file: str, data: bytes) -> tuple[Sheet, tuple[Fault, ...]]:
    """Return the one sheet of a text file, and a warning where its encoding had to be assumed.

    Rows may be of any length. Raises `GradebookError` where the bytes are no text, or where a quotation
    mark that is never closed would swallow the rest of the file.
    """
    text, faults = _decoded(file, data)
    if match := _SEPARATOR_LINE.match(text):
        text, separator = text[match.end() :], match[1]
    else:
        separator = max(_SEPARATORS, key=lambda candidate: _fit(text, candidate))
    reader = _reader(text, separator)
    try:
        return Sheet.of("", [[text_value(field) for field in row] for row in reader]), faults
    except csv.Error as error:
        what = f"a quotation mark in or before it is not closed, or not doubled inside a quoted text ({error})"
        hint = "export the file once more; if it was edited by hand, mend the quotation marks near that line"
        raise GradebookError(Problem(f"{file} › line {reader.line_num}", what, hint)) from None


def _decoded(file: str, data: bytes) -> tuple[str, tuple[Fault, ...]]:
    encoding = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None) or _unmarked(data)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        what = "is neither a workbook nor a text in an encoding that certbuild knows"
        raise GradebookError(Problem(file, what, "export the gradebook again, as .xlsx or as CSV in UTF-8")) from None
    what = "is not in UTF-8 and was read as Windows-1252"
    hint = "look at the names with accents; if any is wrong, export or save the file again as CSV UTF-8"
    return text, (Fault("", what, hint, Severity.WARNING),)


def _unmarked(data: bytes) -> str:
    """Return the encoding of bytes without a byte order mark: zeros in every other place speak of UTF-16."""
    sample = data[:2000]
    if sample[1::2].count(0) * 3 > len(sample):
        return "utf-16-le"
    if sample[0::2].count(0) * 3 > len(sample):
        return "utf-16-be"
    return "utf-8"


def _reader(text: str, separator: str) -> Reader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)


def _fit(text: str, separator: str) -> tuple[int, int]:
    """Say how well a separator cuts the text into a table: fields in rows of the commonest width, then that width."""
    widths: Counter[int] = Counter()
    try:
        for row in islice(_reader(text, separator), _SAMPLE_ROWS):
            widths[len(row)] += 1
    except csv.Error:
        pass  # told when the whole file is read with the separator that fits best
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return ((width - 1) * count, width)
