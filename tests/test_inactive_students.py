"""A student whom the export calls suspended, and a certificate held already: a record is not undone by an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from conftest import Classroom

HEADINGS = ["First name", "Last name", "ID number", "Email address", "Suspended", "Quiz: One (Real)", "Essay (Real)"]
HEADINGS += ["Course total (Real)", "Last downloaded from this course"]
AWARD = '\n[[exception]]\nstudent = "ada"\naction = "{}"\nreason = "decided by the council"\n'


def export(classroom: Classroom, *suspended: str, ada: float = 9) -> None:
    """Put Moodle's export into the place of the gradebook: Ada passes, Cyd fails."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for given, family, mark in (("Ada", "Byron", ada), ("Cyd", "Lowe", 5)):
        key = given.lower()
        state = "Yes" if key in suspended else None
        book.active.append([given, family, key, f"{key}@example.org", state, mark, mark, 2 * mark, "1760000000"])
    book.save(classroom.root / "input" / "grades.xlsx")


@pytest.fixture
def course(classroom: Classroom) -> Classroom:
    """Return a course in which Ada holds a certificate."""
    export(classroom)
    assert classroom.run("build").code == 0
    return classroom


def planned(classroom: Classroom) -> dict[str, Any]:
    """Return what a build would do: the keys of those concerned, by step."""
    plan = classroom.run("plan", "--json").json
    steps = {step: [row["key"] for row in plan[step]] for step in ("issue", "reissue", "render", "withdraw")}
    return {step: keys for step, keys in steps.items() if keys} | {"keep": plan["keep"]}


def ada_in(classroom: Classroom) -> tuple[str, str | None]:
    """Return Ada's standing and the state of her certificate."""
    row = classroom.student("ada")
    return row["standing"], row["certificate"] and row["certificate"]["state"]


def test_a_certificate_stays_when_its_holder_is_suspended(course: Classroom) -> None:
    """It is neither withdrawn nor stale; the teacher is told that it stands, and how to revoke it."""
    export(course, "ada")
    assert planned(course) == {"keep": 1}
    assert ada_in(course) == ("withheld", "current")
    (warning,) = course.run("status", "--json").json["problems"]
    assert warning["what"] == "Ada Byron (ada) holds certificate ADV-2026-0001 and is suspended in the course"
    assert "certbuild revoke" in warning["hint"]


def test_a_changed_score_of_a_suspended_student_reissues_nothing(course: Classroom) -> None:
    """A new mark makes the certificate stale only when its holder takes part again."""
    export(course, "ada", ada=10)
    assert (planned(course), ada_in(course)) == ({"keep": 1}, ("withheld", "current"))
    export(course, ada=10)
    assert (planned(course), ada_in(course)) == ({"reissue": ["ada"], "keep": 0}, ("awarded", "stale"))


def test_a_deleted_file_of_a_suspended_student_is_made_again(course: Classroom) -> None:
    """As the certificate stands, its file is put back, the same as before."""
    course.run("clean", "--student", "ada")
    export(course, "ada")
    assert planned(course)["render"] == ["ada"]
    assert ada_in(course) == ("withheld", "deleted")


def test_a_suspended_student_gets_no_certificate(classroom: Classroom) -> None:
    """Nothing is issued, and there is nothing to warn of."""
    export(classroom, "ada")
    assert (planned(classroom), ada_in(classroom)) == ({"keep": 0}, ("withheld", None))
    assert not classroom.run("status", "--json").json["problems"]


@pytest.mark.parametrize(("action", "steps"), [("withhold", {"withdraw": ["ada"], "keep": 0}), ("award", {"keep": 1})])
def test_an_exception_comes_before_the_suspension(course: Classroom, action: str, steps: dict[str, Any]) -> None:
    """What a person decides is done: withheld by exception the certificate is withdrawn, awarded it is as any other."""
    export(course, "ada")
    course.write_course((course.root / "input" / "course.toml").read_text(encoding="utf-8") + AWARD.format(action))
    assert planned(course) == steps
    assert not course.run("status", "--json").json["problems"]


def test_check_names_who_takes_no_part(classroom: Classroom) -> None:
    """What check shows and its document name the student with what the export says."""
    export(classroom, "cyd")
    assert classroom.run("check", "--json").json["inactive"] == [
        {"key": "cyd", "name": "Cyd Lowe", "reason": "suspended in the course"}
    ]
    assert "takes no part any more: Cyd Lowe (cyd), suspended in the course" in classroom.run("check").out


@pytest.mark.parametrize(("suspended", "told"), [(["cyd"], "1 of them takes"), (["ada", "cyd"], "2 of them take")])
def test_init_counts_who_takes_no_part(classroom: Classroom, suspended: list[str], told: str) -> None:
    """A first course.toml comes with a word on those who will get no certificate."""
    export(classroom, *suspended)
    (classroom.root / "input" / "course.toml").unlink()
    said = " ".join(classroom.run("init").err.split())
    assert f"{told} no part any more (suspended in the course), and will get no certificate" in said
