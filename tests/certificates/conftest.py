"""What the tests of certificates share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from printshop import in_folder, make_certificate, make_course

from certbuild.certificates import typeset
from certbuild.crews import Crew

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Certificate

ROSTER = (
    ("Bilbo", "Baggins"),
    ("Łucja", "Żółć"),
    ("Nguyễn", "Huyễn"),
    ("Ευγενία", "Παππά"),
    ("Юлия", "Щука"),
    ("Conan", "O’Neil"),
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course in a folder of its own."""
    return make_course(tmp_path)


@pytest.fixture(scope="session")
def roster() -> list[Certificate]:
    """Return certificates of six students."""
    return [make_certificate(given, family, number) for number, (given, family) in enumerate(ROSTER, 1)]


@pytest.fixture(scope="session")
def printed(roster: list[Certificate], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the certificates of the six, set once for all tests."""
    folder = tmp_path_factory.mktemp("printed")
    typeset(make_course(folder), roster, in_folder(folder), crew=Crew()).finished()
    return folder
