"""Pages for print shops: what reaches the paper's edge goes beyond it, nothing else moves, and marks say where to cut."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image, ImageChops
from printshop import MM, TEMPLATES, in_folder, make_certificate, make_course, make_template, pdf_of, picture_of, words_of
from test_imposition import bound

from certbuild.certificates import typeset
from certbuild.crews import Crew

if TYPE_CHECKING:
    from certbuild.config import Course

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
DPI = 127
"""Five pixels in a millimetre."""
ROOM = 10
"""Millimetres around the paper where there are marks beyond 3 mm of bleed."""
WHITE, BLACK = 255, 0


def with_marks(course: Course, folder: Path, bleed: float = 3) -> Path:
    """Print a certificate with a bleed in millimetres and with marks; return its file."""
    folder.mkdir()
    typeset(course, [make_certificate()], in_folder(folder), crew=Crew(), bleed=bleed).finished()
    return bound([folder / make_certificate().file_name], folder / "bound.pdf", bleed=bleed, crop_marks=True)


def at(picture: Image.Image, x: float, y: float) -> int:
    """Return how light it is at a place, in millimetres from the paper's top left corner."""
    return picture.getpixel((round((x + ROOM) * 5), round((y + ROOM) * 5)))


def drawn(pdf: Path) -> list[tuple[str, str]]:
    """Return what is drawn on a certificate's first page, step by step: what is done, and where."""
    with pikepdf.open(pdf) as file:
        steps = pikepdf.parse_content_stream(file.pages[0])
        return [(str(operator), " ".join(map(str, operands))) for operands, operator in steps]


@pytest.mark.parametrize(
    "name",
    [
        "classic",
        "modern",
        *(pytest.param(name, marks=pytest.mark.slow) for name in TEMPLATES if name not in {"classic", "modern"}),
    ],
)
def test_nothing_moves(name: str, tmp_path: Path) -> None:
    """In every template words stand where they stood, to a hundredth of a millimetre; all but modern's band is drawn as ever."""
    course = make_course(tmp_path, certificate={"template": name})
    plain, bled = pdf_of(course, make_certificate(), tmp_path), with_marks(course, tmp_path / "bleed")
    before, after = words_of(plain), words_of(bled)
    assert [word for word, *_ in after] == [word for word, *_ in before]
    for (_, *box), (_, *moved) in zip(before, after, strict=True):
        assert [side - ROOM * MM for side in moved] == pytest.approx(box, abs=0.01 * MM)
    reaching = {"re", "m", "l"} if name == "modern" else set()
    set_again = tmp_path / "bleed" / plain.name
    assert [step for step in drawn(set_again) if step[0] not in reaching] == [
        step for step in drawn(plain) if step[0] not in reaching
    ]


def test_band_goes_beyond_the_edge(tmp_path: Path) -> None:
    """The band of `modern` is printed as far as the bleed reaches, and no further."""
    picture = picture_of(with_marks(make_course(tmp_path, certificate={"template": "modern"}), tmp_path / "bleed"), DPI)
    for x, y in ((-2.7, 100), (10, -2.7), (10, 212.7), (-2.7, -2.7)):
        assert at(picture, x, y) < 100
    for x, y in ((-3.4, 100), (10, -3.4), (10, 213.4), (100, -1)):
        assert at(picture, x, y) == WHITE


def test_background_goes_beyond_the_edge(tmp_path: Path) -> None:
    """An image that covers the sheet covers the bleed as well."""
    Image.new("RGB", (297, 210), "#808080").save(tmp_path / "paper.png")
    course = make_course(tmp_path, certificate={"background": "paper.png"})
    picture = picture_of(with_marks(course, tmp_path / "bleed"), DPI)
    for x, y in ((-2.7, -2.7), (299.7, 212.7), (150, -2.7), (299.7, 100)):
        assert at(picture, x, y) == 0x80
    assert at(picture, -3.4, 100) == WHITE


