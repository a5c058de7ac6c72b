"""The five acts of managing certificates, each as a teacher does it: with make, from a folder of the course's own."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from conftest import Classroom

ROOT = Path(__file__).parents[1]
PASSING = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10}


def _make(course: Path, target: str, *settings: str) -> str:
    """Run make as a teacher does; return what it said."""
    command = ["make", "--no-print-directory", "-C", str(ROOT), target, f"COURSE={course}", *settings]
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def course(classroom: Classroom) -> Path:
    """Return a course of two who pass and one who does not, after its first build."""
    classroom.write_marks(PASSING)
    classroom.run("build")
    return classroom.root


def test_generate_all(course: Path, classroom: Classroom) -> None:
    """`make regenerate` makes every certificate anew, with the same bytes."""
    made = classroom.files()
    assert "2 rendered again" in _make(course, "regenerate")
    assert classroom.files() == made


def test_delete_all(course: Path, classroom: Classroom) -> None:
    """`make clean-all` takes away all that was made; the next `make` gives the same back."""
    made = classroom.files()
    _make(course, "clean-all")
    assert not (course / "build").exists()
    assert "2 rendered again" in _make(course, "build")
    assert classroom.files() == made


def test_export_all_to_one_pdf(course: Path) -> None:
    """After `make`, one PDF holds every certificate, by family name, to mail or print."""
    text = _text(course / "build" / "certificates.pdf")
    assert text.index("Bilbo Baggins") < text.index("Ada Byron")
    assert "Cyd Lowe" not in text


def test_open_one(course: Path) -> None:
    """The teacher's page leads to each certificate's PDF, which is the student's own."""
    page = (course / "build" / "teacher" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(\.\./certificates/[^"]+)"', page)
    opened = [_text(course / "build" / "teacher" / link) for link in links]
    assert [name for text in opened for name in PASSING if name in text] == ["Bilbo Baggins", "Ada Byron"]


def _everything(course: Path) -> str:
    """Return all texts that were made: pages, tables, PDFs."""
    texts = [path.read_text(encoding="utf-8-sig") for path in (course / "build").rglob("*") if path.suffix in {".html", ".csv"}]
    texts += [_text(path) for path in (course / "build").rglob("*.pdf")]
    sheet = openpyxl.load_workbook(course / "build" / "results.xlsx").active
    texts += [str(cell.value) for row in sheet.iter_rows() for cell in row]
    return "\n".join(texts)


def test_delete_one(course: Path, classroom: Classroom) -> None:
    """`make clean-one` takes one out of files, merged PDF, both sites and reports at once; `make` brings the same back."""
    made = classroom.files()
    ada, bilbo = (classroom.student(key)["certificate"] for key in ("ada", "bilbo"))
    assert f"Deleted certificate {ada['number']} of Ada Byron" in _make(course, "clean-one", "STUDENT=Ada Byron")
    assert not (course / ada["file"]).exists()
    assert "Ada Byron" not in _text(course / "build" / "certificates.pdf")
    assert not (course / "build" / "site" / "c" / ada["code"]).exists()
    left = _everything(course)
    for trace in (ada["number"], ada["code"], Path(ada["file"]).name):
        assert trace not in left
    assert bilbo["code"] in left
    row = next(
        line for line in (course / "build" / "results.csv").read_text(encoding="utf-8-sig").splitlines() if ",ada," in line
    )
    assert "deleted" in row
    _make(course, "build")
    assert classroom.files() == made
