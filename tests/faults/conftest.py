"""What the tests of faults share: a nursery in which acts are run, and courses to run them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from accidents import Nursery
from registers import make_older
from rounds import SECOND, write_course, write_marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Return a process in whose forks acts are run."""
    course = tmp_path_factory.mktemp("warm") / "course"
    write_course(course)
    process = Nursery(course)
    yield process
    process.close()


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Return a course of which nothing has been built yet."""
    course = tmp_path / "new"
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