def test_documented_style_goes_beyond_the_edge(tmp_path: Path) -> None:
    """What docs/templates.md shows – a band, a picture, a colour – does it; what reaches even further is cut off."""
    css = re.findall(r"```css\n(.*?)```", DOCS.read_text(encoding="utf-8").partition("## Bleed")[2], re.DOTALL)[0]
    course = make_course(tmp_path, certificate={"template": "own"})
    ball = ".ball { position: absolute; left: -30mm; top: 60mm; height: 60mm; width: 60mm; background: #000 }"
    make_template(course, css=f"{css} .band {{ background: #404040 }} {ball}")
    own = tmp_path / "templates" / "own"
    Image.new("RGB", (21, 15), "#c0c0c0").save(own / "paper.png")
    page = '{% extends "sheet.html" %}{% block sheet %}<div class="band"></div><div class="ball"></div>{% endblock %}'
    (own / "template.html").write_text(page, encoding="utf-8")
    picture = picture_of(with_marks(course, tmp_path / "bleed"), DPI)
    assert [at(picture, x, 20) for x in (-3.4, -2.7, 33.8, 34.2, 212.7, 213.4)] == [WHITE, 0x40, 0x40, 0xC0, 0xC0, WHITE]
    assert [at(picture, 10, y) for y in (-3.4, -2.7, 150.7, 151.4)] == [WHITE, 0x40, 0x40, WHITE]
    assert [at(picture, x, 90) for x in (-3.4, -2.7, 29)] == [WHITE, BLACK, BLACK]
    make_template(course, css=css.splitlines()[-1])
    picture = picture_of(with_marks(make_course(tmp_path, certificate={"template": "own"}), tmp_path / "colour"), DPI)
    assert [at(picture, x, 20) for x in (-3.4, -2.7, 100)] == [WHITE, 0xF8, 0xF8]


@pytest.mark.parametrize(("bleed", "room"), [(3, 10), (5, 12)])
def test_boxes_say_where_to_cut(bleed: float, room: float, tmp_path: Path) -> None:
    """The trim box is the paper, the bleed box what goes beyond it, and the media box holds the marks as well."""
    course = make_course(tmp_path)
    with pikepdf.open(with_marks(course, tmp_path / "bleed", bleed)) as pdf:
        for box, wider in ((pdf.pages[0].TrimBox, 0), (pdf.pages[0].BleedBox, bleed), (pdf.pages[0].MediaBox, room)):
            sides = [-wider, -wider, 297 + wider, 210 + wider]
            assert [float(side) / MM for side in box] == pytest.approx(sides, abs=0.01)


def test_marks_stand_at_the_corners_outside_of_the_bleed(tmp_path: Path) -> None:
    """Two thin lines at each corner, 3 mm and more away from the paper, in the lines of its edges."""
    picture = picture_of(with_marks(make_course(tmp_path), tmp_path / "bleed"), DPI)
    for x in (0, 297):
        for y in (-5.5, 215.5):
            assert min(at(picture, x + step / 5, y) for step in (-1, 0, 1)) < 200
            assert at(picture, x + 1, y) == WHITE
    for y in (0, 210):
        for x in (-5.5, 302.5):
            assert min(at(picture, x, y + step / 5) for step in (-1, 0, 1)) < 200
            assert at(picture, x, y + 1) == WHITE
    assert at(picture, 0, -2) == WHITE


def test_marks_without_bleed_need_no_other_pages(tmp_path: Path) -> None:
    """The certificates themselves get marks around them; a blank back has the same boxes and marks."""
    file = pdf_of(make_course(tmp_path), make_certificate(), tmp_path)
    path = bound([file], tmp_path / "bound.pdf", crop_marks=True, duplex=True)
    front, back = (picture_of(path, DPI, page) for page in (1, 2))
    assert front.size == back.size
    frame = Image.new("L", front.size, WHITE)
    frame.paste(front)
    frame.paste(WHITE, (ROOM * 5 - 2, ROOM * 5 - 2, front.width - ROOM * 5 + 2, front.height - ROOM * 5 + 2))
    assert not ImageChops.difference(frame, back).getbbox()
