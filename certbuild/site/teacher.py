"""The teacher's private page: where everyone stands, what needs attention, and what to do about it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.model import Action, Condition, Outlook, Standing
from certbuild.site.histogram import histogram
from certbuild.site.pages import Pages, assets
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certbuild.config import Course
    from certbuild.model import Entry, Overview, Plan


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that needs the teacher's attention, and what to do."""

    text: str
    names: tuple[str, ...]
    command: str
    """To be copied; empty where there is nothing to run."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line, with the commands that go with it."""

    entry: Entry
    pending: str
    """What the next build will do about the certificate, and why; empty if nothing."""
    key: str
    """The student's key, quoted for the shell."""


def teacher_site(
    course: Course, overview: Overview, plan: Plan, kept: Callable[[str], bytes | None]
) -> Iterator[tuple[str, bytes]]:
    """Yield every file of ``build/teacher``: its path and its bytes."""
    pages = Pages(course)
    pending = {step.key: f"{step.action}: {step.reason}" for step in plan.steps}
    rows = [
        Row(entry, pending.get(entry.result.student.key, ""), shlex.quote(entry.result.student.key)) for entry in overview.entries
    ]
    scores = [entry.result.score for entry in overview.entries if entry.result.score is not None]
    yield (
        "index.html",
        pages.page(
            "teacher.html",
            "",
            overview=overview,
            rows=rows,
            notices=list(_notices(course, overview, plan)),
            counts={standing: sum(e.result.standing is standing for e in overview.entries) for standing in Standing},
            histogram=histogram(scores, course.grading.pass_mark),
        ),
    )
    yield from assets(kept, "teacher.js")


def _notices(course: Course, overview: Overview, plan: Plan) -> Iterator[Notice]:
    entries = overview.entries
    if plan.steps:
        acts = [f"{len(plan.of(action))} to {action}" for action in Action if plan.of(action)]
        yield Notice("The next build has something to do: " + ", ".join(acts), (), "make")
    waiting = [entry for entry in entries if entry.result.standing is Standing.PROVISIONAL]
    above = [e for e in waiting if e.result.score is not None and e.result.score >= course.grading.pass_mark]
    if above:
        yield Notice(f"{len(above)} provisional above the pass mark", _names(above), "")
    if lost := [entry for entry in waiting if entry.result.outlook is Outlook.OUT_OF_REACH]:
        yield Notice(f"{len(lost)} can no longer pass, whatever comes", _names(lost), "")
    for condition, text in (
        (Condition.STALE, "stale: a score, award or name has changed since"),
        (Condition.DELETED, "deleted: the next build makes the same again"),
    ):
        if found := [entry for entry in entries if entry.condition is condition]:
            yield Notice(f"{plural(len(found), 'certificate')} {text}", _names(found), "make")
    if held := [entry for entry in entries if entry.result.standing is Standing.WITHHELD]:
        yield Notice(f"{len(held)} withheld by exception", _names(held), "")
    if overview.problems:
        yield Notice(f"{plural(len(overview.problems), 'warning')} from the last reading, listed below", (), "")


def _names(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(entry.result.student.name for entry in entries)
