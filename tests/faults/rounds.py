"""A course and its first two rounds, for something to happen in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from small_course import write_plain_template

if TYPE_CHECKING:
    from pathlib import Path

COURSE = """
[course]
title = "First Aid"
code = "AID"

[issuer]
name = "Evening School"

[[activity]]
name = "*"
max = 10

[site]
base_url = "https://example.org/aid/"
listing = "name"
show_scores = true
"""
FIRST = {"Ann Amber": 9, "Ben Birch": 9, "Cem Coral": 8, "Dot Daisy": 10, "Eve Ebony": 2}
SECOND = {"Ann Amber": 9, "Ben Birch": 10, "Cem Coral": 3, "Dot Delta": 10, "Eve Ebony": 9}
"""One stays, one gets another score, one no longer passes, one has married, one passes now."""


def write_marks(course: Path, marks: dict[str, int]) -> None:
    """Write the gradebook; the given name is the key."""
    rows = [f"{name.split()[0].lower()},{name.replace(' ', ',')},{mark}" for name, mark in marks.items()]
    (course / "input" / "grades.csv").write_text("\n".join(["ID,First name,Last name,Test", *rows]), encoding="utf-8")


def write_course(course: Path) -> None:
    """Write a course after its first round."""
    (course / "input").mkdir(parents=True)
    (course / "input" / "course.toml").write_text(COURSE, encoding="utf-8")
    write_plain_template(course)
    write_marks(course, FIRST)
