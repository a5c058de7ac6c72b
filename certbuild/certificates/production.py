"""From certificates to files: by whatever crew there is, all of them or none.

What needs WeasyPrint or pikepdf is imported where it is used: most commands need neither.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from io import BytesIO
from socket import gethostname
from threading import Lock
from typing import TYPE_CHECKING

from certbuild.certificates.template import load_template, template_name
from certbuild.errors import Problem, RenderingError, Severity
from certbuild.files import sha256_of, sha256_of_file
from certbuild.model import Certificate, CertificateState
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from certbuild.certificates.press import Press
    from certbuild.config import Course
    from certbuild.crews import Crew

_CHUNK = 16
"""Certificates that are printed at a time, at most; so many are printed sooner than one more worker gets ready."""
_ONE_AT_A_TIME = Lock()
"""A press is for one hand; the workers of a cluster may have several threads."""

_SPECIMEN_DATE = date(2000, 1, 1)
"""On a specimen, where course.toml gives no date: no day on which anything was issued."""


_Order = tuple[Certificate, "Path | None"]
"""A certificate to be printed, and where its PDF goes; None where it is to be handed back."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one certificate."""

    certificate: Certificate
    sha256: str = ""
    data: bytes = b""
    """The PDF, where it was to be handed back."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What became of certificates that were printed one after the other in one template."""

    template: str
    outcomes: list[_Outcome] = field(default_factory=list)
    plain: Counter[str] = field(default_factory=Counter)
    """As `Press.plain`."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Certificates that were printed."""

    digests: dict[str, str]
    """Code → SHA-256 of the PDF."""
    problems: tuple[Problem, ...]
    """Warnings of what made it slow."""


def typeset(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    *,
    crew: Crew,
    progress: Callable[[int], None],
) -> Printed:
    """Write the PDF of each certificate to its place.

    The bytes do not depend on the crew; `progress` is told how many are newly done. Raises one `RenderingError` with the
    problems of all certificates; the files of those without problems are written all the same.
    """
    chunks = []
    pickled = pickle.dumps(course)
    for chunk in crew.results(_print, [(pickled, *task) for task in _tasks(course, certificates, place, crew)]):
        for outcome in chunk.outcomes:
            if outcome.data:
                _write(place(outcome.certificate), outcome.data)
        chunks.append(replace(chunk, outcomes=[replace(outcome, data=b"") for outcome in chunk.outcomes]))
        progress(len(chunk.outcomes))
    if problems := _told_once(chunks):
        raise RenderingError(*problems)
    digests = {outcome.certificate.code: outcome.sha256 for chunk in chunks for outcome in chunk.outcomes}
    return Printed(digests, tuple(_slow(course, chunks)))


def begin_merge(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    target: Path,
    former: Path | None = None,
    *,
    crew: Crew,
) -> Future[str]:
    """Begin to write one PDF of the certificates' files, each found at its place, in the order of ``[certificate] order``.

    It has a bookmark for each student, the certificates' numbers as page labels, and each artwork and
    font once. Pages of certificates that are unchanged are taken from the `former` such file, which makes the same
    bytes sooner. What comes of it is the SHA-256 of the file, or `RenderingError` where one cannot be read; raises that at
    once where one is missing.
    """
    if missing := [certificate for certificate in certificates if not place(certificate).is_file()]:
        hint = "build again: that makes the files that are missing"
        raise RenderingError(*(Problem(str(place(c)), f"the certificate of {c.holder} is not there", hint) for c in missing))
    order = {"family": lambda c: c.order, "given": _by_given, "number": lambda c: c.number}[course.certificate.order]
    pages = [(_entry(c), c.number, c.sha256, place(c)) for c in sorted(certificates, key=order)]
    return crew.begun(_merge, course.about.title, course.about.language, pages, target, former)


def _merge(title: str, language: str, pages: Sequence[tuple[str, str, str, Path]], target: Path, former: Path | None) -> str:
    from certbuild.certificates.merging import Leaf, merge_into  # noqa: PLC0415 - pikepdf is heavy

    leaves = (Leaf(name, number, sha256, place.read_bytes) for name, number, sha256, place in pages)
    with target.open("wb") as file:
        stands = former.read_bytes() if former and former.is_file() else b""
        merge_into(file, title, language, leaves, stands)
    return str(sha256_of_file(target))


def preview(course: Course, names: Sequence[tuple[str, str]], template: str) -> bytes:
    """Return specimens for people of these (given, family) names in a template, as one PDF.

    Number and code say that they are specimens. Raises `RenderingError` as `typeset` does.
    """
    from certbuild.certificates.merging import Leaf, merge_into  # noqa: PLC0415 - pikepdf is heavy
    from certbuild.certificates.press import Press  # noqa: PLC0415 - WeasyPrint is heavy

    press = Press(course, load_template(course, template))
    leaves: list[Leaf] = []
    problems: list[Problem] = []
    for given, family in names:
        specimen = _specimen(course, given, family)
        try:
            pdf = press.pdf(specimen)
        except RenderingError as error:
            problems += error.problems
        else:
            leaves.append(Leaf(_entry(specimen), specimen.number, sha256_of(pdf), partial(bytes, pdf)))
    if problems:
        raise RenderingError(*problems)
    file = BytesIO()
    merge_into(file, course.about.title, course.about.language, leaves)
    return file.getvalue()


