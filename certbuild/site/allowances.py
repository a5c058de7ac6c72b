"""What each page of the public site may tell, and each PDF on it; `leaks` finds what they tell beyond that."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.fonts import font_face_css
from certbuild.resources import site_templates
from certbuild.site.leaks import EMAIL, forms_of, numbers_in, plain
from certbuild.site.listing import is_listed
from certbuild.site.public import SCRIPTS, UNLOCKING
from certbuild.site.webfonts import file_name, web_faces
from certbuild.text import printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certbuild.config import Course
    from certbuild.model import Certificate, Overview


_TABLE = re.compile(r"page-\d+\.html|rows-\d+\.js")
"""The further pages of the course page's table, and what has their rows for searching."""


class Allowance(Struct, frozen=True):
    """What one page may tell."""

    phrases: tuple[str, ...] = ()
    codes: Collection[str] = ()
    names: Collection[str] = ()
    """Full names, as `plain` gives them."""
    scores: bool = False
    numbers: Collection[str] = ()
    """Numbers that are no scores there, with a decimal point."""
    addresses: Collection[str] = ()
    """E-mail addresses."""


class Allowances:
    """What each page may tell."""

    def __init__(self, course: Course, overview: Overview, printed_on_all: Iterable[str] = ()) -> None:
        by_name = course.site.listing == "name"
        codes = {certificate.code for certificate in overview.certificates}
        codes |= {entry.address.code for entry in overview.entries if entry.address}
        names = {plain(entry.result.student.name) for entry in overview.entries if by_name and is_listed(course, entry)}
        least = {printed(max(tier.from_, course.grading.pass_mark)) for tier in course.tiers}
        self._course_page = Allowance((), codes, names, scores=course.site.scores_shown, numbers=least)
        self._results = {f"{e.address.folder}index.html": e for e in overview.entries if e.address}
        self._certificates = {f"{certificate.folder}index.html": certificate for certificate in overview.certificates}
        self._pdfs = {f"{certificate.folder}certificate.pdf": certificate for certificate in overview.certificates}
        students = {entry.result.student.email.casefold() for entry in overview.entries}
        said = "\n".join(printed_on_all)
        self._numbers = numbers_in(said)
        self._addresses = {address for address in EMAIL.findall(said) if address.casefold() not in students}

    def of(self, path: str) -> Allowance:
        """Return what a page may tell."""
        if path == "index.html" or _TABLE.fullmatch(path):
            return self._course_page
        if (entry := self._results.get(path)) and entry.address:
            marks = {printed(mark) for line in entry.result.lines for mark in (line.points, line.max) if mark is not None}
            return Allowance((entry.address.token, *marks), scores=True)
        if certificate := self._certificates.get(path):
            return Allowance(_phrases_of(certificate), {certificate.code})
        if certificate := self._pdfs.get(path):
            phrases = _phrases_of(certificate)
            upper = [phrase.upper() for phrase in phrases]
            own = plain(certificate.holder), plain(f"{certificate.family} {certificate.given}")
            return Allowance((*phrases, *upper), {certificate.code}, own, numbers=self._numbers, addresses=self._addresses)
        return Allowance(numbers=_numbers_of_program() if path.endswith((".css", ".js")) else ())


def _phrases_of(certificate: Certificate) -> tuple[str, ...]:
    """Return what a certificate's page and PDF may tell, beside its code."""
    told = forms_of(Decimal(certificate.score)) if certificate.score else set()
    figures = [figure for mark in certificate.marks for figure in (mark.points, mark.max, mark.percent, mark.weight) if figure]
    told.update(figures, (printed(round(Decimal(figure), 4)) for figure in figures))
    numbers = sorted({form.replace(".", sign) for form in told for sign in ".,"})
    activities = [mark.name for mark in certificate.marks]
    phrases = (certificate.holder, certificate.award, certificate.number, certificate.sha256, *numbers, *activities)
    return tuple(filter(None, phrases))


@cache
def _numbers_of_program() -> frozenset[str]:
    """Return the numbers in the style and scripts of the public site that come with the program: they are no one's score."""
    texts = [(site_templates() / name).read_text(encoding="utf-8") for name in ("style.css", *SCRIPTS, UNLOCKING)]
    return frozenset(number for text in (*texts, font_face_css(web_faces(), file_name)) for number in numbers_in(text))
