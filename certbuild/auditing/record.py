"""What the register says that others can be held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from certbuild.model import Certificate, Event
    from certbuild.register import Register

_MAKE_ITS_FILE = {"issue", "reissue", "render", "reinstate"}


class Record(Struct, frozen=True):
    """The register at one moment."""

    certificates: tuple[Certificate, ...]
    """Every revision, in the order of issue."""
    events: tuple[Event, ...]
    renderings: Mapping[str, str]
    """SHA-256 of every PDF ever made → code."""
    tokens: frozenset[str]
    """Names of the private pages' folders."""
    merged: str
    """SHA-256 of the merged PDF that was last made; empty where there was nothing to merge."""

    @classmethod
    def of(cls, register: Register, today: date) -> Record:
        """Return what a register says on that day."""
        return cls(
            register.certificates(today),
            register.events(),
            {row["sha256"]: row["code"] for row in register.rows("rendering")},
            frozenset(address.token for address in register.addresses().values()),
            register.memo("merged").partition(" ")[2],
        )

    @property
    def chain(self) -> str:
        """Digest of the last entry of the history."""
        return self.events[-1].chain if self.events else ""

    @property
    def valid(self) -> tuple[Certificate, ...]:
        """The certificates that stand."""
        return tuple(certificate for certificate in self.certificates if certificate.valid)

    @property
    def deleted(self) -> frozenset[str]:
        """Codes of the valid certificates whose files `clean` has deleted, and no act has made again since."""
        codes = {certificate.code for certificate in self.valid}
        gone: set[str] = set()
        for event in self.events:
            if event.action == "delete":
                gone |= {event.code} if event.code else codes
            elif event.action in _MAKE_ITS_FILE:
                gone.discard(event.code)
        return frozenset(gone & codes)
