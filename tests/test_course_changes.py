"""What the plan says of settings that were changed in course.toml: which of them made which step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from certbuild import fonts

if TYPE_CHECKING:
    from conftest import Classroom

QUIZZES = '[[category]]\nname = "Quizzes"\nactivities = ["Quiz *"]\n'
MARK = '[[exception]]\nstudent = "Ada Byron"\naction = "mark"\nactivity = "Essay"\nvalue = 10\nreason = "marked again"\n'
WITHHOLD = '[[exception]]\nstudent = "cyd"\naction = "withhold"\nreason = "fees"\n'
MERIT = '[[award]]\nname = "Merit"\nfrom = 85\n'
ESSAY = '[[activity]]\nname = "Essay"\nweight = 1\n'
EXTRA = '[[activity]]\nname = "Quiz 1"\nextra_credit = true\n'
MARKS = {"Ada Byron": (8, 9, 8), "Bilbo Baggins": (10, 10, 6), "Cyd Lowe": (10, 10, 10.5)}


def _course(classroom: Classroom, *tables: str, grading: str = "") -> None:
    """Write course.toml with more tables, and with a line more under [grading]."""
    classroom.write_course()
    path = classroom.root / "input" / "course.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[grading]\n", f"[grading]\n{grading}\n") + "\n".join(tables), encoding="utf-8")


def _marks(classroom: Classroom, marks: dict[str, tuple[float | None, ...]]) -> None:
    """Write the gradebook: two quizzes and an essay, each of 10 points."""
    rows = [[name.partition(" ")[0].lower(), name, *row] for name, row in marks.items()]
    classroom.write_rows([["ID", "Name", "Quiz 1", "Quiz 2", "Essay"], *rows])


def _because(classroom: Classroom) -> dict[str, list[str]]:
    """Return the causes of each step that the plan takes, by the student's key."""
    plan = classroom.run("plan", "--json").json
    return {step["key"]: step["because"] for act in ("issue", "reissue", "withdraw") for step in plan[act]}


@dataclass(frozen=True)
class Case:
    """Two states of course.toml, and what the plan says of the difference, student by student."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    grading: tuple[str, str] = ("", "")
    because: tuple[tuple[str, tuple[str, ...]], ...] = ()


CASES = {
    "pass mark": Case(grading=("", "pass_mark = 85"), because=(("ada", ("[grading] pass_mark 80 → 85",)),)),
    "decimals": Case(
        grading=("decimals = 1", "decimals = 0"),
        because=tuple((key, ("[grading] decimals 1 → 0",)) for key in ("ada", "bilbo", "cyd")),
    ),
    "award added": Case(after=(MERIT,), because=tuple((key, ('[[award]] "Merit" added',)) for key in ("bilbo", "cyd"))),
    "award moved": Case(
        before=(MERIT,), after=(MERIT.replace("85", "90"),), because=(("bilbo", ('[[award]] "Merit" from 85 → 90',)),)
    ),
    "weight": Case(
        before=(ESSAY + '[[activity]]\nname = "Quiz *"\nweight = 1\n',),
        after=(ESSAY.replace("1", "3") + '[[activity]]\nname = "Quiz *"\nweight = 1\n',),
        because=tuple((key, ('[[activity]] "Essay" weight 1 → 3',)) for key in ("ada", "bilbo", "cyd")),
    ),
    "drops": Case(
        before=(QUIZZES,),
        after=(f"{QUIZZES}drop_lowest = 1\n",),
        because=(
            ("ada", ('[[category]] "Quizzes" drop_lowest 0 → 1',)),
            ("bilbo", ('[[category]] "Quizzes" drop_lowest 0 → 1',)),
            ("cyd", ('[[category]] "Quizzes" drop_lowest 0 → 1',)),
        ),
    ),
    "minimum of an activity": Case(
        before=(EXTRA.replace("extra_credit = true", "required = true"),),
        after=(EXTRA.replace("extra_credit = true", "minimum = 90"),),
        because=(("ada", ('[[activity]] "Quiz 1" minimum not set → 90',)),),
    ),
    "activity ignored": Case(
        after=('[[activity]]\nname = "Quiz *"\nignore = true\n',),
        because=tuple((key, ('[[activity]] "Quiz *" added',)) for key in ("ada", "bilbo", "cyd")),
    ),
    "order of tables": Case(
        before=('[[activity]]\nname = "Quiz 2"\nminimum = 95\n', '[[activity]]\nname = "Quiz *"\nminimum = 50\n'),
        after=('[[activity]]\nname = "Quiz *"\nminimum = 50\n', '[[activity]]\nname = "Quiz 2"\nminimum = 95\n'),
        because=(("ada", ("[[activity]] put in another order",)),),
    ),
    "exceptions of two students": Case(
        before=(WITHHOLD,),
        after=(MARK,),
        because=(
            ("ada", ('[[exception]] "Ada Byron" mark in "Essay" added',)),
            ("cyd", ('[[exception]] "cyd" withhold removed',)),
        ),
    ),
    "another value": Case(
        before=(MARK,),
        after=(MARK.replace("10", "9"),),
        because=(("ada", ('[[exception]] "Ada Byron" mark in "Essay" value "10" → "9"',)),),
    ),
    "together": Case(
        after=('[[activity]]\nname = "Quiz 1"\nminimum = 85\n', f"{QUIZZES}minimum = 90\n", WITHHOLD),
        because=(
            ("ada", ('[[activity]] "Quiz 1" added', '[[category]] "Quizzes" added')),
            ("cyd", ('[[exception]] "cyd" withhold added',)),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_which_setting_made_which_step(case: Case, classroom: Classroom) -> None:
    """Each step names the settings without which it would not be taken, and no others."""
    _marks(classroom, MARKS)
    _course(classroom, *case.before, grading=case.grading[0])
    assert classroom.run("build").code == 0
    assert _because(classroom) == {}
    _course(classroom, *case.after, grading=case.grading[1])
    assert _because(classroom) == {key: list(settings) for key, settings in case.because}


def test_wherever_the_plan_is_told(classroom: Classroom) -> None:
    """The cause stands in the plan, on the teacher's page and, once the step is taken, in the history."""
    _marks(classroom, MARKS)
    classroom.run("build")
    _course(classroom, grading="decimals = 0")
    said = "score 83.3 → 83; because of [grading] decimals 1 → 0"
    assert said in classroom.run("plan").out
    (step,) = (step for step in classroom.run("plan", "--json").json["reissue"] if step["key"] == "ada")
    assert step["reason"] == "score 83.3 → 83"
    classroom.run("build", "--only", "bilbo")
    page = (classroom.root / "build/teacher/students/byron-ada-ada.html").read_text(encoding="utf-8")
    assert f"The next build will reissue: {said}" in page
    classroom.run("build")
    assert classroom.run("history", "ada", "--json").json["events"][-1]["reason"] == said
    for path, data in classroom.files("build/site").items():
        assert b"because of" not in data, path


