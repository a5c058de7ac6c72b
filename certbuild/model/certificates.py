"""What the register keeps of certificates, and what a build will do about them."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple, replace

from certbuild.text import file_stem, full_name, listed, name_order

if TYPE_CHECKING:
    from datetime import date

    from certbuild.errors import Problem
    from certbuild.model.results import RecordedMark


class CertificateState(StrEnum):
    """What the register says of one revision of a certificate."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    """Issued, and its last day is over; nobody records that, the calendar brings it about."""


class Certificate(Struct, frozen=True):
    """One revision of one certificate, as the register keeps it: everything that is printed on it."""

    key: str
    """The student's key."""
    number: str
    """Stays the same through all revisions."""
    revision: int
    """1 for the first."""
    code: str
    """80 random bits in Crockford's base32, in groups of four; each revision has its own."""
    state: CertificateState
    issued_on: date
    given: str
    family: str
    score: str
    """Exact decimal text, as rounded when it was issued; empty where an exception awarded without a score."""
    award: str
    valid_until: date | None = None
    """The last day on which it is valid, itself included; None where it does not expire."""
    marks: tuple[RecordedMark, ...] = ()
    """In the order of the gradebook; none where it prints none."""
    ended_on: date | None = None
    """When it was superseded, withdrawn or revoked; where it has expired, its last day."""
    reason: str = ""
    """Why it ended."""
    fingerprint: str = ""
    """Digest of all that the page was made from; empty until it has been rendered."""
    sha256: str = ""
    """Digest of the PDF's bytes; empty until it has been rendered."""

    @property
    def valid(self) -> bool:
        """Whether it stands: neither superseded, nor withdrawn, nor revoked, nor expired."""
        return self.state is CertificateState.ISSUED

    @property
    def ended(self) -> bool:
        """Whether somebody has ended it; what has only expired, nobody has."""
        return self.state not in {CertificateState.ISSUED, CertificateState.EXPIRED}

    def as_of(self, today: date) -> Certificate:
        """Return the certificate as it stands today: one that was valid until a day before has expired."""
        if self.valid and self.valid_until and self.valid_until < today:
            return replace(self, state=CertificateState.EXPIRED, ended_on=self.valid_until)
        return self

    @property
    def holder(self) -> str:
        """The name printed on it."""
        return full_name(self.given, self.family)

    @property
    def printed(self) -> str:
        """Digest of what is printed on it and never changes."""
        days = (self.issued_on.isoformat(), self.valid_until.isoformat() if self.valid_until else "")
        told = [self.number, self.revision, self.code, self.key, *days, self.given, self.family, self.score, self.award]
        told += map(astuple, self.marks)
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: family name, given name, key."""
        return name_order(self.family, self.given, self.key)

    @property
    def folder(self) -> str:
        """Of its page on the public site."""
        return f"c/{self.code}/"

    @property
    def file_name(self) -> str:
        """Name of its PDF in ``build/certificates``."""
        return f"{file_stem(self.family, self.given, self.key)}.pdf"


class PrivateAddress(Struct, frozen=True):
    """What a student is told privately: how to find the own result."""

    code: str
    """Result code of the public list: 40 random bits in Crockford's base32."""
    token: str
    """Name of the private page's folder ``r/<token>/``: 128 random bits."""
    unlock: str = ""
    """Code that opens the private page, 80 random bits; empty where the page is open to who has its address."""
    key: str = ""
    """The key that this code makes, in hexadecimal digits (`sealing`)."""

    @property
    def folder(self) -> str:
        """Of the private page on the public site."""
        return f"r/{self.token}/"

    @property
    def fragment(self) -> str:
        """What is put behind the page's address to open it at once; no server is told it. Empty where it is open."""
        return f"#{self.unlock}" if self.unlock else ""


class Action(StrEnum):
    """What a build does about one student's certificate."""

    ISSUE = "issue"
    REISSUE = "reissue"
    RENDER = "render"
    WITHDRAW = "withdraw"


class Step(Struct, frozen=True):
    """One entry of a plan."""

    action: Action
    key: str
    name: str
    reason: str
    """All that there is to say of this student: "score 90 → 91; award Pass → Merit"."""
    kind: str = ""
    """The reason without what is this student's own: "score and award changed"."""
    particular: str = ""
    """What is this student's own: "90 → 91, Pass → Merit"; empty where there is nothing to say."""
    because: tuple[str, ...] = ()
    """The changed settings of course.toml without which it would not be taken; none where the marks are the cause."""

    @property
    def why(self) -> str:
        """The reason with its causes."""
        return _with_causes(self.reason, self.because)

    def is_like(self, other: Step) -> bool:
        """Whether both do the same to a student, though perhaps with other figures."""
        return (self.action, self.kind) == (other.action, other.kind)


class Group(Struct, frozen=True):
    """What a plan does to several students alike, or what else a person should look at before it is carried out."""

    act: str
    why: str
    who: tuple[str, ...]
    """Names, each with what is this student's own; never empty."""


class Plan(Struct, frozen=True):
    """What a build will do, and why; certificates that it leaves alone are only counted."""

    steps: tuple[Step, ...]
    keep: int
    problems: tuple[Problem, ...] = ()
    """What a person should know beforehand, such as a student who left the gradebook."""
    guard: tuple[str, ...] = ()
    """Why a person must say yes first; empty where nobody need be asked."""
    gone: tuple[str, ...] = ()
    """Names of the students who were in the gradebook at the last build and are no longer."""
    strangers: tuple[str, ...] = ()
    """Names of the files in the folder of certificates that the register knows nothing of."""

    def of(self, action: Action) -> tuple[Step, ...]:
        """Return the steps of one kind."""
        return tuple(step for step in self.steps if step.action is action)

    @property
    def counts(self) -> dict[str, int]:
        """How many steps there are of each kind, of those that there are."""
        return {action.value: len(self.of(action)) for action in Action if self.of(action)}

    @property
    def groups(self) -> tuple[Group, ...]:
        """All of it by act and reason: what looks most like a mistake first."""
        found: dict[tuple[str, str], list[str]] = {}
        if self.strangers:
            found["unknown", "the register knows nothing of these certificates"] = list(self.strangers)
        if self.gone:
            found["gone", "no longer in the gradebook"] = list(self.gone)
        for action in (Action.WITHDRAW, Action.REISSUE, Action.ISSUE, Action.RENDER):
            for step in self.of(action):
                own = f"{step.name}: {step.particular}" if step.particular else step.name
                found.setdefault((action, _with_causes(step.kind, step.because)), []).append(own)
        return tuple(Group(act, why, tuple(who)) for (act, why), who in found.items())


class Condition(StrEnum):
    """How a student's newest certificate stands to the gradebook and to the files."""

    CURRENT = "current"
    STALE = "stale"
    """Issued for a score, award or name that has changed since, or that is no longer earned."""
    DELETED = "deleted"
    """Issued and valid, but its file is not there; the next build makes it again."""
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    EXPIRED = "expired"


def _with_causes(reason: str, because: tuple[str, ...]) -> str:
    return f"{reason}; because of {listed(because)}" if because else reason
