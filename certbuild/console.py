"""What the commands show on a terminal: tables on stdout, messages and progress on stderr.

Rich does the columns and the colours (it honours NO_COLOR); away from a terminal everything is plain lines.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from certbuild.errors import Severity
from certbuild.model import Action, Outlook, Standing
from certbuild.text import plural, printed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from pathlib import Path

    from certbuild.errors import Problem
    from certbuild.grading import Counted
    from certbuild.layout import Layout
    from certbuild.model import Activity, Differences, Entry, Plan, Source
    from certbuild.pipeline import Survey
    from certbuild.reading import Attempt
    from certbuild.register import Event

ACCENT = "dark_goldenrod"
WIDE = 400
"""Columns away from a terminal, so that nothing is cut off or broken there."""


def _console(stream: str) -> Console:
    file = sys.stderr if stream == "stderr" else sys.stdout
    return Console(file=file, highlight=False, soft_wrap=True, width=None if file.isatty() else WIDE)


def say(message: str = "") -> None:
    """Print a message on stderr."""
    _console("stderr").print(escape(message))


def problems(found: Iterable[Problem]) -> None:
    """Print problems on stderr, errors first: the place, what was read there, what to do."""
    out = _console("stderr")
    for problem in sorted(found, key=lambda problem: problem.severity is not Severity.ERROR):
        style = "bold red" if problem.severity is Severity.ERROR else f"bold {ACCENT}"
        out.print(f"[{style}]{problem.severity}[/]  {escape(problem.where)}")
        out.print(f"    {escape(problem.what)}")
        for number, line in enumerate(problem.hint.splitlines()):
            out.print(f"    {'→' if number == 0 else ' '} {escape(line)}")


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long stage is: a bar on a terminal, one line elsewhere; nothing where there is nothing to do."""
    out = _console("stderr")
    if not out.is_terminal or not total:
        if total:
            out.print(f"{label}: {total}")
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(complete_style=ACCENT), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)


def _table(*headings: str, right: Collection[str] = ()) -> Table:
    """Return a table without rules; on a terminal names are cut and the last column wraps, elsewhere nothing is lost."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=f"bold {ACCENT}")
    narrow = _console("stdout").is_terminal
    for heading in headings:
        wraps = narrow and heading == headings[-1]
        width = 26 if narrow and heading in {"Name", "Student", "Activity"} else None
        table.add_column(
            heading,
            justify="right" if heading in right else "left",
            no_wrap=not wraps,
            overflow="fold" if wraps else "ellipsis",
            max_width=width,
        )
    return table


def _is_wide() -> bool:
    return _console("stdout").width >= 120


def _show(table: Table) -> None:
    _console("stdout").print(table, soft_wrap=False)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def show_check(attempt: Attempt) -> None:
    """Show what was read of the gradebook, and what was left out."""
    out = _console("stdout")
    book = attempt.gradebook
    if book is None:
        return
    for source in book.sources:
        _show_source(source)
    marks = sum(len(row) for row in book.marks)
    counts = (plural(len(book.students), "student"), plural(len(book.activities), "activity", "activities"))
    out.print(f"{counts[0]} × {counts[1]} = {plural(marks, 'mark')}")
    for student in book.students:
        if student.inactive:
            out.print(f"  takes no part any more: {escape(student.name)} ({escape(student.key)}), {escape(student.inactive)}")
    table = _table("Activity", "Max", "Weight", "From", right=("Max", "Weight"))
    for activity in attempt.scheme.activities if attempt.scheme else book.activities:
        table.add_row(escape(activity.name), _printed(activity.max), _printed(activity.weight), escape(_whence(activity)))
    _show(table)


def _show_source(source: Source) -> None:
    out = _console("stdout")
    where = source.file + (f" › {source.sheet}" if source.sheet else "")
    out.print(escape(f"{where}: read as {source.title}"), style="bold")
    for reason in source.because:
        out.print(f"  {escape(reason)}")
    uses = ", ".join(f"{count:,} {use}" for use, count in source.cells.used.items() if count)
    out.print(f"  {plural(source.cells.filled, 'filled cell')}: {uses}, {source.cells.left_out:,} left out")
    for left in source.left_out:
        heading = f" {left.heading}" if left.heading else ""
        out.print(f"  left out: {escape(left.where)}{escape(heading)}: {escape(left.reason)} ({plural(left.cells, 'cell')})")


def _whence(activity: Activity | Counted) -> str:
    """Say where an activity's maximum and weight come from."""
    found = ((activity.max_from, "max"), (activity.weight_from, "weight"))
    if activity.max_from and activity.max_from == activity.weight_from:
        return activity.max_from
    return ", ".join(f"{what}: {whence}" for whence, what in found if whence)


