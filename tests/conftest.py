"""What the tests of whole commands share: a small course in a folder of its own, and a way to run the program on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from small_course import COURSE_TOML, write_plain_template

from certbuild.cli import frame, main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

# The tests run side by side on all cores already. What several processes do is tried where it is asked for: --jobs 2.
os.environ.setdefault("CERTBUILD_JOBS", "1")

MEMOS = {".ledger", ".stamp"}
"""What the program notes of how its files stand on the disk: other bytes each time."""


@dataclass(frozen=True)
class Outcome:
    """What one run of the program said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """The document on stdout."""
        return json.loads(self.out)

    @property
    def warnings(self) -> list[dict[str, str]]:
        """The warnings in the document on stdout."""
        return [problem for problem in self.json["problems"] if problem["severity"] == "warning"]


class Classroom:
    """A course folder, and certbuild run on it as from a shell."""

    def __init__(
        self, root: Path, capture: pytest.CaptureFixture[str] | None = None, patch: pytest.MonkeyPatch | None = None
    ) -> None:
        self.root = root
        self._capture = capture
        self._patch = patch
        (root / "input").mkdir(parents=True, exist_ok=True)

    def write_course(self, text: str = COURSE_TOML) -> None:
        """Write course.toml."""
        (self.root / "input" / "course.toml").write_text(text, encoding="utf-8")

    def write_marks(self, marks: Mapping[str, Sequence[object]], activities: int = 10) -> None:
        """Write a hand-made gradebook: "Given Family" → one mark an activity; the key is the given name in lower case."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Grades"
        names = [f"Activity {number}" for number in range(1, activities + 1)]
        sheet.append(["ID", "First name", "Last name", "Email", *names])
        for name, row in marks.items():
            given, _, family = name.partition(" ")
            sheet.append([given.lower(), given, family, f"{given.lower()}@example.org", *row])
        book.save(self.root / "input" / "grades.xlsx")

    def write_rows(self, rows: Sequence[Sequence[object]]) -> None:
        """Write a gradebook of these rows."""
        book = openpyxl.Workbook()
        book.active.title = "Grades"
        for row in rows:
            book.active.append(row)
        book.save(self.root / "input" / "grades.xlsx")

    def run(self, *arguments: str) -> Outcome:
        """Run ``certbuild -C ROOT …``."""
        assert self._patch
        assert self._capture
        self._patch.setattr(sys, "argv", ["certbuild", "-C", str(self.root), *arguments])
        self._capture.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1 if stop.code else 0
        captured = self._capture.readouterr()
        return Outcome(code, captured.out, captured.err)

    def run_apart(self, *arguments: str, **environment: str) -> bytes:
        """Run ``certbuild -C ROOT …`` in a process of its own, which must end well; return what it printed."""
        command = [sys.executable, "-m", "certbuild", "-C", str(self.root), *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **environment}).stdout

    def student(self, key: str) -> dict[str, Any]:
        """Return a student's row of ``status --json``."""
        rows = self.run("status", "--json").json["students"]
        return next(row for row in rows if row["key"] == key)

    def files(self, folder: str = "build") -> dict[str, bytes]:
        """Return every file under a folder, without the memos about this disk."""
        root = self.root / folder
        paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.name not in MEMOS]
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="session")
def new_classroom() -> type[Classroom]:
    """Return what makes a course folder of a folder, for fixtures that many tests share."""
    return Classroom


@pytest.fixture
def classroom(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """Return a course of three students: Ada passes, Bilbo waits for the tenth mark, Cyd fails."""
    room = Classroom(tmp_path / "course", capsys, monkeypatch)
    room.write_course()
    room.write_marks(
        {
            "Ada Byron": [9] * 10,
            "Bilbo Baggins": [9, 9.5, 10, 9.5, 9, 9.5, 9.5, 9.5, 9.5, None],
            "Cyd Lowe": [5] * 10,
        }
    )
    return room


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a way to set the clock, in UTC: to a moment such as ``2026-11-23T23:30``, or to the noon of a day."""

    def set_clock(moment: str) -> None:
        now = datetime.fromisoformat(moment if "T" in moment else f"{moment}T12:00").replace(tzinfo=UTC)
        monkeypatch.setattr(frame, "now", lambda: now)

    return set_clock


@pytest.fixture
def plain(classroom: Classroom) -> None:
    """Let the course's certificates be without artwork, for tests that do not look at them."""
    write_plain_template(classroom.root)


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a course after some life, to be copied: see `course`."""
    room = Classroom(tmp_path_factory.mktemp("lived") / "course")
    marks: dict[str, list[object]] = {name: [9] * 10 for name in ("Ann Lee", "Łucja Żółtowska", "Gus Li", "Eve Wu")}
    room.write_course()
    write_plain_template(room.root)
    room.write_marks(marks)
    room.run_apart("build")
    room.write_marks(marks | {"Ann Lee": [9] * 9 + [10]})
    room.run_apart("build")
    room.run_apart("clean", "--student", "lucja zoltowska")
    room.run_apart("build")
    room.run_apart("revoke", "gus", "--reason", "copied “essay”")
    return room.root


@pytest.fixture
def copied(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Classroom]:
    """Return what copies the folder of a course that many tests share, for one of them to do with it what it likes."""

    def copy(folder: Path) -> Classroom:
        shutil.copytree(folder, tmp_path / "course")
        return Classroom(tmp_path / "course", capsys, monkeypatch)

    return copy


@pytest.fixture
def course(lived_in: Path, copied: Callable[[Path], Classroom]) -> Classroom:
    """Return a course after some life: Ann's score corrected, Łucja's certificate deleted and made again, Gus revoked."""
    return copied(lived_in)
