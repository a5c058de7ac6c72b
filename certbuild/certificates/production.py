"""From certificates to files: by whatever crew there is, all of them or none.

What is heavy is imported where it is used: most commands need neither.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import awards_with_marks, load_template, template_name
from certbuild.errors import Problem, RenderingError, Severity
from certbuild.files import sha256_of
from certbuild.merging import merge_files
from certbuild.model import Certificate, CertificateState, LineState, RecordedMark
from certbuild.printing.workshop import Order, get_ready, print_portion
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from certbuild.config import AwardTier, Course
    from certbuild.crews import Crew
    from certbuild.printing.context import Context, Edition
    from certbuild.printing.template import Template
    from certbuild.printing.workshop import Outcome, Portion

_CHUNK = 16
"""Certificates that are printed at a time, at most; so many are printed sooner than one more worker gets ready."""

_PART = 200
"""Certificates, at least, that one hand merges while others do as well."""

_SPECIMEN_MARKS = tuple(
    RecordedMark(f"Activity {number}", LineState.GRADED, str(points), "10", str(10 * points), "20")
    for number, points in enumerate((8, 10, 7, 9, 10), 1)
)
_SPECIMEN_DATE = date(2000, 1, 1)
"""On a specimen, where course.toml gives no date: no day on which anything was issued."""


class Printed(Struct, frozen=True):
    """Certificates that were printed."""

    digests: dict[str, str]
    """Code → SHA-256 of the PDF."""
    fingerprints: dict[str, str]
    """Code → fingerprint."""
    problems: tuple[Problem, ...]
    """Warnings of what made it slow."""


class Preview(Struct, frozen=True):
    """Specimens as PDFs."""

    singles: list[bytes]
    """One for each name, in the names' order."""
    merged: bytes


def fingerprints(course: Course, certificates: Iterable[Certificate]) -> dict[str, str]:
    """Return the fingerprint (`Facts.fingerprint`) of each certificate by its code.

    Raises `RenderingError` where a template cannot be read.
    """
    return {certificate.code: facts.fingerprint(context) for certificate, facts, context in _contexts(course, certificates)}


def editions(course: Course, certificates: Iterable[Certificate]) -> dict[str, tuple[Edition, ...]]:
    """Return what each certificate says in each of its languages, by its code.

    Raises `RenderingError` where a template cannot be read.
    """
    return {certificate.code: context.editions for certificate, _, context in _contexts(course, certificates)}


def expect_printing(course: Course, crew: Crew) -> None:
    """Have a worker get ready while the gradebook is read: it prints a specimen of the lowest award, which most have.

    What is wrong with the template is told when it is used.
    """
    with suppress(RenderingError):
        specimen = _specimen(course, "Maria", "Muster", course.tiers[0])
        template = load_template(course, template_name(course, specimen.award))
        crew.expects(get_ready, pickle.dumps(template), Facts(course, template).context(specimen))


def typeset(
    course: Course, certificates: Sequence[Certificate], place: Callable[[Certificate], Path], *, crew: Crew, bleed: float = 0
) -> Typesetting:
    """Begin to write the PDF of each certificate to its place, on paper with a bleed of so many millimetres.

    The bytes do not depend on the crew.
    """
    return Typesetting(course, certificates, place, crew, bleed)


