"""What a template may know: one declared record for each name in it, all text ready for print.

A page is made from this record and its template alone, and so is the fingerprint of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from babel import Locale

    from certbuild.config import Course
    from certbuild.model import Certificate

LOGO = "/course/logo"
SIGNATURE = "/course/signature"
"""Addresses of the issuer's images inside a template."""

METALS = ("gold", "silver", "bronze")
"""Accents of the awards, from the highest down; every lower one has the last."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet: ``paper`` in a template; sides in millimetres."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """``course`` in a template."""

    title: str
    code: str
    language: str
    """As ``<html lang>`` wants it."""


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """``issuer`` in a template; what course.toml leaves out is empty."""

    name: str
    signatory: str
    role: str
    logo: str
    """Address of the image for ``src``."""
    signature: str
    """Address of the image for ``src``."""
    initials: str
    """At most three capitals, for the seal."""


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """``student`` in a template."""

    name: str
    given: str
    family: str


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """``certificate`` in a template."""

    number: str
    code: str
    url: str
    """Address of the certificate's page, or the code alone while course.toml has no base_url."""
    address: str
    """The same for reading: without ``https://``; empty without base_url."""
    issued_on: str
    """As 2026-11-23."""
    date: str
    """In the course's language: 23 November 2026."""
    valid_until: str
    """The last day on which it is valid, in the course's language; empty where it does not expire."""
    score: str
    """In the course's language, without trailing zeros: 87.5 or 87,5; empty where there is no score."""
    award: str
    metal: str
    """``gold`` for the highest award of the course, then ``silver``, then ``bronze``."""
    revision: int


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a page is made from beside its template."""

    course: CourseFacts
    issuer: IssuerFacts
    student: StudentFacts
    certificate: CertificateFacts
    strings: Mapping[str, str]
    """The words of template.toml in the course's language, with those of course.toml in their place."""
    paper: Paper


def context_of(course: Course, certificate: Certificate, strings: Mapping[str, str], paper: Paper) -> Context:
    """Put together what the page of one certificate shows."""
    locale = course.about.locale
    base = course.site.base_url
    url = f"{base}c/{certificate.code}/" if base else certificate.code
    issuer = course.issuer
    return Context(
        course=CourseFacts(course.about.title, course.code, course.about.language.replace("_", "-")),
        issuer=IssuerFacts(
            name=issuer.name,
            signatory=issuer.signatory,
            role=issuer.role,
            logo=issuer.logo and LOGO,
            signature=issuer.signature and SIGNATURE,
            initials=initials(issuer.name),
        ),
        student=StudentFacts(certificate.holder, certificate.given, certificate.family),
        certificate=CertificateFacts(
            number=certificate.number,
            code=certificate.code,
            url=url,
            address=url.partition("://")[2],
            issued_on=certificate.issued_on.isoformat(),
            date=_day(certificate.issued_on, locale),
            valid_until=_day(certificate.valid_until, locale) if certificate.valid_until else "",
            score=certificate.score and _score(certificate.score, locale),
            award=certificate.award,
            metal=_metal(course, certificate.award),
            revision=certificate.revision,
        ),
        strings=strings,
        paper=paper,
    )


@lru_cache(1 << 10)
def _day(day: date, locale: Locale) -> str:
    return format_date(day, format="long", locale=locale)


@lru_cache(1 << 10)
def _score(score: str, locale: Locale) -> str:
    return format_decimal(Decimal(score), format="0.####", locale=locale)


def initials(name: str) -> str:
    """Return the capitals that a name's words begin with, at most three ("University of the Shire" → "US")."""
    capitals = [word[0] for word in name.replace("-", " ").split() if word[0].isupper()]
    return "".join(capitals[:3]) or name[:1].upper()


def _metal(course: Course, award: str) -> str:
    """Return the accent of an award; one that course.toml no longer knows counts as the lowest."""
    names = [tier.name for tier in reversed(course.tiers)]
    rank = names.index(award) if award in names else len(names) - 1
    return METALS[min(rank, len(METALS) - 1)]
