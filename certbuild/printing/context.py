"""What a template may know: one declared record for each name in it, all text ready for print.

A page is made from this record and its template alone, and so is the fingerprint of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

LOGO = "/course/logo"
SIGNATURE = "/course/signature"
SECOND_SIGNATURE = "/course/second-signature"
BACKGROUND = "/course/background"
"""Addresses of the course's images inside a template."""

METALS = ("gold", "silver", "bronze")
"""Accents of the awards, from the highest down; every lower one has the last."""


class Paper(Struct, frozen=True):
    """The sheet: ``paper`` in a template; sides in millimetres."""

    width: float
    height: float
    background: str = ""
    """Address of an image that covers it, which stands there already; empty where a template draws its own artwork."""
    bleed: float = 0
    """So far, in millimetres, artwork that reaches the edges goes beyond them; for print shops, which cut it off."""


class CourseFacts(Struct, frozen=True):
    """``course`` in a template."""

    title: str
    code: str
    language: str
    """Of the sheet, as ``lang`` wants it."""
    direction: str
    """In which the language is written, as ``dir`` wants it: ``ltr`` or ``rtl``."""


class IssuerFacts(Struct, frozen=True):
    """``issuer`` in a template; what course.toml leaves out is empty."""

    name: str
    signatory: str
    role: str
    logo: str
    """Address of the image for ``src``."""
    signature: str
    """Address of the image for ``src``."""
    second_signatory: str
    second_role: str
    second_signature: str
    """Address of the image for ``src``."""
    initials: str
    """At most three capitals, for the seal."""


class StudentFacts(Struct, frozen=True):
    """``student`` in a template."""

    name: str
    given: str
    family: str


class MarkFacts(Struct, frozen=True):
    """One of ``certificate.marks`` in a template; what there is not is empty, numbers are in the sheet's language."""

    name: str
    """Of the activity."""
    points: str
    max: str
    percent: str
    weight: str
    """Share of the score in percent; empty where the mark does not count."""
    note: str
    """Why it does not count, or has no points; empty where there is nothing to say."""


class CertificateFacts(Struct, frozen=True):
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
    """In the sheet's language: 23 November 2026."""
    valid_until: str
    """The last day on which it is valid, in the sheet's language; empty where it does not expire."""
    score: str
    """In the sheet's language, without trailing zeros: 87.5 or 87,5; empty where there is no score."""
    award: str
    metal: str
    """``gold`` for the highest award of the course, then ``silver``, then ``bronze``."""
    revision: int
    marks: tuple[MarkFacts, ...]
    """In the order of the gradebook; none where neither course.toml asks for a transcript nor the template for marks."""


class Edition(Struct, frozen=True):
    """One of ``editions`` in a template: the certificate in one language."""

    course: CourseFacts
    issuer: IssuerFacts
    certificate: CertificateFacts
    strings: Mapping[str, str]
    """The words of the template in the sheet's language, with those of course.toml in their place."""


class Context(Struct, frozen=True):
    """Everything that a certificate is made from beside its template."""

    editions: tuple[Edition, ...]
    """At least one; what is in the first one, a template has under its own name, too."""
    student: StudentFacts
    colours: Mapping[str, str]
    """By name: ``ink``, ``accent``, and what takes the accent's place for lower awards: ``silver``, ``bronze``."""
    paper: Paper
    transcript: bool
    """Whether a sheet with the marks follows the certificate."""
    results: str = ""
    """What is attached to the PDF, in JSON; empty where nothing is."""

    @property
    def code(self) -> str:
        """The code of the certificate."""
        return self.editions[0].certificate.code
