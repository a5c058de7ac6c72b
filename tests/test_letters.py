"""Letters that no font has, told of the whole roster before anything is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.ttLib import TTFont
from small_course import COURSE_TOML

from certbuild import fonts

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom

MARKS = {
    "Ada Byron": [9] * 10,
    "小明 王": [9] * 10,
    "செல்வன் தமிழ்": [None] * 10,
    "Łucja Żółtowska": [9] * 10,
    "Ελένη Παπαδοπούλου": [5] * 10,
    "Юлия Соколова": [9] * 10,
}


def without_fonts(room: Classroom, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run certbuild where the system has no fonts at all."""
    settings = room.root / "fonts.conf"
    settings.write_text(f"<fontconfig><cachedir>{room.root}/cache</cachedir></fontconfig>", encoding="utf-8")
    command = [sys.executable, "-m", "certbuild", "-C", str(room.root), *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, "FONTCONFIG_FILE": str(settings)})


def told(outcome: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """Return what was told of letters."""
    return [problem for problem in json.loads(outcome.stdout)["problems"] if "no font has" in problem["what"]]


def test_roster_is_held_against_the_fonts(classroom: Classroom) -> None:
    """`check` names the cell, the student, each letter and the package that has it; who can be printed is not named."""
    classroom.write_marks(MARKS)
    chinese, tamil = told(without_fonts(classroom, "check", "--json"))
    assert chinese["where"] == "grades.xlsx › Grades!A3"
    assert all(words in chinese["what"] for words in ("王小明", '"王" (U+738B)', "U+5C0F", "U+660E"))
    assert "fonts-noto-cjk" in chinese["hint"]
    assert "செல்வன் தமிழ்" in tamil["what"]
    assert "fonts-noto-core" in tamil["hint"]
    assert {chinese["severity"], tamil["severity"]} == {"warning"}


def test_fonts_of_the_system_count(classroom: Classroom) -> None:
    """Where the system has fonts for all names, nothing is told."""
    classroom.write_marks(MARKS)
    outcome = classroom.run("check", "--json")
    assert not [problem for problem in outcome.json["problems"] if "no font" in problem["what"]]


WORDS = """
[[award]]
name = "Pass"
from = 80

[[award]]
name = "優秀"
from = 95
template = "modern"

[certificate.strings.en]
title = "شهادة"
"""


def test_words_are_held_against_the_fonts(classroom: Classroom) -> None:
    """`check` names the place in course.toml of each word that no font has letters for, once, with the package."""
    text = COURSE_TOML.replace('name = "Evening School"', 'name = "夜間学校"\nsignatory = "王小明"\nrole = "Head"')
    classroom.write_course(text.replace("Foundations of Adventuring", "செல்வன்") + WORDS)
    found = {problem["where"]: problem for problem in told(without_fonts(classroom, "check", "--json"))}
    places = ["[course] title", "[issuer] name", "[issuer] signatory", '[[award]] "優秀" name', "[certificate.strings.en] title"]
    assert sorted(found) == sorted(f"course.toml › {place}" for place in places)
    signatory = found["course.toml › [issuer] signatory"]
    assert '"王" (U+738B)' in signatory["what"]
    assert "fonts-noto-cjk" in signatory["hint"]
    assert "rename" not in signatory["hint"]
    assert {problem["severity"] for problem in found.values()} == {"warning"}
    assert not [problem for problem in classroom.run("check", "--json").json["problems"] if "no font" in problem["what"]]


def test_words_of_a_template_are_held_against_the_fonts(classroom: Classroom) -> None:
    """A word that a template brings along is told with the template's name."""
    classroom.run("template", "new", "ours")
    with (classroom.root / "input" / "templates" / "ours" / "template.toml").open("a", encoding="utf-8") as file:
        file.write('\n[strings.en]\ntitle = "証明書"\n')
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "ours"\n')
    (problem,) = told(without_fonts(classroom, "check", "--json"))
    assert problem["where"] == 'template "ours" › the word "title"'


def test_certificate_whose_name_cannot_be_printed_stops_the_build(classroom: Classroom) -> None:
    """All names are warned of at once; the one that has earned a certificate is an error, and nothing is written."""
    classroom.write_marks(MARKS)
    outcome = without_fonts(classroom, "build", "--jobs", "1")
    assert outcome.returncode == 5
    assert outcome.stderr.decode().count("no font has") >= 3
    assert "செல்வன் தமிழ்" in outcome.stderr.decode()
    assert not (classroom.root / "build" / "certificates").exists()


def test_own_font_of_the_template_counts(classroom: Classroom) -> None:
    """A font that a teacher's template brings along has its letters, though the system has no font at all."""
    classroom.write_marks({"小明 王": [9] * 10})
    classroom.run("template", "new", "ours")
    folder = classroom.root / "input" / "templates" / "ours"
    found = subprocess.run(["fc-match", "-f", "%{file}", ":lang=ja:charset=738b"], check=True, capture_output=True, text=True)
    one_of(found.stdout, folder / "cjk.otf")
    with (folder / "style.css").open("a", encoding="utf-8") as style:
        style.write(
            '@font-face { font-family: "Ours"; src: url("cjk.otf") }\n.holder { font-family: "Certbuild Serif", "Ours" }\n'
        )
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    classroom.write_course(f'{text}\n[certificate]\ntemplate = "ours"\n')
    assert told(without_fonts(classroom, "check", "--json")) == []


def one_of(collection: str, target: Path) -> None:
    """Write the first font of a collection, cut down to the letters of a name."""
    from fontTools import subset  # noqa: PLC0415 - for this test alone

    with TTFont(collection, fontNumber=0) as font:
        cut = subset.Subsetter()
        cut.populate(unicodes=[0x20, 0x738B, 0x5C0F, 0x660E])
        cut.subset(font)
        font.save(target)


def test_faces_have_what_is_taken_for_granted() -> None:
    """Every letter of which no font is asked is in every upright face that comes with the program."""
    upright = [letters_of(face.path) for face in fonts.faces() if face.style == "normal"]
    granted = {code for code in range(0x3000) if fonts.surely_has(chr(code))}
    assert len(granted) > 500
    assert granted - set.intersection(*upright) == set()


def letters_of(font: Path) -> set[int]:
    """Return the letters that a font file has."""
    with TTFont(font, lazy=True) as file:
        return set(file.getBestCmap())


@pytest.mark.parametrize(
    ("letter", "package"),
    [
        ("王", "fonts-noto-cjk"),
        ("さ", "fonts-noto-cjk"),
        ("김", "fonts-noto-cjk"),
        ("ก", "fonts-noto-core"),
        ("😀", "fonts-noto-color-emoji"),
    ],
)
def test_package_with_a_letter(letter: str, package: str) -> None:
    """Chinese, Japanese and Korean letters are in one package, pictures in another, and all other scripts in a third."""
    assert fonts.package_with(letter) == package
