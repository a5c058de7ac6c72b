"""Tells of a PDF whether it is one that we issued, to the last byte, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certbuild.errors import CertbuildError, Problem
from certbuild.files import sha256_of_file
from certbuild.model import CertificateState
from certbuild.register import opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from certbuild.layout import Layout
    from certbuild.model import Certificate


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the register says of one file."""

    file: Path
    certificate: Certificate | None
    """None where no certificate was ever rendered with these bytes."""

    @property
    def valid(self) -> bool:
        """Whether the certificate is genuine and stands."""
        return self.certificate is not None and self.certificate.valid

    @property
    def sentence(self) -> str:
        """The answer, in one line."""
        certificate = self.certificate
        if certificate is None:
            return "unknown: not one of this register's certificates, or changed since"
        score = f", {certificate.score} %" if certificate.score else ""
        issued = f"{certificate.number}, issued to {certificate.holder} on {certificate.issued_on}: {certificate.award}{score}"
        until = f"valid until {certificate.valid_until}" if certificate.valid_until else "valid"
        match certificate.state:
            case CertificateState.ISSUED:
                return f"{until}: {issued}"
            case CertificateState.EXPIRED:
                return f"expired, was {until}: {issued}"
        return f"{certificate.state} on {certificate.ended_on}: {issued}"


def verify_files(layout: Layout, files: Iterable[Path], today: date) -> list[Verdict]:
    """Look every file up in the register by its SHA-256; raise `CertbuildError` where one cannot be read."""
    digests = {file: sha256_of_file(file) for file in files}
    if missing := [file for file, digest in digests.items() if digest is None]:
        raise CertbuildError(*(Problem(str(file), "there is no such file", "check the spelling") for file in missing))
    with opened(layout.register) as register:
        by_code = {certificate.code: certificate for certificate in register.certificates(today)}
        codes = {file: register.code_of(digest or "") for file, digest in digests.items()}
    return [Verdict(file, by_code.get(code or "")) for file, code in codes.items()]
