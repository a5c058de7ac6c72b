"""The public site: what may be published, and nothing else.

Who finds a page learns what stands on it and no more. The private page of a student bears no name. A superseded page does not
tell its successor's code: that is the holder's to give. Why a certificate was revoked stays in the register.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from certbuild.site.certificates import certificate_pages
from certbuild.site.listing import course_pages
from certbuild.site.pages import Draft, Pages, assets, host_headers
from certbuild.site.results import own_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from certbuild.model import Certificate, Overview

SCRIPTS = ("table.js", "verify.js")
UNLOCKING = "unlock.js"
"""Needed where results are sealed."""
ROBOTS = b"User-agent: *\nDisallow: /\n"


def public_site(
    pages: Pages, overview: Overview, place: Callable[[Certificate], Path], cards: Mapping[str, str] | None = None
) -> Iterator[Draft]:
    """Yield every file of ``build/site`` but the `cards`; they and `place` are those of `certificate_pages`."""
    yield from course_pages(pages, overview)
    yield from certificate_pages(pages, overview.certificates, place, cards or {})
    for entry in overview.entries:
        if entry.address:
            yield own_page(pages, entry, entry.address)
    yield Draft("404.html", pages.digest("404"), partial(pages.page_anywhere, "404.html"))
    yield Draft("robots.txt", "program", lambda: ROBOTS)
    yield Draft(".nojekyll", "program", bytes)
    yield Draft("_headers", "program", host_headers)
    yield from assets(*SCRIPTS, *([UNLOCKING] if pages.course.site.protected else []))
