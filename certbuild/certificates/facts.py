"""The facts of a certificate: what course.toml and the register say of it, as its template may print it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal

from certbuild.printing.context import (
    LOGO,
    METALS,
    SIGNATURE,
    CertificateFacts,
    Context,
    CourseFacts,
    IssuerFacts,
    StudentFacts,
)

if TYPE_CHECKING:
    from datetime import date

    from babel import Locale

    from certbuild.config import Course
    from certbuild.model import Certificate
    from certbuild.printing.template import Template


def context_of(course: Course, certificate: Certificate, template: Template) -> Context:
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
        strings=template.strings,
        paper=template.paper,
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


def fingerprint_of(template: Template, context: Context) -> str:
    """Return a digest of all that a page is made from, by content.

    These are what the template may know of the certificate, the template's files and words, the issuer's images and the
    fonts; not where files stand, and no version of a program.
    """
    data = json.dumps([template.digest, context], sort_keys=True, ensure_ascii=False, default=_fields)
    return hashlib.sha256(data.encode()).hexdigest()


def _fields(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any record of `context`
    """Return a record as a mapping; `asdict`, which also copies what is in it, takes ten times as long."""
    return {name: getattr(record, name) for name in record.__slots__}
