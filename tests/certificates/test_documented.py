"""What the documentation of templates says is what templates know."""

from pathlib import Path

import pytest
from msgspec import Struct

from certbuild import fonts
from certbuild.certificates.facts import initials
from certbuild.printing import context

REFERENCE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("variable", "facts"),
    [
        ("course", context.CourseFacts),
        ("issuer", context.IssuerFacts),
        ("student", context.StudentFacts),
        ("certificate", context.CertificateFacts),
        ("mark", context.MarkFacts),
        ("edition", context.Edition),
        ("paper", context.Paper),
    ],
)
def test_every_name_is_documented(variable: str, facts: type[Struct]) -> None:
    """docs/templates.md lists every name that a template knows."""
    missing = [field for field in facts.__struct_fields__ if f"`{variable}.{field}`" not in REFERENCE]
    assert missing == []


def test_faces_that_could_be_taken_for_each_other_are_refused() -> None:
    """Two faces of one family, weight and style would print each other's letters."""
    face = fonts.faces()[0]
    with pytest.raises(ValueError, match="Certbuild Serif 400 normal"):
        fonts.font_face_css([face, face], lambda _: "a.ttf")


def test_initials_are_the_capitals_of_the_issuers_name() -> None:
    """Little words are left out, and three are enough."""
    assert initials("University of the Shire") == "US"
    assert initials("Green Dragon School of Letters") == "GDS"
    assert initials("école") == "É"
