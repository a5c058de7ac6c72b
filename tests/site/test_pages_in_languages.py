"""The pages in every language that they speak, and in those that they do not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from campus import BILBO, CODES, make_course, make_overview, public_files, teacher_files, text_of
from msgspec.structs import replace

from certbuild.catalogues import languages_in
from certbuild.model import LineState, RecordedMark
from certbuild.site.wording import WORDS, Wording


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ar", "صدرت باسم Bilbo Baggins بتاريخ 23 نوفمبر 2026"),
        ("de", "Ausgestellt für Bilbo Baggins am 23. November 2026"),
        ("en", "Issued to Bilbo Baggins on November 23, 2026"),
        ("es", "Expedido a Bilbo Baggins el 23 de noviembre de 2026"),
        ("fr", "Délivré à Bilbo Baggins le 23 novembre 2026"),
        ("it", "Rilasciato a Bilbo Baggins in data 23 novembre 2026"),
        ("nl", "Afgegeven aan Bilbo Baggins op 23 november 2026"),
        ("pl", "Wystawiony 23 listopada 2026, posiadacz: Bilbo Baggins"),
        ("pt", "Emitido a Bilbo Baggins em 23 de novembro de 2026"),
        ("pt-BR", "Emitido a Bilbo Baggins em 23 de novembro de 2026"),
        ("zh", "于2026年11月23日颁发给Bilbo Baggins"),
        ("sv", "Issued to Bilbo Baggins on 23 november 2026"),
    ],
)
def test_pages_speak_the_language_of_the_course(language: str, told: str) -> None:
    """A certificate's page says to whom and when it was issued as the language has it, in each that there are words of."""
    assert BILBO.address
    course = make_course(course={"language": language})
    files = public_files(course)
    assert told in text_of(files[f"c/{CODES[1]}/index.html"])
    words = Wording(language)
    assert words.say("by_code") in files["index.html"].decode()
    assert words.say("leads_to") in files["verify/index.html"].decode()
    assert words.say("came_about") in files[f"r/{BILBO.address.token}/index.html"].decode()
    assert words.say("to_do") in teacher_files(course)["index.html"].decode()


@pytest.mark.parametrize("language", languages_in(WORDS))
def test_direction_of_pages(language: str) -> None:
    """Arabic pages are laid out from right to left, all others from left to right."""
    course = make_course(course={"language": language})
    begun = f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">'.encode()
    for path, data in {**public_files(course), **teacher_files(course)}.items():
        assert not path.endswith(".html") or begun in data


def test_what_runs_from_left_to_right_in_arabic_pages() -> None:
    """Codes, numbers, addresses, and what the program says in English keep their order among Arabic words."""
    course = make_course(course={"language": "ar"})
    page = public_files(course)[f"c/{CODES[1]}/index.html"].decode()
    assert f'<bdi class="code" dir="ltr">{CODES[1]}</bdi>' in page
    assert '<bdi dir="ltr">TBA-2026-0001</bdi>' in page
    files = teacher_files(course)
    own = "".join(files[path].decode() for path in sorted(files) if path.endswith(".html"))
    assert '<bdi dir="ltr">student1@example.org</bdi>' in own
    assert '<span lang="en" dir="ltr">Waiting for Final exam</span>' in own


def test_activities_begin_where_the_line_begins() -> None:
    """On both pages of a student, an activity with a Latin name keeps to the side of the table where Arabic lines begin."""
    assert BILBO.address
    assert BILBO.certificate
    mark = RecordedMark("Riddles", LineState.GRADED, "19", "20", "95", "50")
    printed = replace(BILBO, certificate=replace(BILBO.certificate, marks=(mark,)))
    files = public_files(make_course(course={"language": "ar"}), make_overview(printed))
    for page in (f"c/{CODES[1]}", f"r/{BILBO.address.token}"):
        assert '<th scope="row"><bdi>Riddles</bdi></th>' in files[f"{page}/index.html"].decode()


def test_hebrew_in_english_pages() -> None:
    """Where the pages have no words of the course's language, its dates stand in English sentences in their own direction."""
    page = public_files(make_course(course={"language": "he"}))["index.html"].decode()
    assert '<html lang="en" dir="ltr">' in page
    assert '<time datetime="2026-11-23" lang="he" dir="rtl">23 בנובמבר 2026</time>' in page


@pytest.mark.parametrize(("point", "languages"), [(".", ("en", "ar", "ar-EG", "fa", "zh")), (",", ("de", "fr", "pl", "pt-BR"))])
def test_numbers(point: str, languages: tuple[str, ...]) -> None:
    """Numbers have the decimal point or comma of the language, the decimals that they have, and the digits 0 to 9."""
    for wording in map(Wording, languages):
        assert wording.number(Decimal("87.50"), 1) == f"87{point}5"
        assert wording.number(Decimal("95.0")) == f"95{point}0"
        assert wording.number(Decimal(1234)) == "1234"
        assert wording.plain(Decimal("87.50")) == f"87{point}5"
