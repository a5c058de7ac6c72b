"""Certificates in every language that the program has words of, and in those that it has none of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from printshop import MM, TEMPLATES, make_certificate, make_course, make_template, pdf_of, text_of, words_of

from certbuild.catalogues import languages_in
from certbuild.certificates.loading import load_template
from certbuild.errors import RenderingError
from certbuild.resources import cert_templates

if TYPE_CHECKING:
    from pathlib import Path

HEBREW = {
    "title": "תעודת הישג",
    "awarded_to": "מוענקת ל",
    "completed": "על סיום הקורס",
    "result": "{award}, בציון {score}%",
    "result_without_score": "{award}",
    "valid_until": "בתוקף עד {date}",
    "number": "מס׳ {number}",
    "document": "תעודה של {holder}: {course}",
    "qr": "קוד QR עם כתובת התעודה: {url}",
    "logo": "הלוגו של {issuer}",
    "signature": "חתימת {signatory}",
    "transcript": "גיליון ציונים",
    "belongs_to": "נספח לתעודה {number} מיום {date}",
    "activity": "פעילות",
    "points": "נקודות",
    "of_max": "מתוך",
    "percent": "אחוז",
    "weight": "משקל, %",
    "missing": "ללא ציון",
    "excused": "פטור",
    "dropped": "לא נכלל",
}


@pytest.mark.parametrize(
    ("language", "awarded_to"),
    [
        ("ar", "تُمنح هذه الشهادة إلى"),
        ("de", "wird verliehen an"),
        ("en", "is awarded to"),
        ("es", "se otorga a"),
        ("fr", "est décerné à"),
        ("it", "è conferito a"),
        ("nl", "is toegekend aan"),
        ("pl", "otrzymuje"),
        ("pt", "é concedido a"),
        ("pt_BR", "é concedido a"),
        ("zh", "兹授予"),
        ("zh-CN", "兹授予"),
    ],
)
def test_words_of_the_language(language: str, awarded_to: str, tmp_path: Path) -> None:
    """A certificate speaks each language; `pt_BR` and `zh-CN` are served by `pt` and `zh`."""
    settings = {"languages": ["en-GB", language], "transcript": True}
    english, strings = load_template(make_course(tmp_path, certificate=settings), "classic").strings.values()
    assert strings["awarded_to"] == awarded_to
    assert strings.keys() == english.keys()


def test_statement_has_words_of_its_own(tmp_path: Path) -> None:
    """What is called a certificate elsewhere, the statement of results calls so in none of its languages."""
    languages = languages_in(cert_templates() / "shared" / "words")
    course = make_course(tmp_path, certificate={"languages": languages})
    statements, certificates = (load_template(course, name).strings for name in ("minimal", "classic"))
    assert len(languages) == 10
    for language in languages:
        for key in ("title", "awarded_to", "completed"):
            assert statements[language][key] != certificates[language][key]


@pytest.mark.parametrize("language", ["sv", "zh-TW", "zh-Hant", "he"])
def test_language_without_words(language: str, tmp_path: Path) -> None:
    """Where there are no words of a language, or in another script alone, one error names each, and where to write them."""
    with pytest.raises(RenderingError) as caught:
        load_template(make_course(tmp_path, course={"language": language}), "classic")
    (problem,) = caught.value.problems
    assert all(key in problem.what for key in ("title", "awarded_to", "result_without_score", f'"{language}"', '"classic"'))
    assert f"[certificate.strings.{language.partition('-')[0]}]" in problem.hint


def test_own_word_missing_in_a_language(tmp_path: Path) -> None:
    """A word that a template of one's own has in English alone is named where the course speaks Polish."""
    make_template(make_course(tmp_path), toml='extends = "classic"\n[strings.en]\nmotto = "Per aspera"\ntitle = "Diploma"')
    course = make_course(tmp_path, course={"language": "pl"}, certificate={"template": "own"})
    with pytest.raises(RenderingError) as caught:
        load_template(course, "own")
    (problem,) = caught.value.problems
    assert problem.what == 'the template "own" has no words in the language "pl" for: motto'
    told = make_course(tmp_path, course={"language": "pl"}, certificate={"strings": {"pl": {"motto": "Przez trudy"}}})
    assert load_template(told, "own").strings["pl"]["motto"] == "Przez trudy"
    assert load_template(told, "own").strings["pl"]["title"] == "Certyfikat"


@pytest.mark.parametrize(("language", "template"), [*(("ar", template) for template in TEMPLATES), ("he", "classic")])
def test_right_to_left(language: str, template: str, tmp_path: Path) -> None:
    """Sheets in Arabic are mirrored, and so are those in Hebrew; code, number and address keep their order, at the left."""
    course = make_course(
        tmp_path,
        course={"language": language},
        certificate={"template": template, "strings": {"he": HEBREW}},
        site={"base_url": "https://example.org/"},
    )
    code = "7330-4021-QXVA-40BW"
    pdf = pdf_of(course, make_certificate("ليلى", "حداد", code=code, number=1), tmp_path)
    boxes = {word: (left, right) for word, left, _, right, _ in words_of(pdf)}
    text = text_of(pdf)
    assert code in text
    assert "TBA-2026-0001" in text
    assert f"example.org/c/{code}/" in text
    assert "95%" in text
    middle = {"letter": 279.4, "academic": 210, "minimal": 210}.get(template, 297) / 2 * MM
    assert boxes[code][0] < middle
    assert boxes["2026"][0] > middle or template == "academic"


def test_number_of_digits_alone(tmp_path: Path) -> None:
    """A number that begins with digits keeps its order beside an Arabic word, where digits would change places."""
    certificate = replace(make_certificate(), number="2026-0001")
    pdf = pdf_of(make_course(tmp_path, course={"language": "ar"}), certificate, tmp_path)
    assert "2026-0001" in {word for word, *_ in words_of(pdf)}


def test_chinese(tmp_path: Path) -> None:
    """A Chinese sheet says in Chinese what was issued, with the date and the percentage as they are written there."""
    course = make_course(tmp_path, course={"language": "zh"})
    text = text_of(pdf_of(course, make_certificate("", "王小明", score="87.5"), tmp_path))
    for words in ("结业证书", "兹授予", "王小明", "Pass，成绩87.5%", "2026年11月23日", "编号：TBA-2026-0001"):
        assert words in text
