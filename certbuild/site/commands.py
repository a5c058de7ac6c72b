"""What can be run from the teacher's pages: commands to copy, which the desk of `certbuild serve` makes buttons of."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import Condition, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.model import Entry

_WITH_REASON = {"revoke", "reissue"}
"""Acts for which a reason must be given."""


class Command(Struct, frozen=True):
    """What can be run."""

    act: str
    """What `make` calls it: ``clean-one``."""
    student: str = ""
    """Key of the student whom it is about; empty where it is about the course."""

    @property
    def text(self) -> str:
        """All that is to be typed; where a reason is asked for, with a place for it."""
        words = ["make", *([] if self.act == "build" else [self.act])]
        if self.student:
            words.append(f"STUDENT={command_line_key(self.student)}")
        if self.act in _WITH_REASON:
            words.append("REASON='…'")
        return " ".join(words)


def command_line_key(key: str) -> str:
    """Return a key as it must stand in ``make explain STUDENT=…``: make halves ``$$``, the shell takes quotes off."""
    return shlex.quote(key.replace("$", "$$"))


def commands_for(entry: Entry, *, has_file: bool) -> Iterator[Command]:
    """Yield what can be done about a student; what would be refused is not offered."""
    result = entry.result
    key = result.student.key
    yield Command("explain", key)
    if has_file:
        yield Command("clean-one", key)
    match entry.condition:
        case Condition.CURRENT | Condition.STALE | Condition.DELETED | Condition.EXPIRED:
            if result.lapsed or result.standing is Standing.AWARDED:
                yield Command("reissue", key)
            yield Command("revoke", key)
        case Condition.REVOKED:
            yield Command("reinstate", key)


def commands_for_gone(key: str) -> tuple[Command, ...]:
    """Return what can be done about a certificate whose holder has left the gradebook."""
    return Command("reissue", key), Command("revoke", key)
