"""One certificate as a PDF: what stands on it, and what kind of file it is."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import ImageChops
from printshop import (
    CODE,
    ISSUED,
    MM,
    TEMPLATES,
    in_folder,
    make_certificate,
    make_course,
    make_template,
    pdf_of,
    picture_of,
    text_of,
    words_of,
)

from certbuild import crews as hands
from certbuild import fonts
from certbuild.certificates import production, typeset
from certbuild.crews import crew
from certbuild.errors import RenderingError

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate

LONG = "Maria Anna Josefa Antonia Johanna Charlotte", "von Hohenzollern-Sigmaringen zu Berg"
"""Eighty letters."""


def height_of(word: str, pdf: Path) -> float:
    """Return the height in points of the line that a word stands in."""
    return next(bottom - top for found, _, top, _, bottom in words_of(pdf) if found == word)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-GB", "Valid until 23 November 2028"),
        ("de", "Gültig bis 23. November 2028"),
    ],
)
def test_last_day(language: str, words: str, template: str, tmp_path: Path) -> None:
    """The last day stands in words under the day of issue, and moves nothing outside that block."""
    course = make_course(tmp_path, course={"language": language}, certificate={"template": template})
    plain = pdf_of(course, make_certificate(), tmp_path / "plain")
    dated = pdf_of(course, make_certificate(valid_until=date(2028, 11, 23)), tmp_path / "dated")
    assert words in text_of(dated)
    moved = set(words_of(plain)) - set(words_of(dated))
    assert bool(moved) == (template not in {"academic", "minimal"})  # where the dates stand last, nothing moves at all
    edge = 116 if template == "modern" else 100
    assert all(right < edge * MM and top > 150 * MM for _, _, top, right, _ in moved)


def test_page_shows_everything_that_was_issued(printed: Path, roster: list[Certificate]) -> None:
    """Holder, course, issuer, award, score, date, number, code and address can all be read."""
    text = text_of(printed / roster[0].file_name)
    for words in (*ISSUED, "GREEN DRAGON SCHOOL"):
        assert words in text


def test_short_name_is_set_at_full_size(printed: Path, roster: list[Certificate], course: Course, tmp_path: Path) -> None:
    """A name of three letters is as high as any other that fits."""
    short = pdf_of(course, make_certificate("", "Bo"), tmp_path)
    assert height_of("Bo", short) == pytest.approx(height_of("Baggins", printed / roster[0].file_name))


def test_name_of_eighty_letters_fits_in_two_lines(course: Course, tmp_path: Path) -> None:
    """It stays between the margins of the column, in two lines that do not touch."""
    assert len(" ".join(LONG)) == 80
    words = words_of(pdf_of(course, make_certificate(*LONG), tmp_path))
    name = [box for box in words if box[0] in " ".join(LONG).split()]
    assert min(left for _, left, *_ in name) >= 38 * MM - 0.1
    assert max(right for *_, right, _ in name) <= (297 - 38) * MM + 0.1
    lines = sorted({(top, bottom) for _, _, top, _, bottom in name})
    assert len(lines) == 2


def test_nothing_moves_whatever_the_name(course: Course, tmp_path: Path) -> None:
    """Between a short name and one of eighty letters only the pixels of the name's box differ."""
    short = picture_of(pdf_of(course, make_certificate("", "Bo"), tmp_path / "short"))
    long = picture_of(pdf_of(course, make_certificate(*LONG), tmp_path / "long"))
    left, top, right, bottom = ImageChops.difference(short, long).getbbox()
    scale = 25.4 / 60
    assert left * scale >= 37
    assert right * scale <= 297 - 37
    assert (bottom - top) * scale <= 17


def test_hopeless_name_is_a_problem_with_the_students_name(course: Course, tmp_path: Path) -> None:
    """A name that no size or break makes fit is named, with what to do; nothing is written."""
    certificate = make_certificate("Bo" * 60, "Baggins")
    with pytest.raises(RenderingError) as caught:
        pdf_of(course, certificate, tmp_path / "out")
    (problem,) = caught.value.problems
    assert problem.where == f'template "classic" › {certificate.holder}'
    assert '"holder"' in problem.what
    assert "rename" in problem.hint
    assert not any((tmp_path / "out").iterdir())


