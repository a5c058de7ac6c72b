"""One PDF of all certificates, made from the one that stands: sooner, and with the same bytes."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from msgspec.structs import replace
from PIL import ImageChops
from printshop import in_folder, make_certificate, make_course, merge, picture_of, text_of

from certbuild.certificates import begin_merge, typeset
from certbuild.crews import Crew, crew
from certbuild.errors import RenderingError
from certbuild.files import sha256_of
from certbuild.merging.merged import Leaf, Stock, merge_into

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.model import Certificate

# The typographic apostrophe and the letter apostrophe are one glyph of the face, as are hyphen and minus.
ALIKE = (("Conan", "O’Neil"), ("Kealiʼi", "Oʼahu"), ("Anne‐Marie", "Roe"), ("Jean-Luc", "D’Or"), ("Miʼraj", "Lee-Smith"))


@pytest.fixture(scope="session")
def alike(tmp_path_factory: pytest.TempPathFactory) -> list[Leaf]:
    """Return certificates on which a letter stands for one text here and for another one there."""
    folder = tmp_path_factory.mktemp("alike")
    people = [make_certificate(given, family, number) for number, (given, family) in enumerate(ALIKE, 11)]
    typeset(make_course(folder), people, in_folder(folder), crew=Crew()).finished()
    return [_leaf((folder / certificate.file_name).read_bytes(), certificate.holder) for certificate in people]


@pytest.fixture(scope="session")
def leaves(printed: Path, roster: list[Certificate], alike: list[Leaf]) -> list[Leaf]:
    """Return the certificates of eleven students."""
    return [_leaf((printed / certificate.file_name).read_bytes(), certificate.holder) for certificate in roster] + alike


def _leaf(pdf: bytes, name: str = "Somebody") -> Leaf:
    return Leaf(name, f"No. {name}", sha256_of(pdf), lambda: pdf)


def _merged(leaves: list[Leaf], former: bytes = b"") -> bytes:
    file = BytesIO()
    merge_into(file, "There and Back Again", "en", leaves, Stock([former]))
    return file.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_any_history_makes_the_same_bytes(seed: int, leaves: list[Leaf]) -> None:
    """Whoever comes, goes, is renamed or takes another place: all is as if it were merged for the first time."""
    chance = random.Random(seed)  # noqa: S311 - a history, no secret
    former = b""
    for _ in range(12):
        now = chance.sample(leaves, chance.randint(0, len(leaves)))
        now = [leaf._replace(bookmark=chance.choice(["Zoe", "Ann"])) if chance.random() < 0.2 else leaf for leaf in now]
        former, fresh = _merged(now, former), _merged(now)
        assert former == fresh


def test_only_what_is_new_is_read(leaves: list[Leaf]) -> None:
    """Where one certificate is new, one file is opened, whatever the number of the others."""

    def untouched() -> bytes:
        pytest.fail("an unchanged certificate was read again")

    former = _merged(leaves[:-1])
    again = [leaf._replace(pdf=untouched) for leaf in leaves[:-1]] + leaves[-1:]
    assert _merged(again, former) == _merged(leaves)


def _cut_off(pdf: bytes) -> bytes:
    return pdf[: len(pdf) // 2]


def _one_bit_in_a_page(pdf: bytes) -> bytes:
    at = pdf.index(b"/MediaBox") + 14
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def _of_an_older_make(pdf: bytes) -> bytes:
    return pdf.replace(b"certbuild merged 4", b"certbuild merged 3")


def _saved_by_another_program(pdf: bytes) -> bytes:
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as other:
        other.save(file)
    return file.getvalue()


def _something_added(pdf: bytes) -> bytes:
    return pdf + b"\n"


@pytest.mark.parametrize(
    "spoil", [_cut_off, _one_bit_in_a_page, _of_an_older_make, _saved_by_another_program, _something_added, bytes.upper]
)
def test_what_is_not_the_former_file_is_not_used(spoil: type[bytes], leaves: list[Leaf]) -> None:
    """A damaged, altered or foreign file in the place of the merged one lends it nothing."""
    fresh = _merged(leaves)
    assert _merged(leaves, spoil(fresh)) == fresh


def test_parts_make_the_same_bytes(
    roster: list[Certificate], printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many are new, processes merge parts of them side by side; the file is the same, and no part is left."""
    course, path = make_course(tmp_path), tmp_path / "merged.pdf"
    people = [replace(c, sha256=sha256_of((printed / c.file_name).read_bytes())) for c in roster]
    merge(course, people, in_folder(printed), path)
    alone = path.read_bytes()
    folder = tmp_path / "parts"
    folder.mkdir()
    monkeypatch.setattr("certbuild.certificates.production._PART", 2)
    with crew(2) as hands:
        assert begin_merge(course, people, in_folder(printed), folder / "a.pdf", crew=hands).result() == sha256_of(alone)
        merge(course, people[1:], in_folder(printed), path)
        new = {c.code for c in people[:4]}
        begin_merge(course, people, in_folder(printed), folder / "b.pdf", path, new=new, crew=hands).result()
        (folder / "damaged.pdf").write_bytes(b"%PDF")
        with pytest.raises(RenderingError, match="cannot be read"):
            begin_merge(course, people, lambda _: folder / "damaged.pdf", folder / "c.pdf", crew=hands).result()
    assert (folder / "a.pdf").read_bytes() == (folder / "b.pdf").read_bytes() == alone
    assert not list(folder.glob("[ab].pdf.*"))


