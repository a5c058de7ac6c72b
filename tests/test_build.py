"""What a build does, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML, write_plain_template

if TYPE_CHECKING:
    from conftest import Classroom

ROOT = Path(__file__).parents[1]

CLASS = {f"{name} Test": [9] * 10 for name in ("Ann", "Ben", "Cem", "Dot", "Eve", "Fay", "Gus", "Hal")}


def test_build_twice(classroom: Classroom) -> None:
    """A second build changes not one byte, neither of what was made nor of the register."""
    assert classroom.run("build").code == 0
    made, records = classroom.files(), classroom.files("records")
    again = classroom.run("build")
    assert again.code == 0
    assert "Nothing to do" in again.out
    assert classroom.files() == made
    assert classroom.files("records") == records


def test_regenerate(classroom: Classroom) -> None:
    """Every certificate made anew has the same bytes as before."""
    classroom.run("build")
    made = classroom.files()
    assert "1 rendered again" in classroom.run("build", "--anew").out
    assert classroom.files() == made


def test_any_number_of_processes(classroom: Classroom) -> None:
    """One process and two make the same bytes."""
    write_plain_template(classroom.root)
    classroom.write_marks({f"{name} {letter}": marks for name, marks in CLASS.items() for letter in "AB"})
    classroom.run("build", "--jobs", "1")
    made = classroom.files()
    classroom.run("clean", "--all")
    classroom.run("build", "--jobs", "2")
    assert classroom.files() == made


@pytest.mark.slow
def test_no_room_beside_temporary_files(classroom: Classroom, tmp_path: Path) -> None:
    """Where what templates are compiled to cannot be kept for the next command, a build makes the same pages."""
    classroom.run_apart("build", TMPDIR=str(tmp_path))
    assert list(tmp_path.rglob("certbuild-*"))
    made = classroom.files()
    classroom.run("clean", "--all")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / f"_jinja2-cache-{os.getuid()}").write_text("no folder", encoding="utf-8")
    classroom.run_apart("build", TMPDIR=str(tmp_path / "full"))
    assert classroom.files() == made


def test_elsewhere_with_the_same_register(classroom: Classroom) -> None:
    """A fresh folder with the same input and register gets the same bytes."""
    classroom.run("build")
    made = classroom.files()
    shutil.move(classroom.root, classroom.root.parent / "other")
    for folder in ("input", "records"):
        shutil.copytree(classroom.root.parent / "other" / folder, classroom.root / folder)
    classroom.run("build")
    assert classroom.files() == made


def test_clean_all_and_build(classroom: Classroom) -> None:
    """Deleting all deletes what was made and nothing else; the next build gives the same certificates back."""
    classroom.run("build")
    made = classroom.files()
    assert classroom.run("clean", "--all").code == 0
    assert not (classroom.root / "build").exists()
    assert classroom.student("ada")["certificate"]["state"] == "deleted"
    classroom.run("build")
    assert classroom.files() == made


def test_bad_gradebook_changes_nothing(classroom: Classroom) -> None:
    """A faulty gradebook stops the build with exit code 4 and leaves everything as it was."""
    classroom.run("build")
    made, records = classroom.files(), classroom.files("records")
    classroom.write_marks({"Ada Byron": ["what"] + [9] * 9, "Cyd Lowe": [5] * 10})
    outcome = classroom.run("build")
    assert outcome.code == 4
    assert "Grades!E2" in outcome.err
    assert "Traceback" not in outcome.err
    assert classroom.files() == made
    assert classroom.files("records") == records


def test_bad_gradebook_at_first(classroom: Classroom) -> None:
    """A faulty gradebook at the very first build leaves neither a build folder nor a register."""
    classroom.write_marks({"Ada Byron": ["what"] + [9] * 9, "Cyd Lowe": [5] * 10})
    assert classroom.run("build").code == 4
    assert not (classroom.root / "build").exists()
    assert not (classroom.root / "records" / "register.sqlite").exists()


def test_bad_template_changes_nothing(classroom: Classroom) -> None:
    """A certificate that cannot be set stops the build with exit code 5; no code is spent, no file changed."""
    classroom.run("build")
    made, records = classroom.files(), classroom.files("records")
    hopeless = "M" * 400
    marks = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10, f"Gus {hopeless}": [9] * 10}
    classroom.write_marks(marks)
    outcome = classroom.run("build")
    assert outcome.code == 5
    assert hopeless in outcome.err
    assert classroom.files() == made
    assert classroom.files("records") == records


def test_warnings_stop_only_when_strict(classroom: Classroom) -> None:
    """A mark above its maximum is a warning: the build goes on, and with --strict it does not."""
    classroom.write_marks({"Ada Byron": [11] + [9] * 9})
    strict = classroom.run("build", "--strict")
    assert strict.code == 4
    assert not (classroom.root / "build").exists()
    assert "above its maximum of 10" in strict.err
    assert classroom.run("build").code == 0


def test_a_student_who_left_keeps_the_certificate(classroom: Classroom) -> None:
    """A holder who is no longer in the gradebook is told of, and the certificate stays."""
    classroom.write_marks(CLASS)
    classroom.run("build")
    left = classroom.student("hal")["certificate"]["file"]
    classroom.write_marks(dict(list(CLASS.items())[:-1]))
    outcome = classroom.run("build")
    assert outcome.code == 0
    assert "Hal Test" in outcome.err
    assert (classroom.root / left).exists()


def test_only(classroom: Classroom) -> None:
    """With --only, no other student's certificate is touched."""
    classroom.write_marks(CLASS)
    classroom.run("build", "--only", "ann", "--only", "Ben Test")
    assert len(classroom.files("build/certificates")) == 2
    assert classroom.student("cem")["certificate"] is None


