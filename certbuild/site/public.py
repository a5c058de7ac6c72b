"""The public site: what may be published, and nothing else.

Who finds a page learns what stands on it and no more. The list by code is sorted by code, so that its order
tells nothing; it never links to a certificate, which would join a secret code to a name, and for the same reason
does not say whose certificate has expired, as its page does. A list by name says so, and links
to certificates only where it shows scores anyway, because they stand there; without scores it holds only
those who have earned an award, since to be named as one who has not is a grade told to the world, and never
those who take no part any more, since that is nobody's business. The private
page of a student bears no name. A superseded page does not tell its successor's code: that is the holder's to
give. Why a certificate was revoked stays in the register.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import CertificateState, Standing
from certbuild.site.histogram import histogram
from certbuild.site.pages import Draft, Pages, assets, host_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate, Entry, Overview, PrivateAddress


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


ROBOTS = b"User-agent: *\nDisallow: /\n"


def public_site(pages: Pages, overview: Overview, place: Callable[[Certificate], Path]) -> Iterator[Draft]:
    """Yield every file of ``build/site``; `place` tells where a certificate's PDF stands now."""
    yield Draft("index.html", "", partial(_course_page, pages, overview))
    for certificate in overview.certificates:
        folder = f"c/{certificate.code}"
        has_pdf = certificate.valid and pages.course.site.publish_pdf and place(certificate).is_file()
        if has_pdf:
            single = place(certificate)
            yield Draft(f"{folder}/certificate.pdf", certificate.sha256, single.read_bytes, single)
        source = pages.digest("certificate", repr(certificate), str(has_pdf))
        yield Draft(f"{folder}/index.html", source, partial(_certificate_page, pages, certificate, has_pdf=has_pdf))
    for entry in overview.entries:
        if entry.address:
            since = entry.unchanged.since
            source = pages.digest("result", entry.unchanged.digest, str(since))
            page = partial(pages.page, "result.html", "../../", result=entry.result, since=since)
            yield Draft(f"r/{entry.address.token}/index.html", source, page)
    yield Draft("verify/index.html", pages.digest("verify"), partial(pages.page, "verify.html", "../"))
    yield Draft("404.html", pages.digest("404"), partial(pages.page_anywhere, "404.html"))
    yield Draft("robots.txt", "program", lambda: ROBOTS)
    yield Draft(".nojekyll", "program", bytes)
    yield Draft("_headers", "program", host_headers)
    yield from assets("verify.js")


def _certificate_page(pages: Pages, certificate: Certificate, *, has_pdf: bool) -> bytes:
    score = Decimal(certificate.score) if certificate.score else None
    valid = certificate.valid
    return pages.page("certificate.html", "../../", certificate=certificate, valid=valid, has_pdf=has_pdf, score=score)


def _course_page(pages: Pages, overview: Overview) -> bytes:
    course = pages.course
    codes = {certificate.code for certificate in overview.certificates}
    listed = [entry for entry in overview.entries if is_listed(course, entry)]
    rows = [_row(course, entry, entry.address, codes) for entry in listed if entry.address]
    if course.site.listing == "code":
        rows.sort(key=lambda row: row.label)
    return pages.page(
        "course.html",
        "",
        overview=overview,
        rows=rows,
        counts=overview.counts,
        bars=histogram(overview.scores, course.grading.pass_mark) if course.site.scores_shown else (),
    )


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
        link=f"c/{certificate.code}/index.html" if certificate and valid and by_name and shown else None,
        expired=expired and by_name,
    )
