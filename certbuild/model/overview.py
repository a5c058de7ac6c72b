"""The course at one moment: what reports and sites are made from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from certbuild.model.certificates import Condition
from certbuild.model.results import Outlook, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from certbuild.errors import Problem
    from certbuild.model.certificates import Certificate, Plan, PrivateAddress
    from certbuild.model.history import Deeds
    from certbuild.model.results import Result, Unchanged
    from certbuild.model.rounds import News


class Entry(Struct, frozen=True):
    """One student with everything that reports, sites and `status` show."""

    result: Result
    certificate: Certificate | None
    """The newest revision; None where there was never one or it was withdrawn."""
    condition: Condition | None
    """None exactly where `certificate` is None."""
    address: PrivateAddress | None
    """None until a build has given the student one."""
    unchanged: Unchanged
    """Since when the result is what it is: the day on the student's own page, which no other student's result changes."""

    @property
    def traced(self) -> Certificate | None:
        """The certificate that reports and pages tell of: none whose file was deleted, which takes its traces with it."""
        return None if self.condition is Condition.DELETED else self.certificate

    @property
    def valid_until(self) -> date | None:
        """The last day on which that certificate is valid; None where there is none, or it does not expire."""
        return self.traced.valid_until if self.traced else None


class Overview(Struct, frozen=True):
    """The course at one moment: what reports and sites are made from."""

    entries: tuple[Entry, ...]
    """Every student of the gradebook, in the order of family names."""
    certificates: tuple[Certificate, ...]
    """Every revision whose page may stand, oldest first; without those of deleted files."""
    complete: bool
    updated_on: date
    """Day on which anyone's result last changed; not the day of the build, so that nothing changes overnight."""
    source: str
    """File name of the gradebook."""
    problems: tuple[Problem, ...] = ()
    """Warnings for the teacher; also those that the last build told when it first read this gradebook."""
    news: News | None = None
    """What this gradebook says that the one before did not; None where there was none before."""
    deeds: Deeds | None = None
    """The last act that changed what stands of any certificate; None where there was none."""

    @property
    def counts(self) -> dict[Standing, int]:
        """How many students there are of each standing."""
        found = Counter(entry.result.standing for entry in self.entries)
        return {standing: found[standing] for standing in Standing}

    @property
    def scores(self) -> tuple[Decimal, ...]:
        """The scores of all students who take part and have one."""
        taking_part = (entry.result for entry in self.entries if not entry.result.lapsed)
        return tuple(result.score for result in taking_part if result.score is not None)

    @property
    def valid(self) -> tuple[Certificate, ...]:
        """The certificates that stand and whose files are there."""
        return tuple(certificate for certificate in self.certificates if certificate.valid)


class Summary(Struct, frozen=True):
    """What a build tells at its end."""

    problems: tuple[Problem, ...]
    """Warnings, told before anything was done."""
    standings: Mapping[str, int]
    """How many students there are of each standing."""
    read: int
    """How many students the gradebook has."""
    keep: int
    """How many certificates it left alone."""
    expired: int
    """How many students' certificates have expired."""
    waiting: int
    """How many students wait for marks."""
    secured: int
    """How many of these are sure to pass."""
    acts: Mapping[str, int] = field(default_factory=dict)
    """How many certificates it has issued, reissued, rendered again and withdrawn; none where it had nothing to do."""
    changed: bool = False
    """Whether any file has changed."""


def summary_of(overview: Overview, plan: Plan, *, read: int, problems: Sequence[Problem], changed: bool = False) -> Summary:
    """Return what is told of a build that carried out such a plan, with the course as it stands now."""
    results = [entry.result for entry in overview.entries]
    waiting = [result for result in results if result.standing is Standing.PROVISIONAL]
    return Summary(
        problems=tuple(problems),
        standings={standing.value: count for standing, count in overview.counts.items()},
        read=read,
        keep=plan.keep,
        expired=sum(entry.condition is Condition.EXPIRED for entry in overview.entries),
        waiting=len(waiting),
        secured=sum(result.outlook is Outlook.SECURED for result in waiting),
        acts=plan.counts,
        changed=changed,
    )
