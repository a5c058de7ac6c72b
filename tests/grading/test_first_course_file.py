"""The course.toml that init writes, for what no export of the tests holds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from classroom import activity, gradebook

from certbuild.config import load_course
from certbuild.grading import grade
from certbuild.starter import course_text

if TYPE_CHECKING:
    from pathlib import Path


def test_an_activity_out_of_0_points(tmp_path: Path) -> None:
    """Its max stands there as an example with the reason, and the file can be used as it is."""
    book = gradebook([activity("Exam"), activity("Survey", 0)], {"Bilbo Baggins": [90, None]})
    text = course_text("export.xlsx", book)
    assert 'name = "Survey"\n# max = 100' in text
    assert "out of 0 points" in text
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    assert grade(load_course(tmp_path), book).results[0].score == Decimal(90)
