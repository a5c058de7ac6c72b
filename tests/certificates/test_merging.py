"""One PDF of all certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import ImageChops
from printshop import in_folder, make_certificate, make_course, merge, picture_of, text_of

from certbuild.certificates import preview, typeset
from certbuild.crews import Crew
from certbuild.errors import RenderingError

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.model import Certificate

BY_FAMILY = ["Baggins, Bilbo", "Huyễn, Nguyễn", "O’Neil, Conan", "Παππά, Ευγενία", "Щука, Юлия", "Żółć, Łucja"]


@pytest.fixture(scope="session")
def merged(printed: Path, roster: list[Certificate]) -> Path:
    """Return the merged file of six students."""
    path = printed / "merged.pdf"
    merge(make_course(printed), roster, in_folder(printed), path)
    return path


def bookmarks(path: Path) -> list[str]:
    """Return the bookmarks in order; each must lead to the page of its place."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        for number, item in enumerate(outline.root):
            assert item.action.D[0].objgen == pdf.pages[number].objgen
        return [item.title for item in outline.root]


def test_students_stand_in_order_with_a_bookmark_each(merged: Path) -> None:
    """By family name, as a register lists people."""
    assert bookmarks(merged) == BY_FAMILY


@pytest.mark.parametrize(("order", "last"), [("given", "Щука, Юлия"), ("number", "O’Neil, Conan")])
def test_order_can_be_chosen(order: str, last: str, printed: Path, roster: list[Certificate], tmp_path: Path) -> None:
    """[certificate] order may be the given name or the number."""
    path = tmp_path / "merged.pdf"
    merge(make_course(tmp_path, certificate={"order": order}), roster, in_folder(printed), path)
    assert bookmarks(path)[-1] == last


def test_pages_are_labelled_with_the_certificates_numbers(merged: Path) -> None:
    """A viewer shows the number where it would show the page."""
    with pikepdf.open(merged) as pdf:
        assert [page.label for page in pdf.pages] == [f"TBA-2026-{number:04}" for number in (1, 3, 6, 4, 5, 2)]
        assert pdf.Root.Lang == "en"
        assert pdf.docinfo["/Title"] == "There and Back Again"
        assert set(pdf.docinfo) <= {"/Title", "/Producer"}


def test_every_page_is_what_the_single_file_is(merged: Path, printed: Path, roster: list[Certificate]) -> None:
    """Pixel by pixel, letter by letter, and with its link."""
    for number, certificate in enumerate(sorted(roster, key=lambda certificate: certificate.order), 1):
        single = printed / certificate.file_name
        assert not ImageChops.difference(picture_of(single, 80), picture_of(merged, 80, number)).getbbox()
        assert text_of(single) == text_of(merged, number)
        with pikepdf.open(merged) as pdf:
            assert str(pdf.pages[number - 1].Annots[0].A.URI).endswith(f"/c/{certificate.code}/")


def test_artwork_and_fonts_are_stored_once(merged: Path) -> None:
    """Six pages share one border, one seal and one font for each face."""
    with pikepdf.open(merged) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        forms = [item for item in streams if item.get("/Subtype") == "/Form" and len(item.read_bytes()) > 3000]
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"]
        assert len(forms) == 2
        assert len({str(font.BaseFont) for font in fonts}) == len(fonts) == 5
        assert "/StructTreeRoot" not in pdf.Root
        assert not any("/StructParents" in page for page in pdf.pages)


def test_page_more_costs_little(printed: Path, roster: list[Certificate], tmp_path: Path) -> None:
    """A student adds less than an eighth of a single file to the merged one."""
    course = make_course(tmp_path)
    known, more = tmp_path / "known.pdf", tmp_path / "more.pdf"
    merge(course, roster[:5], in_folder(printed), known)
    merge(course, roster, in_folder(printed), more)
    assert more.stat().st_size - known.stat().st_size < (printed / roster[5].file_name).stat().st_size / 8


def test_same_files_make_the_same_bytes(merged: Path, printed: Path, roster: list[Certificate], tmp_path: Path) -> None:
    """Whatever the order in which the certificates are given."""
    path = tmp_path / "merged.pdf"
    merge(make_course(printed), roster[::-1], in_folder(printed), path)
    assert path.read_bytes() == merged.read_bytes()


def test_missing_and_broken_files_are_named(roster: list[Certificate], tmp_path: Path) -> None:
    """A file that is not there, or is no PDF, is a problem with the student's name."""
    course = make_course(tmp_path)
    with pytest.raises(RenderingError) as caught:
        merge(course, roster[:1], in_folder(tmp_path), tmp_path / "merged.pdf")
    assert "Bilbo Baggins is not there" in caught.value.problems[0].what
    (tmp_path / roster[0].file_name).write_bytes(b"not a PDF")
    with pytest.raises(RenderingError) as caught:
        merge(course, roster[:1], in_folder(tmp_path), tmp_path / "merged.pdf")
    assert "Baggins, Bilbo cannot be read" in caught.value.problems[0].what


def test_no_certificates_make_an_empty_file(tmp_path: Path) -> None:
    """A course in which nobody has earned one yet has a merged file without pages."""
    path = tmp_path / "merged.pdf"
    merge(make_course(tmp_path), [], in_folder(tmp_path), path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 0


def test_letters_of_another_make_of_a_font_are_not_mixed_in(tmp_path: Path) -> None:
    """Pages set in a font of the template's own come out of the merged file as they went in."""
    from printshop import make_template  # noqa: PLC0415 - only here

    from certbuild import fonts  # noqa: PLC0415 - only here

    course = make_course(tmp_path, certificate={"template": "own"})
    style = '@font-face { font-family: Own; src: url("own.ttf") } body { font-family: Own }'
    pages = {}
    for number, face in enumerate(fonts.faces()[:2], 1):
        make_template(course, html='{{ field("holder", student.name) }}', css=style)
        (tmp_path / "templates/own/own.ttf").write_bytes(face.path.read_bytes())
        certificate = make_certificate("Bilbo", "Baggins", number)
        fresh = make_course(tmp_path, certificate={"template": "own"})
        typeset(fresh, [certificate], in_folder(tmp_path), crew=Crew()).finished()
        pages[certificate] = tmp_path / certificate.file_name
    path = tmp_path / "merged.pdf"
    merge(course, list(pages), in_folder(tmp_path), path)
    for number, single in enumerate(pages.values(), 1):
        assert not ImageChops.difference(picture_of(single), picture_of(path, page=number)).getbbox()


def test_preview_shows_specimens(tmp_path: Path) -> None:
    """A preview has a page for each name, and says on each that it is a specimen."""
    path = tmp_path / "preview.pdf"
    path.write_bytes(preview(make_course(tmp_path), [("Bilbo", "Baggins"), ("", "Bo")], "letter").merged)
    for page, name in ((1, "Bilbo Baggins"), (2, "Bo")):
        text = text_of(path, page)
        assert name in text
        assert "SPECIMEN" in text
    with pytest.raises(RenderingError):
        preview(make_course(tmp_path), [("Bo", "Li")], "leter")
