"""Rules that cannot be applied to a gradebook, and marks to look at, are told with place and advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from classroom import activity, course, gradebook

from certbuild.errors import CourseError, ExitCode, Severity
from certbuild.grading import grade, make_scheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certbuild.errors import Problem
    from certbuild.model import Activity

EXAM = ["Coursework", "Final exam"]
WITHHOLD = {"action": "withhold", "reason": "fees are due"}


def problems_of(activities: Sequence[str | Activity] = EXAM, cell: str | int = 80, **tables: Any) -> list[Problem]:  # noqa: ANN401
    """Return what is said against these tables of course.toml, for a gradebook of three with this mark throughout."""
    students = ("Bilbo Baggins", "Frodo Baggins", "Samwise Gamgee")
    with pytest.raises(CourseError) as caught:
        grade(course(**tables), gradebook(activities, {student: [cell] * len(activities) for student in students}))
    assert caught.value.exit_code is ExitCode.COURSE
    assert all(problem.severity is Severity.ERROR for problem in caught.value.problems)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("table", "entry"),
    [
        ("activity", {"name": "Finel exam"}),
        ("category", {"name": "Finel exam", "activities": ["Finel exam"]}),
        ("exception", {"student": "Bilbo Baggins", "action": "excuse", "activity": "Finel exam", "reason": "illness"}),
    ],
)
def test_an_activity_that_is_not_there(table: str, entry: dict[str, Any]) -> None:
    """A misspelt activity is told with its table, the file that was searched, and the name that was probably meant."""
    (problem,) = problems_of(**{table: [entry]})
    assert problem.where.startswith(f"course.toml › [[{table}]] 1")
    assert "Finel exam" in problem.what
    assert "gradebook.xlsx" in problem.what
    assert problem.hint == 'did you mean "Final exam"?'


def test_an_activity_that_is_like_no_other() -> None:
    """Where nothing is near, the activities that there are are listed."""
    (problem,) = problems_of(activity=[{"name": "Xyz"}])
    assert all(name in problem.hint for name in EXAM)


def test_a_pattern_that_matches_nothing() -> None:
    """A pattern is held to the same: it must mean something."""
    (problem,) = problems_of(activity=[{"name": "Quiz *"}])
    assert "Quiz *" in problem.what


def test_an_exception_about_several_activities() -> None:
    """An exception is about one activity; a pattern that means two is told with both."""
    rule = {"student": "Bilbo Baggins", "action": "excuse", "activity": "*", "reason": "illness"}
    (problem,) = problems_of(exception=[rule])
    assert problem.where.startswith("course.toml › [[exception]] 1")
    told = f"{problem.what} {problem.hint}"
    assert all(name in told for name in EXAM)
    assert "no activity" not in problem.what


def test_a_student_who_is_not_there() -> None:
    """A misspelt student is told with the exception's place and the nearest students."""
    (problem,) = problems_of(exception=[{"student": "Bilbo Bagins", **WITHHOLD}])
    assert problem.where.startswith("course.toml › [[exception]] 1")
    assert "Bilbo Bagins" in problem.what
    assert "Bilbo Baggins" in problem.hint


def test_a_student_who_may_be_either_of_two() -> None:
    """A mere "Baggins" is not enough where there are two; both are listed, with the keys to tell them apart."""
    (problem,) = problems_of(exception=[{"student": "Baggins", **WITHHOLD}])
    assert problem.where.startswith("course.toml › [[exception]] 1")
    assert "baggins-1" in problem.what
    assert "baggins-2" in problem.what
    assert "key" in problem.hint


def test_an_award_that_is_not_there() -> None:
    """An exception can only award a tier of the course."""
    rule = {"student": "Bilbo Baggins", "action": "award", "value": "Distincion", "reason": "valour"}
    (problem,) = problems_of(exception=[rule], award=[{"name": "Distinction", "from": 95}])
    assert problem.where.startswith("course.toml › [[exception]] 1")
    assert "Distincion" in problem.what
    assert problem.hint == 'did you mean "Distinction"?'


def test_a_weight_missing_beside_weights() -> None:
    """Where one activity has a weight, the one without is named, extra credit too, with what to write."""
    rules = [{"name": "Coursework", "weight": 40}, {"name": "Bonus", "extra_credit": True}]
    (problem,) = problems_of([*EXAM, "Bonus"], activity=rules)
    assert problem.where.startswith("course.toml")
    assert "Final exam" in problem.what
    assert "Bonus" in problem.what
    assert "Coursework" not in problem.what
    assert "weight" in problem.hint


def test_a_weight_missing_inside_a_category() -> None:
    """The same holds within a weighted category, which is named."""
    category = {"name": "All of it", "activities": ["*"], "weight": 100}
    (problem,) = problems_of([activity("Coursework", 100, 40), "Final exam"], category=[category])
    assert "All of it" in problem.what
    assert "Final exam" in problem.what


def test_a_weight_missing_beside_a_weighted_category() -> None:
    """An activity outside the weighted categories must say what it weighs beside them."""
    (problem,) = problems_of(category=[{"name": "Exams", "activities": ["Final exam"], "weight": 60}])
    assert "Coursework" in problem.what
    assert "Final exam" not in problem.what
    assert "weight" in problem.hint