def test_letters_go_with_the_last_who_has_them(roster: list[Certificate], printed: Path, tmp_path: Path) -> None:
    """When the only Cyrillic name goes, no font of the merged file has a Cyrillic letter any more."""
    course, path = make_course(tmp_path), tmp_path / "merged.pdf"
    people = [replace(c, sha256=sha256_of((printed / c.file_name).read_bytes())) for c in roster]
    merge(course, people, in_folder(printed), path)
    assert "Щ" in _letters(path)
    former = path.rename(tmp_path / "former.pdf")
    merge(course, [c for c in people if c.given != "Юлия"], in_folder(printed), path, former=former)
    assert not [letter for letter in _letters(path) if "Ѐ" <= letter <= "ӿ"]
    assert "ễ" in _letters(path)


def _letters(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        maps = [
            font.ToUnicode.read_bytes() for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font
        ]
    lines = [line.split() for text in maps for line in text.decode().splitlines() if line.startswith("<") and "> <" in line]
    return "".join(bytes.fromhex(text.strip("<>")).decode("utf-16-be") for _, text in lines)


def test_letters_that_look_alike(alike: list[Leaf], tmp_path: Path) -> None:
    """What is copied out of a page is what was written on it, also where one glyph stands for two characters."""
    path, single = tmp_path / "merged.pdf", tmp_path / "single.pdf"
    former = b""
    for count in (2, 5, 3, 4):
        former = _merged(alike[-count:], former)
        path.write_bytes(former)
        for page, leaf in enumerate(alike[-count:], 1):
            single.write_bytes(leaf.pdf())
            assert text_of(path, page) == text_of(single)
            assert leaf.bookmark in text_of(path, page)
            assert not ImageChops.difference(picture_of(path, 80, page), picture_of(single, 80)).getbbox()


def _altered(pdf: bytes, address: str) -> bytes:
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as other:
        other.pages[0].Annots[0].A.URI = pikepdf.String(address)
        other.save(file, deterministic_id=True)
    return file.getvalue()


def test_words_that_look_like_references(leaves: list[Leaf]) -> None:
    """An address in which a number stands before "0 R" leads where it led."""
    address = r"https://example.org/(5 0 R)/7 0 R\(1 0 R/"
    odd = _leaf(_altered(leaves[0].pdf(), address))
    former = b""
    for now in ([odd], [leaves[1], odd], [leaves[2], odd, leaves[1]]):
        former = _merged(now, former)
        with pikepdf.open(BytesIO(former)) as pdf:
            assert str(pdf.pages[now.index(odd)].Annots[0].A.URI) == address


def test_a_file_of_two_pages(leaves: list[Leaf]) -> None:
    """A certificate of two pages has both in the merged file, under one bookmark and number each."""
    file = BytesIO()
    with pikepdf.open(BytesIO(leaves[0].pdf())) as front, pikepdf.open(BytesIO(leaves[3].pdf())) as back:
        front.pages.extend(back.pages)
        front.save(file, deterministic_id=True)
    both = _leaf(file.getvalue(), "Two pages")
    fresh = _merged([leaves[1], both, both])
    assert _merged([leaves[1], both, both], _merged([both])) == fresh
    with pikepdf.open(BytesIO(fresh)) as pdf:
        assert len(pdf.pages) == 5
        assert not pdf.check_pdf_syntax()


def test_the_file_is_sound(leaves: list[Leaf], tmp_path: Path) -> None:
    """Made at once or out of another one, it has no fault that qpdf finds."""
    path = tmp_path / "merged.pdf"
    for former in (b"", _merged(leaves[3:])):
        path.write_bytes(_merged(leaves, former))
        with pikepdf.open(path) as pdf:
            assert not pdf.check_pdf_syntax()
            assert pdf.get_warnings() == []