class Typesetting:
    """Certificates that a crew is printing."""

    def __init__(
        self, course: Course, certificates: Sequence[Certificate], place: Callable[[Certificate], Path], crew: Crew, bleed: float
    ) -> None:
        self._course = course
        self._bleed = bleed
        self._certificates = certificates
        self._place = place
        self._fingerprints: dict[str, str] = {}
        for folder in {place(certificate).parent for certificate in certificates}:
            folder.mkdir(parents=True, exist_ok=True)  # here, so that a worker who is late brings back none that was dropped
        self._portions = crew.results(print_portion, self._shared_out(), partial(self._task, shared=crew.shares_files))

    def finished(self, progress: Callable[[int], None] = lambda _: None) -> Printed:
        """Wait until all are printed; `progress` is told how many are newly done.

        Raises one `RenderingError` with the problems of all certificates; the files of those without problems are written
        all the same.
        """
        by_code = {certificate.code: certificate for certificate in self._certificates}
        portions = []
        for portion in self._portions:
            for outcome in portion.outcomes:
                if outcome.data:
                    self._place(by_code[outcome.code]).write_bytes(outcome.data)
            portions.append(replace(portion, outcomes=[replace(outcome, data=b"") for outcome in portion.outcomes]))
            progress(len(portion.outcomes))
        if problems := _told_once(portions):
            raise RenderingError(*problems)
        digests = {outcome.code: outcome.sha256 for portion in portions for outcome in portion.outcomes}
        return Printed(digests, self._fingerprints, tuple(_slow(self._course, portions)))

    def _shared_out(self) -> Iterator[tuple[bytes, Facts, list[Certificate]]]:
        """Yield the certificates in portions, each with its template (pickled) and facts; those of an award follow each other."""
        for template, group in _by_template(self._course, sorted(self._certificates, key=lambda certificate: certificate.award)):
            printed = template.with_bleed(self._bleed)
            facts, pickled = Facts(self._course, printed), pickle.dumps(printed)
            waiting = iter(group)
            while portion := list(islice(waiting, _CHUNK)):
                yield pickled, facts, portion

    def _task(self, share: tuple[bytes, Facts, list[Certificate]], *, shared: bool) -> tuple[bytes, list[Order]]:
        """Return what a worker needs to print a portion."""
        pickled, facts, portion = share
        orders = []
        for certificate in portion:
            context = facts.context(certificate)
            self._fingerprints[certificate.code] = facts.fingerprint(context)
            orders.append(Order(context, self._place(certificate) if shared else None))
        return pickled, orders


def _contexts(course: Course, certificates: Iterable[Certificate]) -> Iterator[tuple[Certificate, Facts, Context]]:
    for template, group in _by_template(course, certificates):
        facts = Facts(course, template)
        for certificate in group:
            yield certificate, facts, facts.context(certificate)