def test_a_weighting_where_there_is_no_weight() -> None:
    """A category without a weight is no pool of its own, so a weighting of its own is a misunderstanding."""
    (problem,) = problems_of(category=[{"name": "Exams", "activities": ["Final exam"], "weighting": "equal"}])
    assert problem.where.startswith("course.toml › [[category]] 1")
    assert "weighting" in problem.what


def test_a_maximum_that_nobody_knows() -> None:
    """Points of an unknown maximum are told with the lines to paste into course.toml."""
    (problem,) = problems_of([activity("Coursework"), activity("Final exam", None)])
    assert problem.where.startswith("course.toml")
    assert "Final exam" in problem.what
    assert "gradebook.xlsx" in problem.what
    assert '[[activity]]\nname = "Final exam"\nmax = ' in problem.hint


def test_one_mark_in_points_among_percentages() -> None:
    """One mark in points is enough for the maximum to be needed."""
    book = gradebook([activity("Exam", None)], {"Bilbo Baggins": ["85 %"], "Samwise Gamgee": [17]})
    with pytest.raises(CourseError, match="Exam"):
        grade(course(), book)


def test_nothing_that_counts() -> None:
    """A course in which every activity is ignored has no score, which is a slip rather than a wish."""
    (problem,) = problems_of(activity=[{"name": "*", "ignore": True}])
    assert problem.where.startswith("course.toml")
    assert "gradebook.xlsx" in problem.what
    assert "ignore" in problem.hint


def test_all_problems_are_told_at_once() -> None:
    """Nobody has to run the program once for each mistake."""
    found = problems_of(
        activity=[{"name": "Finel exam"}, {"name": "Coursework", "weight": 1}],
        category=[{"name": "Labs", "activities": ["Lab *"]}],
        exception=[{"student": "Gollum", **WITHHOLD}],
    )
    told = " ".join(problem.what for problem in found)
    for name in ("Finel exam", "Lab *", "Gollum", "without a weight"):
        assert name in told


def test_a_mark_above_its_maximum_is_a_warning() -> None:
    """21 of 20 counts as it stands, and the teacher is shown the cell, the student and what was read."""
    book = gradebook([activity("Essay", 20), activity("Exam", 100)], {"Bilbo Baggins": [20, 100], "Samwise Gamgee": [21, 90]})
    (problem,) = make_scheme(course(), book).problems
    assert problem.severity is Severity.WARNING
    assert problem.where == "gradebook.xlsx › Grades!D3"
    for words in ("21", "Samwise Gamgee", "Essay", "20"):
        assert words in problem.what
    assert problem.hint


def test_a_percentage_above_100_is_a_warning_too() -> None:
    """105 % is above its maximum; in an ignored activity nobody minds."""
    book = gradebook(EXAM, {"Bilbo Baggins": ["105 %", "90 %"]})
    (problem,) = make_scheme(course(), book).problems
    assert "105 %" in problem.what
    assert make_scheme(course(activity=[{"name": "Coursework", "ignore": True}]), book).problems == ()


def test_points_in_an_activity_out_of_0_are_a_warning() -> None:
    """Told once for the activity, at its heading; not where nobody has points, nor where course.toml has settled it."""
    rows = {"Bilbo Baggins": [90, 3, 0], "Samwise Gamgee": [80, 4, None]}
    book = gradebook(["Exam", activity("Survey", 0), activity("Practice", 0)], rows)
    (problem,) = make_scheme(course(), book).problems
    assert problem.severity is Severity.WARNING
    assert problem.where == "gradebook.xlsx › Grades!E1"
    assert problem.what == '"Survey" is out of 0 points, so its marks do not count'
    assert "max" in problem.hint
    for settled in ({"max": 5}, {"ignore": True}, {"weight": 0}):
        assert make_scheme(course(activity=[{"name": "Survey", **settled}]), book).problems == ()


def test_nothing_that_counts_because_all_is_out_of_0_points() -> None:
    """An export in which every activity is out of 0 points is told with the lines to paste into course.toml."""
    (problem,) = problems_of([activity("Survey", 0), activity("Practice", 0)], activity=[{"name": "Practice", "ignore": True}])
    assert problem.what == "no activity of gradebook.xlsx counts for the score"
    assert "out of 0 points" in problem.hint
    assert '[[activity]]\nname = "Survey"\nmax = 100' in problem.hint
    assert "Practice" not in problem.hint


@pytest.mark.parametrize(("rule", "asked"), [({"required": True}, "required"), ({"minimum": 50}, "minimum")])
def test_what_cannot_hold_for_an_activity_out_of_0_points(rule: dict[str, Any], asked: str) -> None:
    """Who asks for a mark or a minimum there is told what to write instead, and that is accepted."""
    activities = ["Exam", activity("Survey", 0)]
    (problem,) = problems_of(activities, activity=[{"name": "Survey", **rule}])
    assert problem.where == 'course.toml › [[activity]] 1 "Survey"'
    assert problem.what == f"{asked} cannot hold for an activity out of 0 points"
    assert "weight = 0" in problem.hint
    book = gradebook(activities, {"Bilbo Baggins": [90, None]})
    (result,) = grade(course(activity=[{"name": "Survey", "max": 1, "weight": 0, **rule}]), book).results
    assert (result.score, result.missing) == (90, ("Survey",))
