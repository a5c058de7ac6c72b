"""Templates of one's own: `certbuild template new`, and what can be done with what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from conftest import Classroom


@pytest.mark.parametrize("model", ["modern", *(pytest.param(name, marks=pytest.mark.slow) for name in ("classic", "letter"))])
def test_copy_prints_as_its_model_does(model: str, classroom: Classroom) -> None:
    """A new template prints what the one it was copied from prints, until it is changed; then its change is seen."""
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "{model}"\n')
    assert classroom.run("preview").code == 0
    before = classroom.files()["preview.pdf"]
    outcome = classroom.run("template", "new", "our-school", "--from", model)
    assert outcome.code == 0
    assert 'template = "our-school"' in outcome.err
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "our-school"\n')
    assert classroom.run("preview").code == 0
    assert classroom.files()["preview.pdf"] == before
    style = classroom.root / "input" / "templates" / "our-school" / "style.css"
    style.write_text(style.read_text(encoding="utf-8") + "\nh1 { font-size: 20pt }\n", encoding="utf-8")
    assert classroom.run("preview").code == 0
    assert classroom.files()["preview.pdf"] != before


def test_classic_is_where_one_starts_from(classroom: Classroom) -> None:
    """Without --from the classic is copied: three files, with nothing of the program's own in them but what they include."""
    assert classroom.run("template", "new", "ours").code == 0
    folder = classroom.root / "input" / "templates" / "ours"
    assert sorted(path.name for path in folder.iterdir()) == ["style.css", "template.html", "template.toml"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["ours"]


def test_part_in_ones_own_folder_takes_the_place_of_the_shared_one(classroom: Classroom) -> None:
    """A file named as one that all templates share is the one that is printed."""
    classroom.run("template", "new", "ours")
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "ours"\n')
    classroom.run("preview")
    before = classroom.files()["preview.pdf"]
    part = classroom.root / "input" / "templates" / "ours" / "dates.html"
    part.write_text('<p>{{ field("date", certificate.issued_on) }}</p>', encoding="utf-8")
    assert classroom.run("preview").code == 0
    assert classroom.files()["preview.pdf"] != before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Our School"], ["Our School", "small letters"]),
        (["../elsewhere"], ["../elsewhere", "small letters"]),
        (["ours", "--from", "clasic"], ["clasic", 'did you mean "classic"?']),
        (["ours", "--from", "x"], ['"x"', "academic, classic"]),
    ],
)
def test_what_cannot_be_copied_is_told(arguments: list[str], told: list[str], classroom: Classroom) -> None:
    """A name that no folder should have, and a model that is not there; nothing is written then."""
    outcome = classroom.run("template", "new", *arguments)
    assert outcome.code == 3
    assert all(words in outcome.err for words in told)
    assert not (classroom.root / "input" / "templates").exists()


def test_template_that_is_there_is_not_overwritten(classroom: Classroom) -> None:
    """A second one of the same name is an error, and the first stays as it is."""
    classroom.run("template", "new", "ours")
    style = classroom.root / "input" / "templates" / "ours" / "style.css"
    style.write_text("h1 { color: red }", encoding="utf-8")
    outcome = classroom.run("template", "new", "ours", "--from", "modern")
    assert outcome.code == 3
    assert "take another name" in outcome.err
    assert style.read_text(encoding="utf-8") == "h1 { color: red }"
