"""Certificates of more than one sheet: the marks on a second one, and the same in another language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from printshop import CODE, in_folder, make_certificate, make_course, make_template, merge, pdf_of, picture_of, text_of
from test_plates import printed_both_ways, roster

from certbuild.certificates import check_templates
from certbuild.errors import RenderingError
from certbuild.model import LineState, RecordedMark

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate

GERMAN = {"There and Back Again": "Hin und zurück", "Pass": "Bestanden", "Essay": "Aufsatz", "Head of Studies": "Studienleiterin"}


def mark(name: str, points: object = "8.5", state: LineState = LineState.GRADED, weight: str = "50") -> RecordedMark:
    """Return a mark out of 10."""
    return RecordedMark(name, state, str(points), "10", str(Decimal(str(points)) * 10) if points else "", weight)


MARKS = (
    mark("Essay"),
    mark("Quiz", "", LineState.EXCUSED, ""),
    mark("Project", "9.25"),
    mark("Retake", "4", LineState.DROPPED, ""),
)


def course_with(folder: Path, **certificate: Any) -> Course:  # noqa: ANN401 - settings
    """Return a course with these settings of [certificate]."""
    return make_course(folder, certificate=certificate)


def pages(pdf: Path) -> int:
    """Return how many pages a file has."""
    with pikepdf.open(pdf) as file:
        return len(file.pages)


def test_transcript_says_every_mark(tmp_path: Path) -> None:
    """A second page has activity, points, maximum, percent and weight of each mark, and to which certificate it belongs."""
    pdf = pdf_of(course_with(tmp_path, transcript=True), make_certificate(marks=MARKS), tmp_path)
    assert pages(pdf) == 2
    text = text_of(pdf, 2)
    said = ["Bilbo Baggins", "There and Back Again", "Essay", "8.5", "85", "50", "Project", "9.25", "92.5"]
    for words in [*said, "Quiz (excused)", "Retake (not counted)", CODE, "TBA-2026-0001", "November 23, 2026"]:
        assert words in text
    assert "Essay" not in text_of(pdf, 1)


def test_minimal_has_the_marks_on_its_one_sheet(tmp_path: Path) -> None:
    """The statement of results needs no transcript, also where course.toml asks for one."""
    pdf = pdf_of(course_with(tmp_path, template="minimal", transcript=True), make_certificate(marks=MARKS), tmp_path)
    assert pages(pdf) == 1
    assert "9.25" in text_of(pdf)


@pytest.mark.parametrize("template", ["classic", "minimal"])
def test_many_marks_take_more_pages(template: str, tmp_path: Path) -> None:
    """A course of sixty activities has its marks on as many pages as they need, each with the headings of the table."""
    marks = tuple(mark(f"Activity {number}") for number in range(1, 61))
    pdf = pdf_of(course_with(tmp_path, template=template, transcript=True), make_certificate(marks=marks), tmp_path)
    first = 2 if template == "classic" else 1
    texts = [text_of(pdf, page) for page in range(first, pages(pdf) + 1)]
    assert len(texts) > 1
    assert all(f"Activity {number}\n" in "\n".join(texts) for number in range(1, 61))
    assert all("Weight" in text for text in texts if "Activity " in text)


def test_artwork_stays_on_its_own_sheet(tmp_path: Path) -> None:
    """The first page looks as it does without a transcript, and no border is drawn around the marks."""
    alone = pdf_of(course_with(tmp_path), make_certificate(), tmp_path / "alone")
    pdf = pdf_of(course_with(tmp_path, transcript=True), make_certificate(marks=MARKS), tmp_path / "both")
    assert picture_of(pdf) == picture_of(alone)
    edge = picture_of(pdf, page=2).crop((0, 0, 30, 400))
    assert edge.getextrema() == (255, 255)


def test_two_languages_on_two_sheets(tmp_path: Path) -> None:
    """Words, dates and numbers are those of each language, and so are the course's own texts; number and code are the same."""
    course = course_with(tmp_path, languages=["en", "de"], transcript=True, translations={"de": GERMAN})
    pdf = pdf_of(course, make_certificate(score="87.5", marks=MARKS), tmp_path)
    assert pages(pdf) == 4
    english, english_marks, german, german_marks = (text_of(pdf, page) for page in range(1, 5))
    assert all(
        words in english for words in ("is awarded to", "Pass, with a score of 87.5 %", "November 23, 2026", "Head of Studies")
    )
    assert all(
        words in german for words in ("wird verliehen an", "Bestanden, mit einem Ergebnis von 87,5 %", "23. November 2026")
    )
    assert "Studienleiterin" in german
    assert "Hin und zurück" in german
    assert all(CODE in text and "Bilbo Baggins" in text for text in (english, english_marks, german, german_marks))
    assert "8.5" in english_marks
    assert "Aufsatz" in german_marks
    assert "8,5" in german_marks


