"""What holds for every template that comes with the program, whoever the certificate is for."""

from __future__ import annotations

import subprocess
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import ImageChops, ImageFilter
from printshop import CODE, ISSUED, TEMPLATES, make_certificate, make_course, pdf_of, picture_of, text_of
from test_several_sheets import MARKS

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

NAMES = [
    ("Maria Anna Josefa Antonia Johanna Charlotte", "von Hohenzollern-Sigmaringen zu Berg"),
    ("Wolfeschlegelsteinhausenbergerdorff-Maximiliane Theodora", "von Hohenlohe-Langenburg"),
    ("Prof. Dr.-Ing. habil. Dr. h. c. mult. Alexandra Victoria", "Freifrau von Ungern-Ễšẫ"),
    ("Åsa", ""),
    ("", "Teller"),
    ("Jan Peter", "van der Meer"),
    ("Siobhán", "O'Neil"),
    ("Æðelþryð", "Weiß"),
    ("Jose\u0301", "Nu\u0301n\u0303ez"),
    ("Ļu\u200dba", "Ģe\u200dida"),
    ("ليلى", "بنت ياسين الزيتوني"),
    ("عبد الرحمن بن خالد بن عبد العزيز بن محمد الزيتوني", "الأندلسي القرطبي الإشبيلي رحمه"),
    ("ஸ்ரீ", "செல்வன்"),
    ("", "欧阳" * 15),
]
ALIKE = NAMES[1:9]
"""What these ask of a template, others ask as well; so only one template is tried with them where time counts."""
INK = 128
"""Darker than this is ink, in grey."""


@cache
def picture(folder: Path, template: str, given: str, family: str) -> Image.Image:
    """Return the picture of somebody's certificate."""
    course = make_course(folder, certificate={"template": template})
    return picture_of(pdf_of(course, make_certificate(given, family), folder / template), 90)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for courses."""
    return tmp_path_factory.mktemp("templates")


@pytest.mark.parametrize(
    ("template", "given", "family"),
    [
        pytest.param(template, *name, marks=pytest.mark.slow if template != "classic" and name in ALIKE else ())
        for template in TEMPLATES
        for name in NAMES
    ],
)
def test_name_keeps_clear_of_all_else(template: str, given: str, family: str, folder: Path) -> None:
    """Whatever the name, nothing else moves, and nothing stands where the name is, nor touches it above or below."""
    empty, page = picture(folder, template, "", "."), picture(folder, template, given, family)
    place = ImageChops.difference(empty, page).getbbox()
    assert place
    left, top, right, bottom = place
    others = empty.crop((left - 2, top - 2, right + 2, bottom + 2)).point(lambda value: value < INK and 255)
    dot = others.getbbox() or (0, 0, 0, 0)
    assert dot[2] - dot[0] <= 9
    assert dot[3] - dot[1] <= 9
    margin = 24 / 25.4 * 90
    assert left > margin
    assert right < page.width - margin


@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.slow), 0.5])
@pytest.mark.parametrize("template", TEMPLATES)
def test_qr_code_can_be_read(template: str, share: float, tmp_path: Path) -> None:
    """A camera reads the address off the finished page, also where that was printed at half its size."""
    pdf = pdf_of(make_course(tmp_path, certificate={"template": template}), make_certificate(), tmp_path)
    photograph = tmp_path / "photograph.png"
    picture_of(pdf, round(300 * share)).save(photograph)
    command = ["zbarimg", "--quiet", "--raw", "--nodbus", str(photograph)]
    read = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    assert read == f"https://example.org/shire/c/{CODE}/"


@pytest.mark.parametrize("template", TEMPLATES)
def test_everything_that_was_issued_can_be_read(template: str, tmp_path: Path) -> None:
    """Holder, course, issuer, award, score, date, number, code, address and who signs are text that can be copied."""
    text = text_of(pdf_of(make_course(tmp_path, certificate={"template": template}), make_certificate(), tmp_path))
    for words in ISSUED:
        assert words in text
    assert "green dragon school" in text.lower()


@pytest.mark.parametrize("template", TEMPLATES)
def test_logo_takes_no_room_from_anything(template: str, tmp_path: Path) -> None:
    """With a logo everything still stands on one page, and nothing is printed over anything else."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><path d="M0 0h3v1H0z" fill="#777"/></svg>'
    (tmp_path / "logo.svg").write_text(drawing, encoding="utf-8")
    course = make_course(tmp_path, issuer={"logo": "logo.svg"}, certificate={"template": template})
    page = picture_of(pdf_of(course, make_certificate(), tmp_path), 60)
    alike = page.point(lambda value: abs(value - 0x77) <= 1 and 255)
    solid = alike.filter(ImageFilter.MinFilter(9))  # without the pale edges of letters
    left, top, right, bottom = solid.getbbox() or (0, 0, 0, 0)
    assert right - left > 80
    assert solid.crop((left, top, right, bottom)).histogram()[255] == (right - left) * (bottom - top)


@pytest.mark.parametrize("template", TEMPLATES)
def test_long_texts_fit_every_field(template: str, tmp_path: Path) -> None:
    """A faculty, a course, an award, people and offices with long names are set smaller or in two lines, on all sheets."""
    person, office = "Prof. Dr. Dr. h. c. Maximiliane von Hohenzollern", "Studiendekanin der Fakultät für Naturwissenschaften"
    award = "Mit Auszeichnung bestanden (summa cum laude)"
    course = make_course(
        tmp_path,
        issuer={
            "name": "Fakultät für Angewandte Naturwissenschaften und Verkehrsingenieurwesen der Hochschule",
            "signatory": person,
            "role": office,
            "second_signatory": person,
            "second_role": office,
        },
        course={
            "title": "Numerische Strömungsmechanik und Wärmeübertragung für Maschinenbau und Verfahrenstechnik",
            "code": "NUMERISCHE-STROEMUNGSMEC",
        },
        award=[{"name": award, "from": 80}],
        certificate={"template": template, "transcript": True},
    )
    long = make_certificate(*NAMES[0], award=award, valid_until=date(2028, 11, 23), marks=MARKS)
    long = replace(long, number=f"{course.code}-2026-0001")
    text = " ".join(text_of(pdf_of(course, long, tmp_path)).split())
    for words in (person, office, award):
        assert words in text
