"""Tells of a PDF whether it is one that we issued, to the last byte, and whether it still stands.

The only module that knows pypdf: what has been saved anew, signed or forged comes from any program in the world, and
pypdf reads most of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.errors import CertbuildError, Problem
from certbuild.files import sha256_of_file
from certbuild.model import CertificateState
from certbuild.register import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from certbuild.layout import Layout
    from certbuild.model import Certificate


class Verdict(Struct, frozen=True):
    """What the register says of one file."""

    file: Path
    certificate: Certificate | None
    """None where no certificate was ever rendered with these bytes."""
    bears_code_of: Certificate | None = None
    """Where no certificate was: the one whose code stands on it, or in its links; None also where it is more than one."""

    @property
    def valid(self) -> bool:
        """Whether the certificate is genuine and stands."""
        return self.certificate is not None and self.certificate.valid

    @property
    def sentence(self) -> str:
        """The answer, in one line."""
        certificate = self.certificate
        if certificate is None:
            unknown = "unknown: not one of this register's certificates, or changed since"
            other = self.bears_code_of
            if other is None:
                return unknown
            return f"{unknown}; it bears the code of {_issued(other)} (the original is {'valid' if other.valid else other.state})"
        issued = _issued(certificate)
        until = f"valid until {certificate.valid_until}" if certificate.valid_until else "valid"
        match certificate.state:
            case CertificateState.ISSUED:
                return f"{until}: {issued}"
            case CertificateState.EXPIRED:
                return f"expired, was {until}: {issued}"
        return f"{certificate.state} on {certificate.ended_on}: {issued}"


def _issued(certificate: Certificate) -> str:
    score = f", {certificate.score} %" if certificate.score else ""
    return f"{certificate.number}, issued to {certificate.holder} on {certificate.issued_on}: {certificate.award}{score}"


def verify_files(layout: Layout, files: Iterable[Path], today: date) -> list[Verdict]:
    """Look every file up in the register by its SHA-256; raise `CertbuildError` where one cannot be read.

    What is not there is looked into, for the code of the certificate that it is or pretends to be.
    """
    digests = {file: sha256_of_file(file) for file in files}
    if missing := [file for file, digest in digests.items() if digest is None]:
        raise CertbuildError(*(Problem(str(file), "there is no such file", "check the spelling") for file in missing))
    with opened(layout.register) as register:
        by_code = {certificate.code: certificate for certificate in register.certificates(today)}
        codes = {file: register.code_of(digest or "") for file, digest in digests.items()}
    known = {file: by_code.get(code or "") for file, code in codes.items()}
    return [Verdict(file, found, None if found else _bearer(file, by_code)) for file, found in known.items()]


def _bearer(file: Path, by_code: Mapping[str, Certificate]) -> Certificate | None:
    words = _words(file)
    found = [certificate for code, certificate in by_code.items() if code in words]
    return found[0] if len(found) == 1 else None


def _words(file: Path) -> str:
    """Return the text of a PDF without spaces, and where its links lead; nothing where it is none that can be read."""
    from pypdf import PdfReader  # noqa: PLC0415 - pypdf is heavy, and needed for strange files alone

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    words = ""
    try:
        for page in PdfReader(file).pages:
            words += "".join(page.extract_text().split())
            for annotation in page.annotations or ():
                words += f" {annotation.get_object().get('/A', {}).get('/URI', '')}"
    except Exception:  # noqa: BLE001 - a strange file can be wrong in any way
        return words
    return words