def _printed(value: Decimal | None) -> str:
    return "" if value is None else printed(value)


def show_status(survey: Survey) -> None:
    """Show where everyone stands; keys and numbers only where the terminal is wide enough."""
    out = _console("stdout")
    wide = _is_wide()
    identity, number = (["Key"], ["Certificate"]) if wide else ([], [])
    table = _table("Name", *identity, "Standing", "Score", "Possible", "Award", *number, "State", right={"Score", "Possible"})
    for entry in survey.overview.entries:
        result, certificate = entry.result, entry.certificate
        table.add_row(
            escape(result.student.name),
            *([escape(result.student.key)] if wide else []),
            result.standing.replace("_", " "),
            _percent(result.score),
            f"{_percent(result.lowest)}–{_percent(result.highest)}" if result.outlook else "",
            escape(result.award or ""),
            *([certificate.number if certificate else ""] if wide else []),
            entry.condition or "",
        )
    _show(table)
    out.print(_reconciled(survey))


def _reconciled(survey: Survey) -> str:
    counts = " + ".join(f"{count} {standing.replace('_', ' ')}" for standing, count in survey.overview.counts.items())
    return f"{len(survey.reading.gradebook.students)} read = {counts}"


def show_explanation(entry: Entry) -> None:
    """Show how one student's score came about."""
    out = _console("stdout")
    result = entry.result
    out.print(f"[bold]{escape(result.student.name)}[/] ({escape(result.student.key)}): {result.standing.replace('_', ' ')}")
    for reason in result.reasons:
        out.print(f"  {escape(reason)}")
    right = ("Points", "Max", "Percent", "Weight", "Adds")
    table = _table("Activity", "State", *right, "Note", right=right)
    for line in result.lines:
        weight, contribution = (None if v is None else round(v, 2) for v in (line.weight, line.contribution))
        numbers = (_printed(line.points), _printed(line.max), _percent(line.percent), _percent(weight), _percent(contribution))
        table.add_row(escape(line.name), line.state, *numbers, escape(line.note))
    _show(table)
    bounds = f", {_percent(result.lowest)} at the lowest, {_percent(result.highest)} at the highest" if result.outlook else ""
    out.print(f"Score {_percent(result.score) or '–'}{bounds}" + (f", award {escape(result.award)}" if result.award else ""))
    if entry.certificate:
        out.print(f"Certificate {entry.certificate.number}, revision {entry.certificate.revision}: {entry.condition}")


def show_plan(plan: Plan) -> None:
    """Show what a build will do, and why."""
    out = _console("stdout")
    table = _table("Act", "Student", "Key", "Why")
    for step in plan.steps:
        table.add_row(step.action, escape(step.name), escape(step.key), escape(step.reason))
    if plan.steps:
        _show(table)
    out.print(_acts(plan))
    for reason in plan.guard:
        out.print(f"A build will ask first: {escape(reason)}")


def _acts(plan: Plan) -> str:
    words = {Action.ISSUE: "new", Action.REISSUE: "reissued", Action.RENDER: "rendered again", Action.WITHDRAW: "withdrawn"}
    acts = [f"{len(plan.of(action))} {word}" for action, word in words.items() if plan.of(action)]
    return "Certificates: " + ", ".join([*acts, f"{plan.keep} unchanged"])


