"""What a certificate's page answers, whatever became of the certificate."""

from __future__ import annotations

from datetime import date

import pytest
from campus import (
    BILBO,
    CODES,
    EVERYONE,
    certificate_page,
    ended,
    enrolled,
    leaks,
    make_course,
    make_overview,
    public_files,
    seen,
)
from msgspec.structs import replace

from certbuild.model import CertificateState

OLD = "SSSS-0000-1111-2222"


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (CertificateState.SUPERSEDED, "Superseded on 1 December 2026"),
        (CertificateState.WITHDRAWN, "Withdrawn on 1 December 2026"),
        (CertificateState.REVOKED, "Revoked on 1 December 2026"),
        (CertificateState.EXPIRED, "Expired: it was valid until 1 December 2026"),
    ],
)
def test_a_certificate_that_holds_no_more(state: CertificateState, answer: str) -> None:
    """The page says first what became of it and when, then what was printed; there is no PDF and nothing about why."""
    overview = make_overview(*EVERYONE, earlier=(ended(BILBO, state, OLD, "copied from a friend"),))
    files = public_files(overview=overview)
    page = certificate_page(files, OLD)
    assert answer in page
    assert f'<h1 class="answer" data-state="{state}">' in files[f"c/{OLD}/index.html"].decode()
    assert "Valid." not in page
    assert "issued to Bilbo Baggins on 23 November 2026 and is no longer valid" in page
    for printed in ("TBA-2026-0001", OLD, "95 %", "Pass"):
        assert printed in page
    assert "copied" not in page
    assert f"c/{OLD}/certificate.pdf" not in files


@pytest.mark.parametrize(
    ("language", "answer", "field"),
    [
        ("en-GB", "Valid until 23 November 2028. Issued to Bilbo Baggins", "Valid until23 November 2028 Issued by"),
        ("de", "Gültig bis 23. November 2028. Ausgestellt für Bilbo Baggins", "Gültig bis23. November 2028 Ausgestellt von"),
        ("sv", "Valid until 23 november 2028. Issued to Bilbo Baggins", "Valid until23 november 2028 Issued by"),
    ],
)
def test_valid_until(language: str, answer: str, field: str) -> None:
    """The answer of a certificate that will expire holds its last day, so that an old page does not promise too much."""
    assert BILBO.certificate
    held = replace(BILBO, certificate=replace(BILBO.certificate, valid_until=date(2028, 11, 23)))
    page = certificate_page(public_files(make_course(course={"language": language}), make_overview(held)), CODES[1])
    assert answer in page
    assert field in page
    assert "Valid." not in page


def test_superseded_page_keeps_the_new_code() -> None:
    """The page of an old code neither tells nor links the new one, which is the holder's to give."""
    overview = make_overview(*EVERYONE, earlier=(ended(BILBO, CertificateState.SUPERSEDED, OLD),))
    page = public_files(overview=overview)[f"c/{OLD}/index.html"].decode()
    assert CODES[1] not in page


def test_score_as_printed() -> None:
    """The score stands as it does on the paper, without needless zeros and in the course's language."""
    overview = make_overview(enrolled("Bilbo Baggins", 1, "95.0"), enrolled("Rosie Cotton", 2, "87.5"))
    files = public_files(make_course(course={"language": "de"}), overview)
    assert "Ergebnis95 %" in certificate_page(files, CODES[1]).replace(" 95", "95")
    assert "87,5 %" in certificate_page(files, CODES[2])
    assert "23. November 2026" in certificate_page(files, CODES[1])


def test_award_without_score() -> None:
    """A certificate that was awarded without a score has a page without one."""
    files = public_files(overview=make_overview(enrolled("Bilbo Baggins", 1, None)))
    assert "Score" not in certificate_page(files, CODES[1])


def test_deleted_file() -> None:
    """A certificate whose file was deleted has no page, no list leads to one, and the form does not know its code."""
    assert BILBO.certificate
    overview = make_overview()
    overview = replace(overview, certificates=tuple(c for c in overview.certificates if c is not BILBO.certificate))
    files = public_files(make_course(site={"listing": "name", "show_scores": True}), overview)
    assert not any(CODES[1] in path for path in files)
    assert not any(CODES[1] in link for link in seen(files["index.html"]).links)
    assert len(public_files()["verify/codes.js"]) - len(files["verify/codes.js"]) == 8


def test_all_that_is_printed() -> None:
    """The page says what any template prints: the course's code, both who sign, and each text in all languages of the paper."""
    course = make_course(
        issuer={"second_signatory": "Gerontius Took", "second_role": "Dean"},
        certificate={
            "languages": ("en-GB", "de"),
            "translations": {"de": {"There and Back Again": "Hin und zurück", "Pass": "Bestanden", "Dean": "Dekan"}},
        },
    )
    files = public_files(course)
    page = certificate_page(files, CODES[1])
    assert "CourseThere and Back Again · Hin und zurück (TBA)" in page
    assert "AwardPass · Bestanden" in page
    assert "Green Dragon School, Belladonna Took (Head of Studies), Gerontius Took (Dean · Dekan)" in page
    assert '<bdi lang="de">Hin und zurück</bdi>' in files[f"c/{CODES[1]}/index.html"].decode()
    assert leaks(course, make_overview(), files) == []


def test_how_to_check() -> None:
    """Three steps say how the certificate is checked; one that has ended is not compared word by word, its file still is."""
    overview = make_overview(*EVERYONE, earlier=(ended(BILBO, CertificateState.SUPERSEDED, OLD),))
    files = public_files(overview=overview)
    valid, old = certificate_page(files, CODES[1]), certificate_page(files, OLD)
    for step in ("word by word", "the issuer’s own", "drop it anywhere on this page"):
        assert step in valid
    assert "word by word" not in old
    assert "drop it anywhere on this page" in old
    assert "01" * 32 in old


def test_pdf_and_checksum() -> None:
    """The PDF stands beside its page under a name that tells nothing; the page gives its SHA-256."""
    files = public_files()
    assert files[f"c/{CODES[1]}/certificate.pdf"].startswith(b"%PDF")
    assert "certificate.pdf" in seen(files[f"c/{CODES[1]}/index.html"]).links
    assert "01" * 32 in certificate_page(files, CODES[1])


def test_pdf_that_is_not_there() -> None:
    """Where there is no PDF to publish, no page links to one; the checksum stays, for whoever has the file."""
    files = public_files(with_pdfs=False)
    assert not [path for path in files if path.endswith(".pdf")]
    assert "certificate.pdf" not in seen(files[f"c/{CODES[1]}/index.html"]).links
    assert "01" * 32 in certificate_page(files, CODES[1])
