"""The history: what was done with certificates, when, why, at which score and under which rules."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from conftest import Classroom

pytestmark = pytest.mark.usefixtures("plain")

WITHHOLD = '[[exception]]\nstudent = "cyd"\naction = "withhold"\nreason = "fee not paid"\n'


def _events(classroom: Classroom, *student: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = classroom.run("history", *student, "--json").json["events"]
    return events


def test_everything_that_is_done(classroom: Classroom) -> None:
    """Issue, deletion, rendering, new revision, revocation, undoing, reissue and withdrawal stand there in their order."""
    classroom.run("build")
    classroom.run("clean", "--student", "ada")
    classroom.run("build")
    classroom.write_marks({"Ada Byron": [10] * 10})
    classroom.run("build", "--yes")
    classroom.run("revoke", "ada", "--reason", "copied essay")
    classroom.run("reinstate", "ada", "--reason", "it was the other Ada")
    classroom.run("reissue", "ada", "--reason", "paper lost")
    classroom.write_marks({"Ada Byron": [1] * 10})
    classroom.run("build")
    told = [(event["action"], event["score"], event["reason"]) for event in _events(classroom, "ada")]
    assert told == [
        ("issue", "90.0", "Score 90 reaches the pass mark of 80"),
        ("delete", "90.0", "file deleted"),
        ("render", "90.0", "its file is not there"),
        ("reissue", "100.0", "score 90 → 100"),
        ("revoke", "100.0", "copied essay"),
        ("reinstate", "100.0", "it was the other Ada"),
        ("reissue", "100.0", "paper lost"),
        ("withdraw", "10.0", "Score 10 is below the pass mark of 80"),
    ]


def test_deleting_all(classroom: Classroom) -> None:
    """Deleting everything is one entry, of no student."""
    classroom.run("build")
    classroom.run("clean", "--all")
    (last,) = [event for event in _events(classroom) if event["action"] == "delete"]
    assert (last["key"], last["reason"]) == ("", "all files deleted")


def test_exceptions(classroom: Classroom) -> None:
    """An exception is entered when the first build makes it, and again when it is gone; in between nothing is."""
    classroom.write_course(COURSE_TOML + WITHHOLD)
    classroom.run("build")
    classroom.run("build")
    classroom.write_course(COURSE_TOML)
    classroom.run("build")
    told = [(event["action"], event["name"], event["reason"]) for event in _events(classroom, "cyd lowe")]
    assert told == [
        ("exception", "Cyd Lowe", "withhold: fee not paid"),
        ("exception", "Cyd Lowe", "no longer withhold: fee not paid"),
    ]


def test_exception_with_its_particulars(classroom: Classroom) -> None:
    """Activity and value of an exception are told with its reason."""
    mark = '[[exception]]\nstudent = "cyd"\naction = "mark"\nactivity = "Activity 2"\nvalue = 8.5\nreason = "read again"\n'
    classroom.write_course(COURSE_TOML + mark)
    classroom.run("build")
    assert 'mark "Activity 2" "8.5": read again' in [event["reason"] for event in _events(classroom)]


def test_rules_of_the_time(classroom: Classroom) -> None:
    """Each entry names the rules of its time by a digest; the register keeps them as course.toml said them then."""
    classroom.run("build")
    classroom.write_course(COURSE_TOML.replace('weighting = "equal"', 'weighting = "equal"\npass_mark = 85'))
    classroom.write_marks({"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    classroom.run("build")
    first, second = (event["rules"] for event in _events(classroom) if event["action"] == "issue")
    assert first != second
    with contextlib.closing(sqlite3.connect(classroom.root / "records" / "register.sqlite")) as connection:
        kept = dict(connection.execute("SELECT digest, content FROM rules"))
    assert json.loads(kept[first])["grading"] == {"weighting": "equal"}
    assert json.loads(kept[second])["grading"] == {"pass_mark": "85", "weighting": "equal"}
