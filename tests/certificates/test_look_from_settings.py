"""How a certificate looks without a template of one's own: colours, background and a second signature in course.toml."""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops
from printshop import TEMPLATES, make_certificate, make_course, pdf_of, picture_of, text_of
from pydantic import ValidationError

from certbuild.certificates import check_templates
from certbuild.config import load_course
from certbuild.errors import CourseError, Severity

if TYPE_CHECKING:
    from pathlib import Path

SECOND = {"second_signatory": "Prof. Fosco Brandywine", "second_role": "Examiner"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_colours_of_the_course_take_the_place_of_the_templates(template: str, tmp_path: Path) -> None:
    """Text and QR code are printed in the course's ink, the ornament in its accent, and nothing in the template's own."""
    settings = {"template": template, "ink": "#5A0F2D", "accent": "#007A5E"}
    pdf = pdf_of(make_course(tmp_path, certificate=settings), make_certificate(), tmp_path)
    found = colours_of(pdf)
    assert {"#5a0f2d", "#007a5e"} <= found
    assert not found & {"#16324f", "#a5803a", "#43314f", "#cf5a24"}


def colours_of(pdf: Path) -> set[str]:
    """Return the colours of the pixels of a certificate."""
    command = ["pdftoppm", "-r", "200", "-singlefile", str(pdf)]
    with Image.open(BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as picture:
        return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in picture.getcolors(1 << 24)}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ink": "navy"}, "no colour"),
        ({"accent": "#12345"}, "no colour"),
        ({"ink": "#ffd24d"}, "too pale"),
    ],
)
def test_colour_that_cannot_be_used_is_told(settings: dict[str, str], told: str, tmp_path: Path) -> None:
    """What is no colour, and ink in which neither text nor QR code could be read, is a fault of course.toml."""
    with pytest.raises(ValidationError, match=told):
        make_course(tmp_path, certificate=settings)


@pytest.mark.parametrize("template", TEMPLATES)
def test_background_covers_the_sheet_instead_of_the_artwork(template: str, tmp_path: Path) -> None:
    """An image of the course's lies under everything to all four edges, and no border is drawn over it."""
    Image.new("RGB", (297, 210), "#ddf0e6").save(tmp_path / "paper.png")
    course = make_course(tmp_path, certificate={"template": template, "background": "paper.png"})
    picture = picture_of(pdf_of(course, make_certificate(), tmp_path), 60)
    margin, narrow = 38, 16  # 16 mm, and 6.8 where modern has the course's code
    width, height = picture.size
    strips = [
        (0, 0, narrow, height),
        (0, 0, width, margin),
        (width - margin, 0, width, height),
        (0, height - margin, width, height),
    ]
    assert {extreme for strip in strips for extreme in picture.crop(strip).getextrema()} == {picture.getpixel((0, 0))}
    assert picture.getpixel((0, 0)) < 240
    assert "Bilbo Baggins" in text_of(tmp_path / "baggins-bilbo-s1.pdf")


def test_missing_background_is_a_fault_of_course_toml(tmp_path: Path) -> None:
    """The message names the key, the file and what to do."""
    (tmp_path / "course.toml").write_text('[course]\ntitle = "T"\n[certificate]\nbackground = "paper.png"\n', encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == "course.toml › [certificate] background"
    assert "paper.png" in problem.what
    assert "beside course.toml" in problem.hint


@pytest.mark.parametrize("template", ["academic", "modern"])
def test_two_sign_where_there_is_a_place_for_two(template: str, tmp_path: Path) -> None:
    """Name and role of the second stand beside those of the first, at the same height."""
    course = make_course(tmp_path, issuer=SECOND, certificate={"template": template})
    assert check_templates(course) == []
    text = text_of(pdf_of(course, make_certificate(), tmp_path))
    for words in ("Belladonna Took", "Head of Studies", "Prof. Fosco Brandywine", "Examiner"):
        assert words in text


def test_template_without_a_place_for_two_is_a_warning(tmp_path: Path) -> None:
    """Whoever is named in course.toml and not printed, is told, with the templates that print both."""
    (problem,) = check_templates(make_course(tmp_path, issuer=SECOND))
    assert problem.severity is Severity.WARNING
    assert problem.where == 'template "classic"'
    assert "academic" in problem.hint


@pytest.mark.parametrize("template", ["academic", "classic", "playful"])
def test_broad_logo_stands_in_the_middle(template: str, tmp_path: Path) -> None:
    """A logo that is broader than its place is made smaller, and keeps to the centre line of the sheet."""
    course = make_course(tmp_path, issuer={"logo": "logo.svg"}, certificate={"template": template})
    pictures = []
    for colour in ("black", "white"):
        logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 1"><path d="M0 0h9v1H0z" fill="{colour}"/></svg>'
        (tmp_path / "logo.svg").write_text(logo, encoding="utf-8")
        pictures.append(picture_of(pdf_of(course.model_copy(), make_certificate(), tmp_path / colour), 60))
    left, _, right, _ = ImageChops.difference(*pictures).getbbox()
    assert (left + right) / 2 == pytest.approx(pictures[0].width / 2, abs=2)