def _specimen(course: Course, given: str, family: str) -> Certificate:
    best = course.tiers[-1]
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
        score=str(best.from_),
        award=best.name,
    )


def _by_given(certificate: Certificate) -> tuple[str, str, str]:
    family, given, key = certificate.order
    return given, family, key


def _entry(certificate: Certificate) -> str:
    """Return the holder as a register lists people: "Baggins, Bilbo"."""
    return ", ".join(part for part in (certificate.family, certificate.given) if part)


def _tasks(
    course: Course, certificates: Sequence[Certificate], place: Callable[[Certificate], Path], crew: Crew
) -> list[tuple[str, str, list[_Order]]]:
    """Return template, its digest, and a portion of the certificates printed in it; those of an award follow each other."""
    by_template: dict[str, list[_Order]] = defaultdict(list)
    for certificate in sorted(certificates, key=lambda certificate: certificate.award):
        by_template[template_name(course, certificate.award)].append(
            (certificate, place(certificate) if crew.shares_files else None)
        )
    return [
        (name, load_template(course, name).digest, orders[start : start + _CHUNK])
        for name, orders in by_template.items()
        for start in range(0, len(orders), _CHUNK)
    ]


@lru_cache(maxsize=4)
def _press(course: bytes, template: str, digest: str) -> Press:
    """Return the press of a template; it is kept for the next certificates.

    Raises `RenderingError` where its files are not, on the machine that prints, what they are where the build runs.
    """
    from certbuild.certificates.press import Press  # noqa: PLC0415 - WeasyPrint is heavy

    own: Course = pickle.loads(course)  # noqa: S301 - made by this very program
    loaded = load_template(own, template)
    if loaded.digest != digest:
        hint = "let all machines have the same program, fonts and course folder, and build again"
        raise RenderingError(Problem(loaded.place(), f"is not the same on {gethostname()}, which prints", hint))
    return Press(own, loaded)


def _print(course: bytes, template: str, digest: str, orders: Sequence[_Order]) -> _Chunk:
    """Print certificates one after the other, with their problems instead of a file where there are any."""
    with _ONE_AT_A_TIME:
        return _printed(course, template, digest, orders)


def _printed(course: bytes, template: str, digest: str, orders: Sequence[_Order]) -> _Chunk:
    chunk = _Chunk(template)
    try:
        press = _press(course, template, digest)
    except RenderingError as error:
        chunk.outcomes.extend(_Outcome(certificate, problems=error.problems) for certificate, _ in orders)
        return chunk
    before = Counter(press.plain)
    for certificate, place in orders:
        try:
            data = press.pdf(certificate)
        except RenderingError as error:
            chunk.outcomes.append(_Outcome(certificate, problems=error.problems))
        else:
            if place:
                _write(place, data)
            chunk.outcomes.append(_Outcome(certificate, sha256_of(data), b"" if place else data))
    chunk.plain.update(press.plain - before)
    return chunk


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _slow(course: Course, chunks: Sequence[_Chunk]) -> list[Problem]:
    """Return a warning for each template most of whose certificates cannot be printed from plates."""
    problems = []
    for name in dict.fromkeys(chunk.template for chunk in chunks):
        own = [chunk for chunk in chunks if chunk.template == name]
        total = sum(len(chunk.outcomes) for chunk in own)
        plain = sum((chunk.plain for chunk in own), Counter[str]())
        if plain.total() * 2 > total:
            count = plural(plain.total(), "plate")
            what = f"{count} for {plural(total, 'student')}, which makes it slow: {plain.most_common(1)[0][0]}"
            hint = "docs/templates.md says how a template is written so that one plate serves all students"
            problems.append(Problem(load_template(course, name).place(), what, hint, Severity.WARNING))
    return problems


def _told_once(chunks: Sequence[_Chunk]) -> list[Problem]:
    """Return all problems; one that every certificate of a template has is the template's, and told once."""
    by_template: dict[str, list[_Outcome]] = defaultdict(list)
    for chunk in chunks:
        by_template[chunk.template] += chunk.outcomes
    problems: list[Problem] = []
    for group in by_template.values():
        unnamed = [
            [
                replace(problem, where=problem.where.replace(f" › {outcome.certificate.holder}", "", 1))
                for problem in outcome.problems
            ]
            for outcome in group
        ]
        shared = {
            problem for problem, count in Counter(p for own in unnamed for p in set(own)).items() if count == len(group) > 1
        }
        for outcome, own in zip(group, unnamed, strict=True):
            problems += [plain if plain in shared else problem for problem, plain in zip(outcome.problems, own, strict=True)]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.where, problem.what))
