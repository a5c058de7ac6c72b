"""A certificate whose holder takes no part any more: a record is not undone by an absence."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from certbuild import console, documents
from certbuild.grading import grade
from certbuild.layout import Layout
from certbuild.model import Action, Condition, Standing
from certbuild.pipeline import Machine, Survey, survey
from certbuild.reading import Reading, attempt

if TYPE_CHECKING:
    from conftest import Classroom

AWARD = '\n[[exception]]\nstudent = "ada"\naction = "{}"\nreason = "decided by the council"\n'


def surveyed(classroom: Classroom, *inactive: str) -> Survey:
    """Return how the course stands when the export says that these students, by key, are suspended."""
    layout = Layout(classroom.root)
    reading = attempt(layout).graded()
    book = reading.gradebook
    students = tuple(replace(s, inactive="suspended in the course" if s.key in inactive else "") for s in book.students)
    book = replace(book, students=students)
    machine = Machine(lambda: datetime.now(UTC), secrets.randbits, 1, console.progress, console.problems)
    return survey(layout, machine, Reading(reading.course, book, grade(reading.course, book), ()))


def ada_in(found: Survey) -> tuple[Standing, Condition | None]:
    """Return Ada's standing and the condition of her certificate."""
    entry = next(entry for entry in found.overview.entries if entry.result.student.key == "ada")
    return entry.result.standing, entry.condition


def test_a_certificate_stays_when_its_holder_is_suspended(classroom: Classroom) -> None:
    """It is neither withdrawn nor stale; the teacher is told that it stands, and how to revoke it."""
    classroom.run("build")
    found = surveyed(classroom, "ada")
    assert (found.plan.steps, found.plan.keep, found.plan.guard) == ((), 1, ())
    assert ada_in(found) == (Standing.WITHHELD, Condition.CURRENT)
    (warning,) = found.overview.problems
    assert warning.what == "Ada Byron (ada) holds certificate ADV-2026-0001 and is suspended in the course"
    assert "certbuild revoke" in warning.hint
    assert {standing: count for standing, count in found.overview.counts.items() if count} == {
        Standing.PROVISIONAL: 1,
        Standing.NOT_AWARDED: 1,
        Standing.WITHHELD: 1,
    }


def test_a_changed_score_of_a_suspended_student_reissues_nothing(classroom: Classroom) -> None:
    """A new mark makes the certificate stale only when its holder takes part again."""
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [10] * 10})
    found = surveyed(classroom, "ada")
    assert (found.plan.steps, ada_in(found)) == ((), (Standing.WITHHELD, Condition.CURRENT))
    found = surveyed(classroom)
    assert [step.action for step in found.plan.steps] == [Action.REISSUE]
    assert ada_in(found) == (Standing.AWARDED, Condition.STALE)


def test_a_deleted_file_of_a_suspended_student_is_made_again(classroom: Classroom) -> None:
    """As the certificate stands, its file is put back, the same as before."""
    classroom.run("build")
    classroom.run("clean", "--student", "ada")
    found = surveyed(classroom, "ada")
    assert [step.action for step in found.plan.steps] == [Action.RENDER]
    assert ada_in(found) == (Standing.WITHHELD, Condition.DELETED)


def test_a_suspended_student_gets_no_certificate(classroom: Classroom) -> None:
    """Nothing is issued, and there is nothing to warn of."""
    found = surveyed(classroom, "ada")
    assert (found.plan.steps, found.plan.keep, found.overview.problems) == ((), 0, ())
    assert ada_in(found) == (Standing.WITHHELD, None)


@pytest.mark.parametrize(("action", "step"), [("withhold", Action.WITHDRAW), ("award", None)])
def test_an_exception_comes_before_the_suspension(classroom: Classroom, action: str, step: Action | None) -> None:
    """What a person decides is done: withheld by exception the certificate is withdrawn, awarded it is as any other."""
    classroom.run("build")
    classroom.write_course((classroom.root / "input" / "course.toml").read_text(encoding="utf-8") + AWARD.format(action))
    found = surveyed(classroom, "ada")
    assert [each.action for each in found.plan.steps] == ([step] if step else [])
    assert not found.overview.problems


def test_check_names_who_takes_no_part(classroom: Classroom, capsys: pytest.CaptureFixture[str]) -> None:
    """What check shows and its document name the student with what the export says."""
    read = attempt(Layout(classroom.root))
    assert read.gradebook
    students = tuple(replace(s, inactive="suspended in the course" if s.key == "cyd" else "") for s in read.gradebook.students)
    read = replace(read, gradebook=replace(read.gradebook, students=students))
    assert documents.check_document(read)["inactive"] == [{"key": "cyd", "name": "Cyd Lowe", "reason": "suspended in the course"}]
    console.show_check(read)
    assert "takes no part any more: Cyd Lowe (cyd), suspended in the course" in capsys.readouterr().out