def test_letters_are_the_right_ones(printed: Path, roster: list[Certificate]) -> None:
    """The outline printed for each letter of a name is that letter's in the face, not only in the copied text."""
    source = TTFont(next(face.path for face in fonts.faces() if (face.family, face.weight) == (fonts.SERIF, 600)))
    names, outlines, glyphs = source.getBestCmap(), source["glyf"], 0
    for certificate in roster:
        with pikepdf.open(printed / certificate.file_name) as pdf:
            font = next(f for f in pdf.pages[0].Resources.Font.values() if "Serif-Semi" in str(f.BaseFont))
            descriptor = font.DescendantFonts[0].FontDescriptor
            subset = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
            texts = re.findall("<(....)> <(.*)>", font.ToUnicode.read_bytes().decode().partition("beginbfchar")[2])
        letters = {bytes.fromhex(text).decode("utf-16-be"): int(number, 16) for number, text in texts}
        for letter in set(certificate.holder) - {" "}:
            order = subset.getGlyphOrder()
            shown = subset["glyf"][order[letters[letter]]].getCoordinates(subset["glyf"])[0]
            assert list(shown) == list(outlines[names[ord(letter)]].getCoordinates(outlines)[0]), letter
            glyphs += 1
        assert certificate.holder in text_of(printed / certificate.file_name)
    assert glyphs > 40


def test_qr_code_reads_back_as_the_address(printed: Path, roster: list[Certificate], tmp_path: Path) -> None:
    """A photograph of the page leads to the certificate's page."""
    assert qr_of(printed / roster[0].file_name, tmp_path) == f"https://example.org/shire/c/{CODE}/"


def test_without_base_url_the_qr_code_holds_the_code_alone(tmp_path: Path) -> None:
    """Nothing pretends to be an address while there is none."""
    pdf = pdf_of(make_course(tmp_path, site={"base_url": ""}), make_certificate(), tmp_path)
    assert qr_of(pdf, tmp_path) == CODE
    assert "example.org" not in text_of(pdf)
    with pikepdf.open(pdf) as file:
        assert "/Annots" not in file.pages[0]


