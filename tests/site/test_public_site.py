"""What the course page and the students' own pages show, and to whom."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from campus import (
    BILBO,
    CODES,
    EVERYONE,
    FRODO,
    LOBELIA,
    ROSIE,
    enrolled,
    make_course,
    make_overview,
    public_files,
    seen,
    text_of,
)

from certbuild.model import Condition, Standing

if TYPE_CHECKING:
    from conftest import Classroom

NAMES = [entry.result.student.name for entry in EVERYONE]


def _course_page(**site: object) -> bytes:
    return public_files(make_course(site=site))["index.html"]


def test_results_by_code() -> None:
    """By default results stand under secret codes in an order that tells nothing, with scores and without names."""
    shuffled = make_overview(*reversed(EVERYONE))
    page = public_files(overview=shuffled)["index.html"]
    codes = re.findall(r'class="code" dir="ltr">([0-9A-Z-]{9})<', page.decode())
    assert len(codes) == 6
    assert codes == sorted(codes)
    assert "ZX04-7K3M not awarded 61.8" in text_of(page)
    assert not any(name in text_of(page) for name in NAMES)
    assert not any(link.startswith("c/") for link in seen(page).links)


def test_results_by_name() -> None:
    """A list of names shows only who passed, no scores, and no way to the pages where scores stand."""
    page = _course_page(listing="name")
    assert "Bilbo Baggins" in text_of(page)
    assert "Lobelia" not in text_of(page)
    assert "95" not in text_of(page)
    assert "<svg" not in page.decode()
    assert not any(link.startswith("c/") for link in seen(page).links)


def test_results_by_name_with_scores() -> None:
    """Where the teacher says so, names stand with scores and lead to the certificates."""
    page = _course_page(listing="name", show_scores=True)
    assert "Lobelia Bracegirdle not awarded 61.8" in text_of(page)
    assert f"c/{CODES[1]}/index.html" in seen(page).links


def test_who_takes_no_part_any_more() -> None:
    """Nobody is named on the course page as one who takes no part, and such scores are not in the distribution."""
    otho = enrolled("Otho Baggins", 7, "20.0", Standing.WITHHELD, lapsed=True)
    course = make_course(site={"listing": "name", "show_scores": True})
    page = public_files(course, make_overview(*EVERYONE, otho))["index.html"]
    assert "Lobelia" in text_of(page)
    assert "Otho" not in text_of(page)
    assert "from 60 to 70" in page.decode()
    assert "from 20 to 30" not in page.decode()


def test_whose_certificate_has_expired() -> None:
    """A list of names says so; one of codes does not, since with the certificate's page it would tell whose code it is."""
    overview = make_overview(BILBO, enrolled("Sam Gamgee", 7, condition=Condition.EXPIRED))
    by_name = text_of(public_files(make_course(site={"listing": "name"}), overview)["index.html"])
    assert "Sam Gamgee awarded Pass expired" in by_name
    assert by_name.count("Pass expired") == 1
    assert "Expired: the certificate’s last day is over" in by_name
    assert "expired" not in text_of(public_files(overview=overview)["index.html"]).lower()


def test_no_results() -> None:
    """With listing "none" the course page has neither names nor codes nor scores, but how many there are."""
    page = _course_page(listing="none")
    assert "<table" not in page.decode()
    assert re.search(r"awarded ?3 .*provisional ?1 .*students in all ?6", text_of(page))


def test_day_of_the_results() -> None:
    """The course page bears the day on which the results last changed, in words."""
    assert "Results as of 23 November 2026" in text_of(_course_page())


def test_distribution_in_words() -> None:
    """The distribution of scores has a text for those who do not see it, with the pass mark in it."""
    page = text_of(_course_page())
    assert "Scores in percent: 1 from 60 to 70, 2 from 80 to 90, 3 from 90 to 100; the pass mark is 80." in page


def test_few_students_have_no_distribution() -> None:
    """Four scores are too few for a drawing: a bar would point at one person."""
    files = public_files(overview=make_overview(*EVERYONE[:4]))
    assert "<svg" not in files["index.html"].decode()


def test_own_page_does_not_tell_whose_it_is() -> None:
    """A student's own page explains the score and bears no name, key or e-mail, nor a way to a page that does."""
    files = public_files()
    for student in EVERYONE:
        assert student.address
        page = files[f"r/{student.address.token}/index.html"]
        text = text_of(page)
        assert f"Your result: {student.result.score} %" in text
        for secret in (student.result.student.name, student.result.student.key, student.result.student.email):
            assert secret not in text
        assert not any("/c/" in link for link in seen(page).links)


def test_own_page_in_full() -> None:
    """A student's own page holds standing, bounds, what is missing, why, and every activity."""
    assert ROSIE.address
    text = text_of(public_files()[f"r/{ROSIE.address.token}/index.html"])
    for told in ("provisional", "Waiting for Final exam", "Lowest still possible85.0 %", "Highest still possible95.0 %"):
        assert told in text.replace("possible ", "possible")
    assert "Still missingFinal exam" in text.replace("missing ", "missing")
    assert re.search(r"Riddles ?17 of 20 ?85\.0 ?50\.0 ?42\.5", text)


def test_numbers_in_the_courses_language() -> None:
    """Scores are written as the course's language writes them."""
    assert LOBELIA.result.score == Decimal("61.8")
    assert "61,8" in text_of(public_files(make_course(course={"language": "fr"}))["index.html"])


def test_every_page_asks_not_to_be_indexed() -> None:
    """Every page says noindex and allows nothing to be loaded from elsewhere."""
    files = public_files()
    pages = [data.decode() for path, data in files.items() if path.endswith(".html")]
    assert len(pages) == 1 + 3 + 6 + 1 + 1
    for page in pages:
        assert '<meta name="robots" content="noindex' in page
        assert "default-src 'none'" in page
        assert not re.search(r'(src|action)="(https?:)?//|<link [^>]*"(https?:)?//', page)
        assert not re.search(r"<script>|\son\w+=", page)
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert files[".nojekyll"] == b""


def test_published_as_issued(classroom: Classroom) -> None:
    """The PDF on the site is byte by byte the one that was issued, and the page tells its digest."""
    assert classroom.run("build").code == 0
    certificate = classroom.student("ada")["certificate"]
    folder = classroom.root / "build" / "site" / "c" / certificate["code"]
    pdf = (folder / "certificate.pdf").read_bytes()
    assert pdf == (classroom.root / certificate["file"]).read_bytes()
    (answer,) = classroom.run("verify", str(folder / "certificate.pdf"), "--json").json["files"]
    assert answer["valid"]
    assert text_of((folder / "index.html").read_bytes()).count("Ada Byron") == 2


def test_pdfs_may_stay_at_home() -> None:
    """With publish_pdf = false no PDF is in the public folder, and no page leads to one."""
    files = public_files(make_course(site={"publish_pdf": False}), make_overview(BILBO, FRODO))
    assert not [path for path in files if path.endswith(".pdf")]
    assert not [path for path, data in files.items() if b"certificate.pdf" in data]
