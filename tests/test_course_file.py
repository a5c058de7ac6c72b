"""course.toml: every fault is told at once, with its place, what stands there, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Classroom

HEAD = '[course]\ntitle = "T"\n[issuer]\nname = "I"\n'


@pytest.mark.parametrize(
    ("text", "place", "what", "advice"),
    [
        ("[course\n", "course.toml", "not valid TOML", "line 1"),
        ('[issuer]\nname = "I"', "course.toml › course", '"course" is missing', "add a table [course]"),
        ('[course]\n[issuer]\nname = "I"', "[course] › title", '"title" is missing', "add a line: title"),
        (HEAD + "[grading]\npas_mark = 80", "[grading] › pas_mark", 'unknown key "pas_mark"', 'did you mean "pass_mark"?'),
        (HEAD + "[gradings]\nx = 1", "[gradings]", 'unknown key "gradings"', 'did you mean "grading"?'),
        (HEAD + "[grading]\nqqq = 80", "[grading] › qqq", 'unknown key "qqq"', "known here: pass_mark, decimals"),
        (HEAD + "[grading]\npass_mark = 180", "[grading] › pass_mark", "is 180", "less than or equal to 100"),
        (HEAD + '[grading]\nmissing = "wiat"', "[grading] › missing", "is 'wiat'", "'wait', 'zero' or 'ignore'"),
        (HEAD + '[grading]\nclosed = "perhaps"', "[grading] › closed", "is 'perhaps'", "true or false"),
        (
            HEAD + '[[activity]]\nname = "A"\n[[activity]]\nname = "B"\nweight = -1',
            '[[activity]] 2 "B" › weight',
            "is -1",
            "greater",
        ),
        (HEAD + "[[activity]]\nweight = 1", "[[activity]] 1 › name", '"name" is missing', "add a line"),
        (
            HEAD + '[[activity]]\nname = "A"\nextra_credit = true\nrequired = true',
            '[[activity]] 1 "A"',
            "cannot be required",
            "take",
        ),
        (HEAD + '[[award]]\nname = "A"\nfrom = 70', '[[award]] "A"', "below the pass mark of 80", "raise from"),
        (HEAD + '[[award]]\nname = "A"\nfrom = 80\n' * 2, "[[award]]", "stands there twice", "keep one"),
        (
            HEAD + '[[exception]]\nstudent = "b"\naction = "excuse"\nreason = "r"',
            '[[exception]] 1 "b"',
            "needs an activity",
            "README",
        ),
        (
            HEAD + '[[exception]]\nstudent = "b"\naction = "rename"\nreason = "r"',
            '[[exception]] 1 "b"',
            "needs a value",
            "README",
        ),
        (
            HEAD + '[[exception]]\nstudent = "b"\naction = "mark"\nactivity = "A"\nvalue = "good"\nreason = "r"',
            '[[exception]] 1 "b"',
            '"good" is no mark',
            "points such as 8.5",
        ),
        ('[course]\ntitle = "T"\nlanguage = "xx"\n[issuer]\nname = "I"', "[course] › language", '"xx" is no language', '"en"'),
        ('[course]\ntitle = "T"\ntimezone = "Europe/Brlin"\n[issuer]\nname = "I"', "timezone", "no time zone", '"Europe/Berlin"'),
        ('[course]\ntitle = "T"\ndate = "today"\n[issuer]\nname = "I"', "[course] › date", "'today'", "2026-11-23"),
        (HEAD + 'logo = "x.png"', "[issuer] logo", 'no file "x.png"', "beside course.toml"),
        (HEAD + 'logo = "../x.png"', "[issuer] logo", 'no file "../x.png"', "beside course.toml"),
        (HEAD + '[certificate]\nnumber = "x"', "[certificate] › number", "the same number", "{sequence}"),
        (HEAD + '[certificate]\nnumber = "{seq}"', "[certificate] › number", "no number pattern", "{sequence:04}"),
        (HEAD + '[site]\nbase_url = "example"', "[site] › base_url", '"example" is no web address', "https://"),
        (HEAD + "activity = 3\n", "course.toml", "unknown key", "known here"),
    ],
)
def test_fault(classroom: Classroom, text: str, place: str, what: str, advice: str) -> None:
    """The fault is told with place, finding and advice, exit code 3, and nothing is written."""
    classroom.write_course(text)
    outcome = classroom.run("build")
    assert outcome.code == 3
    for words in (place, what, advice):
        assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]


def test_all_faults_at_once(classroom: Classroom) -> None:
    """Three faults in one file are three problems in one list."""
    classroom.write_course(HEAD + '[grading]\npass_mark = 180\nmissing = "x"\n[sit]\na = 1')
    problems = classroom.run("check", "--json").json["problems"]
    assert len(problems) == 3


def test_unknown_template(classroom: Classroom) -> None:
    """A template that does not exist is answered with the nearest one, exit code 5."""
    classroom.write_course(HEAD + '[[activity]]\nname = "*"\nmax = 10\n[certificate]\ntemplate = "clasic"')
    outcome = classroom.run("build")
    assert outcome.code == 5
    assert 'did you mean "classic"?' in outcome.err


def test_no_issuer(classroom: Classroom) -> None:
    """Without an issuer the certificates are made, and the teacher is told that nobody seems to give them."""
    classroom.write_course('[course]\ntitle = "T"\n[[activity]]\nname = "*"\nmax = 10\n')
    outcome = classroom.run("build")
    assert outcome.code == 0
    assert "do not say who gives them" in outcome.err


def test_missing_base_url_is_a_warning(classroom: Classroom) -> None:
    """Without base_url the build goes on, and says what the QR codes then hold."""
    classroom.write_course(HEAD + '[[activity]]\nname = "*"\nmax = 10\n')
    outcome = classroom.run("build")
    assert outcome.code == 0
    assert "the QR codes hold the bare code" in outcome.err
