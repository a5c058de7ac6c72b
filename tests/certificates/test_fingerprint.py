"""When a certificate has to be made again."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from printshop import make_certificate, make_course, make_template

from certbuild.certificates import fingerprints
from certbuild.model import CertificateState

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate


def fingerprint(course: Course, certificate: Certificate) -> str:
    """Return the fingerprint of one certificate."""
    return fingerprints(course, [certificate])[certificate.code]


@pytest.mark.parametrize(
    "change",
    [
        {"given": "Frodo"},
        {"score": "96.0"},
        {"award": "Merit"},
        {"issued_on": date(2026, 12, 1)},
        {"valid_until": date(2028, 11, 23)},
        {"code": "0000-0000"},
        {"number": "1"},
    ],
)
def test_everything_printed_counts(change: dict[str, object], tmp_path: Path) -> None:
    """Another name, score, award, date, code or number is another page."""
    course = make_course(tmp_path)
    certificate = make_certificate()
    assert fingerprint(course, certificate) == fingerprint(course, replace(certificate))
    assert fingerprint(course, certificate) != fingerprint(course, replace(certificate, **change))


def test_what_the_register_notes_about_it_does_not_count(tmp_path: Path) -> None:
    """State, end, reason and digests of a certificate do not change its page."""
    course = make_course(tmp_path)
    noted = make_certificate(
        state=CertificateState.REVOKED, ended_on=date(2027, 1, 1), reason="r", fingerprint="f", sha256="s", key="other"
    )
    assert fingerprint(course, noted) == fingerprint(course, make_certificate())


def test_trailing_zeros_of_a_score_do_not_count(tmp_path: Path) -> None:
    """What is printed is the same, so the page is."""
    course = make_course(tmp_path)
    assert fingerprint(course, make_certificate(score="95.00")) == fingerprint(course, make_certificate(score="95"))


@pytest.mark.parametrize(
    "tables",
    [
        {"course": {"title": "Other"}},
        {"course": {"language": "de"}},
        {"issuer": {"role": "Other"}},
        {"site": {"base_url": "https://example.org/other/"}},
        {"certificate": {"template": "letter"}},
        {"certificate": {"strings": {"en": {"title": "Other"}}}},
    ],
)
def test_settings_that_are_printed_count(tables: dict[str, object], tmp_path: Path) -> None:
    """Another title, language, issuer, address, template or wording is another page."""
    certificate = make_certificate()
    assert fingerprint(make_course(tmp_path, **tables), certificate) != fingerprint(make_course(tmp_path), certificate)


def test_settings_that_are_not_printed_do_not_count(tmp_path: Path) -> None:
    """Grading and the site's listing leave the page alone."""
    other = make_course(tmp_path, grading={"missing": "zero"}, site={"listing": "name"})
    assert fingerprint(other, make_certificate()) == fingerprint(make_course(tmp_path), make_certificate())


def test_files_count_by_content_not_by_place(tmp_path: Path) -> None:
    """A course that was moved has the same pages; a template or signature that was changed has others."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "signature.svg").write_text("<svg/>", encoding="utf-8")
    tables = {"certificate": {"template": "own"}, "issuer": {"signature": "signature.svg"}}
    make_template(make_course(here, **tables))
    shutil.copytree(here, there)
    before = fingerprint(make_course(here, **tables), make_certificate())
    assert fingerprint(make_course(there, **tables), make_certificate()) == before
    (there / "signature.svg").write_text("<svg />", encoding="utf-8")
    signed = fingerprint(make_course(there, **tables), make_certificate())
    assert signed != before
    (there / "templates/own/style.css").write_text("p { color: red }", encoding="utf-8")
    assert fingerprint(make_course(there, **tables), make_certificate()) not in {before, signed}
