"""What is made beside the single certificates: merged PDF, reports, teacher's page, public site.

Each file goes aside as it is made, so that one at a time is in memory; what was made before from the same sources, and
stands as it was noted then, is not made again. The public pages are checked for leaks; `publishing` puts all in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild import certificates, reports, site
from certbuild.errors import CertbuildError, Problem
from certbuild.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.model import Certificate, Overview, Plan
    from certbuild.publishing import Release
    from certbuild.site import Draft, Screen

_TEACHER = "teacher"
_SCREEN = "screen"
"""Names of memos in the ledger."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the next build wants to know of this one."""

    merged: str
    """Digests of what the merged PDF is made from, and of its bytes; empty where there is none."""
    memos: Mapping[str, str]
    """For the ledger."""


def compose(
    release: Release,
    layout: Layout,
    course: Course,
    overview: Overview,
    *,
    plan: Plan,
    place: Callable[[Certificate], Path],
    merged_before: str,
) -> Outputs:
    """Put everything aside that differs; `place` tells where a certificate's single PDF stands now.

    `merged_before` is the `merged` of the build before: while the same PDF stands that was made from the
    same certificates, they are not merged again. Raises `CertbuildError` where the public site would show
    what must stay private.
    """
    merged = ""
    if valid := overview.valid:
        merged = _compose_merged(release, layout, course, valid, place=place, merged_before=merged_before)
    release.puts(layout.workbook.name, reports.results_workbook(course.about.title, overview))
    release.puts(layout.table.name, reports.results_table(overview))
    pages = site.Pages(course)
    memos = release.ledger.memos
    teacher = site.TeacherPage(pages, overview, plan)
    path = f"{layout.teacher.name}/index.html"
    if not release.keeps(path, teacher.made_from):
        release.puts(path, teacher.pieces(release.as_noted(path), memos.get(_TEACHER, "")), teacher.made_from)
    for draft in site.teacher_assets():
        path = f"{layout.teacher.name}/{draft.path}"
        if not release.keeps(path, draft.made_from):
            release.puts(path, draft.make(), draft.made_from)
    screen = site.Screen(course, overview, memos.get(_SCREEN, ""))
    if leaks := list(_compose_site(release, layout.site.name, site.public_site(pages, overview, place), screen)):
        raise CertbuildError(*leaks)
    return Outputs(merged, {_TEACHER: teacher.memo, _SCREEN: screen.memo})


def _compose_site(release: Release, folder: str, drafts: Iterable[Draft], screen: Screen) -> Iterator[Problem]:
    """Put the public site aside; yield what it tells that must stay private."""
    for draft in drafts:
        path = f"{folder}/{draft.path}"
        if screen.trusts_earlier and release.keeps(path, draft.made_from):
            yield from screen.of_path(draft.path)
        else:
            data = draft.make()
            yield from screen.of_file(draft.path, data, lasting=bool(draft.made_from))
            copied = draft.path.endswith(".pdf")  # whose single PDF may not be what the register says
            release.puts(path, data, sha256_of(data) if copied else draft.made_from)


def _compose_merged(
    release: Release,
    layout: Layout,
    course: Course,
    valid: Sequence[Certificate],
    *,
    place: Callable[[Certificate], Path],
    merged_before: str,
) -> str:
    """Put the merged PDF aside, or let it stay; return its digests, as in `Outputs`."""
    path, source = layout.merged.name, _merge_digest(course, valid)
    if merged_before.startswith(f"{source} ") and release.stays(path, merged_before.removeprefix(f"{source} ")):
        return merged_before
    data = certificates.merge(course, valid, place)
    digest = sha256_of(data)
    release.puts(path, data, digest)
    return f"{source} {digest}"


def _merge_digest(course: Course, valid: Sequence[Certificate]) -> str:
    """Return a digest of all that the merged PDF depends on."""
    about = course.about
    parts = [about.title, about.language, course.certificate.order]
    parts += [f"{c.number} {c.sha256} {c.family} {c.given}" for c in valid]
    return sha256_of("\n".join(parts).encode())
