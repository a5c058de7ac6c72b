"""The facts of a certificate: what course.toml and the register say of it, as its template may print it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from msgspec.structs import asdict

from certbuild.model import LineState
from certbuild.printing.context import (
    LOGO,
    METALS,
    SECOND_SIGNATURE,
    SIGNATURE,
    CertificateFacts,
    Context,
    CourseFacts,
    Edition,
    IssuerFacts,
    MarkFacts,
    StudentFacts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from certbuild.config import Course
    from certbuild.model import Certificate, RecordedMark
    from certbuild.printing.template import Template


class Facts:
    """What all certificates of a course in one template have in common, and each one's page beside it."""

    def __init__(self, course: Course, template: Template) -> None:
        self._base = course.site.base_url
        self._awards = [tier.name for tier in reversed(course.tiers)]
        self._languages = [_Language(course, language, strings) for language, strings in template.strings.items()]
        self._colours, self._paper = template.colours, template.paper
        self._transcript = course.certificate.transcript and not template.marks
        self._marks = self._transcript or template.marks
        self._attached = course.certificate.attach_results
        self._course = course
        common = [(language.course, language.issuer) for language in self._languages]
        told = json.dumps([template.digest, common, self._transcript], sort_keys=True, default=asdict)
        self._digest = hashlib.sha256(told.encode())

    def context(self, certificate: Certificate) -> Context:
        """Put together what the pages of one certificate show."""
        url = f"{self._base}{certificate.folder}" if self._base else certificate.code
        marks = certificate.marks if self._marks else ()
        metal = self._metal(certificate.award)
        return Context(
            editions=tuple(language.edition(certificate, url, metal, marks) for language in self._languages),
            student=StudentFacts(certificate.holder, certificate.given, certificate.family),
            colours=self._colours,
            paper=self._paper,
            transcript=self._transcript,
            results=results_of(self._course, certificate) if self._attached else "",
        )

    def fingerprint(self, context: Context) -> str:
        """Return a digest of all that a page is made from, by content.

        These are what the template may know of the certificate, the template's files and words, the issuer's images and
        the fonts; not where files stand, and no version of a program.
        """
        digest = self._digest.copy()
        told: list[object] = [asdict(context.student), *(asdict(edition.certificate) for edition in context.editions)]
        told += [context.results] if context.results else []
        digest.update(json.dumps(told, sort_keys=True, ensure_ascii=False, default=asdict).encode())
        return digest.hexdigest()

    def _metal(self, award: str) -> str:
        """Return the accent of an award; one that course.toml no longer knows counts as the lowest."""
        rank = self._awards.index(award) if award in self._awards else len(self._awards) - 1
        return METALS[min(rank, len(METALS) - 1)]


class _Language:
    """How one of the languages says what is printed."""

    def __init__(self, course: Course, language: str, strings: Mapping[str, str]) -> None:
        self._locale = Locale.parse(language, sep="-")
        self._translations = course.certificate.translations_to(language)
        self._strings = strings
        issuer = course.issuer
        title, direction = self._said(course.about.title), self._locale.text_direction
        self.course = CourseFacts(title=title, code=course.code, language=language, direction=direction)
        self.issuer = IssuerFacts(
            name=self._said(issuer.name),
            signatory=self._said(issuer.signatory),
            role=self._said(issuer.role),
            logo=issuer.logo and LOGO,
            signature=issuer.signature and SIGNATURE,
            second_signatory=self._said(issuer.second_signatory),
            second_role=self._said(issuer.second_role),
            second_signature=issuer.second_signature and SECOND_SIGNATURE,
            initials=initials(self._said(issuer.name)),
        )

    def edition(self, certificate: Certificate, url: str, metal: str, marks: Iterable[RecordedMark]) -> Edition:
        """Put together what a sheet in this language says."""
        facts = CertificateFacts(
            number=certificate.number,
            code=certificate.code,
            url=url,
            address=url.partition("://")[2],
            issued_on=certificate.issued_on.isoformat(),
            date=_day(certificate.issued_on, self._locale),
            valid_until=_day(certificate.valid_until, self._locale) if certificate.valid_until else "",
            score=self._number(certificate.score),
            award=self._said(certificate.award),
            metal=metal,
            revision=certificate.revision,
            marks=tuple(map(self._mark, marks)),
        )
        return Edition(self.course, self.issuer, facts, self._strings)

    def _mark(self, mark: RecordedMark) -> MarkFacts:
        return MarkFacts(
            name=self._said(mark.name),
            points=self._number(mark.points),
            max=self._number(mark.max),
            percent=self._number(mark.percent),
            weight=self._number(mark.weight),
            note="" if mark.state is LineState.GRADED else self._strings[mark.state],
        )

    def _said(self, text: str) -> str:
        return self._translations.get(text, text)

    def _number(self, exact: str) -> str:
        return exact and _number(exact, self._locale)


@lru_cache(1 << 10)
def _day(day: date, locale: Locale) -> str:
    return format_date(day, format="long", locale=locale)


@lru_cache(1 << 12)
def _number(exact: str, locale: Locale) -> str:
    return format_decimal(Decimal(exact), format="0.####", locale=locale)


def results_of(course: Course, certificate: Certificate) -> str:
    """Return what a certificate says in JSON, for programs; numbers are exact decimal texts, null where there is none."""
    document = {
        "course": {"title": course.about.title, "code": course.code, "issuer": course.issuer.name},
        "certificate": {
            "number": certificate.number,
            "code": certificate.code,
            "revision": certificate.revision,
            "issued_on": certificate.issued_on.isoformat(),
            "valid_until": certificate.valid_until and certificate.valid_until.isoformat(),
            "holder": certificate.holder,
            "score": certificate.score or None,
            "award": certificate.award,
        },
        "activities": [
            {
                "name": mark.name,
                "state": mark.state,
                "points": mark.points or None,
                "max": mark.max or None,
                "percent": mark.percent or None,
                "weight": mark.weight or None,
            }
            for mark in certificate.marks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def initials(name: str) -> str:
    """Return the capitals that a name's words begin with, at most three ("University of the Shire" → "US")."""
    capitals = [word[0] for word in name.replace("-", " ").split() if word[0].isupper()]
    return "".join(capitals[:3]) or name[:1].upper()
