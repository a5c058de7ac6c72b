"""What the awards still take, where students and teachers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campus import make_course, public_files, text_of
from registers import rows_of
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Classroom

AWARDS = """
[[award]]
name = "Merit"
from = 90

[[award]]
name = "Distinction"
from = 96
"""


@pytest.fixture
def room(classroom: Classroom, plain: None) -> Classroom:  # noqa: ARG001 - certificates without artwork
    """Return a course of three awards, in which Bilbo has 85 and one mark of ten missing."""
    classroom.write_course(COURSE_TOML + AWARDS)
    return classroom


def own_page(room: Classroom, key: str) -> str:
    """Return the text of a student's own page."""
    token = next(row for row in rows_of(room.root / "records/register.sqlite")["student"] if row["key"] == key)["result_token"]
    return text_of((room.root / f"build/site/r/{token}/index.html").read_bytes())


def test_own_page(room: Classroom) -> None:
    """It says for each award what is needed in what is missing; where nothing is missing, which are reached."""
    room.run("build")
    bilbo = own_page(room, "bilbo")
    assert "Needed in each missing activity Pass 80 % certain Merit 90 % 49.5 % 4.95 of 10 Distinction 96 % out of reach" in bilbo
    assert "Pass 80 % reached Merit 90 % reached Distinction 96 % not reached" in own_page(room, "ada")


def test_one_award_that_is_settled(classroom: Classroom) -> None:
    """Where there is only one award and nothing is missing, the page says it once."""
    classroom.run("build")
    assert "certain" in own_page(classroom, "bilbo")
    assert "What the awards take" not in own_page(classroom, "ada")


def test_explain(room: Classroom) -> None:
    """It says the same on the terminal and to programs."""
    shown = " ".join(room.run("explain", "bilbo").out.split())
    assert "Pass 80 nothing: certain Merit 90 49.5 % (4.95 of 10) Distinction 96 out of reach" in shown
    needed = room.run("explain", "bilbo", "--json").json["needed"]
    assert [row["outlook"] for row in needed] == ["secured", "open", "out_of_reach"]
    assert needed[1] == {"award": "Merit", "from": "90", "outlook": "open", "percent": "49.5", "points": "4.95", "max": "10"}
    assert "Needed in" not in room.run("explain", "ada").out


def test_award_that_asks_for_more(room: Classroom, it_is: Callable[[str], None]) -> None:
    """The page says at once what it takes now; the result is as old as before, since no mark and no standing has changed."""
    it_is("2026-11-23")
    room.run("build")
    it_is("2026-12-01")
    room.write_course((COURSE_TOML + AWARDS).replace("date = 2026-11-23\n", "").replace("from = 90", "from = 92"))
    assert room.run("build", "--yes").code == 0
    assert "Merit 92 % 69.5 % 6.95 of 10" in own_page(room, "bilbo")
    assert "has not changed since November 23, 2026" in own_page(room, "bilbo")


def test_distribution_beside_protected_results() -> None:
    """How scores are spread is nobody's own result: it stays on the public page of a protected course, and no list does."""
    page = public_files(make_course(site={"protect": "code"}))["index.html"]
    assert 'class="distribution"' in page.decode()
    assert "<table" not in page.decode()
