"""Round over round: what has changed in the gradebook since the last build, and what looks like a slip."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from html import unescape
from typing import TYPE_CHECKING

import pytest
from registers import VERSION, make_older, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Classroom

CLASS: dict[str, list[object]] = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5] * 10}
NOTHING = {"come": [], "gone": []}


@pytest.fixture
def built(classroom: Classroom) -> Classroom:
    """Return the course of three students after its first build; its gradebook is called grades.xlsx."""
    classroom.write_marks(CLASS)
    assert classroom.run("build").code == 0
    return classroom


def _with(**rows: list[object]) -> dict[str, list[object]]:
    return {name: rows.get(name.partition(" ")[0].lower(), row) for name, row in CLASS.items()}


def test_before_the_first_build(classroom: Classroom) -> None:
    """Before any build there is nothing to compare with; that is said, and is no failure."""
    outcome = classroom.run("diff")
    assert outcome.code == 0
    assert "No build has kept a gradebook yet" in outcome.err
    document = classroom.run("diff", "--json").json
    assert (document["file"], document["before"], document["added"]) == ("grades.xlsx", None, [])
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]


def test_nothing_changed(built: Classroom) -> None:
    """Right after a build nothing is different, and looking changes no file."""
    made, records = built.files(), built.files("records")
    outcome = built.run("diff")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == "0 marks added, 0 changed, 0 removed"
    assert (built.files(), built.files("records")) == (made, records)


def test_document(built: Classroom) -> None:
    """The document has exactly the fields that others rely on, marks as exact decimal strings."""
    built.write_marks(_with(ada=[9.5] + [9] * 9, bilbo=[9] * 9 + ["EX"], cyd=[None] + [5] * 9))
    document = built.run("diff", "--json").json
    assert document["before"].pop("built_at").endswith("+00:00")
    problems = document.pop("problems")
    first = {"activity": "Activity 1"}
    assert document == {
        "file": "grades.xlsx",
        "before": {"file": "grades.xlsx"},
        "added": [
            {
                "key": "bilbo",
                "name": "Bilbo Baggins",
                "activity": "Activity 10",
                "before": "",
                "after": "excused",
                "cell": "grades.xlsx › Grades!N3",
                "cell_before": "grades.xlsx › Grades!N3",
            }
        ],
        "changed": [
            {"key": "ada", "name": "Ada Byron", "before": "9", "after": "9.5"}
            | first
            | dict.fromkeys(("cell", "cell_before"), "grades.xlsx › Grades!E2")
        ],
        "removed": [
            {"key": "cyd", "name": "Cyd Lowe", "before": "5", "after": ""}
            | first
            | dict.fromkeys(("cell", "cell_before"), "grades.xlsx › Grades!E4")
        ],
        "students": {**NOTHING, "renamed": []},
        "activities": NOTHING,
    }
    assert [problem["where"] for problem in problems] == ["grades.xlsx › Grades!E4"]


def test_table(built: Classroom) -> None:
    """Each change is one row, with the mark before and after and its cell; the counts stand at the end."""
    built.write_marks(_with(ada=[9.5] + [9] * 9, bilbo=[9] * 10))
    rows = [line.split() for line in built.run("diff").out.splitlines()]
    assert ["added", "Bilbo", "Baggins", "bilbo", "Activity", "10", "–", "→", "9", "grades.xlsx", "›", "Grades!N3"] in rows
    assert ["changed", "Ada", "Byron", "ada", "Activity", "1", "9", "→", "9.5", "grades.xlsx", "›", "Grades!E2"] in rows
    assert " ".join(rows[-1]) == "1 mark added, 1 changed, 0 removed"


def test_another_spelling_is_no_change(built: Classroom) -> None:
    """The same marks as text, with a comma or more zeros, in another row and another file, are the same marks."""
    built.write_marks({"Cyd Lowe": ["5,0"] * 10, "Ada Byron": ["9.00"] * 10, "Bilbo Baggins": [9] * 9 + ["-"]})
    (built.root / "input" / "grades.xlsx").rename(built.root / "input" / "grades-week2.xlsx")
    document = built.run("diff", "--json").json
    assert (document["file"], document["before"]["file"]) == ("grades-week2.xlsx", "grades.xlsx")
    assert document["added"] + document["changed"] + document["removed"] + document["problems"] == []


@pytest.mark.parametrize(
    ("before", "after"), [("85 %", "85,0%"), ("17/20", "85 %"), ("1/3", "33.3333333333333 %"), (0.3, "0,30")]
)
def test_another_spelling_of_a_fraction(classroom: Classroom, before: object, after: object) -> None:
    """Percentages and parts of a whole are compared by what they say."""
    classroom.write_marks({"Ada Byron": [before]}, activities=1)
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [after]}, activities=1)
    assert classroom.run("diff", "--json").json["changed"] == []


def test_percentage_became_points(classroom: Classroom) -> None:
    """85 % and 85 points are two different marks."""
    classroom.write_marks({"Ada Byron": ["85 %"]}, activities=1)
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [8.5]}, activities=1)
    (change,) = classroom.run("diff", "--json").json["changed"]
    assert (change["before"], change["after"]) == ("85 %", "8.5")


@pytest.mark.parametrize("command", ["diff", "plan", "status", "build"])
def test_blank_over_a_mark(built: Classroom, command: str) -> None:
    """A blank over a former mark is a warning that names student, activity, mark and both cells, wherever one looks."""
    (built.root / "input" / "grades.xlsx").unlink()
    built.write_marks({"Ann Newcomer": [5] * 10, **_with(ada=[9] * 3 + [None] + [9] * 6)})
    (built.root / "input" / "grades.xlsx").rename(built.root / "input" / "grades-week2.xlsx")
    outcome = built.run(command)
    assert outcome.code == 0
    warning = outcome.err.partition("warning  grades-week2.xlsx › Grades!H3")[2]
    assert 'Ada Byron, "Activity 4": no mark stands here now; it was 9, in grades.xlsx › Grades!H2' in warning
    assert "check the export" in warning


def test_blank_over_a_mark_is_told_once(built: Classroom) -> None:
    """The build that withdraws a certificate over a blank tells of it first; later ones leave that to the teacher's page."""
    built.write_marks(_with(ada=[None] + [9] * 9, bilbo=[9] * 10))
    said = built.run("build").err
    assert 0 <= said.find("no mark stands here now") < said.find("Rendering certificates")
    assert built.student("ada")["certificate"] is None
    page = (built.root / "build" / "teacher" / "index.html").read_text(encoding="utf-8")
    assert "no mark stands here now; it was 9, in grades.xlsx › Grades!E2" in page
    made, records = built.files(), built.files("records")
    again = built.run("build", "--strict")
    assert (again.code, again.err) == (0, "")
    assert "Nothing to do" in again.out
    assert (built.files(), built.files("records")) == (made, records)
    built.run("clean", "--all")
    built.run("build")
    assert built.files() == made


