"""Results + Register → Plan: what a build will do about every certificate, and why; pure.

The life of a certificate: a changed score, award or name makes a new revision; a changed template or a
missing file makes the same one again; what is no longer earned is withdrawn; what a person has revoked
stays so. A certificate whose holder has left the gradebook, or takes no part any more, stays as it is: a
record is not undone by an absence.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.errors import CertbuildError, ExitCode, Problem, Severity
from certbuild.model import Action, CertificateState, Condition, Plan, Standing, Step
from certbuild.text import plural, printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certbuild.model import Certificate, Result

ASKED_FOR = "asked for"
NAME_CHANGED = "name changed"
MARKS_CHANGED = "marks changed"
"""Kinds of steps that others must know."""

_NO_LONGER = {
    Standing.PROVISIONAL: "waiting for marks",
    Standing.NOT_AWARDED: "requirements not met",
    Standing.WITHHELD: "withheld",
}


class Shelf(Struct, frozen=True):
    """What is known of the finished files."""

    digests: Mapping[str, str]
    """Code → SHA-256 of the PDF that stands in the build folder; without those that are not there."""
    fingerprints: Mapping[str, str]
    """Code → fingerprint that the certificate would have if it were rendered now."""


class Wish(Struct, frozen=True):
    """What a person asked of this build."""

    only: Collection[str] | None = None
    """Keys of the students whose certificates may be touched; None: everyone's."""
    anew: bool = False
    """Render every certificate again, changed or not."""


class ConfirmationNeededError(CertbuildError):
    """The plan would change so much that a person must look at it and say yes first."""

    exit_code = ExitCode.NEEDS_YES

    def __init__(self, plan: Plan) -> None:
        hint = "see the whole plan with `certbuild plan` (make plan); if it is right, build again with --yes (make CONFIRM=yes)"
        super().__init__(*(Problem("plan", reason, hint) for reason in plan.guard))
        self.plan = plan


def make_plan(
    results: Sequence[Result],
    newest: Mapping[str, Certificate],
    shelf: Shelf,
    present_before: Mapping[str, str],
    wish: Wish,
) -> Plan:
    """Return what to do.

    `newest` holds each student's newest revision by key, `present_before` the names of the students who
    were in the gradebook at the last build, by key.
    """
    steps: list[Step] = []
    keep = 0
    by_key = {result.student.key: result for result in results}
    gone = [certificate for key, certificate in newest.items() if key not in by_key]
    for key in (*by_key, *(certificate.key for certificate in gone)):
        if wish.only is not None and key not in wish.only:
            continue
        certificate = newest.get(key)
        step = change(by_key[key], certificate) if key in by_key else None
        if certificate and certificate.valid:
            step = step or _rendering(certificate, shelf, anew=wish.anew)
            keep += step is None
        if step:
            steps.append(step)
    away = {certificate.key: "is not in the gradebook" for certificate in gone}
    away |= {key: f"is {result.student.inactive}" for key, result in by_key.items() if result.lapsed}
    problems = [_stays(newest[key], why) for key, why in away.items() if key in newest and newest[key].valid]
    valid = sum(certificate.valid for certificate in newest.values())
    left = tuple(name for key, name in present_before.items() if key not in by_key)
    return Plan(tuple(steps), keep, tuple(problems), tuple(_guard(steps, valid, len(left), len(present_before))), left)


def condition(result: Result | None, certificate: Certificate | None, digests: Mapping[str, str]) -> Condition | None:
    """Return how a student's newest certificate stands; None where there is none that still says anything."""
    match certificate.state if certificate else None:
        case CertificateState.ISSUED:
            if result and change(result, certificate):
                return Condition.STALE
            return Condition.CURRENT if certificate and certificate.code in digests else Condition.DELETED
        case CertificateState.REVOKED:
            return Condition.REVOKED
        case CertificateState.EXPIRED:
            return Condition.EXPIRED
        case CertificateState.SUPERSEDED:
            return Condition.SUPERSEDED
    return None


