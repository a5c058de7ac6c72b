"""A build that has nothing to do: it says so at once and touches nothing; whatever has changed, is noticed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML, write_plain_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom, Outcome

CLASS = {f"{name} Test": [9] * 10 for name in ("Ann", "Ben", "Cem", "Dot", "Eve", "Fay")}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="{}"/></svg>'


@pytest.fixture
def built(classroom: Classroom) -> Classroom:
    """Return a course with a logo, a second template and a warning, just built."""
    write_plain_template(classroom.root)
    classroom.write_marks({**CLASS, "Gus Test": [11] + [9] * 9})
    classroom.write_course(COURSE_TOML.replace("[grading]", 'logo = "logo.svg"\n\n[grading]'))
    (classroom.root / "input" / "logo.svg").write_text(SVG.format("red"), encoding="utf-8")
    assert classroom.run("build").code == 0
    return classroom


def _stand(root: Path) -> dict[str, tuple[int, int, int, int]]:
    """Return how every file and folder of a course stands on the disk."""
    known = {path.relative_to(root).as_posix(): path.lstat() for path in (root, *root.rglob("*"))}
    return {path: (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in known.items()}


def test_nothing_is_touched(built: Classroom) -> None:
    """Where nothing has changed, no file and no folder is written, not even a lock, and the warnings are told again."""
    before = _stand(built.root)
    again = built.run("build")
    assert again.code == 0
    assert "Nothing to do: everything is up to date." in again.out
    assert "above its maximum of 10" in again.err
    assert _stand(built.root) == before


def test_nothing_heavy_is_imported(built: Classroom) -> None:
    """Where nothing has changed, neither the reader's libraries nor the typesetter's are loaded."""
    script = "import sys; from certbuild.cli import certbuild; certbuild.main(standalone_mode=False); print(*sys.modules)"
    command = [sys.executable, "-c", script, "-C", str(built.root), "build"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    assert "Nothing to do" in said
    heavy = {"pandas", "openpyxl", "weasyprint", "pypdf", "pydantic", "babel", "sqlite3", "xlsxwriter"}
    assert heavy.isdisjoint(said.splitlines()[-1].split())


def test_saying_what_was_asked(classroom: Classroom) -> None:
    """The answer is the same, word for word, as that of a build that reads and compares everything."""
    classroom.run("build")
    quick = classroom.run("build")
    (classroom.root / "build" / ".stamp").unlink()
    assert classroom.run("build") == quick


def test_read_only_where_nothing_is_to_be_done(built: Classroom) -> None:
    """A gradebook saved again as it was is no change; nor is a course seen by another time of its files."""
    shutil.copy(built.root / "input" / "grades.xlsx", built.root / "input" / "new")
    (built.root / "input" / "new").replace(built.root / "input" / "grades.xlsx")
    before = _stand(built.root)
    assert "Nothing to do" in built.run("build").out
    assert _stand(built.root) == before


def _certificate(root: Path) -> Path:
    return next(path for path in sorted((root / "build" / "certificates").iterdir()) if path.name.startswith("test-ann"))


def _page(root: Path) -> Path:
    return max((root / "build" / "site").rglob("*.html"))


def _alter(path: Path) -> None:
    """Change a byte of a file, which keeps its size."""
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b"?" + data[-1:])


def _put_back(root: Path) -> None:
    """Make an entry of the history, and put the register from before in the place of the one that has it."""
    register = root / "records" / "register.sqlite"
    shutil.copy(register, root / "older")
    with closing(sqlite3.connect(register)) as connection, connection:
        connection.execute("INSERT INTO event (at, action, key, number, code, reason) VALUES ('', '', '', '', '', '')")
    (root / "records" / ".entries").write_text("99", encoding="utf-8")
    (root / "older").replace(register)


def _of_a_newer_program(root: Path) -> None:
    with closing(sqlite3.connect(root / "records" / "register.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")


def _replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def _write(file: str, text: str = "") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "course.toml": _replace("input/course.toml", "Foundations", "Advanced"),
    "its decimals": _replace("input/course.toml", "[grading]", "[grading]\npass_mark = 95"),
    "another gradebook": lambda root: shutil.copy(root / "input" / "grades.xlsx", root / "input" / "later.xlsx"),
    "no gradebook": lambda root: (root / "input" / "grades.xlsx").unlink(),
    "the logo": _write("input/logo.svg", SVG.format("blue")),
    "the template": _replace("input/templates/classic/template.html", "<p>", "<p>! "),
    "a new file of the template": _write("input/templates/classic/template.de.toml", "["),
    "a PDF gone": lambda root: _certificate(root).unlink(),
    "a PDF altered": lambda root: _alter(_certificate(root)),
    "a page gone": lambda root: _page(root).unlink(),
    "a page altered": lambda root: _alter(_page(root)),
    "the merged PDF gone": lambda root: (root / "build" / "certificates.pdf").unlink(),
    "the merged PDF altered": lambda root: _alter(root / "build" / "certificates.pdf"),
    "results.csv gone": lambda root: (root / "build" / "results.csv").unlink(),
    "results.xlsx altered": lambda root: _alter(root / "build" / "results.xlsx"),
    "all gone": lambda root: shutil.rmtree(root / "build"),
    "a strange file": _write("build/site/v/notes.txt"),
    "a strange PDF": _write("build/certificates/strange.pdf"),
    "a strange folder": lambda root: (root / "build" / "teacher" / "empty").mkdir(),
    "register gone": lambda root: (root / "records" / "register.sqlite").unlink(),
    "register cut off": lambda root: os.truncate(root / "records" / "register.sqlite", 5000),
    "register of a newer program": _of_a_newer_program,
    "an older register": _put_back,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_noticed(built: Classroom, change: Callable[[Path], object]) -> None:
    """A build after a change says and does the same as one that knows nothing of the build before, and it is not nothing."""
    aside = built.root.with_name("aside")
    change(built.root)
    shutil.copytree(built.root, aside, symlinks=True)
    noticed = built.run("build"), built.files()
    (aside / "build" / ".stamp").unlink(missing_ok=True)
    shutil.rmtree(built.root)
    aside.rename(built.root)
    assert (built.run("build"), built.files()) == noticed
    assert "Nothing to do" not in noticed[0].out


@pytest.mark.parametrize("wish", [["--anew"], ["--only", "ann", "--anew"], ["--strict"], ["--only", "nobody"]], ids=" ".join)
def test_every_wish_is_heard(built: Classroom, wish: list[str]) -> None:
    """What is asked of a build is done, or told, although nothing has changed."""
    outcome: Outcome = built.run("build", *wish)
    assert "Nothing to do" not in outcome.out


def test_a_gradebook_elsewhere(classroom: Classroom) -> None:
    """A gradebook that stands outside of the input folder is read by every build."""
    write_plain_template(classroom.root)
    classroom.write_course(f'{COURSE_TOML}\n[gradebook]\nfile = "../grades.xlsx"\n')
    for marks, told in (([9] * 10, "1 new"), ([10] * 10, "1 reissued")):
        classroom.write_marks({"Ann Test": marks})
        (classroom.root / "input" / "grades.xlsx").replace(classroom.root / "grades.xlsx")
        assert told in classroom.run("build").out


def test_a_linked_folder(classroom: Classroom) -> None:
    """What stands in a folder that the input folder only links to is looked at by every build."""
    write_plain_template(classroom.root)
    templates = classroom.root / "input" / "templates"
    templates.rename(classroom.root / "templates")
    templates.symlink_to(classroom.root / "templates")
    classroom.run("build")
    _replace("templates/classic/template.html", "<p>", "<p>! ")(classroom.root)
    assert "1 rendered again" in classroom.run("build").out


def test_what_was_left_for_later(classroom: Classroom) -> None:
    """A build that was free to touch one student's certificate only is followed by one that makes the others."""
    write_plain_template(classroom.root)
    classroom.write_marks(CLASS)
    classroom.run("build", "--only", "ann")
    assert "5 new" in classroom.run("build").out


def test_what_was_cut_short(built: Classroom) -> None:
    """What a killed act has left aside is taken away, although nothing else has changed."""
    made = built.files()
    _write("build/.release-abc/next/site/x.aside")(built.root)
    assert built.run("build").code == 0
    assert built.files() == made


def test_a_damaged_stamp(built: Classroom) -> None:
    """What the last build noted about itself is not believed where it is damaged, and is noted anew."""
    said, stamp = built.run("build").out, built.root / "build" / ".stamp"
    noted = stamp.read_bytes()
    for damaged in (b"", b"{}", noted[:-9], noted.replace(b'"read": 7', b'"read": 8'), b"\xff\xfe", b"[]\n[]"):
        stamp.write_bytes(damaged)
        assert built.run("build").out == said
        assert stamp.read_bytes()[:60] != damaged[:60]
