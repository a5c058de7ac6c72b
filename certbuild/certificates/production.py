"""From certificates to files: in worker processes that are renewed, all of them or none.

What needs WeasyPrint or pikepdf is imported where it is used: most commands need neither.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO
from math import ceil
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from certbuild.certificates.template import load_template, template_name
from certbuild.errors import Problem, RenderingError
from certbuild.files import sha256_of
from certbuild.model import Certificate, CertificateState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certbuild.config import Course

_CHUNK = 16
"""Certificates that a worker sets at a time, at most."""
_CHUNKS_OF_A_WORKER = 12
"""Chunks after which workers are renewed: WeasyPrint's memory grows over hundreds of documents."""
_FEW = 12
"""So many certificates are set sooner than workers start, two on two cores."""

_SPECIMEN_DATE = date(2000, 1, 1)
"""On a specimen, where course.toml gives no date: no day on which anything was issued."""


_Order = tuple[Certificate, Path]
"""A certificate to be set, and where its PDF goes."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one certificate."""

    certificate: Certificate
    sha256: str
    problems: tuple[Problem, ...] = ()


def typeset(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    *,
    jobs: int,
    progress: Callable[[int], None],
) -> dict[str, str]:
    """Write the PDF of each certificate to its place; return code → SHA-256 of the bytes.

    The bytes do not depend on `jobs`, the number of worker processes; `progress` is told how many are
    newly done. Raises one `RenderingError` with the problems of all certificates; the files of those without
    problems are written all the same.
    """
    outcomes = []
    for done in _outcomes(course, [(certificate, place(certificate)) for certificate in certificates], jobs):
        outcomes += done
        progress(len(done))
    if problems := _told_once(course, outcomes):
        raise RenderingError(*problems)
    return {outcome.certificate.code: outcome.sha256 for outcome in outcomes}


def merge(
    course: Course,
    certificates: Sequence[Certificate],
    place: Callable[[Certificate], Path],
    target: Path,
    former: Path | None = None,
) -> None:
    """Write one PDF of the certificates' files, each found at its place, in the order of ``[certificate] order``.

    It has a bookmark for each student, the certificates' numbers as page labels, and each artwork and
    font once. Pages of certificates that are unchanged are taken from the `former` such file, which makes the same
    bytes sooner. Raises `RenderingError` where a file is missing or cannot be read.
    """
    from certbuild.certificates.merging import Leaf, merge_into  # noqa: PLC0415 - pikepdf is heavy

    order = {"family": lambda c: c.order, "given": _by_given, "number": lambda c: c.number}[course.certificate.order]
    ordered = sorted(certificates, key=order)
    if missing := [certificate for certificate in ordered if not place(certificate).is_file()]:
        hint = "build again: that makes the files that are missing"
        raise RenderingError(*(Problem(str(place(c)), f"the certificate of {c.holder} is not there", hint) for c in missing))
    leaves = (Leaf(_entry(c), c.number, c.sha256, place(c).read_bytes) for c in ordered)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        stands = former.read_bytes() if former and former.is_file() else b""
        merge_into(file, course.about.title, course.about.language, leaves, stands)


def preview(course: Course, names: Sequence[tuple[str, str]], template: str) -> bytes:
    """Return specimens for people of these (given, family) names in a template, as one PDF.

    Number and code say that they are specimens. Raises `RenderingError` as `typeset` does.
    """
    from certbuild.certificates.merging import Leaf, merge_into  # noqa: PLC0415 - pikepdf is heavy
    from certbuild.certificates.typesetting import Typesetter  # noqa: PLC0415 - WeasyPrint is heavy

    typesetter = Typesetter(course, load_template(course, template))
    leaves: list[Leaf] = []
    problems: list[Problem] = []
    for given, family in names:
        specimen = _specimen(course, given, family)
        try:
            pdf = typesetter.pdf(specimen)
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


def _outcomes(course: Course, orders: Sequence[_Order], jobs: int) -> Iterator[list[_Outcome]]:
    size = max(1, min(_CHUNK, ceil(len(orders) / jobs)))
    chunks = [orders[start : start + size] for start in range(0, len(orders), size)]
    if jobs == 1 or len(orders) <= _FEW:
        for chunk in chunks:
            yield _set(course, chunk)
        return
    shift = jobs * _CHUNKS_OF_A_WORKER
    try:
        for start in range(0, len(chunks), shift):  # the executor's own max_tasks_per_child can wait for ever (cpython 115634)
            now = chunks[start : start + shift]
            context = get_context("spawn")
            with ProcessPoolExecutor(min(jobs, len(now)), mp_context=context, initializer=_end_with_parent) as workers:
                for task in as_completed([workers.submit(_set, course, chunk) for chunk in now]):
                    yield task.result()
    except BrokenProcessPool:
        hint = "it may have run out of memory: try again with --jobs 1"
        raise RenderingError(Problem("certificates", "a worker process ended before its work was done", hint)) from None


def _end_with_parent() -> None:
    """End this worker as soon as the program that started it has ended, also by being killed."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _set(course: Course, orders: Sequence[_Order]) -> list[_Outcome]:
    """Set certificates one after the other, with their problems instead of a file where there are any."""
    from certbuild.certificates.typesetting import Typesetter  # noqa: PLC0415 - WeasyPrint is heavy

    typesetters: dict[str, Typesetter] = {}
    outcomes = []
    for certificate, place in orders:
        name = template_name(course, certificate.award)
        try:
            if name not in typesetters:
                typesetters[name] = Typesetter(course, load_template(course, name))
            data = typesetters[name].pdf(certificate)
        except RenderingError as error:
            outcomes.append(_Outcome(certificate, "", error.problems))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            outcomes.append(_Outcome(certificate, sha256_of(data)))
    return outcomes


def _told_once(course: Course, outcomes: list[_Outcome]) -> list[Problem]:
    """Return all problems; one that every certificate of a template has is the template's, and told once."""
    by_template: dict[str, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_template[template_name(course, outcome.certificate.award)].append(outcome)
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
