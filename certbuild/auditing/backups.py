"""The backups held against the register: each opens, is sound, and its history is the beginning of the register's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.register import backups, contradictions, opened
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certbuild.auditing.record import Record
    from certbuild.layout import Layout
    from certbuild.model import Event

_USELESS = "move this backup away: the register itself and the other backups are another matter"
_EITHER = (
    "one of the two is not what it was: compare them with `certbuild register export`; if an older register was put back "
    "on purpose, move away the backups that are newer than it"
)


def backup_problems(layout: Layout, record: Record) -> tuple[int, list[Problem]]:
    """Return how many backups there are, and what is wrong with them."""
    paths = backups(layout.register)
    problems = [
        Problem(path.relative_to(layout.root).as_posix(), what, hint)
        for path in paths
        for what, hint in _differences(path, record.events)
    ]
    return len(paths), problems


def _differences(path: Path, events: tuple[Event, ...]) -> Iterator[tuple[str, str]]:
    try:
        with opened(path) as backup:
            if found := contradictions(backup):
                yield f"{found[0].name}: {found[0].what}", _USELESS
                return
            own = backup.events()
    except CertbuildError as error:
        for problem in error.problems:
            yield problem.what, _USELESS
        return
    for before, now in zip(own, events, strict=False):
        if before.chain != now.chain:
            yield f"entry {before.entry} of its history is not the register's", _EITHER
            return
    if len(own) > len(events):
        yield f"its history goes on: the register lacks {plural(len(own) - len(events), 'entry', 'entries')}", _EITHER