def test_marks_are_the_cause(classroom: Classroom) -> None:
    """Where the new marks ask for the same step under the former rules as well, no setting is named."""
    _marks(classroom, MARKS)
    classroom.run("build")
    _marks(classroom, {**MARKS, "Ada Byron": (9, 9, 9)})
    assert _because(classroom) == {"ada": []}
    _course(classroom, grading="decimals = 0")
    assert _because(classroom) == {"ada": [], "bilbo": ["[grading] decimals 1 → 0"], "cyd": ["[grading] decimals 1 → 0"]}


def test_a_setting_that_changes_nothing(classroom: Classroom) -> None:
    """A changed setting on which nothing depends makes no step, and is no longer news after the next build."""
    _marks(classroom, MARKS)
    classroom.run("build")
    _course(classroom, grading="pass_mark = 81")
    assert "Certificates: 3 unchanged" in classroom.run("build").out
    records = classroom.files("records")
    assert "Nothing to do" in classroom.run("build").out
    assert classroom.files("records") == records
    _marks(classroom, {**MARKS, "Ada Byron": (8, 8, 8.2)})
    assert _because(classroom) == {"ada": []}


def test_rules_of_an_activity_that_is_gone(classroom: Classroom) -> None:
    """Settings that cannot be put back, because the activity is gone from the gradebook, do not hide the others."""
    _marks(classroom, MARKS)
    _course(classroom, '[[activity]]\nname = "Essay"\nminimum = 50\n')
    classroom.run("build")
    classroom.write_rows([["ID", "Name", "Quiz 1", "Quiz 2"], ["ada", "Ada Byron", 8, 8.66], ["bilbo", "Bilbo Baggins", 9, 9]])
    _course(classroom, grading="pass_mark = 85")
    assert _because(classroom) == {"ada": ["[grading] pass_mark 80 → 85"], "bilbo": []}


def test_a_register_without_rules(classroom: Classroom) -> None:
    """A register in which no build has kept its rules gives no causes, and is no hindrance."""
    _marks(classroom, MARKS)
    assert classroom.run("build", "--only", "ada").code == 0
    _course(classroom, grading="pass_mark = 85")
    assert _because(classroom) == {"ada": [], "bilbo": [], "cyd": []}


def test_another_version_of_the_program(classroom: Classroom) -> None:
    """A program update alone changes neither what was made nor the register."""
    classroom.run("build")
    made, records = classroom.files(), classroom.files("records")
    newer = "import certbuild; certbuild.__version__ = '99.0'; from certbuild.cli import main; main()"
    command = [sys.executable, "-c", newer, "-C", str(classroom.root)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert "99.0" in subprocess.run([*command, "--version"], check=True, capture_output=True, text=True, env=environment).stdout
    done = subprocess.run([*command, "build"], check=True, capture_output=True, text=True, env=environment)
    assert "Nothing to do" in done.stdout
    assert (classroom.files(), classroom.files("records")) == (made, records)


def test_another_font(classroom: Classroom) -> None:
    """Another font file in the template: rendered again, under the same number, code, date and revision."""
    template = classroom.root / "input" / "templates" / "own"
    template.mkdir(parents=True)
    (template / "template.toml").write_text('extends = "classic"\n', encoding="utf-8")
    style = '@font-face { font-family: Own; src: url("own.ttf") } .holder { font-family: Own }'
    (template / "style.css").write_text(style, encoding="utf-8")
    faces = {(face.family, face.weight, face.style): face.path for face in fonts.faces()}
    shutil.copy(faces[fonts.SERIF, 400, "normal"], template / "own.ttf")
    _course(classroom, '[certificate]\ntemplate = "own"\n')
    assert classroom.run("build").code == 0
    before = classroom.student("ada")["certificate"]
    pdf = (classroom.root / before["file"]).read_bytes()
    shutil.copy(faces[fonts.SANS, 600, "normal"], template / "own.ttf")
    (step,) = classroom.run("plan", "--json").json["render"]
    assert (step["key"], step["reason"]) == ("ada", "template, wording or course details changed")
    assert classroom.run("build").code == 0
    assert classroom.student("ada")["certificate"] == before
    assert (classroom.root / before["file"]).read_bytes() != pdf
