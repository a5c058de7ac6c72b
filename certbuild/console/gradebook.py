"""What is shown of the gradebook: what was read, and what has changed since the last build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from certbuild.console.terminal import is_wide, new_table, number, output, say, show, when
from certbuild.text import plural

if TYPE_CHECKING:
    from certbuild.grading import Counted
    from certbuild.model import Activity, Differences, Source
    from certbuild.reading import Attempt


def show_check(attempt: Attempt) -> None:
    """Show what was read of the gradebook and why so, what was left out, and where maxima and weights come from."""
    out = output("stdout")
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
    activities = attempt.scheme.activities if attempt.scheme else book.activities
    table = new_table("Activity", "Max", "Weight", "From", right=("Max", "Weight"))
    for activity in activities:
        table.add_row(escape(activity.name), number(activity.max), number(activity.weight), escape(_whence(activity)))
    show(table)
    if attempt.course and all(activity.weight is None for activity in activities):
        by = {"points": "each activity weighs as much as its maximum", "equal": "each activity weighs the same"}
        weighting = attempt.course.grading.weighting
        out.print(f'No weights in file or course.toml: {by[weighting]} (weighting = "{weighting}")', style="dim")


def _show_source(source: Source) -> None:
    out = output("stdout")
    where = source.file + (f" › {source.sheet}" if source.sheet else "")
    evidence = f" ({plural(source.points, 'point')}, {source.enough} are enough)" if source.points else ""
    out.print(escape(f"{where}: read as {source.title}{evidence}"), style="bold")
    for reason in source.because:
        out.print(f"  {escape(reason)}")
    uses = ", ".join(f"{count:,} {use}" for use, count in source.cells.used.items() if count)
    out.print(f"{plural(source.cells.filled, 'filled cell')}: {uses}, {source.cells.left_out:,} left out")
    table = new_table("Left out", "Heading", "Cells", "Why", right=("Cells",))
    for left in source.left_out:
        table.add_row(escape(left.where), escape(left.heading), f"{left.cells:,}", escape(left.reason))
    if source.left_out:
        show(table)


def _whence(activity: Activity | Counted) -> str:
    """Say where an activity's maximum and weight come from."""
    found = ((activity.max_from, "max"), (activity.weight_from, "weight"))
    if activity.max_from and activity.max_from == activity.weight_from:
        return activity.max_from
    return ", ".join(f"{what}: {whence}" for whence, what in found if whence)


def show_differences(differences: Differences) -> None:
    """Show what has changed since the last build; keys only where the terminal is wide enough."""
    out = output("stdout")
    before, now = differences.before, differences.now
    if before is None:
        say(f"No build has kept a gradebook yet; the next one keeps {now.file}, to be compared with.")
        return
    out.print(escape(f"{now.file}, compared with {before.gradebook.file} as built on {when(before.built_at)}"))
    wide = is_wide()
    table = new_table("Mark", "Student", *(["Key"] if wide else []), "Activity", "Before → after", "Cell")
    kinds = {"added": differences.added, "changed": differences.changed, "removed": differences.removed}
    for kind, changes in kinds.items():
        for change in changes:
            key = [escape(change.key)] if wide else []
            values = f"{change.before or '–'} → {change.after or '–'}"
            table.add_row(kind, escape(change.name), *key, escape(change.activity), values, escape(change.cell))
    if table.rows:
        show(table)
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
