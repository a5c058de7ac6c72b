"""Marks on certificates: they are entered into the register with the certificate, and say what they said ever after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pikepdf
import pytest
from registers import edit
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from conftest import Classroom

WITH_MARKS = f"{COURSE_TOML}\n[certificate]\ntranscript = true\n"
MARKS: dict[str, list[object]] = {"Bilbo Baggins": [9, 8, 10], "Frodo Baggins": [9, 9, 9]}


@pytest.fixture
def printed(classroom: Classroom) -> Classroom:
    """Return a course whose certificates were printed with their marks."""
    classroom.write_course(WITH_MARKS)
    classroom.write_marks(MARKS, activities=3)
    assert classroom.run("build").code == 0
    return classroom


def pages(classroom: Classroom) -> list[int]:
    """Return how many pages each certificate has."""
    found = []
    for path in sorted((classroom.root / "build" / "certificates").glob("*.pdf")):
        with pikepdf.open(path) as file:
            found.append(len(file.pages))
    return found


def reasons(classroom: Classroom, action: str) -> dict[str, str]:
    """Return what the next build will do of this kind: student's key → reason."""
    return {step["key"]: step["reason"] for step in classroom.run("plan", "--json").json[action]}


def test_mark_that_changes_without_the_score_makes_a_new_certificate(printed: Classroom) -> None:
    """What a transcript says is printed, so that another mark is another certificate, and the plan says which mark."""
    before = printed.student("bilbo")["certificate"]
    printed.write_marks(MARKS | {"Bilbo Baggins": [8, 9, 10]}, activities=3)
    assert reasons(printed, "reissue") == {"bilbo": "marks: Activity 1 9 → 8, Activity 2 8 → 9"}
    assert printed.student("bilbo")["certificate"]["state"] == "stale"
    assert printed.run("build").code == 0
    after = printed.student("bilbo")["certificate"]
    assert (after["revision"], after["score"], after["state"]) == (2, before["score"], "current")
    assert after["code"] != before["code"]


def test_same_marks_change_nothing(printed: Classroom) -> None:
    """A second build leaves certificates with marks alone."""
    before = printed.files()
    assert printed.run("build").code == 0
    assert printed.files() == before


def test_mark_that_is_not_printed_changes_nothing(classroom: Classroom) -> None:
    """Without a transcript the same score is the same certificate, whatever marks it is made of."""
    classroom.write_marks(MARKS, activities=3)
    classroom.run("build")
    classroom.write_marks(MARKS | {"Bilbo Baggins": [8, 9, 10]}, activities=3)
    plan = classroom.run("plan", "--json").json
    assert (plan["keep"], plan["reissue"], plan["render"]) == (2, [], [])


def test_transcript_asked_for_later(classroom: Classroom) -> None:
    """Certificates that were printed without marks are reissued with them; without again, they are the same, rendered again."""
    classroom.write_marks(MARKS, activities=3)
    classroom.run("build")
    assert pages(classroom) == [1, 1]
    classroom.write_course(WITH_MARKS)
    assert reasons(classroom, "reissue") == dict.fromkeys(["bilbo", "frodo"], "marks: not printed so far")
    assert classroom.run("build").code == 0
    assert pages(classroom) == [2, 2]
    codes = [classroom.student(key)["certificate"]["code"] for key in ("bilbo", "frodo")]
    classroom.write_course()
    assert classroom.run("build").code == 0
    assert pages(classroom) == [1, 1]
    assert [classroom.student(key)["certificate"]["code"] for key in ("bilbo", "frodo")] == codes


def test_marks_outlive_the_gradebook(printed: Classroom) -> None:
    """Who has left the gradebook keeps a certificate that says the marks it was issued with, also when it is set anew."""
    before = printed.files("build/certificates")["baggins-bilbo-bilbo.pdf"]
    printed.write_marks({"Frodo Baggins": [9, 9, 9]}, activities=3)
    assert printed.run("build", "--yes", "--anew").code == 0
    assert printed.files("build/certificates")["baggins-bilbo-bilbo.pdf"] == before


def test_page_of_the_certificate_says_the_marks(printed: Classroom) -> None:
    """Whoever checks the paper finds every printed mark on the certificate's page; the public list stays as it is."""
    code = printed.student("bilbo")["certificate"]["code"]
    page = printed.files("build/site")[f"c/{code}/index.html"].decode()
    assert "Activity 3" in page
    assert '8 <span class="quiet">of 10</span>' in page
    assert b"Activity 3" not in printed.files("build/site")["index.html"]


