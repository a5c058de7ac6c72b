"""The facts of a certificate: what course.toml and the register say of it, as its template may print it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal
from msgspec.structs import asdict

from certbuild.printing.context import (
    LOGO,
    METALS,
    SECOND_SIGNATURE,
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


class Facts:
    """What all certificates of a course in one template have in common, and each one's page beside it."""

    def __init__(self, course: Course, template: Template) -> None:
        issuer = course.issuer
        self._base = course.site.base_url
        self._locale = course.about.locale
        self._awards = [tier.name for tier in reversed(course.tiers)]
        self._common: dict[str, Any] = {
            "course": CourseFacts(
                title=course.about.title,
                code=course.code,
                language=course.about.language.replace("_", "-"),
                direction=self._locale.text_direction,
            ),
            "issuer": IssuerFacts(
                name=issuer.name,
                signatory=issuer.signatory,
                role=issuer.role,
                logo=issuer.logo and LOGO,
                signature=issuer.signature and SIGNATURE,
                second_signatory=issuer.second_signatory,
                second_role=issuer.second_role,
                second_signature=issuer.second_signature and SECOND_SIGNATURE,
                initials=initials(issuer.name),
            ),
            "strings": template.strings,
            "colours": template.colours,
            "paper": template.paper,
        }
        told = json.dumps([template.digest, self._common], sort_keys=True, default=asdict)
        self._digest = hashlib.sha256(told.encode())

    def context(self, certificate: Certificate) -> Context:
        """Put together what the page of one certificate shows."""
        url = f"{self._base}c/{certificate.code}/" if self._base else certificate.code
        return Context(
            student=StudentFacts(certificate.holder, certificate.given, certificate.family),
            certificate=CertificateFacts(
                number=certificate.number,
                code=certificate.code,
                url=url,
                address=url.partition("://")[2],
                issued_on=certificate.issued_on.isoformat(),
                date=_day(certificate.issued_on, self._locale),
                valid_until=_day(certificate.valid_until, self._locale) if certificate.valid_until else "",
                score=certificate.score and _score(certificate.score, self._locale),
                award=certificate.award,
                metal=self._metal(certificate.award),
                revision=certificate.revision,
            ),
            **self._common,
        )

    def fingerprint(self, context: Context) -> str:
        """Return a digest of all that a page is made from, by content.

        These are what the template may know of the certificate, the template's files and words, the issuer's images and
        the fonts; not where files stand, and no version of a program.
        """
        digest = self._digest.copy()
        told = json.dumps([asdict(context.student), asdict(context.certificate)], sort_keys=True, ensure_ascii=False)
        digest.update(told.encode())
        return digest.hexdigest()

    def _metal(self, award: str) -> str:
        """Return the accent of an award; one that course.toml no longer knows counts as the lowest."""
        rank = self._awards.index(award) if award in self._awards else len(self._awards) - 1
        return METALS[min(rank, len(METALS) - 1)]


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
