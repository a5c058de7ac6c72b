"""Names in every script come out right, judged by their pictures: what can be copied out of a PDF may be right when that is not.

The measure is how Chromium draws the same text from the same font files. It shapes text with HarfBuzz as Pango does, but finds
fonts, directions and places by itself. That each mistake worth the name is further apart than right names are is tried as well.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pytest
from browser import ANOTHER, DPI, SAME, SIZE, Row, apart, drawn, ink
from printshop import make_certificate, make_course, make_template, pdf_of, picture_of

from certbuild.certificates.facts import Facts
from certbuild.certificates.loading import load_template
from certbuild.fonts import SANS, SERIF
from certbuild.printing.press import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PIL import Image

STYLE = f"""p {{ font: 600 {SIZE}pt "{SERIF}"; margin: 0; line-height: 50mm }} .sans {{ font-family: "{SANS}" }}"""
FACES = {SERIF: "Noto Serif", SANS: "Noto Sans"}
SCRIPTS = {
    "Polish": ("Łucja Żółtowska z Łodzi", ""),
    "Vietnamese": ("Nguyễn Thị Diễm Hưởng", ""),
    "combining accents": ("Zoe\u0308 Nu\u0301n\u0303ez S\u0323a\u0304lih\u0323", ""),
    "Greek": ("Ελένη Παπαδοπούλου", ""),
    "Cyrillic": ("Юлия Щукина Ґалаґан", ""),
    "Arabic": ("ليلى بنت ياسين الزيتوني", "Arabic"),
    "Arabic with vowels": ("مُحَمَّدٌ بن", "Arabic"),
    "Persian": ("نیلوفر پارسا گچ", "Arabic"),
    "Arabic, Latin and digits": ("علي Smith 3", "Arabic"),
    "Latin, Arabic and digits": ("Smith علي بن 12", "Arabic"),
    "Hebrew": ("יוסף בן־דוד", "Hebrew"),
    "Hebrew with vowels": ("אַבְרָהָם", "Hebrew"),
    "Latin, Hebrew and digits": ("David דוד 3 כהן", "Hebrew"),
    "Hebrew that ends with a stop": ("דוד כהן ג.", "Hebrew"),
    "Devanagari": ("क्षत्रिय श्रीवास्तव कि", "Devanagari"),
    "Tamil": ("ஸ்ரீ செல்வன் கொ", "Tamil"),
    "Thai": ("ปิ่น ณัฐวุฒิ น้ำ", "Thai"),
    "Georgian": ("გიორგი ბერიძე", "Georgian"),
    "Ethiopic": ("አበበ በቀለ ሰላም", "Ethiopic"),
    "Chinese": ("欧阳修 王小明", "CJK JP"),
    "Japanese": ("髙島屋 さくら ヴィ", "CJK JP"),
    "Korean": ("김민준남궁", "CJK KR"),
}
"""A name in each, and what the family with its letters is called after ``Noto Serif`` or ``Noto Sans``."""


HAN = "骨直令径"
FORMS = {
    language: Row(HAN, SERIF, f"Noto Serif CJK {form}", language)
    for language, form in (("ja", "JP"), ("zh-CN", "SC"), ("zh-TW", "TC"), ("ko", "KR"))
}


def family(script: str, face: str) -> str:
    """Return the family of the letters that a face lacks."""
    last = SCRIPTS[script][1]
    return "Noto Naskh Arabic" if (last, face) == ("Arabic", SERIF) else f"{FACES[face]} {last}".strip()


def row(script: str, face: str, change: Callable[[str], str] = str) -> Row:
    """Return a name, perhaps changed, for the browser to draw."""
    return Row(change(SCRIPTS[script][0]), face, family(script, face))


def unjoined(name: str) -> str:
    """Return a name no letter of which has anything to do with the next one."""
    return "\u200c".join(name)


def bare(name: str) -> str:
    """Return a name without accents, vowel signs and tones."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))


def in_code_order(name: str) -> str:
    """Return a name as it looks where what is written before a letter, though spoken after it, is left behind it."""
    return "".join(f"\u00a0{letter}" if unicodedata.category(letter) == "Mc" else letter for letter in name)