def test_marks_move_with_the_register(printed: Classroom, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An export has the marks, and a register made from it gives the same certificates back."""
    export = tmp_path_factory.mktemp("moved") / "register.jsonl"
    assert printed.run("register", "export", str(export)).code == 0
    row = next(
        line for line in map(json.loads, export.read_text(encoding="utf-8").splitlines()) if line.get("table") == "certificate"
    )
    assert json.loads(row["marks"])[0] == ["Activity 1", "graded", "9", "10", "90", "33.33"]
    before = printed.files("build/certificates")
    (printed.root / "records" / "register.sqlite").unlink()
    assert printed.run("register", "import", str(export)).code == 0
    assert printed.run("build", "--anew").code == 0
    assert printed.files("build/certificates") == before


@pytest.mark.parametrize(
    ("marks", "told"),
    [("replace(marks, '90', '100')", "what is printed on it is not what"), ("'[[1]]'", "its marks are none")],
)
def test_marks_changed_in_the_register_are_noticed(marks: str, told: str, printed: Classroom) -> None:
    """Marks that somebody has changed by hand contradict the history, and no build goes on with them."""
    edit(printed.root / "records" / "register.sqlite", f"UPDATE certificate SET marks = {marks}")  # noqa: S608 - the test's own
    outcome = printed.run("register", "check")
    assert outcome.code == 1
    assert told in outcome.out + outcome.err


def test_statement_of_results_is_printed_with_marks_of_its_award(classroom: Classroom) -> None:
    """A template that prints the marks itself has them without a transcript, for its award alone."""
    awards = '[[award]]\nname = "Pass"\nfrom = 80\n[[award]]\nname = "Merit"\nfrom = 90\ntemplate = "minimal"\n'
    classroom.write_course(COURSE_TOML + awards)
    classroom.write_marks({"Ada Byron": [10, 9, 9], "Bilbo Baggins": [8, 8, 9]}, activities=3)
    assert classroom.run("build").code == 0
    classroom.write_marks({"Ada Byron": [9, 10, 9], "Bilbo Baggins": [9, 8, 8]}, activities=3)
    assert list(reasons(classroom, "reissue")) == ["ada"]


def test_translations_of_nothing_are_told(classroom: Classroom) -> None:
    """A text that stands nowhere, and a language in which nothing is printed, are warnings with the nearest remedy."""
    translations = '[certificate.translations.de]\n"Foundation of Adventuring" = "Grundlagen"\n"Activity 3" = "Übung 3"\n'
    classroom.write_course(COURSE_TOML + translations)
    told = {problem["what"]: problem["hint"] for problem in classroom.run("check", "--json").warnings}
    assert "nothing is printed in this language" in told
    text = '"Foundation of Adventuring" is neither the title, nor an award, an activity, or anything of [issuer]'
    assert told[text] == 'did you mean "Foundations of Adventuring"?'
    assert not any("Activity 3" in what for what in told)


def test_same_language_twice_is_an_error(classroom: Classroom) -> None:
    """A certificate is printed once in each language."""
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\nlanguages = ["de", "de"]\n')
    outcome = classroom.run("check")
    assert outcome.code == 3
    assert "keep one of them" in outcome.err


def test_attachment_in_the_older_standard_is_an_error(classroom: Classroom) -> None:
    """PDF/A-1b has no attachments: course.toml cannot ask for both."""
    classroom.write_course(f'{COURSE_TOML}\n[certificate]\nstandard = "PDF/A-1b"\nattach_results = true\n')
    outcome = classroom.run("check")
    assert outcome.code == 3
    assert "PDF/A-1b allows no attachments" in outcome.err


def test_attached_results_follow_the_marks(classroom: Classroom) -> None:
    """A mark that changes makes a new certificate where results are attached, though no page says it."""
    classroom.write_course(f"{COURSE_TOML}\n[certificate]\nattach_results = true\n")
    classroom.write_marks(MARKS, activities=3)
    assert classroom.run("build").code == 0
    assert pages(classroom) == [1, 1]
    classroom.write_marks(MARKS | {"Bilbo Baggins": [8, 9, 10]}, activities=3)
    assert list(reasons(classroom, "reissue")) == ["bilbo"]
