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


class CourseFacts(Struct, frozen=True):
    """``course`` in a template."""

    title: str
    code: str
    language: str
    """As ``<html lang>`` wants it."""
    direction: str
    """In which the language is written, as ``<html dir>`` wants it: ``ltr`` or ``rtl``."""


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
    """In the course's language: 23 November 2026."""
    valid_until: str
    """The last day on which it is valid, in the course's language; empty where it does not expire."""
    score: str
    """In the course's language, without trailing zeros: 87.5 or 87,5; empty where there is no score."""
    award: str
    metal: str
    """``gold`` for the highest award of the course, then ``silver``, then ``bronze``."""
    revision: int


class Context(Struct, frozen=True):
    """Everything that a page is made from beside its template."""

    course: CourseFacts
    issuer: IssuerFacts
    student: StudentFacts
    certificate: CertificateFacts
    strings: Mapping[str, str]
    """The words of template.toml in the course's language, with those of course.toml in their place."""
    colours: Mapping[str, str]
    """By name: ``ink``, ``accent``, and what takes the accent's place for lower awards: ``silver``, ``bronze``."""
    paper: Paper