def show_differences(differences: Differences) -> None:
    """Show what has changed since the last build; keys only where the terminal is wide enough."""
    out = _console("stdout")
    before, now = differences.before, differences.now
    if before is None:
        say(f"No build has kept a gradebook yet; the next one keeps {now.file}, to be compared with.")
        return
    out.print(escape(f"{now.file}, compared with {before.gradebook.file} as built on {_when(before.built_at)}"))
    wide = _is_wide()
    table = _table("Mark", "Student", *(["Key"] if wide else []), "Activity", "Before → after", "Cell")
    kinds = {"added": differences.added, "changed": differences.changed, "removed": differences.removed}
    for kind, changes in kinds.items():
        for change in changes:
            key = [escape(change.key)] if wide else []
            values = f"{change.before or '–'} → {change.after or '–'}"
            table.add_row(kind, escape(change.name), *key, escape(change.activity), values, escape(change.cell))
    if table.rows:
        _show(table)
    for student in differences.renamed:
        out.print(escape(f"  student renamed: {student.before} → {student.after} ({student.key})"))
    counts = [plural(len(differences.renamed), "student") + " renamed"] if differences.renamed else []
    for who, act, found in (
        ("student", "come", differences.come),
        ("student", "gone", differences.gone),
        ("activity", "come", differences.activities_come),
        ("activity", "gone", differences.activities_gone),
    ):
        for one in found:
            whose = f" ({one.key})" if who == "student" else ""
            out.print(escape(f"  {who} {act}: {one.name}{whose}, {plural(one.marks, 'mark')}"))
        if found:
            counts.append(f"{plural(len(found), who, 'activities' if who == 'activity' else '')} {act}")
    marks = (
        f"{plural(len(differences.added), 'mark')} added, {len(differences.changed)} changed, {len(differences.removed)} removed"
    )
    out.print("; ".join([marks, *([", ".join(counts)] if counts else [])]))


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def show_built(survey: Survey, layout: Layout) -> None:
    """Show what a build did, where to look, and what to do next."""
    out = _console("stdout")
    table = _table("Standing", "Students", right=("Students",))
    for standing, count in survey.overview.counts.items():
        table.add_row(standing.replace("_", " "), str(count))
    table.add_row("read", str(len(survey.reading.gradebook.students)))
    _show(table)
    out.print(_acts(survey.plan))
    if not survey.changed:
        same = (
            "Every file came out with the same bytes as before."
            if survey.plan.steps
            else "Nothing to do: everything is up to date."
        )
        out.print(same)
    for path, what in (
        (layout.merged, "all certificates, to mail or print"),
        (layout.certificates, "one PDF each"),
        (layout.teacher / "index.html", "where everyone stands (private)"),
        (layout.site, "what may be published"),
        (layout.workbook, "results for Excel"),
    ):
        if path.exists():
            out.print(f"  {_short(path, layout.root):<28}{what}")
    out.print(f"Next: {_next(survey)}")


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() + ("/" if path.is_dir() else "")


def _next(survey: Survey) -> str:
    waiting = [entry for entry in survey.overview.entries if entry.result.standing is Standing.PROVISIONAL]
    secured = sum(entry.result.outlook is Outlook.SECURED for entry in waiting)
    if waiting:
        safe = f", {secured} of them sure to pass" if secured else ""
        wait = "waits" if len(waiting) == 1 else "wait"
        return f"{plural(len(waiting), 'student')} {wait} for marks{safe}; export again after the next grading round and run make"
    return "open build/teacher/index.html"


def show_history(events: Sequence[Event], names: Mapping[str, str]) -> None:
    """Show the log, oldest first; codes only where the terminal is wide enough."""
    wide = _is_wide()
    table = _table("When", "Act", "Student", "Certificate", *(["Code"] if wide else []), "Why")
    for event in events:
        code = [event.code] if wide else []
        table.add_row(
            _when(event.at), event.action, escape(names.get(event.key, event.key)), event.number, *code, escape(event.reason)
        )
    if events:
        _show(table)
    else:
        say("No certificate has been issued yet.")
