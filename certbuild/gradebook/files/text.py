"""Text files → rows: which separator, found from the content alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from certbuild.gradebook.cells import Sheet, TooLargeError, Value, check_total, text_value
from certbuild.gradebook.files.encodings import decoded
from certbuild.gradebook.files.refusals import EXPORT_AGAIN, RefusedError

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator

_SEPARATORS = ",;\t:|"
_MOST_BYTES = 64_000_000
_SAMPLE_ROWS = 60
_SAMPLE = 1_000_000
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n?|\n)", re.IGNORECASE)


def read_text(data: bytes, encoding: str = "") -> Sheet:
    """Return the one sheet of a text file, which has no name; rows may be of any length.

    Raises `RefusedError` where the bytes are no text in the encoding, or UTF-8 if none is given, and where a
    quotation mark that is never closed would swallow the rest of the file; `TooLargeError`.
    """
    if len(data) > _MOST_BYTES:
        message = f"it is a text of {len(data) / 1e6:,.0f} MB"
        raise TooLargeError(message)
    text = decoded(data, encoding)
    if (zero := text.find("\0")) >= 0:
        line = len(text[:zero].splitlines() or [""])
        what = "there is a zero byte, which no text file has; the file is damaged"
        raise RefusedError(what, EXPORT_AGAIN, f"line {line}")
    if match := _SEPARATOR_LINE.match(text):
        text, separator = text[match.end() :], match[1]
    else:
        separator = max(_SEPARATORS, key=lambda candidate: _fit(text[:_SAMPLE], candidate))
    check_total(text.count(separator))
    return Sheet.of("", _rows(_reader(text, separator)))


def _rows(reader: Reader) -> Iterator[list[Value]]:
    begun = 1
    try:
        for row in reader:
            yield [text_value(field) for field in row]
            begun = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"a text in the row that begins there is longer than {csv.field_size_limit():,} characters"
            hint = "look whether a quotation mark before it is not closed; if not, delete that text, or export the file once more"
            raise RefusedError(what, hint, f"line {begun}") from None
        what = f"a quotation mark in or before it is not closed, or not doubled inside a quoted text ({error})"
        hint = "export the file once more; if it was edited by hand, mend the quotation marks near that line"
        raise RefusedError(what, hint, f"line {reader.line_num}") from None


def _reader(text: str, separator: str) -> Reader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)


def _fit(sample: str, separator: str) -> tuple[int, int]:
    """Say how well a separator cuts the text into a table: fields in rows of the commonest width, then that width."""
    widths: Counter[int] = Counter()
    try:
        for row in islice(_reader(sample, separator), _SAMPLE_ROWS):
            widths[len(row)] += 1
    except csv.Error:
        pass  # told when the whole file is read with the separator that fits best
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return ((width - 1) * count, width)
