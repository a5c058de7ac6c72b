"""When a build asks first, what it shows then, and what goes past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Classroom, Outcome

pytestmark = pytest.mark.usefixtures("plain")

NAMES = ("Ann Test", "Ben Test", "Cem Test", "Dot Test", "Eve Test", "Fay Test", "Gus Test", "Hal Test")
THIRTY = tuple(f"S{number:02} Test" for number in range(30))
STUDENTS_GONE = "students are no longer in the gradebook"


def _write(classroom: Classroom, marks: dict[str, int | None]) -> None:
    classroom.write_marks({name: [mark] for name, mark in marks.items()}, activities=1)


@pytest.fixture
def eight(classroom: Classroom) -> Classroom:
    """Return a course of eight students of one activity, built: each has 9 of 10 points and a certificate."""
    _write(classroom, dict.fromkeys(NAMES, 9))
    assert classroom.run("build").code == 0
    return classroom


def _rows(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    """Return the table of what is asked about: act, how many, why, whom."""
    lines = outcome.out.splitlines()
    table = lines[next(number for number, line in enumerate(lines) if line.startswith("Act ") and "How many" in line) + 1 :]
    rows = []
    for line, whom in zip(table[::2], table[1::2], strict=False):
        if line.startswith("Certificates:"):
            break
        act, count, why = line.split(maxsplit=2)
        rows.append((act, count, why.strip(), whom.strip()))
    return rows


def test_guard_asks_before_many_changes(eight: Classroom) -> None:
    """More than five and more than a fifth reissued: the build stops with exit code 6 and not one byte changed."""
    made, records = eight.files(), eight.files("records")
    _write(eight, dict.fromkeys(NAMES, 10))
    outcome = eight.run("build")
    assert outcome.code == 6
    assert "8 of 8 certificates" in outcome.err
    assert (eight.files(), eight.files("records")) == (made, records)
    assert eight.run("build", "--yes").code == 0
    assert eight.student("ann")["certificate"]["score"] == "100.0"


def test_what_is_shown(eight: Classroom) -> None:
    """One row for each act and reason, with how many, the first names and what is theirs; then how to go on."""
    _write(eight, {**dict.fromkeys(NAMES[:5], 10), "Fay Test": None, "Gus Test": 7, "Hal Test": None, "New Test": 9})
    outcome = eight.run("build")
    assert outcome.code == 6
    assert _rows(outcome) == [
        (
            "withdraw",
            "2",
            "no longer earned: waiting for marks",
            "Fay Test: Waiting for Activity 1; Hal Test: Waiting for Activity 1",
        ),
        ("withdraw", "1", "no longer earned: requirements not met", "Gus Test: Score 70 is below the pass mark of 80"),
        ("reissue", "5", "score changed", "Ann Test: 90 → 100; Ben Test: 90 → 100; Cem Test: 90 → 100; and 2 more"),
        ("issue", "1", "earned", "New Test: 90"),
    ]
    assert outcome.out.splitlines()[-1] == "Certificates: 1 new, 5 reissued, 3 withdrawn, 0 unchanged"
    assert "certbuild plan" in outcome.err
    assert "--yes" in outcome.err


def test_settings_are_named(eight: Classroom) -> None:
    """Where settings of course.toml are the cause, students whom they concern make a row of their own."""
    course = eight.root / "input" / "course.toml"
    _write(eight, {**dict.fromkeys(NAMES[:7], 9), "Hal Test": 7})
    eight.write_course(course.read_text().replace("[grading]", "[grading]\npass_mark = 95"))
    why = "no longer earned: requirements not met"
    assert [row[:3] for row in _rows(eight.run("build"))] == [
        ("withdraw", "7", f"{why}; because of [grading] pass_mark 80 → 95"),
        ("withdraw", "1", why),
    ]


def test_plan_shows_it_too(eight: Classroom) -> None:
    """`plan` shows every step, and the same table where a build will ask first; its document says why in `guard`."""
    _write(eight, dict.fromkeys(NAMES, 10))
    plan = eight.run("plan")
    assert plan.code == 0
    assert "Hal Test  hal  score 90 → 100" in plan.out
    assert "A build will ask first: it would reissue or withdraw 8 of 8 certificates" in plan.out
    assert _rows(plan) == _rows(eight.run("build"))
    document = eight.run("plan", "--json").json
    assert document["guard"] == ["it would reissue or withdraw 8 of 8 certificates"]
    _write(eight, dict.fromkeys(NAMES, 9))
    assert "How many" not in eight.run("plan").out


def test_guard_asks_before_the_wrong_file(eight: Classroom) -> None:
    """More than a fifth of the students gone from the gradebook: exit code 6, with the names of those who are gone."""
    made, records = eight.files(), eight.files("records")
    _write(eight, {"Ann Test": 9})
    outcome = eight.run("build")
    assert outcome.code == 6
    assert f"7 of 8 {STUDENTS_GONE}" in outcome.err
    assert _rows(outcome) == [("gone", "7", "no longer in the gradebook", "Ben Test; Cem Test; Dot Test; and 4 more")]
    assert (eight.files(), eight.files("records")) == (made, records)


@pytest.mark.parametrize(("changed", "asks"), [(5, False), (6, True)])
def test_more_than_five(eight: Classroom, changed: int, *, asks: bool) -> None:
    """Five certificates may change, however few there are; six may not, where that is more than a fifth."""
    _write(eight, {**dict.fromkeys(NAMES, 9), **dict.fromkeys(NAMES[:changed], 10)})
    assert bool(eight.run("plan", "--json").json["guard"]) is asks
    assert eight.run("build").code == (6 if asks else 0)


def test_more_than_a_fifth(classroom: Classroom) -> None:
    """Of thirty, six certificates may change and six students may be gone, for that is a fifth; seven are more."""
    _write(classroom, dict.fromkeys(THIRTY, 9))
    assert classroom.run("build").code == 0
    for six, asks in ((6, False), (7, True)):
        _write(classroom, {**dict.fromkeys(THIRTY, 9), **dict.fromkeys(THIRTY[:3], 5), **dict.fromkeys(THIRTY[3:six], 10)})
        assert bool(classroom.run("plan", "--json").json["guard"]) is asks
        _write(classroom, dict.fromkeys(THIRTY[six:], 9))
        assert bool(classroom.run("plan", "--json").json["guard"]) is asks


def test_new_and_rendered_certificates_do_not_count(eight: Classroom) -> None:
    """However many certificates are new or rendered again: nobody is asked."""
    text = (eight.root / "input" / "course.toml").read_text(encoding="utf-8")
    eight.write_course(text.replace("Foundations", "Principles"))
    _write(eight, dict.fromkeys((*NAMES, *THIRTY[:8]), 9))
    outcome = eight.run("build")
    assert outcome.code == 0
    assert "8 new, 8 rendered again" in outcome.out


def test_only_what_is_touched_counts(eight: Classroom) -> None:
    """With --only the certificates of those named count; the students who are gone count all the same."""
    _write(eight, dict.fromkeys(NAMES, 10))
    six = [argument for name in NAMES[:6] for argument in ("--only", name)]
    outcome = eight.run("build", *six)
    assert outcome.code == 6
    assert "6 of 8 certificates" in outcome.err
    assert [row[:2] for row in _rows(outcome)] == [("reissue", "6")]
    assert eight.run("build", "--only", "ann").code == 0
    _write(eight, {"Ann Test": 9})
    assert eight.run("build", "--only", "ann").code == 6


def test_yes_is_logged(eight: Classroom) -> None:
    """The history says that --yes was used, and past what; where nothing was asked it says nothing."""

    def confirmed() -> list[str]:
        return [event["reason"] for event in eight.run("history", "--json").json["events"] if event["action"] == "confirm"]

    _write(eight, {**dict.fromkeys(NAMES, 9), "Ann Test": 10})
    assert eight.run("build", "--yes").code == 0
    assert confirmed() == []
    _write(eight, {**dict.fromkeys(NAMES[2:], 10), "New Test": 9})
    assert eight.run("build").code == 6
    assert confirmed() == []
    assert eight.run("build", "--yes").code == 0
    assert confirmed() == [
        "--yes although it would reissue or withdraw 6 of 8 certificates",
        f"--yes although 2 of 8 {STUDENTS_GONE}",
    ]


def test_lost_register(eight: Classroom) -> None:
    """Certificates without a register: the build stops with exit code 6, for new codes would disown the old ones."""
    made = eight.files()
    (eight.root / "records" / "register.sqlite").unlink()
    outcome = eight.run("build")
    assert outcome.code == 6
    assert "records/register.sqlite" in outcome.err
    unknown = ("unknown", "8", "the register knows nothing of these certificates")
    assert _rows(outcome)[0][:3] == unknown
    assert "test-ann-ann.pdf; test-ben-ben.pdf" in outcome.out
    assert eight.files() == made
    assert eight.run("build", "--yes").code == 0
