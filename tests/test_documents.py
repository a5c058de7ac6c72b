"""What is written down and could drift from what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sample_course
from openpyxl import load_workbook
from pydantic import BaseModel

from certbuild.config import Course
from certbuild.gradebook import read_export, recognition
from certbuild.gradebook.dialects import DIALECTS
from certbuild.model import MarkState

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).parents[1]


def _cells(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]


def test_sample_gradebook(tmp_path: Path) -> None:
    """The gradebook of the sample course is what its script writes."""
    sample_course.write(tmp_path / "sample.xlsx")
    assert _cells(tmp_path / "sample.xlsx") == _cells(ROOT / "input" / sample_course.FILE)


def test_command_reference() -> None:
    """README's command reference is what the commands say of themselves."""
    check = subprocess.run([sys.executable, ROOT / ".setup" / "reference.py", "--check"], check=False, capture_output=True)
    assert check.returncode == 0, check.stdout.decode()


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = [arg for arg in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(arg, type)]
        tables = [arg for arg in inner if issubclass(arg, BaseModel)]
        for table in tables:
            yield from _keys(table)
        if not tables and not field.exclude:
            yield field.alias or name


def test_course_reference() -> None:
    """Every key that course.toml may hold stands in README's table."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("## What course.toml can say") : readme.index("## Commands")]
    named = set(re.findall(r"`\"?(\w+)\"?`", table)) | set(re.findall(r"\.(strings|translations)\.", table))
    assert set(_keys(Course)) - named == set()


def test_readme_pictures() -> None:
    """The pictures that README shows are there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme):
        assert (ROOT / picture).is_file(), picture


def test_promises_have_their_tests() -> None:
    """Every test that docs/reliability.md names is there, and every promise names one."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    assert len(named) > 50
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"
    for row in re.findall(r"^\| (?!promise|---)(.+) \|$", text, re.MULTILINE):
        assert "::test_" in row or "the same" in row, row


def test_make_hands_names_on_as_they_are() -> None:
    """A name with an apostrophe reaches the program whole, and a missing one is asked for."""
    make = ["make", "--dry-run", "--always-make", "-C", str(ROOT)]
    said = subprocess.run([*make, "clean-one", "STUDENT=Siobhán O'Neill"], check=True, capture_output=True, text=True).stdout
    assert "clean --student 'Siobhán O'\\''Neill'" in said
    elsewhere = subprocess.run([*make, "plan", "COURSE=~/my course"], check=True, capture_output=True, text=True).stdout
    assert f"-C '{Path.home()}/my course' plan" in elsewhere
    undone = subprocess.run([*make, "reinstate", "STUDENT=bilbo"], check=True, capture_output=True, text=True).stdout
    assert "reinstate 'bilbo'" in undone
    assert "--reason" not in undone
    renewed = [*make, "reissue", "STUDENT=bilbo", "REASON=didn't last"]
    assert (
        "reissue 'bilbo' --reason 'didn'\\''t last'" in subprocess.run(renewed, check=True, capture_output=True, text=True).stdout
    )
    missing = subprocess.run([*make, "clean-one"], check=False, capture_output=True, text=True)
    assert "STUDENT=" in missing.stderr


def _gradebooks() -> str:
    return (ROOT / "docs" / "gradebooks.md").read_text(encoding="utf-8")


def test_every_platform_is_told() -> None:
    """The table of platforms names every dialect that there is, and no other."""
    table = _gradebooks().partition("|---|")[2].partition("## Sheets")[0]
    assert sorted(re.findall(r"^\|[^|]*\| `(\w+)` \|", table, re.MULTILINE)) == sorted(dialect.name for dialect in DIALECTS)


def test_the_example_of_a_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform that the documents show as an example reads an export as they say."""
    example = _gradebooks().partition("```python\n")[2].partition("```")[0]
    module: dict[str, Any] = {}
    exec(compile(example, "schoolbook.py", "exec"), module)  # noqa: S102 - the document's own example
    monkeypatch.setattr(recognition, "DIALECTS", (*DIALECTS, module["DIALECT"]))
    export = tmp_path / "export.csv"
    export.write_text(
        "Pupil,Schoolbook ID,Form,Task: Essay,Task: Map,Sum of marks\nFull marks,,,10,20,30\nAnn Lee,7,5b,8,x,8\n",
        encoding="utf-8",
    )
    book = read_export(export)
    assert book.sources[0].title == "Schoolbook"
    assert [(activity.name, activity.max) for activity in book.activities] == [("Essay", 10), ("Map", 20)]
    assert [mark.state for mark in book.marks[0]] == [MarkState.GRADED, MarkState.EXCUSED]