def test_each_sheet_is_tagged_with_its_language(tmp_path: Path) -> None:
    """A screen reader is told which language it reads: the document's, and that of each sheet."""
    pdf = pdf_of(course_with(tmp_path, languages=["en", "de"]), make_certificate(), tmp_path)
    with pikepdf.open(pdf) as file:
        sections = [item for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Sect"]
        assert str(file.Root.Lang) == "en"
        assert [str(section.Lang) for section in sections] == ["en", "de"]


@pytest.mark.slow
def test_plates_print_several_sheets_as_weasyprint_does(tmp_path: Path) -> None:
    """With marks and two languages, too, certificates come from plates, to the last byte as plain WeasyPrint makes them."""
    course = course_with(tmp_path, languages=["en", "de"], transcript=True)
    certificates = [with_marks(certificate, place) for place, certificate in enumerate(roster("LATIN")[:12])]
    different, from_plates = printed_both_ways(course, "classic", certificates)
    assert different == []
    assert from_plates > 5


def with_marks(certificate: Certificate, place: int) -> Certificate:
    """Return a certificate that prints marks of its own."""
    marks = (mark("Essay", place % 10 + 1), mark("Project", place % 7, weight=str(40 + place % 3)))
    return make_certificate(certificate.given, certificate.family, place + 1, marks=marks, score=certificate.score)


def test_merged_file_has_one_bookmark_for_all_sheets_of_a_student(tmp_path: Path) -> None:
    """The bookmark leads to the first page; pages are numbered by the certificate, and those after its first one with it."""
    course = course_with(tmp_path, transcript=True)
    certificates = [make_certificate(given, "Baggins", number, marks=MARKS) for number, given in enumerate(("Bilbo", "Frodo"), 1)]
    for certificate in certificates:
        pdf_of(course, certificate, tmp_path)
    merge(course, certificates, in_folder(tmp_path), tmp_path / "all.pdf")
    with pikepdf.open(tmp_path / "all.pdf") as file, file.open_outline() as outline:
        assert [(item.title, file.pages.index(pikepdf.Page(item.action.D[0]))) for item in outline.root] == [
            ("Baggins, Bilbo", 0),
            ("Baggins, Frodo", 2),
        ]
        assert [page.label for page in file.pages] == ["TBA-2026-0001", "TBA-2026-0001, 2", "TBA-2026-0002", "TBA-2026-0002, 2"]
    merge(course, certificates, in_folder(tmp_path), tmp_path / "again.pdf", tmp_path / "all.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "all.pdf").read_bytes()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{% for line in range(60) %}<p>line</p>{% endfor %}", "takes 3 pages instead of one"),
        ('<div style="height: 400mm"></div><p>below</p>', "takes 2 pages instead of one"),
        ('<p style="position: absolute; left: 230mm">beside</p>', '"beside" stands outside of the paper'),
    ],
)
def test_what_the_sheet_cannot_hold_is_told(body: str, told: str, tmp_path: Path) -> None:
    """What is too much for the certificate's own sheet is an error, though it has several; nothing is lost at its edge."""
    course = course_with(tmp_path, template="own", transcript=True)
    make_template(course)
    page = f'{{% extends "sheet.html" %}}{{% block sheet %}}{body}{{% endblock %}}'
    (tmp_path / "templates" / "own" / "template.html").write_text(page, encoding="utf-8")
    with pytest.raises(RenderingError, match=told):
        pdf_of(course, make_certificate(marks=MARKS), tmp_path)


@pytest.mark.parametrize("first", ["own", "classic"])
def test_own_template_and_a_shipped_one_print_side_by_side(first: str, tmp_path: Path) -> None:
    """Both may be made of the same shared parts, and either may be printed first, in one process."""
    for name in sorted(("own", "classic"), key=lambda name: name != first):
        course = course_with(tmp_path, template=name)
        make_template(course)
        page = '{% extends "sheet.html" %}{% block sheet %}{{ field("holder", student.name) }}{% endblock %}'
        (tmp_path / "templates" / "own" / "template.html").write_text(page, encoding="utf-8")
        assert "Bilbo Baggins" in text_of(pdf_of(course, make_certificate(), tmp_path))


def test_template_of_one_sheet_is_told_where_more_are_wanted(tmp_path: Path) -> None:
    """A template that prints neither transcript nor second language is a warning that says what to do."""
    course = course_with(tmp_path, template="own", transcript=True, languages=["en", "de"])
    make_template(course, html='{{ field("holder", student.name) }}')
    told = [(problem.what, problem.hint) for problem in check_templates(course)]
    assert [what for what, _ in told] == [
        "does not print a transcript, though course.toml asks for one",
        "prints the first of the languages of course.toml alone",
    ]
    assert all("sheet.html" in hint for _, hint in told)


def test_language_without_words_is_told(tmp_path: Path) -> None:
    """A second language that the template has no words in is an error that names them, and where to write them."""
    problem = check_templates(course_with(tmp_path, languages=["en", "sv"]))[0]
    assert problem.where == "course.toml › [certificate] languages"
    assert "awarded_to" in problem.what
    assert "[certificate.strings.sv]" in problem.hint
