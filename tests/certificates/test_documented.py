"""What the documentation of templates says is what templates know."""

from pathlib import Path

import pytest

from certbuild import fonts
from certbuild.certificates import facts
from certbuild.printing import context

REFERENCE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "variable", [field for field in context.Context.__struct_fields__ if field not in {"strings", "colours"}]
)
def test_every_name_is_documented(variable: str) -> None:
    """docs/templates.md lists every name of the context."""
    facts = {
        "course": context.CourseFacts,
        "issuer": context.IssuerFacts,
        "student": context.StudentFacts,
        "certificate": context.CertificateFacts,
        "paper": context.Paper,
    }[variable]
    missing = [field for field in facts.__struct_fields__ if f"`{variable}.{field}`" not in REFERENCE]
    assert missing == []


def test_faces_that_could_be_taken_for_each_other_are_refused() -> None:
    """Two faces of one family, weight and style would print each other's letters."""
    face = fonts.faces()[0]
    with pytest.raises(ValueError, match="Certbuild Serif 400 normal"):
        fonts.font_face_css([face, face], lambda _: "a.ttf")


def test_initials_are_the_capitals_of_the_issuers_name() -> None:
    """Little words are left out, and three are enough."""
    assert facts.initials("University of the Shire") == "US"
    assert facts.initials("Green Dragon School of Letters") == "GDS"
    assert facts.initials("école") == "É"