def _by_template(course: Course, certificates: Iterable[Certificate]) -> Iterator[tuple[Template, list[Certificate]]]:
    groups: dict[str, list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        groups[template_name(course, certificate.award)].append(certificate)
    for name, group in groups.items():
        yield load_template(course, name), group


def begin_merge(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    target: Path,
    former: Path | None = None,
    *,
    new: Container[str] = (),
    crew: Crew,
) -> Future[str]:
    """Begin to write one PDF of the certificates' files, each found at its place, in the order of ``[certificate] order``.

    It has a bookmark for each student, the certificates' numbers as page labels, and each artwork and
    font once. Pages of certificates that are unchanged are taken from the `former` such file, which makes the same
    bytes sooner; where many are `new` (their codes), each hand merges some of them first, and all come from these parts.
    What comes of it is the SHA-256 of the file, or `RenderingError` where one cannot be read; raises that at
    once where one is missing.
    """
    if missing := [certificate for certificate in certificates if not place(certificate).is_file()]:
        hint = "build again: that makes the files that are missing"
        raise RenderingError(*(Problem(str(place(c)), f"the certificate of {c.holder} is not there", hint) for c in missing))
    certificates = in_order(course, certificates)
    pages = [(entry(c), c.number, c.sha256, place(c)) for c in certificates]
    stands = former is not None and former.is_file()
    apart = [page for page, certificate in zip(pages, certificates, strict=True) if not stands or certificate.code in new]
    hands = min(crew.hands, len(apart) // _PART)
    parts = [target.with_name(f"{target.name}.{hand}") for hand in range(hands)] if hands > 1 else []
    merge = partial(merge_files, course.about.title, course.about.language)
    begun = [crew.begun(merge, apart[hand::hands], part) for hand, part in enumerate(parts)]
    return crew.begun_after(begun, merge, pages, target, former, *parts)


def in_order(course: Course, certificates: Iterable[Certificate]) -> list[Certificate]:
    """Return certificates in the order of ``[certificate] order``."""
    order = {"family": lambda c: c.order, "given": _by_given, "number": lambda c: c.number}[course.certificate.order]
    return sorted(certificates, key=order)


def entry(certificate: Certificate) -> str:
    """Return the holder as a register lists people, and a bookmark does: "Baggins, Bilbo"."""
    return ", ".join(part for part in (certificate.family, certificate.given) if part)


def preview(course: Course, names: Sequence[tuple[str, str]], template: str) -> Preview:
    """Return specimens for people of these (given, family) names in a template.

    Number and code say that they are specimens. Raises `RenderingError` as `typeset` does.
    """
    from certbuild.merging.merged import Leaf, merge_into  # noqa: PLC0415 - heavy

    loaded = load_template(course, template)
    facts = Facts(course, loaded)
    certificates = [_specimen(course, given, family, course.tiers[-1]) for given, family in names]
    printed = print_portion(pickle.dumps(loaded), [Order(facts.context(certificate), None) for certificate in certificates])
    if problems := _told_once([printed]):
        raise RenderingError(*problems)
    singles = [outcome.data for outcome in printed.outcomes]
    leaves = [
        Leaf(entry(certificate), certificate.number, sha256_of(pdf), partial(bytes, pdf))
        for certificate, pdf in zip(certificates, singles, strict=True)
    ]
    file = BytesIO()
    merge_into(file, course.about.title, course.about.language, leaves)
    return Preview(singles, file.getvalue())


def _specimen(course: Course, given: str, family: str, tier: AwardTier) -> Certificate:
    issued_on = course.about.date or _SPECIMEN_DATE
    return Certificate(
        key="specimen",
        number="SPECIMEN",
        revision=1,
        code="SPEC-IMEN-SPEC-IMEN",
        state=CertificateState.ISSUED,
        issued_on=issued_on,
        valid_until=course.certificate.valid_until(issued_on),
        given=given,
        family=family,
        score=str(tier.from_),
        award=tier.name,
        marks=_SPECIMEN_MARKS if tier.name in awards_with_marks(course) else (),
    )


def _by_given(certificate: Certificate) -> tuple[str, str, str]:
    family, given, key = certificate.order
    return given, family, key


def _slow(course: Course, portions: Sequence[Portion]) -> list[Problem]:
    """Return a warning for each template most of whose certificates cannot be printed from plates."""
    problems = []
    for name in dict.fromkeys(portion.template for portion in portions):
        own = [portion for portion in portions if portion.template == name]
        total = sum(len(portion.outcomes) for portion in own)
        plain = sum((portion.plain for portion in own), Counter[str]())
        if plain.total() * 2 > total:
            count = plural(plain.total(), "plate")
            what = f"{count} for {plural(total, 'student')}, which makes it slow: {plain.most_common(1)[0][0]}"
            hint = "docs/templates.md says how a template is written so that one plate serves all students"
            problems.append(Problem(load_template(course, name).place(), what, hint, Severity.WARNING))
    return problems


def _told_once(portions: Sequence[Portion]) -> list[Problem]:
    """Return all problems; one that every certificate of a template has is the template's, and told once."""
    by_template: dict[str, list[Outcome]] = defaultdict(list)
    for portion in portions:
        by_template[portion.template] += portion.outcomes
    problems: list[Problem] = []
    for group in by_template.values():
        unnamed = [
            [replace(problem, where=problem.where.replace(f" › {outcome.student}", "", 1)) for problem in outcome.problems]
            for outcome in group
        ]
        shared = {
            problem for problem, count in Counter(p for own in unnamed for p in set(own)).items() if count == len(group) > 1
        }
        for outcome, own in zip(group, unnamed, strict=True):
            problems += [plain if plain in shared else problem for problem, plain in zip(outcome.problems, own, strict=True)]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.where, problem.what))
