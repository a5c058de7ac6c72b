"""What the tests of faults share: a nursery in which acts are run, and courses to run them on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accidents import Nursery
from registers import make_older

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    write_marks(course, FIRST)


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Return a process in whose forks acts are run."""
    course = tmp_path_factory.mktemp("warm") / "course"
    write_course(course)
    process = Nursery(course)
    yield process
    process.close()


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder that every user of the machine can enter."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def new(place: Path) -> Path:
    """Return a course of which nothing has been built yet."""
    course = place / "new"
    write_course(course)
    return course


@pytest.fixture
def built(new: Path, nursery: Nursery) -> Path:
    """Return a course after its first build."""
    assert nursery.run(new, "build", seed=7).code == 0
    return new.rename(new.with_name("built"))


@pytest.fixture
def second(built: Path) -> Path:
    """Return a course after its first build, with the gradebook of the second round."""
    write_marks(built, SECOND)
    return built.rename(built.with_name("second"))


@pytest.fixture
def older(second: Path) -> Path:
    """Return a course before its second round, with the register as an older program left it."""
    make_older(second / "records" / "register.sqlite", 2)
    return second.rename(second.with_name("older"))