def qr_of(pdf: Path, folder: Path) -> str:
    """Return what a reader of QR codes sees on the page at 150 dpi."""
    picture = folder / "page.png"
    picture_of(pdf, 150).save(picture)
    command = ["zbarimg", "--quiet", "--raw", "--nodbus", str(picture)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_without_a_score_no_score_is_printed(course: Course, tmp_path: Path) -> None:
    """A certificate awarded by exception says the award and no percentage."""
    text = text_of(pdf_of(course, make_certificate(score=""), tmp_path))
    assert "Pass" in text
    assert "%" not in text


def test_language_of_the_course_shapes_words_date_and_numbers(tmp_path: Path) -> None:
    """In German it is a Zertifikat with 87,5 % on 23. November 2026; one word is the teacher's own."""
    course = make_course(
        tmp_path, course={"language": "de"}, certificate={"strings": {"de": {"completed": "nach Abschluss von"}}}
    )
    pdf = pdf_of(course, make_certificate(score="87.50"), tmp_path)
    text = text_of(pdf)
    for words in ("Zertifikat", "Ergebnis von 87,5 %", "23. November 2026", "nach Abschluss von"):
        assert words in text
    with pikepdf.open(pdf) as file:
        assert file.Root.Lang == "de"


@pytest.mark.parametrize("language", ["ar", "de-AT", "pl"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_shipped_templates_print_in_their_languages(language: str, template: str, tmp_path: Path) -> None:
    """The words of languages short and long, and in other letters, fit on the paper of every shipped template."""
    course = make_course(tmp_path, course={"language": language}, certificate={"template": template})
    pdf = pdf_of(course, make_certificate(*LONG), tmp_path)
    with pikepdf.open(pdf) as file:
        width, height = (float(side) / MM for side in file.pages[0].MediaBox[2:])
    sizes = {"academic": (210, 297), "minimal": (210, 297), "letter": (279.4, 215.9)}
    assert (width, height) == pytest.approx(sizes.get(template, (297, 210)), abs=0.1)


def test_issuer_without_signatory_leaves_no_line_to_sign(tmp_path: Path) -> None:
    """What course.toml leaves out leaves no trace: no name, no role, no line."""
    course = make_course(tmp_path, issuer={"signatory": "", "role": ""})
    pdf = pdf_of(course, make_certificate(), tmp_path)
    assert "Took" not in text_of(pdf)
    foot = picture_of(pdf, 100).crop((int(38 / 25.4 * 100), 620, int(100 / 25.4 * 100), 715))
    assert foot.getextrema()[0] > 200


def test_logo_and_signature_are_printed_with_their_descriptions(tmp_path: Path) -> None:
    """Images of the issuer appear, are described for who cannot see them, and lead to no file of this machine."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z" fill="#073"/></svg>'
    for name in ("logo.svg", "signature.svg"):
        (tmp_path / name).write_text(picture, encoding="utf-8")
    course = make_course(tmp_path, issuer={"logo": "logo.svg", "signature": "signature.svg"})
    pdf = pdf_of(course, make_certificate(), tmp_path)
    with pikepdf.open(pdf) as file:
        described = {str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item}
    assert {"Logo of Green Dragon School", "Signature of Belladonna Took"} <= described
    assert any("QR code" in words for words in described)
    assert str(tmp_path).encode() not in pdf.read_bytes()


def test_awards_differ_quietly(tmp_path: Path) -> None:
    """The highest award has the golden seal, a lower one another metal; the words stand where they stood."""
    course = make_course(tmp_path, award=[{"name": "Pass", "from": 80}, {"name": "Merit", "from": 90}])
    merit, passed = (pdf_of(course, make_certificate(award=award), tmp_path / award) for award in ("Merit", "Pass"))
    seals = [picture_of(pdf, 60).crop((318, 370, 384, 440)) for pdf in (merit, passed)]
    assert ImageChops.difference(*seals).getbbox()
    assert height_of("Baggins", merit) == height_of("Baggins", passed)


@pytest.mark.parametrize("template", TEMPLATES)
def test_address_can_be_clicked(template: str, tmp_path: Path) -> None:
    """The link lies over the printed address, all of it."""
    pdf = pdf_of(make_course(tmp_path, certificate={"template": template}), make_certificate(), tmp_path)
    _, left, top, right, bottom = next(box for box in words_of(pdf) if box[0].startswith("example.org"))
    with pikepdf.open(pdf) as file:
        link = next(note for note in file.pages[0].Annots if str(note.A.URI).endswith(f"c/{CODE}/"))
        height = float(file.pages[0].MediaBox[3])
        x1, y1, x2, y2 = map(float, link.Rect)
    assert min(x1, x2) <= left + 1
    assert max(x1, x2) >= right - 1
    assert min(y1, y2) <= height - bottom + 2
    assert max(y1, y2) >= height - top - 2


def test_same_bytes_again_elsewhere_and_in_any_number_of_processes(
    printed: Path, roster: list[Certificate], tmp_path: Path
) -> None:
    """A certificate's bytes depend on what it says: not on the run, the folder, the order, or the number of jobs."""
    done: list[int] = []
    many = [*roster[::-1], *(make_certificate("Ann", "Lee", number) for number in range(7, 16))]
    with crew(2) as two:
        digests = typeset(make_course(tmp_path), many, in_folder(tmp_path / "again"), crew=two).finished(done.append).digests
    for certificate in roster:
        first, again = printed / certificate.file_name, tmp_path / "again" / certificate.file_name
        assert first.read_bytes() == again.read_bytes()
        checked = subprocess.run(["sha256sum", str(again)], check=True, capture_output=True, text=True).stdout
        assert checked.startswith(digests[certificate.code])
    assert sum(done) == len(many)


def test_workers_are_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often workers give way to new ones, which keeps memory flat, every certificate is set."""
    monkeypatch.setattr(production, "_CHUNK", 1)
    monkeypatch.setattr(hands, "_SHIFT", 3)
    course = make_course(tmp_path, certificate={"template": "own"})
    make_template(course)
    roster = [make_certificate("Ann", "Lee", number) for number in range(1, 15)]
    with crew(2) as two:
        assert len(typeset(course, roster, in_folder(tmp_path), crew=two).finished().digests) == 14


@pytest.mark.parametrize("count", [1, 20])
def test_worker_that_dies_is_told(count: int) -> None:
    """A worker process that ends before its work is done is an error with a remedy, whatever work it was."""
    with crew(2) as two:
        with pytest.raises(RenderingError) as caught:
            list(two.results(os._exit, [1] * count, lambda code: (code,)))
        assert "--jobs 1" in caught.value.problems[0].hint
    with crew(2) as two, pytest.raises(RenderingError):
        two.result(two.begun(os._exit, 1))


def test_own_copy_of_a_template_prints_the_same(printed: Path, roster: list[Certificate], tmp_path: Path) -> None:
    """A template copied beside course.toml prints the bytes of the one it was copied from."""
    from certbuild.resources import cert_templates  # noqa: PLC0415 - only here

    shutil.copytree(cert_templates() / "classic", tmp_path / "templates" / "mine")
    course = make_course(tmp_path, certificate={"template": "mine"})
    assert pdf_of(course, roster[0], tmp_path).read_bytes() == (printed / roster[0].file_name).read_bytes()
