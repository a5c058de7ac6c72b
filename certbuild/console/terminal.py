"""The terminal itself: tables on stdout, messages and progress on stderr.

Rich does the columns and the colours (it honours NO_COLOR); away from a terminal everything is plain lines.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from certbuild.errors import Severity
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from certbuild.errors import Problem

ACCENT = "dark_goldenrod"
WIDE = 400
"""Columns away from a terminal, so that nothing is cut off or broken there."""


_TOLD = 500
"""Problems; nobody reads more, and printing a hundred thousand takes minutes."""


def output(stream: str) -> Console:
    """Return the console that writes to ``stdout`` or ``stderr``."""
    file = sys.stderr if stream == "stderr" else sys.stdout
    return Console(file=file, highlight=False, soft_wrap=True, width=None if file.isatty() else WIDE)


def say(message: str = "") -> None:
    """Print a message on stderr."""
    output("stderr").print(escape(message))


def problems(found: Iterable[Problem]) -> None:
    """Print problems on stderr, errors first: the place, what was read there, what to do; of thousands the first few hundred."""
    out = output("stderr")
    first_errors = sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)
    for problem in first_errors[:_TOLD]:
        style = "bold red" if problem.severity is Severity.ERROR else f"bold {ACCENT}"
        out.print(f"[{style}]{problem.severity}[/]  {escape(problem.where)}")
        out.print(f"    {escape(problem.what)}")
        for number, line in enumerate(problem.hint.splitlines()):
            out.print(f"    {'→' if number == 0 else ' '} {escape(line)}")
    if more := len(first_errors[_TOLD:]):
        out.print(f"and {more:,} more: what is wrong in so many places is best mended first; `certbuild check --json` has all")


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long stage is: a bar on a terminal, one line elsewhere; nothing where there is nothing to do."""
    out = output("stderr")
    if not out.is_terminal or not total:
        if total:
            out.print(f"{label}: {total}")
        yield lambda _: None
        return
    from rich.progress import (  # noqa: PLC0415 - most commands have no long stage
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(complete_style=ACCENT), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)


def new_table(*headings: str, right: Collection[str] = ()) -> Table:
    """Return a table without rules; on a terminal names are cut and the last column wraps, elsewhere nothing is lost."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=f"bold {ACCENT}")
    narrow = output("stdout").is_terminal
    for heading in headings:
        wraps = narrow and heading == headings[-1]
        width = 26 if narrow and heading in {"Name", "Student", "Activity", "Heading"} else None
        table.add_column(
            heading,
            justify="right" if heading in right else "left",
            no_wrap=not wraps,
            overflow="fold" if wraps else "ellipsis",
            max_width=width,
        )
    return table


def is_wide() -> bool:
    """Say whether the terminal has room for keys and codes."""
    return output("stdout").width >= 120


def show(table: Table) -> None:
    """Print a table."""
    output("stdout").print(table, soft_wrap=False)


def percent(value: Decimal | None) -> str:
    """Return a percentage with the decimals it has; nothing for None."""
    return "" if value is None else f"{value:f}"


def number(value: Decimal | None) -> str:
    """Return a number without needless zeros; nothing for None."""
    return "" if value is None else printed(value)


def when(moment: datetime) -> str:
    """Return a moment as it is told here, in the time of this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
