"""What the public site shows, and to whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom

SCORES = {"Ada Byron": 9, "Bea Cole": 9.2, "Cyd Lowe": 5, "Dov Marx": 8.8, "Eva Nash": 9.7, "Flo Orr": 3}


@pytest.fixture
def built(classroom: Classroom) -> Classroom:
    """Return a course of six that has been built."""
    classroom.write_marks({name: [mark] * 10 for name, mark in SCORES.items()})
    assert classroom.run("build").code == 0
    return classroom


def _with_site(classroom: Classroom, settings: str) -> str:
    course = classroom.root / "input" / "course.toml"
    text = course.read_text(encoding="utf-8")
    course.write_text(text.replace("[site]\n", f"[site]\n{settings}\n"), encoding="utf-8")
    assert classroom.run("build").code == 0
    return _read(classroom.root / "build" / "site" / "index.html")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_results_by_code(built: Classroom) -> None:
    """By default results stand under secret codes in an order that tells nothing, with scores and without names."""
    page = _read(built.root / "build" / "site" / "index.html")
    codes = re.findall(r'class="code">([0-9A-Z-]{9})<', page)
    assert len(codes) == 6
    assert codes == sorted(codes)
    assert "97.0" in page
    assert not any(name in page for name in SCORES)
    assert 'href="c/' not in page


def test_results_by_name(built: Classroom) -> None:
    """A list of names shows only who passed, no scores, and no way to the pages where scores stand."""
    page = _with_site(built, 'listing = "name"')
    assert "Ada Byron" in page
    assert "Flo Orr" not in page
    assert "90.0" not in page
    assert 'href="c/' not in page


def test_results_by_name_with_scores(built: Classroom) -> None:
    """Where the teacher says so, names stand with scores and lead to the certificates."""
    page = _with_site(built, 'listing = "name"\nshow_scores = true')
    code = built.student("ada")["certificate"]["code"]
    assert f'<a href="c/{code}/index.html">Ada Byron</a>' in page
    assert "30.0" in page


def test_no_results(built: Classroom) -> None:
    """With listing "none" the course page has neither names nor codes nor scores."""
    page = _with_site(built, 'listing = "none"\nshow_scores = false')
    assert "<table" not in page
    assert "90.0" not in page


def test_certificate_page(built: Classroom) -> None:
    """The page of a code gives the answer first, then every printed field, the PDF and its digest."""
    certificate = built.student("ada")["certificate"]
    folder = built.root / "build" / "site" / "c" / certificate["code"]
    page = _read(folder / "index.html")
    assert "<strong>Valid.</strong> Issued to Ada Byron on November 23, 2026" in page
    for printed in ("Foundations of Adventuring", "Evening School", "90.0 %", "Pass", certificate["number"], certificate["code"]):
        assert printed in page
    pdf = (folder / "certificate.pdf").read_bytes()
    assert pdf == (built.root / certificate["file"]).read_bytes()
    digest = built.run("verify", str(folder / "certificate.pdf"), "--json").json["files"][0]
    assert digest["valid"]


def test_pdfs_may_stay_at_home(built: Classroom) -> None:
    """With publish_pdf = false no PDF is in the public folder, and no page leads to one."""
    _with_site(built, "publish_pdf = false")
    site = built.files("build/site")
    assert not [path for path in site if path.endswith(".pdf")]
    assert not [path for path, data in site.items() if b"certificate.pdf" in data]


def test_private_result_page(built: Classroom) -> None:
    """A student's own page explains the score, and does not tell whose it is."""
    pages = [data.decode() for path, data in built.files("build/site/r").items()]
    assert len(pages) == 6
    (page,) = [text for text in pages if '<p class="score">97.0' in text]
    assert "Activity 10" in page
    assert "Eva" not in page


def test_every_page_asks_not_to_be_indexed(built: Classroom) -> None:
    """Every page says noindex, and nothing is loaded from elsewhere."""
    pages = {path: data.decode() for path, data in built.files("build/site").items() if path.endswith(".html")}
    assert len(pages) > 10
    for page in pages.values():
        assert '<meta name="robots" content="noindex' in page
        assert not re.search(r'(src|href)="(https?:)?//', page)
    assert built.files("build/site")["robots.txt"] == b"User-agent: *\nDisallow: /\n"


def test_hostile_names(classroom: Classroom) -> None:
    """A name made of markup is text everywhere."""
    classroom.write_marks({"<script>alert(1)</script> O'Neil": [9] * 10, "Cyd Lowe": [5] * 10})
    assert classroom.run("build").code == 0
    for path, data in classroom.files().items():
        if path.endswith(".html"):
            assert b"<script>alert" not in data, path
