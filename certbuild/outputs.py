"""What is made beside the single certificates: merged PDF, reports, teacher's page, public site.

All but the merged PDF is composed in memory and checked for leaks; `publishing` puts it in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild import certificates, reports, site
from certbuild.errors import CertbuildError
from certbuild.files import sha256_of, sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.model import Certificate, Overview, Plan


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files of the build folder, ready to take their places."""

    files: dict[Path, bytes | Path]
    """Path → content, or the file that holds it."""
    kept: frozenset[Path]
    """Files that stand already and stay as they are."""
    merged: str
    """Digests of what the merged PDF is made from, and of its bytes; empty where there is none."""


def compose(
    layout: Layout,
    course: Course,
    overview: Overview,
    *,
    plan: Plan,
    place: Callable[[Certificate], Path],
    aside: Path,
    merged_before: str,
) -> Outputs:
    """Compose everything; `place` tells where a certificate's single PDF stands now; the merged one is written `aside`.

    `merged_before` is the `merged` of the build before: while the same PDF stands that was made from the
    same certificates, they are not merged again. Raises `CertbuildError` where the public site would show
    what must stay private.
    """
    files: dict[Path, bytes | Path] = {}
    kept: set[Path] = set()
    merged = ""
    if valid := overview.valid:
        source = _merge_digest(course, valid)
        merged = f"{source} {sha256_of_file(layout.merged)}"
        if merged == merged_before:
            kept.add(layout.merged)
        else:
            certificates.merge(course, valid, place, aside, former=layout.merged)
            files[layout.merged] = aside
            merged = f"{source} {sha256_of_file(aside)}"
    files[layout.workbook] = reports.results_workbook(course.about.title, overview)
    files[layout.table] = reports.results_table(overview)
    private = site.teacher_site(course, overview, plan, lambda path: _bytes(layout.teacher / path))
    files |= {layout.teacher / path: data for path, data in private}
    public = dict(
        site.public_site(
            course,
            overview,
            lambda certificate: _bytes(place(certificate)),
            lambda path: _bytes(layout.site / path) or _bytes(layout.teacher / path),
        )
    )
    if leaks := site.leaks(course, overview, public):
        raise CertbuildError(*leaks)
    files |= {layout.site / path: data for path, data in public.items()}
    return Outputs(files, frozenset(kept), merged)


def _merge_digest(course: Course, valid: Sequence[Certificate]) -> str:
    """Return a digest of all that the merged PDF depends on."""
    about = course.about
    parts = [about.title, about.language, course.certificate.order]
    parts += [f"{c.number} {c.sha256} {c.family} {c.given}" for c in valid]
    return sha256_of("\n".join(parts).encode())


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
