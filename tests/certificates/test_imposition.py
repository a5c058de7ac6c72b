"""Sheets for both sides and with two pages each: what stands where, looked at as somebody does who turns and cuts the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat
from printshop import MM, in_folder, make_certificate, make_course, merge, pdf_of, picture_of

from certbuild.files import sha256_of
from certbuild.merging.binding import Bindery
from certbuild.merging.finish import Finish
from certbuild.merging.merged import Leaf
from certbuild.model import LineState, RecordedMark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARKS = (RecordedMark("Essay", LineState.GRADED, "8", "10", "80", "40"),)
NAMES = ("Ada", "Bilbo", "Cyd")
DPI = 40


def print_all(folder: Path, papers: Sequence[str], *, transcript: bool = True, languages: Sequence[str] = ("en",)) -> list[Path]:
    """Print a certificate for each paper, with a transcript; return the files."""
    files = []
    for number, (name, paper) in enumerate(zip(NAMES, papers, strict=False), 1):
        own = folder / paper.replace(" ", "-")
        course = make_course(own, certificate={"template": "own", "transcript": transcript, "languages": list(languages)})
        template = own / "templates" / "own"
        template.mkdir(parents=True, exist_ok=True)
        (template / "template.toml").write_text(f'paper = "{paper}"', encoding="utf-8")
        (template / "style.css").write_text(
            ".sheet::before { background: linear-gradient(to right, #fcc, #ccf) } h1 { margin: 10mm; font-size: 24pt }",
            encoding="utf-8",
        )
        page = "{% extends 'sheet.html' %}{% block sheet %}<h1>{{ field('holder', student.name) }}</h1>{% endblock %}"
        (template / "template.html").write_text(page, encoding="utf-8")
        files.append(pdf_of(course, make_certificate(name, "Baggins", number, marks=MARKS), own))
    return files


def bound(files: Sequence[Path], target: Path, **finish: object) -> Path:
    """Put files together in a finish; return the file that is made of them."""
    leaves = [
        Leaf(path.stem, f"No. {number}", sha256_of(path.read_bytes()), path.read_bytes) for number, path in enumerate(files, 1)
    ]
    ((_, data),) = Bindery(leaves, "en", Finish(**finish)).files("All", leaves)  # type: ignore[arg-type]
    target.write_bytes(data)
    return target


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Say whether two pictures show the same, but for how the edges of letters are smoothed."""
    difference = ImageChops.difference(one, other.resize(one.size, Image.Resampling.BOX))
    return ImageStat.Stat(difference).mean[0] < 4


def pictures(pdf: Path) -> list[Image.Image]:
    """Return all pages as pictures."""
    with pikepdf.open(pdf) as file:
        return [picture_of(pdf, DPI, number) for number in range(1, len(file.pages) + 1)]


def turned_over(back: Image.Image) -> Image.Image:
    """Return the back of a sheet as it would be seen through the paper: turned over the long edge."""
    mirror = Image.Transpose.FLIP_LEFT_RIGHT if back.height > back.width else Image.Transpose.FLIP_TOP_BOTTOM
    return back.transpose(mirror)


