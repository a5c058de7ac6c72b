"""The faces of the screen, which are shipped, held against those of the paper, from which they were cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from certbuild import fonts
from certbuild.site.webfonts import web_faces

if TYPE_CHECKING:
    from certbuild.fonts import Face

LETTERS = "AgßéŁłžőΩωЖяệ–’€→09"


def _paper(face: Face) -> TTFont:
    (same,) = [p for p in fonts.faces() if (p.family, p.weight, p.style) == (face.family, face.weight, face.style)]
    return TTFont(same.path)


def _drawn(font: TTFont, letter: str) -> tuple[int, list[object]]:
    """Return the width of a letter, and how it is drawn."""
    glyphs = font.getGlyphSet()
    glyph = glyphs[font.getBestCmap()[ord(letter)]]
    pen = DecomposingRecordingPen(glyphs)
    glyph.draw(pen)
    return glyph.width, pen.value


@pytest.mark.parametrize("face", web_faces(), ids=lambda face: face.path.stem)
def test_same_letters_as_on_paper(face: Face) -> None:
    """A letter looks on a page as it looks on the certificate."""
    paper, screen = _paper(face), TTFont(face.path)
    known = [letter for letter in LETTERS if ord(letter) in paper.getBestCmap()]
    assert len(known) > 12
    for letter in known:
        assert _drawn(screen, letter) == _drawn(paper, letter), letter


@pytest.mark.parametrize("face", web_faces(), ids=lambda face: face.path.stem)
def test_small_and_under_the_licence(face: Face) -> None:
    """A face is small, does not bear the reserved name of the one that it was cut from, and says whose it is and its licence."""
    font = TTFont(face.path)
    said = {record.nameID: str(record) for record in font["name"].names}
    assert face.path.stat().st_size < 40_000
    assert not [said[number] for number in (1, 3, 4, 6) if "Source" in said[number]]
    assert said[1] == face.family
    assert "Adobe" in said[0]
    assert "SIL Open Font License" in said[13]
    assert "SIL OPEN FONT LICENSE" in face.path.with_suffix(".LICENSE.txt").read_text(encoding="utf-8")
