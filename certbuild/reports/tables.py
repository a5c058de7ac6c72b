"""What results.xlsx and results.csv say: every student, every activity, score, standing and reasons."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import LineState
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certbuild.model import Entry, Line, Overview

Value = str | Decimal | date | None
"""What a cell holds; None leaves it empty."""


class Column(Struct, frozen=True):
    """A column of a sheet."""

    heading: str
    width: int
    """In characters."""
    places: int | None = None
    """Decimals that its numbers show; None shows each as it is."""


class Sheet(Struct, frozen=True):
    """A sheet of the workbook: columns and the rows beneath them."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    """To be gone through once."""
    count: int
    """How many rows there are."""


def sheets_of(overview: Overview, base: str) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook: the results, the marks used, the problems.

    `base` is the address at which the public site will stand; empty where that is not known.
    """
    return _results(overview, base), _marks(overview), _problems(overview)


def results_table(overview: Overview, base: str) -> bytes:
    """Return results.csv, in the form that Excel opens by a double click: UTF-8 with a mark, commas; `base` as above."""
    sheet = _results(overview, base)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_harmless(column.heading) for column in sheet.columns)
    writer.writerows([_harmless(value) for value in row] for row in sheet.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> str:
    """Return the text of a cell; what a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, Decimal):
        return printed(value)
    text = value.isoformat() if isinstance(value, date) else value or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _results(overview: Overview, base: str) -> Sheet:
    lines = overview.entries[0].result.lines if overview.entries else ()
    places = _places(overview)
    expires = any(entry.valid_until for entry in overview.entries)
    sealed = any(entry.address and entry.address.unlock for entry in overview.entries)
    columns = [
        Column("Family name", 20),
        Column("Given name", 18),
        Column("Key", 14),
        Column("E-mail", 28),
        Column("Section", 12),
        Column("Standing", 13),
        Column("Score %", 10, places),
        Column("Lowest %", 10, places),
        Column("Highest %", 10, places),
        Column("Outlook", 13),
        Column("Award", 14),
        Column("Reasons", 52),
        Column("Missing", 24),
        Column("Certificate", 18),
        Column("State", 11),
        *([Column("Valid until", 12)] if expires else []),
        Column("Code", 22),
        *([Column("Private page", 40), Column("Code of the private page", 22)] if sealed else []),
        *(Column(_heading(line), 12) for line in lines),
    ]
    rows = (_result_row(entry, base if sealed else None, expires=expires) for entry in overview.entries)
    return Sheet("Results", columns, rows, len(overview.entries))


def _places(overview: Overview) -> int:
    """Return the decimals of the course's scores."""
    return max((len(str(score).partition(".")[2]) for score in overview.scores), default=1)


def _heading(line: Line) -> str:
    return f"{line.name} (of {printed(line.max)})" if line.max is not None else f"{line.name} (%)"


def _result_row(entry: Entry, base: str | None, *, expires: bool) -> list[Value]:
    """Return a student's row; `base` is None where private pages are not told of."""
    result, certificate, address = entry.result, entry.traced, entry.address
    student = result.student
    return [
        student.family,
        student.given,
        student.key,
        student.email,
        student.section,
        result.standing.replace("_", " "),
        result.score,
        result.lowest,
        result.highest,
        result.outlook.replace("_", " ") if result.outlook else None,
        result.award,
        "; ".join(result.reasons),
        ", ".join(result.missing),
        certificate.number if certificate else None,
        entry.condition,
        *([entry.valid_until] if expires else []),
        certificate.code if certificate else None,
        *([] if base is None else [f"{base}{address.folder}", address.unlock] if address else [None, None]),
        *(_mark(line) for line in result.lines),
    ]


def _mark(line: Line) -> Value:
    if line.state is LineState.EXCUSED:
        return "excused"
    return line.points if line.max is not None else line.percent


def _marks(overview: Overview) -> Sheet:
    columns = [
        Column("Family name", 20),
        Column("Given name", 18),
        Column("Key", 14),
        Column("Activity", 34),
        Column("Mark", 11),
        Column("Points", 9),
        Column("Max", 9),
        Column("Percent", 10, _places(overview)),
        Column("Weight %", 10, 2),
        Column("Contribution", 13, 2),
        Column("Note", 44),
        Column("Cell", 8),
    ]
    count = sum(len(entry.result.lines) for entry in overview.entries)
    return Sheet("Marks used", columns, _mark_rows(overview.entries), count)


def _mark_rows(entries: Iterable[Entry]) -> Iterable[list[Value]]:
    for entry in entries:
        student = entry.result.student
        for line in entry.result.lines:
            yield [
                student.family,
                student.given,
                student.key,
                line.name,
                line.state,
                line.points,
                line.max,
                line.percent,
                line.weight,
                line.contribution,
                line.note,
                line.cell,
            ]


def _problems(overview: Overview) -> Sheet:
    columns = [Column("Place", 40), Column("Severity", 10), Column("What was found", 70), Column("What to do", 70)]
    rows = ([problem.where, problem.severity, problem.what, problem.hint] for problem in overview.problems)
    return Sheet("Problems", columns, rows, len(overview.problems))
