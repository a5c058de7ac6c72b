"""The history of a course's certificates: entries that are only ever added, each bound to the one before."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model.certificates import Action

if TYPE_CHECKING:
    from datetime import date, datetime


class Event(Struct, frozen=True):
    """One entry: what was done, to which certificate, when and why."""

    at: datetime
    """With time zone."""
    action: str
    """issue, reissue, render, withdraw, revoke, reinstate, delete; exception, confirm."""
    key: str = ""
    """The student's key; empty for an act on the whole course."""
    number: str = ""
    code: str = ""
    reason: str = ""
    score: str = ""
    """The student's score then, exact decimal text; empty where there was none or it was not known."""
    rules: str = ""
    """Digest of the rules of course.toml that the score was reckoned by."""
    printed: str = ""
    """Digest of what is printed on the certificate."""
    entry: int = 0
    """Its place in the history, from 1; 0 until it has one."""
    chain: str = ""
    """Digest of this entry and, through the chain of the one before it, of all earlier ones."""

    @property
    def when(self) -> str:
        """The moment as the register writes it, to the second."""
        return self.at.isoformat(timespec="seconds")

    def linked_to(self, chain: str) -> str:
        """Return the chain of this entry after one with that `chain`; the first follows an empty one."""
        told = [self.when, self.action, self.key, self.number, self.code, self.reason, self.score, self.rules, self.printed]
        return hashlib.sha256(json.dumps([chain, *told], ensure_ascii=False).encode()).hexdigest()


CHANGES = (Action.ISSUE, Action.REISSUE, Action.WITHDRAW, "revoke", "reinstate")
"""Acts that change what stands of a certificate; to delete or render files changes nothing of that."""


class Deed(Struct, frozen=True):
    """What was done to one student's certificate, for pages."""

    action: str
    """One of `CHANGES`."""
    key: str
    name: str
    reason: str


class Deeds(Struct, frozen=True):
    """The last act that changed what stands of any certificate."""

    on: date
    deeds: tuple[Deed, ...]
