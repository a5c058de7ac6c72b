"""What the teacher should look at first, and what has become new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import CHANGES, Action, Condition, Outlook, Standing
from certbuild.site.commands import Command, commands_for_gone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from certbuild.config import Course
    from certbuild.model import Certificate, Deed, Entry, Overview, Plan
    from certbuild.site.wording import Wording

NAMED = 12
"""So many names are told of those who need the same attention; of more, how many there are besides."""


class Notice(Struct, frozen=True):
    """Something that needs the teacher's attention, and what to do."""

    text: Markup
    entries: tuple[Entry, ...] = ()
    """The first of those whom it is about."""
    others: int = 0
    """How many there are besides."""
    command: Command | None = None
    """None where there is nothing to run."""


class Done(Struct, frozen=True):
    """What the last act has done to several certificates alike."""

    action: str
    count: int
    deeds: tuple[Deed, ...]
    """The first of them."""


class Gone(Struct, frozen=True):
    """A certificate that stands or has expired, and whose holder is not in the gradebook any more."""

    certificate: Certificate
    commands: tuple[Command, ...]
    """What can be done about it."""


def notices(wording: Wording, course: Course, overview: Overview, plan: Plan) -> Iterator[Notice]:
    """Yield what needs attention, the most urgent first."""
    say, entries = wording.say, overview.entries
    if plan.steps:
        acts = say("list_separator").join(say(action.value, count=len(plan.of(action))) for action in Action if plan.of(action))
        yield Notice(say("next_build", acts=acts), command=Command("build"))

    def named(text: str, found: Sequence[Entry]) -> Iterator[Notice]:
        if found:
            yield Notice(say(text, count=len(found)), tuple(found[:NAMED]), max(len(found) - NAMED, 0))

    waiting = [entry for entry in entries if entry.result.standing is Standing.PROVISIONAL]
    above = [entry for entry in waiting if (score := entry.result.score) is not None and score >= course.grading.pass_mark]
    yield from named("stale_notice", [entry for entry in entries if entry.condition is Condition.STALE])
    yield from named("deleted_notice", [entry for entry in entries if entry.condition is Condition.DELETED])
    yield from named("expired_notice", [entry for entry in entries if entry.condition is Condition.EXPIRED])
    yield from named("above", above)
    yield from named("lost", [entry for entry in waiting if entry.result.outlook is Outlook.OUT_OF_REACH])
    withheld = [entry for entry in entries if entry.result.standing is Standing.WITHHELD]
    yield from named("held_notice", [entry for entry in withheld if not entry.result.lapsed])
    yield from named("lapsed_notice", [entry for entry in withheld if entry.result.lapsed])
    if overview.problems:
        yield Notice(say("warnings_notice", count=len(overview.problems)))


def done(overview: Overview) -> Iterator[Done]:
    """Yield what the last act did that changed what stands of any certificate."""
    deeds = overview.deeds.deeds if overview.deeds else ()
    for action in CHANGES:
        if found := [deed for deed in deeds if deed.action == action]:
            yield Done(action, len(found), tuple(found[:NAMED]))


def gone(overview: Overview) -> Iterator[Gone]:
    """Yield the certificates whose holders have left the gradebook."""
    present = {entry.result.student.key for entry in overview.entries}
    newest = {certificate.key: certificate for certificate in overview.certificates}
    for key, certificate in newest.items():
        if key not in present and not certificate.ended:
            yield Gone(certificate, commands_for_gone(key))
