"""What is made beside the single certificates: merged PDF, reports, teacher's page, public site.

Each file goes aside as it is made, so that one at a time is in memory; what was made before from the same sources, and
stands as it was noted then, is not made again. The public pages are checked for leaks; `publishing` puts all in its place.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild import certificates, site
from certbuild.contents import Reading
from certbuild.errors import CertbuildError, Problem
from certbuild.files import sha256_of
from certbuild.reports import write_reports

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.crews import Crew
    from certbuild.layout import Layout
    from certbuild.model import Certificate, Overview, Plan
    from certbuild.publishing import Release
    from certbuild.site import Draft, Screen

_SCREEN = "screen"
"""Name of a memo in the ledger."""


class Outputs(Struct, frozen=True):
    """What the next build wants to know of this one."""

    merged: str
    """Digests of what the merged PDF is made from, and of its bytes; empty where there is none."""
    memos: Mapping[str, str]
    """For the ledger."""


def compose(
    release: Release,
    layout: Layout,
    pages: site.Pages,
    overview: Overview,
    *,
    plan: Plan,
    place: Callable[[Certificate], Path],
    new: Container[str],
    merged_before: str,
    crew: Crew,
) -> Outputs:
    """Put everything aside that differs.

    `place` tells where a certificate's single PDF stands now; `new` are the codes of those that were just printed.
    `merged_before` is the `merged` of the build before: while the same PDF stands that was made from the
    same certificates, they are not merged again. Raises `CertbuildError` where the public site would show
    what must stay private.
    """
    course = pages.course
    teacher = site.TeacherSite(pages, overview, plan)
    cells = " ".join(line.cell for entry in overview.entries for line in entry.result.lines)
    source = pages.digest("reports", *teacher.sources, cells, repr(overview.problems), str(overview.updated_on))
    cards = _Cards(release, layout, course, overview.valid, crew=crew)
    cards.begin()
    reports = _Reports(release, layout, source, crew=crew)
    reports.begin(course, overview)
    merged = _Merged(release, layout, course, overview.valid, merged_before, crew=crew)
    merged.begin(place, new)
    for draft in teacher.drafts():
        path = f"{layout.teacher.name}/{draft.path}"
        if not release.keeps(path, draft.made_from):
            release.puts(path, draft.make(), draft.made_from)
    screen = site.Screen(course, overview, release.ledger.memos.get(_SCREEN, ""), certificates.said_by_templates(course))
    drafts = list(site.public_site(pages, overview, place, cards.places))
    own = not certificates.print_facts_alone(course)
    if leaks := list(_compose_site(release, layout.site.name, drafts, screen, crew=crew, reads_pdfs=own)):
        raise CertbuildError(*leaks)
    cards.finish()
    reports.finish()
    return Outputs(merged.finish(), {_SCREEN: screen.memo})


def _compose_site(
    release: Release, folder: str, drafts: Sequence[Draft], screen: Screen, *, crew: Crew, reads_pdfs: bool
) -> Iterator[Problem]:
    """Put the public site aside; yield what it tells that must stay private.

    To read a PDF takes half as long as to print it, so `reads_pdfs` says whether they can tell more than their pages.
    """
    singles = {
        draft.path: draft.pdf
        for draft in drafts
        if reads_pdfs and draft.pdf and not (screen.trusts_earlier and release.keeps(f"{folder}/{draft.path}", draft.made_from))
    }
    reading = Reading([*singles.values()], crew)
    for begun in reading.begun:
        release.awaits(begun)
    unread = []
    for draft in drafts:
        path = f"{folder}/{draft.path}"
        if (draft.is_text and not screen.trusts_earlier) or not release.keeps(path, draft.made_from):
            data = draft.make()
            if draft.is_text:
                told = draft.says() if draft.says else data
                yield from screen.of_page(draft.path, told, lasting=bool(draft.made_from))
                release.puts(path, data, draft.made_from)
                continue
            release.puts(path, data, sha256_of(data))
        unread.append(draft.path)
    yield from screen.of_paths(unread)
    said = reading.finished()
    for path, single in singles.items():
        yield from screen.of_pdf(path, said[single])


class _Cards:
    """The pictures of awards for link previews, which the crew draws while the pages are made; none without `base_url`."""

    def __init__(self, release: Release, layout: Layout, course: Course, valid: Sequence[Certificate], *, crew: Crew) -> None:
        awards = {certificate.award for certificate in valid} if course.site.base_url else ()
        self._cards = certificates.cards(course, awards)
        self._release, self._folder, self._crew = release, layout.site.name, crew
        self._begun: list[tuple[certificates.Card, Future[bytes]]] = []

    @property
    def places(self) -> Mapping[str, str]:
        """Where the pictures stand on the site, by award."""
        return {card.award: _place(card) for card in self._cards}

    def begin(self) -> None:
        """Begin to draw those that do not stand."""
        missing = [card for card in self._cards if not self._release.keeps(f"{self._folder}/{_place(card)}", card.made_from)]
        self._begun = [(card, self._crew.begun(card.draw)) for card in missing]

    def finish(self) -> None:
        """Put them aside when they are drawn."""
        for card, begun in self._begun:
            self._release.puts(f"{self._folder}/{_place(card)}", self._crew.result(begun), card.made_from)


def _place(card: certificates.Card) -> str:
    return f"assets/{card.name}"


class _Reports:
    """The reports, which the crew writes while the pages are made here."""

    def __init__(self, release: Release, layout: Layout, source: str, *, crew: Crew) -> None:
        self._release, self._source = release, source
        self._names = (layout.workbook.name, layout.table.name)
        self._crew = crew
        self._begun: Future[None] | None = None

    def begin(self, course: Course, overview: Overview) -> None:
        """Begin to write them, unless they stand."""
        if not all(self._release.keeps(name, self._source) for name in self._names):
            about, base = course.about, course.site.base_url
            workbook, table = map(self._release.scratch, self._names)
            self._begun = self._crew.begun(write_reports, workbook, table, about.title, base, pickle.dumps(overview))
            self._release.awaits(self._begun)

    def finish(self) -> None:
        """Put them aside when they are written."""
        if self._begun:
            self._crew.result(self._begun)
            for name in self._names:
                self._release.puts(name, self._release.scratch(name), self._source)


class _Merged:
    """The merged PDF, which the crew makes while the pages are made here."""

    def __init__(
        self, release: Release, layout: Layout, course: Course, valid: Sequence[Certificate], before: str, *, crew: Crew
    ) -> None:
        self._release, self._layout, self._course, self._valid = release, layout, course, valid
        self._before = before
        self._crew = crew
        self._source = _merge_digest(course, valid)
        self._begun: Future[str] | None = None

    def begin(self, place: Callable[[Certificate], Path], new: Container[str]) -> None:
        """Begin to make it, unless there is none, or the same one stands; `new` are the codes of those just printed."""
        standing, former = self._before.removeprefix(f"{self._source} "), self._layout.merged
        if not self._valid or (standing != self._before and self._release.stays(former.name, standing)):
            return
        aside = self._release.scratch(former.name)
        self._begun = certificates.begin_merge(self._course, self._valid, place, aside, former, new=new, crew=self._crew)
        self._release.awaits(self._begun)

    def finish(self) -> str:
        """Put it aside when it is made; return its digests, as in `Outputs`."""
        if not self._begun:
            return self._before if self._valid else ""
        name, digest = self._layout.merged.name, self._crew.result(self._begun)
        self._release.puts(name, self._release.scratch(name), digest)
        return f"{self._source} {digest}"


def _merge_digest(course: Course, valid: Sequence[Certificate]) -> str:
    """Return a digest of all that the merged PDF depends on."""
    about = course.about
    parts = [about.title, about.language, course.certificate.order]
    parts += [f"{c.number} {c.sha256} {c.family} {c.given}" for c in valid]
    return sha256_of("\n".join(parts).encode())