def halves(sheet: Image.Image) -> list[Image.Image]:
    """Return the two pieces of a sheet that is cut in the middle."""
    width, height = sheet.size
    if height > width:
        return [sheet.crop((0, 0, width, height // 2)), sheet.crop((0, height - height // 2, width, height))]
    return [sheet.crop((0, 0, width // 2, height)), sheet.crop((width - width // 2, 0, width, height))]


def as_read(front: Image.Image, back: Image.Image, page: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return a piece of paper held so that its front is upright, and what is seen when it is turned like a page of a book.

    `back` is the back of the piece as seen through the paper, `page` the page that is to be on the front.
    """
    if (front.height > front.width) != (page.height > page.width):
        front, back = (picture.transpose(Image.Transpose.ROTATE_270) for picture in (front, back))
    return front, back.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


@pytest.mark.parametrize(
    "papers",
    [
        ("A4 landscape", "A4 landscape"),
        ("A4 portrait", "A4 portrait", "A4 landscape"),
        ("A4 landscape", "A4 portrait"),
    ],
    ids=" + ".join,
)
def test_cut_and_turned_every_certificate_has_its_own_back(papers: tuple[str, ...], tmp_path: Path) -> None:
    """Printed on both sides over the long edge and cut in the middle, each piece reads like a leaf of a book, front and back."""
    files = print_all(tmp_path, papers)
    sides = pictures(bound(files, tmp_path / "bound.pdf", two_up=True, duplex=True))
    pieces = []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        assert front.size == back.size
        pieces += zip(halves(front), halves(turned_over(back)), strict=True)
    assert len(pieces) == 2 * ((len(files) + 1) // 2)
    for (front, back), file in zip(pieces, files, strict=False):
        certificate, transcript = pictures(file)
        upright, behind = as_read(front, back, certificate)
        assert alike(upright, certificate)
        assert alike(behind, transcript)
        assert not alike(behind.transpose(Image.Transpose.ROTATE_180), transcript)


@pytest.mark.parametrize(
    ("paper", "sheet", "scale"),
    [
        ("A4 portrait", (297, 210), 210 / 297),
        ("Letter landscape", (215.9, 279.4), 139.7 / 215.9),
    ],
)
def test_two_pages_stand_in_the_middles_of_their_halves(
    paper: str, sheet: tuple[float, float], scale: float, tmp_path: Path
) -> None:
    """The sheet is the same paper turned; the pages are as large as they can be, with margins the same on both sides."""
    with pikepdf.open(bound(print_all(tmp_path, [paper, paper]), tmp_path / "bound.pdf", two_up=True)) as pdf:
        assert len(pdf.pages) == 2
        page = pdf.pages[0]
        assert [float(side) / MM for side in page.mediabox] == pytest.approx([0, 0, *sheet], abs=0.01)
        placed = [
            list(map(float, operands)) for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "cm"
        ]
        wide, high = sheet[1] * MM * scale, sheet[0] * MM * scale
        middles = [(e + wide / 2, f + high / 2) for *_, e, f in placed]
        width, height = (side * MM for side in sheet)
        halves = [(width / 2, height * 3 / 4), (width / 2, height / 4)]
        if width > height:
            halves = [(width / 4, height / 2), (width * 3 / 4, height / 2)]
        assert [own[0] for own in placed] == pytest.approx([scale] * 2, abs=1e-4)
        for middle, half in zip(middles, halves, strict=True):
            assert middle == pytest.approx(half, abs=0.01 * MM)


def labels(pdf: Path) -> list[str]:
    """Return how the pages are called."""
    with pikepdf.open(pdf) as file:
        return [page.label for page in file.pages]


def test_certificate_without_transcript_has_a_blank_back(tmp_path: Path) -> None:
    """Printed on both sides, each certificate is on a paper of its own, and its back is empty."""
    files = print_all(tmp_path, ["A4 landscape"] * 2, transcript=False)
    pdf = bound(files, tmp_path / "bound.pdf", duplex=True)
    assert labels(pdf) == ["No. 1", "No. 1, –", "No. 2", "No. 2, –"]
    assert [picture.getextrema() == (255, 255) for picture in pictures(pdf)] == [False, True, False, True]
    assert len({picture.size for picture in pictures(pdf)}) == 1


def test_every_language_begins_on_a_front(tmp_path: Path) -> None:
    """A second language is on a paper of its own: with its transcript behind it, or with nothing."""
    (file,) = print_all(tmp_path, ["A4 portrait"], languages=("en", "de"))
    assert labels(bound([file], tmp_path / "bound.pdf", duplex=True)) == ["No. 1", "No. 1, 2", "No. 1, 3", "No. 1, 4"]
    (file,) = print_all(tmp_path / "plain", ["A4 portrait"], languages=("en", "de"), transcript=False)
    pdf = bound([file], tmp_path / "bound.pdf", duplex=True)
    assert labels(pdf) == ["No. 1", "No. 1, –", "No. 1, 2", "No. 1, –"]


def test_transcript_of_two_pages_goes_on_on_the_next_paper(tmp_path: Path) -> None:
    """Its second page is on a front, with an empty back: the next certificate begins on a front as well."""
    marks = tuple(RecordedMark(f"Activity {number}", LineState.GRADED, "8", "10", "80", "2") for number in range(30))
    course = make_course(tmp_path, certificate={"transcript": True})
    file = pdf_of(course, make_certificate(marks=marks), tmp_path)
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 3
    bound_twice = bound([file, file], tmp_path / "bound.pdf", duplex=True)
    assert labels(bound_twice) == ["No. 2", "No. 2, 2", "No. 2, 3", "No. 2, –"] * 2


def test_links_lie_where_their_addresses_are_printed(tmp_path: Path) -> None:
    """With two pages on a sheet, a link still covers the address that it is for, wherever that has come to stand."""
    course = make_course(tmp_path)
    file = pdf_of(course, make_certificate(), tmp_path)
    with pikepdf.open(file) as single, pikepdf.open(bound([file], tmp_path / "bound.pdf", two_up=True)) as pdf:
        before, after = single.pages[0].Annots[0], pdf.pages[0].Annots[0]
        assert after.A.URI == before.A.URI
        scale = 210 / 297
        left, bottom, right, top = (float(side) for side in after.Rect)
        box = sorted(map(float, before.Rect[::2])), sorted(map(float, before.Rect[1::2]))
        assert [left, right] == pytest.approx([scale * side for side in box[0]], abs=0.1)
        assert [bottom, top] == pytest.approx([scale * side + 148.5 * MM for side in box[1]], abs=0.1)


def test_artwork_and_fonts_are_stored_once(tmp_path: Path) -> None:
    """However pages are arranged, the file is hardly larger than the merged one, and has each font once."""
    course = make_course(tmp_path)
    certificates = [make_certificate(name, "Baggins", number) for number, name in enumerate(NAMES, 1)]
    files = [pdf_of(course, certificate, tmp_path) for certificate in certificates]
    merge(course, certificates, in_folder(tmp_path), tmp_path / "merged.pdf")
    for number, two_up in enumerate((False, True)):
        path = bound(files, tmp_path / f"{number}.pdf", two_up=two_up, duplex=True)
        assert path.stat().st_size < 1.05 * (tmp_path / "merged.pdf").stat().st_size
        with pikepdf.open(path) as pdf:
            fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"]
            assert len({str(font.BaseFont) for font in fonts}) == len(fonts) == 5
            assert "/XXcertbuild" not in pdf.Root
            assert "/StructTreeRoot" not in pdf.Root