def change(result: Result, certificate: Certificate | None) -> Step | None:
    """Return the step that the student's standing asks for, whatever the files are like."""
    if result.lapsed:
        return None
    student, why = result.student, "; ".join(result.reasons)
    state = certificate.state if certificate else None
    earned = result.standing is Standing.AWARDED
    if certificate is None or state is CertificateState.WITHDRAWN:
        kind, again = ("earned again", "earned again: ") if certificate else ("earned", "")
        return Step(Action.ISSUE, student.key, student.name, again + why, kind, _shown(_score(result))) if earned else None
    if state is not CertificateState.ISSUED:
        return None
    if not earned:
        kind = f"no longer earned: {_NO_LONGER[result.standing]}"
        return Step(Action.WITHDRAW, student.key, student.name, why, kind, why)
    changed = dict(_printed_otherwise(result, certificate))
    if not changed:
        how = ", ".join(_marks_otherwise(result, certificate))
        return Step(Action.REISSUE, student.key, student.name, f"marks: {how}", MARKS_CHANGED, how) if how else None
    reason = "; ".join(f"{what} {how}" for what, how in changed.items())
    kind = f"{' and '.join(changed)} changed"
    return Step(Action.REISSUE, student.key, student.name, reason, kind, ", ".join(changed.values()))


def _printed_otherwise(result: Result, certificate: Certificate) -> Iterator[tuple[str, str]]:
    """Yield what a new certificate would say that this one does not: score, award or name, and both readings of it."""
    student, score = result.student, _score(result)
    if (score and Decimal(score)) != (certificate.score and Decimal(certificate.score)):
        yield "score", f"{_shown(certificate.score)} → {_shown(score)}"
    if result.award != certificate.award:
        yield "award", f"{certificate.award} → {result.award}"
    if (student.given, student.family) != (certificate.given, certificate.family):
        yield "name", f"{certificate.holder} → {student.name}"


def _marks_otherwise(result: Result, certificate: Certificate) -> Iterator[str]:
    """Yield what a new certificate would say of marks that this one does not, where it prints any."""
    if not result.marks or result.marks == certificate.marks:
        return
    if not certificate.marks:
        yield "not printed so far"
        return
    before = {mark.name: mark for mark in certificate.marks}
    changed = [mark for mark in result.marks if before.pop(mark.name, None) != mark]
    was = {mark.name: mark.points for mark in certificate.marks}
    for mark in changed:
        points = was.get(mark.name)
        yield mark.name if points in {None, mark.points} else f"{mark.name} {points or 'none'} → {mark.points or 'none'}"
    yield from (f"{name} is gone" for name in before)
    if not changed and not before:
        yield "in another order"


def _rendering(certificate: Certificate, shelf: Shelf, *, anew: bool) -> Step | None:
    digest = shelf.digests.get(certificate.code)
    if digest is None:
        reason = "its file is not there"
    elif digest != certificate.sha256:
        reason = "its file is not the one that was made"
    elif shelf.fingerprints[certificate.code] != certificate.fingerprint:
        reason = "template, wording or course details changed"
    elif anew:
        reason = ASKED_FOR
    else:
        return None
    return Step(Action.RENDER, certificate.key, certificate.holder, reason, reason)


def _guard(steps: Sequence[Step], valid: int, gone: int, before: int) -> list[str]:
    """Return why a person must be asked: more than five and more than a fifth changed, or a fifth of the students gone."""
    reasons = []
    hit = [step for step in steps if step.action in {Action.REISSUE, Action.WITHDRAW}]
    if len(hit) > 5 and len(hit) * 5 > valid:
        reasons.append(f"it would reissue or withdraw {len(hit)} of {plural(valid, 'certificate')}")
    if gone * 5 > before:
        reasons.append(f"{gone} of {plural(before, 'student')} are no longer in the gradebook")
    return reasons


def _stays(certificate: Certificate, why: str) -> Problem:
    what = f"{certificate.holder} ({certificate.key}) holds certificate {certificate.number} and {why}"
    hint = "it is kept as it is; withdraw it with `certbuild revoke` if it should not stand"
    return Problem("register", what, hint, Severity.WARNING)


def _score(result: Result) -> str:
    return "" if result.score is None else str(result.score)


def _shown(score: str) -> str:
    return printed(Decimal(score)) if score else "none"
