"""What the PDFs are produced as: their tags, their metadata, the older standard for archives, and results for programs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image
from printshop import CODE, TEMPLATES, in_folder, make_certificate, make_course, pdf_of, picture_of, text_of
from test_plates import printed_both_ways, roster
from test_several_sheets import MARKS, course_with, with_marks

from certbuild.certificates import typeset
from certbuild.crews import Crew
from certbuild.errors import RenderingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certbuild.model import Certificate

JARS = Path("/usr/share/java")
PREFLIGHT = ("preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "javax.activation", "jaxb-api", "commons-io")
GIVEN = ("Bilbo", "Łucja", "小明", "ليلى")
SEVERAL = {"transcript": True, "languages": ["en", "de"]}


def tags(element: Any) -> Iterator[pikepdf.Object]:  # noqa: ANN401 - an object of a PDF
    """Yield an element of the tag tree and all below it, in the order in which they are read."""
    yield element
    children = element.get("/K", ())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from tags(child)


@pytest.fixture
def several(tmp_path: Path) -> Iterator[pikepdf.Pdf]:
    """Return an open certificate of four pages: in two languages, each with its marks."""
    with pikepdf.open(pdf_of(course_with(tmp_path, **SEVERAL), make_certificate(marks=MARKS), tmp_path)) as pdf:
        yield pdf


def test_everything_on_the_page_is_tagged_once(several: pikepdf.Pdf) -> None:
    """Every marked piece of every page belongs to one element of the tag tree, which knows the page it is on."""
    owners: dict[tuple[int, int], int] = {}
    pages = {page.obj.objgen: number for number, page in enumerate(several.pages)}
    for element in tags(several.Root.StructTreeRoot.K[0]):
        for child in element.get("/K", ()):
            if not isinstance(child, pikepdf.Dictionary):
                place = pages[element.Pg.objgen], int(child)
                owners[place] = owners.get(place, 0) + 1
    marked = {
        (number, int(piece))
        for number, page in enumerate(several.pages)
        for piece in re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())
    }
    assert set(owners) == marked
    assert set(owners.values()) == {1}
    nums = several.Root.StructTreeRoot.ParentTree.Nums
    assert [len(nums[2 * number + 1]) for number in range(4)] == [
        sum(page == number for page, _ in marked) for number in range(4)
    ]


def test_reading_order_is_that_of_the_page(several: pikepdf.Pdf) -> None:
    """Tags come sheet by sheet, the title before the table, and in a table headings, rows, and the total at last."""
    kinds = [str(element.S) for element in tags(several.Root.StructTreeRoot.K[0])]
    told = [kind for kind in kinds if kind in {"/Sect", "/H1", "/Table", "/THead", "/TBody", "/TFoot"}]
    table = ["/Table", "/THead", "/TBody", "/TFoot"]
    assert told == 2 * ["/Sect", "/H1", "/Sect", "/H1", *table]
    assert kinds.count("/TR") == 2 * (1 + len(MARKS) + 1)


def test_pictures_are_described_and_links_tagged(several: pikepdf.Pdf) -> None:
    """Every picture has a description, which names the address of the certificate; the link is an element with its place."""
    elements = list(tags(several.Root.StructTreeRoot.K[0]))
    figures = [element for element in elements if element.S == "/Figure"]
    assert len(figures) == 4
    assert all(CODE in str(figure.Alt) for figure in figures)
    links = [element for element in elements if element.S == "/Link"]
    assert len(links) == 2
    assert all(any(isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR" for kid in link.K) for link in links)


def test_file_is_produced_as_archive_and_accessible_pdf(printed: Path, roster: list[Certificate]) -> None:
    """PDF/A-3u and PDF/UA-1 are declared, with what they ask for; of persons, the holder alone is named."""
    pdf = printed / roster[0].file_name
    with pikepdf.open(pdf) as file:
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
            assert metadata["pdfuaid:part"] == "1"
        xmp = file.Root.Metadata.read_bytes()
        assert xmp.count(b"<rdf:RDF") == 1
        assert b"pdfaExtension:schemas" in xmp
        assert file.Root.Lang == "en"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in file.Root
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert set(file.docinfo) == {"/Producer", "/Title"}
        assert file.docinfo["/Title"] == "Certificate for Bilbo Baggins: There and Back Again"
        assert str(file.trailer.ID[0]) == CODE
        told = xmp + "".join(map(str, file.docinfo.values())).encode()
        assert b"Took" not in told
        for font in file.pages[0].Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font
    subprocess.run(["qpdf", "--check", str(pdf)], check=True, capture_output=True)


def preflight(folder: Path) -> dict[str, str]:
    """Return what Debian's preflight says of each file in a folder."""
    classes = ":".join(str(JARS / f"{name}.jar") for name in PREFLIGHT)
    command = ["java", "-cp", classes, "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(folder)]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return dict(re.findall(r"^The file (\S+) is (.*?file)", said, re.MULTILINE))


@pytest.mark.skipif(not (JARS / "preflight.jar").exists(), reason="Debian's preflight is not on this machine")
def test_older_standard_is_kept(tmp_path: Path) -> None:
    """With PDF/A-1b, files of every template are valid by an independent validator, from plates as well; else they are not."""
    folder = tmp_path / "files"
    folder.mkdir()
    for template in TEMPLATES:
        course = make_course(tmp_path, certificate={**SEVERAL, "template": template, "standard": "PDF/A-1b"})
        names = GIVEN if template == "classic" else GIVEN[1:2]
        people = [make_certificate(given, template, number, marks=MARKS) for number, given in enumerate(names, 1)]
        assert typeset(course, people, in_folder(folder), crew=Crew()).finished().problems == ()
    pdf_of(course_with(tmp_path), make_certificate("New", "Standard", 9), folder)
    said = preflight(folder)
    assert said.pop("standard-new-s9.pdf") == "not a valid PDF/A-1b file"
    assert len(said) == len(GIVEN) + len(TEMPLATES) - 1
    assert set(said.values()) == {"a valid PDF/A-1b file"}


@pytest.mark.parametrize("given", GIVEN)
def test_older_standard_looks_the_same(given: str, tmp_path: Path) -> None:
    """Whichever standard the file is of, its pages show the same, in letters of every kind of font."""
    certificate = make_certificate(given, "王" if given == "小明" else "O’Neil", marks=MARKS)
    pdfs = [
        pdf_of(course_with(tmp_path, standard=standard, transcript=True), certificate, tmp_path / standard[-2:])
        for standard in ("PDF/A-3u", "PDF/A-1b")
    ]
    for page in (1, 2):
        new, old = (picture_of(pdf, 100, page).crop((70, 70, 1100, 520)) for pdf in pdfs)
        assert new == old  # but for the edges of fine lines in the artwork around it


@pytest.mark.parametrize("settings", [{"standard": "PDF/A-1b"}, {"attach_results": True}])
def test_plates_keep_to_the_settings(settings: dict[str, object], tmp_path: Path) -> None:
    """In the older standard, and with results attached, plates make the very bytes of plain WeasyPrint, too."""
    certificates = [with_marks(certificate, place) for place, certificate in enumerate(roster("LATIN")[:12])]
    different, from_plates = printed_both_ways(course_with(tmp_path, **settings), "classic", certificates)
    assert different == []
    assert from_plates > 6


def test_what_is_transparent_is_told_where_the_standard_forbids_it(tmp_path: Path) -> None:
    """A signature cut out of its ground is an error with PDF/A-1b, which names the remedy; with PDF/A-3u it is printed."""
    Image.new("RGBA", (60, 20), (0, 0, 0, 90)).save(tmp_path / "signature.png")
    issuer = {"signature": "signature.png"}
    pdf_of(make_course(tmp_path, issuer=issuer), make_certificate(), tmp_path)
    older = make_course(tmp_path, issuer=issuer, certificate={"standard": "PDF/A-1b"})
    with pytest.raises(RenderingError, match="transparent, which PDF/A-1b forbids") as told:
        pdf_of(older, make_certificate(), tmp_path)
    assert "without transparency" in told.value.problems[0].hint


def test_results_are_attached_for_programs(tmp_path: Path) -> None:
    """Every student's file has the own results in it, in exact numbers; the pages look and read as without them."""
    course = course_with(tmp_path, attach_results=True)
    both = [make_certificate(given, "Baggins", number, marks=MARKS) for number, given in ((1, "Bilbo"), (2, "Frodo"))]
    typeset(course, both, in_folder(tmp_path), crew=Crew()).finished()
    for certificate in both:
        with pikepdf.open(tmp_path / certificate.file_name) as pdf:
            (name,) = pdf.attachments
            told = json.loads(pdf.attachments[name].get_file().read_bytes())
            assert pdf.Root.AF[0].AFRelationship == "/Data"
        assert name == "results.json"
        assert told["certificate"]["holder"] == certificate.holder
        assert (told["certificate"]["number"], told["certificate"]["score"]) == (certificate.number, "95.0")
        assert told["activities"][0]["points"] == "8.5"
        assert (told["activities"][1]["state"], told["activities"][1]["points"]) == ("excused", None)
    plain = pdf_of(course_with(tmp_path), both[0], tmp_path / "plain")
    assert text_of(tmp_path / both[0].file_name) == text_of(plain)