def test_strict_build_stops_at_a_blank(built: Classroom) -> None:
    """With --strict a blank over a former mark stops the build, with nothing changed."""
    made, records = built.files(), built.files("records")
    built.write_marks(_with(ada=[None] + [9] * 9))
    outcome = built.run("build", "--strict")
    assert outcome.code == 4
    assert "Grades!E2" in outcome.err
    assert (built.files(), built.files("records")) == (made, records)


def test_a_build_that_asks_first_tells_of_the_blanks(classroom: Classroom) -> None:
    """Where so many certificates would be withdrawn that a person is asked, the blanks are told as the cause."""
    names = [f"{name} Test" for name in ("Ann", "Ben", "Cem", "Dot", "Eve", "Fay", "Gus", "Hal")]
    classroom.write_marks({name: [9] * 10 for name in names})
    classroom.run("build")
    classroom.write_marks({name: [9] * 9 + [None] for name in names})
    outcome = classroom.run("build")
    assert outcome.code == 6
    assert 'Hal Test, "Activity 10": no mark stands here now' in outcome.err


def test_many_blanks_of_an_activity(classroom: Classroom) -> None:
    """Where many marks of one activity are lost, one warning names the first few cells and counts the others."""
    names = [f"S{number} Test" for number in range(12)]
    classroom.write_marks({name: [5] * 2 for name in names}, activities=2)
    classroom.run("build")
    classroom.write_marks({name: [None, 5] for name in names}, activities=2)
    (warning,) = classroom.run("diff", "--json").warnings
    assert warning["where"] == "grades.xlsx › Grades!E2"
    assert '12 marks in "Activity 1" are missing' in warning["what"]
    assert "S2 Test, Activity 1: 5 in grades.xlsx › Grades!E4; and 9 more" in warning["what"]


def test_many_blanks_of_a_student(classroom: Classroom) -> None:
    """Where one student lost many marks, one warning says so."""
    classroom.write_marks({"Ada Byron": [9] * 11, "Cyd Lowe": [5] * 11}, activities=11)
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [None] * 11, "Cyd Lowe": [5] * 11}, activities=11)
    (warning,) = classroom.run("diff", "--json").warnings
    assert "11 marks of Ada Byron are missing" in warning["what"]


def test_students_come_go_and_change_their_names(built: Classroom) -> None:
    """Students who are new, who have left, and who are called otherwise are listed; their marks are no changes."""
    built.write_rows(
        [
            ["ID", "First name", "Last name", *(f"Activity {number}" for number in range(1, 11))],
            ["ada", "Ada", "Lovelace", *[9] * 10],
            ["bilbo", "Bilbo", "Baggins", *[9] * 9],
            ["dot", "Dot", "Newcomer", *[7] * 3],
        ],
    )
    outcome = built.run("diff")
    assert outcome.code == 0
    assert "student come: Dot Newcomer (dot), 3 marks" in outcome.out
    assert "student gone: Cyd Lowe (cyd), 10 marks" in outcome.out
    assert "student renamed: Ada Byron → Ada Lovelace (ada)" in outcome.out
    assert outcome.out.endswith("0 marks added, 0 changed, 0 removed; 1 student renamed, 1 student come, 1 student gone\n")
    document = built.run("diff", "--json").json
    assert document["students"] == {
        "come": [{"key": "dot", "name": "Dot Newcomer", "marks": 3}],
        "gone": [{"key": "cyd", "name": "Cyd Lowe", "marks": 10}],
        "renamed": [{"key": "ada", "before": "Ada Byron", "after": "Ada Lovelace"}],
    }


