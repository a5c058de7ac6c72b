"""Revoking, undoing it, withholding, renaming and reissuing, and what each certificate's page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from conftest import Classroom

pytestmark = pytest.mark.usefixtures("plain")


def _page(classroom: Classroom, code: str) -> str:
    return (classroom.root / "build" / "site" / "c" / code / "index.html").read_text(encoding="utf-8")


def test_reinstate(classroom: Classroom) -> None:
    """Undoing a revocation gives back the very same files, number, code and date in the same act."""
    classroom.run("build")
    before, made = classroom.student("ada")["certificate"], classroom.files()
    classroom.run("revoke", "ada", "--reason", "copied essay")
    assert "Revoked on" in _page(classroom, before["code"])
    outcome = classroom.run("reinstate", "Ada Byron", "--reason", "it was another Ada")
    assert outcome.code == 0
    assert f"Reinstated certificate {before['number']} of Ada Byron" in outcome.err
    assert classroom.student("ada")["certificate"] == before
    after = classroom.files()
    assert "stands again" in after.pop("teacher/index.html").decode()
    assert after == {path: data for path, data in made.items() if path != "teacher/index.html"}
    assert "Nothing to do" in classroom.run("build").out


def test_reinstate_what_has_changed_since(classroom: Classroom) -> None:
    """A reinstated certificate says what it said; the next build makes it say what the gradebook says now."""
    classroom.run("build")
    classroom.run("revoke", "ada", "--reason", "x")
    classroom.write_marks({"Ada Byron": [10] * 10, "Bilbo Baggins": [5] * 10, "Cyd Lowe": [5] * 10})
    classroom.run("reinstate", "ada")
    assert classroom.student("ada")["certificate"]["state"] == "stale"
    classroom.run("build")
    after = classroom.student("ada")["certificate"]
    assert (after["state"], after["revision"], after["score"]) == ("current", 2, "100.0")


def test_reissue(classroom: Classroom) -> None:
    """On request a certificate gets a new revision and code under the same number; the old code's page says superseded."""
    classroom.run("build")
    before = classroom.student("ada")["certificate"]
    outcome = classroom.run("reissue", "ada", "--reason", "stolen with the bag")
    assert outcome.code == 0
    assert "revision 2" in outcome.err
    after = classroom.student("ada")["certificate"]
    assert (after["number"], after["revision"], after["state"]) == (before["number"], 2, "current")
    assert after["code"] != before["code"]
    assert "Superseded on" in _page(classroom, before["code"])
    assert "stolen" not in _page(classroom, before["code"])
    assert "Valid" in _page(classroom, after["code"])
    assert "Nothing to do" in classroom.run("build").out


def test_reissue_for_one_who_has_left(classroom: Classroom) -> None:
    """Who is no longer in the gradebook gets a new revision that says what the old one said."""
    classroom.run("build")
    before = classroom.student("ada")["certificate"]
    classroom.write_marks({"Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    assert classroom.run("reissue", before["number"], "--reason", "paper lost").code == 0
    pages = [path for path in classroom.files("build/site/c") if path.endswith("index.html")]
    valid = [path for path in pages if "Valid" in _page(classroom, path.split("/")[0])]
    assert len(pages) == 2
    assert "Ada Byron" in _page(classroom, valid[0].split("/")[0])


@pytest.mark.parametrize(
    ("prepare", "command", "said"),
    [
        ((), ("reinstate", "ada"), "is valid already"),
        ((), ("reissue", "cyd", "--reason", "x"), "has no certificate"),
        (("revoke", "ada", "--reason", "x"), ("reissue", "ada", "--reason", "x"), "is revoked already"),
    ],
)
def test_what_cannot_be_done(classroom: Classroom, prepare: tuple[str, ...], command: tuple[str, ...], said: str) -> None:
    """What does not fit the certificate's state is refused with the way out, and nothing is changed."""
    classroom.run("build")
    if prepare:
        classroom.run(*prepare)
    made, records = classroom.files(), (classroom.root / "records" / "register.sqlite").read_bytes()
    outcome = classroom.run(*command)
    assert outcome.code == 1
    assert said in outcome.err
    assert "→" in outcome.err
    assert classroom.files() == made
    assert (classroom.root / "records" / "register.sqlite").read_bytes() == records


def test_reissue_what_is_no_longer_earned(classroom: Classroom) -> None:
    """A certificate that the next build would withdraw is not reissued."""
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [1] * 10})
    outcome = classroom.run("reissue", "ada", "--reason", "paper lost")
    assert outcome.code == 1
    assert "is no longer earned: Score 10 is below the pass mark of 80" in outcome.err


@pytest.mark.parametrize(("command", "answer"), [("revoke", "Revoked on"), ("reissue", "Superseded on")])
def test_while_nothing_stands_there(classroom: Classroom, command: str, answer: str) -> None:
    """Where everything was deleted, an act on a certificate makes no half of it; the next build makes all, with the act done."""
    classroom.run("build")
    certificate = classroom.student("ada")["certificate"]
    classroom.run("clean", "--all")
    assert classroom.run(command, "ada", "--reason", "x").code == 0
    assert not (classroom.root / "build").exists()
    assert classroom.run("register", "check").code == 0
    assert classroom.run("build").code == 0
    assert answer in _page(classroom, certificate["code"])
    assert classroom.run("register", "check").code == 0


def test_withhold_and_release(classroom: Classroom) -> None:
    """Withheld by course.toml, a certificate is withdrawn and its page says so; afterwards a new revision is issued."""
    classroom.run("build")
    before = classroom.student("ada")["certificate"]
    classroom.write_course(COURSE_TOML + '[[exception]]\nstudent = "ada"\naction = "withhold"\nreason = "fee not paid"\n')
    classroom.run("build")
    row = classroom.student("ada")
    assert (row["standing"], row["certificate"]) == ("withheld", None)
    assert "Withdrawn on" in _page(classroom, before["code"])
    assert "fee not paid" not in _page(classroom, before["code"])
    classroom.write_course(COURSE_TOML)
    classroom.run("build")
    after = classroom.student("ada")["certificate"]
    assert (after["number"], after["revision"]) == (before["number"], 2)
    assert "Withdrawn on" in _page(classroom, before["code"])
    assert "Valid" in _page(classroom, after["code"])


def test_rename(classroom: Classroom) -> None:
    """A corrected name makes a new revision; the page of the old code keeps the old name and says superseded."""
    classroom.run("build")
    before = classroom.student("ada")["certificate"]
    rename = '[[exception]]\nstudent = "ada"\naction = "rename"\nvalue = "Ada Lovelace"\nreason = "married"\n'
    classroom.write_course(COURSE_TOML + rename)
    assert classroom.run("plan", "--json").json["reissue"][0]["reason"].startswith("name Ada Byron → Ada Lovelace")
    classroom.run("build")
    after = classroom.student("ada")["certificate"]
    assert (after["revision"], after["number"]) == (2, before["number"])
    assert after["file"].endswith("/lovelace-ada-ada.pdf")
    assert "Ada Byron" in _page(classroom, before["code"])
    assert "Superseded on" in _page(classroom, before["code"])
    assert "Ada Lovelace" in _page(classroom, after["code"])
    assert not (classroom.root / before["file"]).exists()