def test_wording_changed(classroom: Classroom) -> None:
    """Another course title: the certificate is rendered again under the same number, code and date."""
    classroom.run("build")
    before = classroom.student("ada")["certificate"]
    pdf = (classroom.root / before["file"]).read_bytes()
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    classroom.write_course(text.replace("Foundations of Adventuring", "Advanced Adventuring"))
    assert classroom.run("plan", "--json").json["render"][0]["key"] == "ada"
    assert classroom.run("build").code == 0
    assert classroom.student("ada")["certificate"] == before
    assert (classroom.root / before["file"]).read_bytes() != pdf


def test_template_written_otherwise(classroom: Classroom) -> None:
    """Where a template was changed but prints the same, as after an update of the program, no file and no history changes."""
    folder = classroom.root / "input" / "templates" / "own"
    shutil.copytree(ROOT / "cert_templates" / "classic", folder)
    classroom.write_course(COURSE_TOML + '[certificate]\ntemplate = "own"\n')
    classroom.run("build")
    made, told = classroom.files(), classroom.run("history").out
    page = folder / "template.html"
    page.write_text("{# written otherwise #}" + page.read_text(encoding="utf-8"), encoding="utf-8")
    assert "same bytes as before" in classroom.run("build").out
    assert classroom.files() == made
    assert classroom.run("history").out == told
    assert "Nothing to do" in classroom.run("build").out


def test_damaged_file_is_made_again(classroom: Classroom) -> None:
    """A PDF that somebody changed or deleted by hand is replaced by the same one."""
    classroom.run("build")
    made = classroom.files()
    path = classroom.root / classroom.student("ada")["certificate"]["file"]
    path.write_bytes(b"not a certificate")
    classroom.run("build")
    assert classroom.files() == made


def test_damaged_merged_file_is_made_again(classroom: Classroom) -> None:
    """A merged PDF that is not the one last made, for instance after a build was cut short, is replaced."""
    classroom.run("build")
    merged = classroom.root / "build" / "certificates.pdf"
    first = merged.read_bytes()
    classroom.write_marks({"Ada Byron": [10] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    classroom.run("build")
    second = merged.read_bytes()
    assert second != first
    merged.write_bytes(first)
    classroom.run("build")
    assert merged.read_bytes() == second


def test_revoked_stays_revoked(classroom: Classroom) -> None:
    """A revoked certificate leaves files and merged PDF at once, and no build brings it back."""
    classroom.run("build")
    certificate = classroom.student("ada")["certificate"]
    assert classroom.run("revoke", "Ada Byron", "--reason", "copied essay").code == 0
    for _ in range(2):
        assert classroom.student("ada")["certificate"]["state"] == "revoked"
        assert not (classroom.root / certificate["file"]).exists()
        page = (classroom.root / "build/site/c" / certificate["code"] / "index.html").read_text(encoding="utf-8")
        assert "Revoked" in page
        assert classroom.run("build").code == 0


@pytest.mark.parametrize("command", [("check",), ("diff",), ("plan",), ("status",), ("explain", "ada"), ("history",)])
def test_looking_writes_nothing(classroom: Classroom, command: tuple[str, ...]) -> None:
    """The commands that only look need no build before, and leave no trace."""
    outcome = classroom.run(*command)
    assert outcome.code == 0
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]