def test_activities_come_and_go(built: Classroom) -> None:
    """An activity that is gone with its marks is one warning, told also where course.toml still names it."""
    built.write_course((built.root / "input" / "course.toml").read_text() + '\n[[activity]]\nname = "Activity 2"\nweight = 2\n')
    built.write_rows(
        [
            ["ID", "Name", "Activity 1", *(f"Activity {number}" for number in range(3, 11)), "Essay"],
            *([name.split()[0].lower(), name, row[0], *row[2:], 8] for name, row in CLASS.items()),
        ],
    )
    outcome = built.run("diff", "--json")
    assert outcome.code == 3
    document = outcome.json
    assert document["activities"] == {"come": [{"name": "Essay", "marks": 3}], "gone": [{"name": "Activity 2", "marks": 3}]}
    (warning,) = outcome.warnings
    assert warning["where"] == "grades.xlsx"
    assert warning["what"] == '"Activity 2" is gone with 3 marks that stood from grades.xlsx › Grades!F2 on'
    assert "1 activity come, 1 activity gone" in built.run("diff").out


def test_activity_in_another_spelling(built: Classroom) -> None:
    """Case and spaces in the name of an activity do not make another one of it."""
    headings = ["ID", "Name", *(f"ACTIVITY  {number}" for number in range(1, 11))]
    built.write_rows([headings, *([name.split()[0].lower(), name, *row] for name, row in CLASS.items())])
    assert built.run("diff", "--json").json["activities"] == NOTHING


def test_faulty_gradebook(built: Classroom) -> None:
    """A gradebook with a cell that cannot be read is not compared; the document says why."""
    built.write_marks(_with(ada=["what"] + [9] * 9))
    outcome = built.run("diff", "--json")
    assert outcome.code == 4
    assert outcome.json["removed"] == []
    assert outcome.json["problems"][0]["where"] == "grades.xlsx › Grades!E2"


def _told_to_the_teacher(course: Classroom) -> str:
    page = (course.root / "build/teacher/index.html").read_text(encoding="utf-8")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_news_on_the_teachers_page(built: Classroom, it_is: Callable[[str], None]) -> None:
    """The first page of the teacher tells what the last round brought, and what it did to certificates, until the next one."""
    assert "In the gradebook, read on" not in _told_to_the_teacher(built)
    it_is("2026-12-01")
    built.write_marks({**_with(ada=[9] * 9 + [10], bilbo=[9] * 10), "Dot Rush": [8] * 10})
    assert built.run("build").code == 0
    told = _told_to_the_teacher(built)
    for news in (
        "In the gradebook, read on December 1, 2026 1 new mark: Activity 10 1 new student: Dot Rush",
        "1 mark is another one now",
        "Ada Byron Activity 10 9 10 grades.xlsx › Grades!N2",
        "2 issued: Bilbo Baggins , Dot Rush",
        "1 replaced by a new revision: Ada Byron ( score 90 → 91 )",
    ):
        assert news in told
    before = built.files()
    it_is("2026-12-02")
    built.run("clean", "--all")
    assert built.run("build").code == 0
    assert built.files() == before
    assert built.run("revoke", "ada", "--reason", "copied").code == 0
    assert "1 revoked: Ada Byron ( copied )" in _told_to_the_teacher(built)
    assert "1 new mark: Activity 10" in _told_to_the_teacher(built)


def test_revoking_leaves_the_last_round(built: Classroom) -> None:
    """Only a build makes the gradebook the last one: after deleting and revoking, the differences are still told."""
    built.write_marks(_with(cyd=[6] + [5] * 9))
    built.run("clean", "--student", "ada")
    built.run("revoke", "ada", "--reason", "copied essay")
    assert len(built.run("diff", "--json").json["changed"]) == 1


def test_register_of_the_first_version(built: Classroom) -> None:
    """A register that an older certbuild wrote can be looked at unchanged, and the next build brings it up to date."""
    register = built.root / "records" / "register.sqlite"
    make_older(register, 1)
    before, made = register.read_bytes(), built.files()
    assert built.student("ada")["certificate"]["state"] == "current"
    assert built.run("diff", "--json").json["before"] is None
    assert register.read_bytes() == before
    assert built.run("build").code == 0
    assert built.files() == made
    assert built.run("diff", "--json").json["before"]["file"] == "grades.xlsx"
    assert version_of(register) == VERSION


def test_damaged_round(built: Classroom) -> None:
    """Where what the register keeps of the gradebook is damaged, the way out is the backup, not a traceback."""
    with contextlib.closing(sqlite3.connect(built.root / "records" / "register.sqlite")) as connection:
        connection.execute("UPDATE round SET content = x'00'")
        connection.commit()
    outcome = built.run("diff")
    assert outcome.code == 1
    assert "put back your last backup" in outcome.err
