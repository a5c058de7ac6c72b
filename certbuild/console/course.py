"""What is shown of a course: standings, explanations, plans, builds, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from certbuild.console.terminal import is_wide, new_table, number, output, percent, say, show, when
from certbuild.model import Action, Condition, Outlook
from certbuild.text import listed, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from certbuild.exporting import Exported
    from certbuild.layout import Layout
    from certbuild.model import Entry, Event, Needed, Plan, Summary
    from certbuild.pipeline import Survey


def show_status(survey: Survey) -> None:
    """Show where everyone stands; keys and numbers only where the terminal is wide enough."""
    out = output("stdout")
    wide = is_wide()
    identity, number = (["Key"], ["Certificate"]) if wide else ([], [])
    end = ["Valid until"] if wide and any(entry.valid_until for entry in survey.overview.entries) else []
    headings = ("Name", *identity, "Standing", "Score", "Possible", "Award", *number, "State", *end)
    table = new_table(*headings, right={"Score", "Possible"})
    for entry in survey.overview.entries:
        result, certificate = entry.result, entry.certificate
        table.add_row(
            escape(result.student.name),
            *([escape(result.student.key)] if wide else []),
            result.standing.replace("_", " "),
            percent(result.score),
            f"{percent(result.lowest)}–{percent(result.highest)}" if result.outlook else "",
            escape(result.award or ""),
            *([certificate.number if certificate else ""] if wide else []),
            entry.condition or "",
            *([str(entry.valid_until or "")] if end else []),
        )
    show(table)
    out.print(_reconciled(survey))


def _reconciled(survey: Survey) -> str:
    counts = " + ".join(f"{count} {standing.replace('_', ' ')}" for standing, count in survey.overview.counts.items())
    return f"{len(survey.reading.gradebook.students)} read = {counts}"


def show_explanation(entry: Entry, needed: Sequence[Needed]) -> None:
    """Show how one student's score came about, and while marks are missing what it takes to reach the awards."""
    out = output("stdout")
    result = entry.result
    out.print(f"[bold]{escape(result.student.name)}[/] ({escape(result.student.key)}): {result.standing.replace('_', ' ')}")
    for reason in result.reasons:
        out.print(f"  {escape(reason)}")
    right = ("Points", "Max", "Percent", "Weight", "Adds")
    table = new_table("Activity", "State", *right, "Note", right=right)
    for line in result.lines:
        weight, contribution = (None if v is None else round(v, 2) for v in (line.weight, line.contribution))
        numbers = (number(line.points), number(line.max), percent(line.percent), percent(weight), percent(contribution))
        table.add_row(escape(line.name), line.state, *numbers, escape(line.note))
    show(table)
    bounds = f", {percent(result.lowest)} at the lowest, {percent(result.highest)} at the highest" if result.outlook else ""
    out.print(f"Score {percent(result.score) or '–'}{bounds}" + (f", award {escape(result.award)}" if result.award else ""))
    if result.outlook and needed:
        awards = new_table("Award", "From", "Needed in each missing activity", right=("From",))
        for award in needed:
            awards.add_row(escape(award.award), percent(award.from_), _told(award))
        show(awards)
    if entry.certificate:
        until = f", {_until(entry)}" if entry.valid_until else ""
        out.print(f"Certificate {entry.certificate.number}, revision {entry.certificate.revision}: {entry.condition}{until}")


def _told(needed: Needed) -> str:
    """Return what an award still takes, in words."""
    if needed.outlook is not Outlook.OPEN:
        return "nothing: certain" if needed.outlook is Outlook.SECURED else "out of reach"
    if needed.percent is None:
        return "only with extra credit"
    points = f" ({number(needed.points)} of {number(needed.max)})" if needed.points is not None else ""
    return f"{percent(needed.percent)} %{points}"


def _until(entry: Entry) -> str:
    was = "was " if entry.condition is Condition.EXPIRED else ""
    return f"{was}valid until {entry.valid_until}"


def show_plan(plan: Plan) -> None:
    """Show what a build will do, and why."""
    out = output("stdout")
    table = new_table("Act", "Student", "Key", "Why")
    for step in plan.steps:
        table.add_row(step.action, escape(step.name), escape(step.key), escape(step.why))
    if plan.steps:
        show(table)
    for reason in plan.guard:
        out.print(f"A build will ask first: {escape(reason)}")
    if plan.guard:
        show_question(plan)
    else:
        out.print(_acts(plan.counts, plan.keep))


def show_question(plan: Plan) -> None:
    """Show what a person must look at before such a plan is carried out: what happens to how many, and why."""
    table = new_table("Act", "How many", "Why, and to whom", right=("How many",))
    for group in plan.groups:
        table.add_row(group.act, f"{len(group.who):,}", f"{escape(group.why)}\n{escape(listed(group.who, '; '))}")
    show(table)
    output("stdout").print(_acts(plan.counts, plan.keep))


def _acts(counts: Mapping[str, int], keep: int) -> str:
    words = {Action.ISSUE: "new", Action.REISSUE: "reissued", Action.RENDER: "rendered again", Action.WITHDRAW: "withdrawn"}
    acts = [f"{counts[action]} {word}" for action, word in words.items() if action in counts]
    return "Certificates: " + ", ".join([*acts, f"{keep} unchanged"])


def show_built(done: Summary, layout: Layout) -> None:
    """Show what a build did, where to look, and what to do next."""
    out = output("stdout")
    table = new_table("Standing", "Students", right=("Students",))
    for standing, count in done.standings.items():
        table.add_row(standing.replace("_", " "), str(count))
    table.add_row("read", str(done.read))
    show(table)
    out.print(_acts(done.acts, done.keep))
    if done.expired:
        out.print(f"{plural(done.expired, 'certificate')} expired; `certbuild reissue` (make reissue) renews one")
    if not done.changed:
        same = "Every file came out with the same bytes as before." if done.acts else "Nothing to do: everything is up to date."
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
    out.print(f"Next: {_next(done)}")


def show_exported(files: Sequence[Exported], layout: Layout) -> None:
    """Show what was exported."""
    table = new_table("File", "Certificates", "Bytes", right=("Certificates", "Bytes"))
    for file in files:
        table.add_row(escape(_short(file.path, layout.root)), f"{file.certificates:,}", f"{file.size:,}")
    show(table)


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() + ("/" if path.is_dir() else "")


def _next(done: Summary) -> str:
    if done.waiting:
        safe = f", {done.secured} of them sure to pass" if done.secured else ""
        wait = "waits" if done.waiting == 1 else "wait"
        return f"{plural(done.waiting, 'student')} {wait} for marks{safe}; export again after the next grading round and run make"
    return "open build/teacher/index.html"


def show_history(events: Sequence[Event], names: Mapping[str, str]) -> None:
    """Show the history, oldest first; codes, scores and rules only where the terminal is wide enough."""
    wide = is_wide()
    table = new_table(
        "When", "Act", "Student", "Certificate", *(["Code", "Score", "Rules"] if wide else []), "Why", right=("Score",)
    )
    for event in events:
        more = [event.code, event.score, event.rules[:8]] if wide else []
        who = escape(names.get(event.key, event.key))
        table.add_row(when(event.at), event.action, who, event.number, *more, escape(event.reason))
    if events:
        show(table)
    else:
        say("No certificate has been issued yet.")
