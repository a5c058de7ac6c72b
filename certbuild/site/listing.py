"""The course's public page, and the list of results on it, in as many pages as it takes.

The list by code is sorted by code, so that its order tells nothing; it never links to a certificate, which would join a
secret code to a name, and for the same reason does not say whose certificate has expired, as its page does. A list by name
says so, and links to certificates only where it shows scores anyway, because they stand there; without scores it holds only
those who have earned an award, since to be named as one who has not is a grade told to the world, and never those who take no
part any more, since that is nobody's business.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import CertificateState, Standing
from certbuild.site.histogram import histogram
from certbuild.site.pages import Draft, Pages
from certbuild.site.tables import parts_of, rows_script

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from decimal import Decimal

    from certbuild.config import Course
    from certbuild.model import Entry, Overview, PrivateAddress
    from certbuild.site.tables import Part

ROWS = 400
"""So many lines stand on one page of the list."""


class Row(Struct, frozen=True):
    """One line of the public list."""

    label: str
    """Name or result code."""
    standing: Standing
    award: str | None
    score: Decimal | None
    link: str | None
    """Way to the certificate's page, where the list may give it away."""
    expired: bool
    """Whether the certificate has expired, where the list may say so."""


def course_pages(pages: Pages, overview: Overview) -> Iterator[Draft]:
    """Yield the course's page, and the further pages of its table."""
    course = pages.course
    rows = _rows(course, overview)
    states = [str(standing) for standing in Standing if any(row.standing is standing for row in rows)]
    states += [str(CertificateState.EXPIRED)] if any(row.expired for row in rows) else []
    for part in parts_of(len(rows), ROWS):
        shown = rows[part.span]
        if part.number == 1:
            yield Draft("index.html", "", partial(_course_page, pages, overview, part=part, rows=shown, states=states))
        else:
            source = pages.digest("table", repr(part), repr(states), repr(shown))
            page = partial(pages.page, "course_table.html", "", part=part, rows=shown, states=states)
            yield Draft(part.path, source, page)
        if part.count > 1:
            yield Draft(part.script, pages.digest("rows", str(part.number), repr(shown)), partial(_script, pages, part, shown))


def _course_page(pages: Pages, overview: Overview, **table: object) -> bytes:
    course = pages.course
    bars = histogram(overview.scores, course.grading.pass_mark) if course.site.distribution_shown else ()
    return pages.page("course.html", "", overview=overview, counts=overview.counts, bars=bars, **table)


def _script(pages: Pages, part: Part, rows: Sequence[Row]) -> bytes:
    return rows_script(part, list(map(pages.macro("listing.html", "listed"), rows)))


def _rows(course: Course, overview: Overview) -> list[Row]:
    """Return the lines of the public list."""
    codes = {certificate.code for certificate in overview.certificates}
    listed = [entry for entry in overview.entries if is_listed(course, entry)]
    rows = [_row(course, entry, entry.address, codes) for entry in listed if entry.address]
    if course.site.listing == "code":
        rows.sort(key=lambda row: row.label)
    return rows


def is_listed(course: Course, entry: Entry) -> bool:
    """Say whether a student stands on the public list."""
    match course.site.listing:
        case "code":
            return True
        case "name":
            return not entry.result.lapsed and (course.site.scores_shown or entry.result.standing is Standing.AWARDED)
    return False


def _row(course: Course, entry: Entry, address: PrivateAddress, codes: Collection[str]) -> Row:
    """Return a student's line; `codes` are those of the certificates that have a page."""
    by_name, shown = course.site.listing == "name", course.site.scores_shown
    certificate = entry.certificate
    valid = certificate is not None and certificate.valid and certificate.code in codes
    expired = certificate is not None and certificate.state is CertificateState.EXPIRED
    return Row(
        label=entry.result.student.name if by_name else address.code,
        standing=entry.result.standing,
        award=entry.result.award,
        score=entry.result.score if shown else None,
        link=f"{certificate.folder}index.html" if certificate and valid and by_name and shown else None,
        expired=expired and by_name,
    )
