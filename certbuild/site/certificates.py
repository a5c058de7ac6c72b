"""What the public site tells of certificates: a page for each, and the form that checks codes and files.

The form knows which codes there are by the beginnings of their SHA-256 (``verify/codes.js``): so a code can be looked up
without a server, and none can be read off.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from certbuild.files import sha256_of
from certbuild.site.pages import Draft, Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate

_DIGITS = 8
"""So many digits of a code's SHA-256 are told: few enough for small files, and enough that no mistyped code is taken for one."""


def certificate_pages(
    pages: Pages, certificates: Iterable[Certificate], place: Callable[[Certificate], Path], cards: Mapping[str, str]
) -> Iterator[Draft]:
    """Yield the pages of certificates with their PDFs, and the form; `place` tells where a certificate's PDF stands now.

    `cards` are the pictures of the awards for link previews, by award, from the site's folder.
    """
    codes = []
    for certificate in certificates:
        codes.append(certificate.code)
        folder = certificate.folder
        has_pdf = certificate.valid and pages.course.site.publish_pdf and place(certificate).is_file()
        if has_pdf:
            single = place(certificate)
            yield Draft(f"{folder}certificate.pdf", certificate.sha256, single.read_bytes, pdf=single)
        card = cards.get(certificate.award, "") if certificate.valid else ""
        source = pages.digest("certificate", repr(certificate), str(has_pdf), card)
        yield Draft(f"{folder}index.html", source, partial(_page, pages, certificate, has_pdf=has_pdf, card=card))
    yield Draft("verify/index.html", pages.digest("verify"), partial(pages.page, "verify.html", "../"))
    yield Draft("verify/codes.js", "", partial(_known_codes, codes))


def _page(pages: Pages, certificate: Certificate, *, has_pdf: bool, card: str) -> bytes:
    return pages.page(
        "certificate.html",
        "../../",
        certificate=certificate,
        valid=certificate.valid,
        score=Decimal(certificate.score) if certificate.score else None,
        has_pdf=has_pdf,
        card=card,
        translations=partial(_translations, pages.course),
    )


def _translations(course: Course, text: str) -> list[tuple[str, str]]:
    """Return how a certificate in several languages says a text of the course in the others: language and text."""
    said = [(language, course.certificate.translations_to(language).get(text, text)) for language in course.languages]
    return [(language, other) for language, other in said if other != text]


def _known_codes(codes: Iterable[str]) -> bytes:
    """Return the script that tells which codes have a page: the beginnings of their SHA-256, in order and without gaps."""
    digests = "".join(sorted(sha256_of(code.encode())[:_DIGITS] for code in codes))
    return f'var certificateCodes = {{ digits: {_DIGITS}, digests: "{digests}" }};\n'.encode()