MISTAKES: dict[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    "reversed": (lambda name: name[::-1], tuple(SCRIPTS)),
    "other letters": (lambda name: "".join(chr(ord(c) + 1) if c.isalpha() else c for c in name), tuple(SCRIPTS)),
    "one other letter": (lambda name: f"{name[:2]}{chr(ord(name[2]) + 1)}{name[3:]}", ("Polish", "Greek", "Georgian", "Chinese")),
    "unjoined": (unjoined, ("Arabic", "Persian", "Devanagari", "Tamil", "Arabic, Latin and digits")),
    "without marks": (
        bare,
        ("Polish", "Vietnamese", "combining accents", "Thai", "Arabic with vowels", "Hebrew with vowels", "Devanagari"),
    ),
    "in the order of its codes": (in_code_order, ("Devanagari", "Tamil")),
    "against its direction": (
        lambda name: f"\u202d{name}\u202c",
        ("Arabic", "Hebrew", "Arabic, Latin and digits", "Latin, Hebrew and digits"),
    ),
    "in the direction of the page": (lambda name: f"\u200e{name}", ("Arabic, Latin and digits", "Hebrew that ends with a stop")),
}
"""What could go wrong, and in which scripts that can be seen."""


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Row, Image.Image]:
    """Return how the browser draws each name."""
    rows = [row(script, face) for script in SCRIPTS for face in FACES]
    return drawn([*rows, *FORMS.values()], tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Row, Image.Image]:
    """Return how the browser draws names with mistakes."""
    rows = {row(script, SERIF, change) for change, scripts in MISTAKES.values() for script in scripts}
    return drawn(sorted(rows), tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a template that says a name in both faces, and nothing else."""
    folder = tmp_path_factory.mktemp("scripts")
    fields = '<p class="serif">{{ field("serif", student.name) }}</p><p class="sans">{{ field("sans", student.name) }}</p>'
    make_template(make_course(folder), html=fields, css=STYLE, toml='paper = "A3 landscape"')
    return folder


@cache
def printed(folder: Path, script: str) -> tuple[bytes, bytes, int]:
    """Return somebody's certificate, plain and from a plate, and how many had been printed from plates by then."""
    course = make_course(folder, certificate={"template": "own"})
    template = load_template(course, "own")
    facts, press = Facts(course, template), Press(template)
    name = SCRIPTS[script][0]
    others = [name.rpartition(" ")[0] or name[:3], name[1:]]
    contexts = [facts.context(make_certificate(other, "")) for other in (*others, name)]
    *_, from_plate = map(press.pdf, contexts)
    return Press(template).pdf(contexts[-1]), from_plate, press.printed


@cache
def seen(folder: Path, script: str) -> dict[str, Image.Image]:
    """Return the ink of a name on a certificate that was printed from a plate, by face."""
    path = folder / f"{script}.pdf"
    path.write_bytes(printed(folder, script)[1])
    page = picture_of(path, DPI)
    high = 50 / 25.4 * DPI
    return {face: ink(page.crop((0, round(n * high), page.width, round((n + 1) * high)))) for n, face in enumerate(FACES)}


@pytest.mark.parametrize("script", SCRIPTS)
def test_name_comes_out_right(script: str, folder: Path, right: Mapping[Row, Image.Image]) -> None:
    """Each name is printed in the letters, order and places that another program draws, in the font that goes with the face.

    It comes from a plate, to the very bytes that it has without one.
    """
    for face in FACES:
        assert apart(seen(folder, script)[face], right[row(script, face)]) < SAME
    plain, from_plate, count = printed(folder, script)
    assert count
    assert from_plate == plain


@pytest.mark.slow
@pytest.mark.parametrize(("mistake", "script"), [(mistake, script) for mistake, (_, own) in MISTAKES.items() for script in own])
def test_mistake_would_be_seen(mistake: str, script: str, folder: Path, wrong: Mapping[Row, Image.Image]) -> None:
    """A name that is reversed, unjoined, in another order or without its marks is not taken for the right one."""
    assert apart(seen(folder, script)[SERIF], wrong[row(script, SERIF, MISTAKES[mistake][0])]) > ANOTHER


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS)
def test_other_font_would_be_seen(script: str, folder: Path, right: Mapping[Row, Image.Image]) -> None:
    """A name in the letters of another font is not taken for the right one."""
    assert apart(seen(folder, script)[SANS], right[row(script, SERIF)]) > ANOTHER


@pytest.mark.parametrize(
    ("language", "other"),
    [
        ("ja", "zh-CN"),
        ("zh-CN", "ja"),
        pytest.param("zh-TW", "ja", marks=pytest.mark.slow),
        pytest.param("ko", "zh-CN", marks=pytest.mark.slow),
    ],
)
def test_han_letters_have_the_forms_of_the_language(
    language: str, other: str, tmp_path: Path, right: Mapping[Row, Image.Image]
) -> None:
    """The same letters are printed as they are written in Japan, China or Taiwan, as the page's language asks for."""
    course = make_course(tmp_path, certificate={"template": "own"})
    make_template(course, html='<p>{{ field("name", student.name) }}</p>', css=STYLE, toml='paper = "A4 landscape"')
    page = tmp_path / "templates" / "own" / "template.html"
    page.write_text(page.read_text(encoding="utf-8").replace('lang="en"', f'lang="{language}"'), encoding="utf-8")
    name = ink(picture_of(pdf_of(course, make_certificate(HAN, ""), tmp_path), DPI))
    assert apart(name, right[FORMS[language]]) < SAME
    assert apart(name, right[FORMS[other]]) > ANOTHER
