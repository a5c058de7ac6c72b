"""[grading], [[activity]] and [[award]] do what docs/grading.md says, and say so in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from classroom import activity, graded

from certbuild.model import LineState, Outlook, Standing

EXAM = ["Coursework", "Final exam"]


def test_the_pass_mark_is_reached_from_below() -> None:
    """A score of exactly the pass mark passes, and the reason names both."""
    result = graded(["Exam"], [60], grading={"pass_mark": 60})
    assert result.standing is Standing.AWARDED
    assert "60" in result.reasons[0]


def test_a_score_below_the_pass_mark_is_the_reason() -> None:
    """Who fails for the score alone is told the score and the pass mark."""
    result = graded(["Exam"], ["59.9"], grading={"pass_mark": 60})
    assert (result.standing, result.award) == (Standing.NOT_AWARDED, None)
    assert result.reasons == ("Score 59.9 is below the pass mark of 60",)


@pytest.mark.parametrize(
    ("missing", "score", "standing"),
    [("wait", "45", Standing.PROVISIONAL), ("zero", "45", Standing.NOT_AWARDED), ("ignore", "90", Standing.AWARDED)],
)
def test_a_missing_mark_is_waited_for_or_nothing_or_ignored(missing: str, score: str, standing: Standing) -> None:
    """With 90 and nothing: 45 and waiting, 45 for good, or 90 of what there is; what is missing is named in each."""
    result = graded(EXAM, [90, None], grading={"missing": missing})
    assert (result.score, result.standing) == (Decimal(score), standing)
    assert result.missing == ("Final exam",)
    assert (result.lowest, result.highest) == (Decimal(45), Decimal(95))


def test_a_provisional_student_is_told_what_is_missing() -> None:
    """The reason names every activity that is waited for."""
    result = graded(["Essay", *EXAM], [90, None, None])
    assert all(name in result.reasons[0] for name in EXAM)
    assert "Essay" not in result.reasons[0]


@pytest.mark.parametrize("missing", ["wait", "zero", "ignore"])
def test_a_closed_course_waits_for_nobody(missing: str) -> None:
    """Once closed, a missing mark counts nothing whatever `missing` says, and nothing is open any more."""
    result = graded(EXAM, [90, None], grading={"missing": missing, "closed": True})
    assert (result.lowest, result.score, result.highest) == (Decimal(45), Decimal(45), Decimal(45))
    assert (result.missing, result.outlook, result.standing) == ((), None, Standing.NOT_AWARDED)


def test_a_closed_course_fails_who_has_no_mark_where_one_is_required() -> None:
    """A required activity without a mark stands between a score of 90 and the award, and is named."""
    rules = [{"name": "Final exam", "weight": 1, "required": True}, {"name": "Coursework", "weight": 9}]
    result = graded(EXAM, [100, None], grading={"closed": True}, activity=rules)
    assert (result.score, result.standing) == (Decimal(90), Standing.NOT_AWARDED)
    assert "Final exam is required" in result.reasons[0]


@pytest.mark.parametrize(("weighting", "score"), [("points", "87.5"), ("equal", "75")])
def test_activities_without_weights_share_by_points_or_equally(weighting: str, score: str) -> None:
    """5/10 and 30/30 are 35 of 40 points, or equally the mean of 50 and 100."""
    activities = [activity("Quiz", 10), activity("Exam", 30)]
    assert graded(activities, [5, 30], grading={"weighting": weighting}).score == Decimal(score)


def test_weights_of_course_toml_come_before_those_of_the_export() -> None:
    """3 : 1 in course.toml, not the 1 : 1 of the export: (3 × 100 + 1 × 60) ÷ 4 = 90."""
    activities = [activity("Coursework", 100, 1), activity("Final exam", 100, 1)]
    assert graded(activities, [100, 60], activity=[{"name": "Coursework", "weight": 3}]).score == Decimal(90)


def test_an_activity_out_of_0_points_counts_nothing_and_is_not_waited_for() -> None:
    """Beside 90 of 100 points, 5 of 0 and no mark of 0 change nothing; the explanation says why, without a percentage."""
    for cell in (5, 0, None):
        result = graded(["Exam", activity("Survey", 0)], [90, cell])
        assert (result.score, result.standing, result.missing) == (Decimal(90), Standing.AWARDED, ())
        survey = result.lines[1]
        assert (survey.percent, survey.weight, survey.contribution) == (None, None, None)
        assert survey.note == "out of 0 points: does not count towards the score"


def test_an_activity_out_of_0_points_obliges_no_other() -> None:
    """Neither its weight in the export nor a minimum or requirement meant for all activities makes a difference."""
    activities = [activity("Quiz", 10), activity("Exam", 30), activity("Survey", 0, 5)]
    rules = [{"name": "*", "required": True, "minimum": 50}]
    result = graded(activities, [5, 30, None], activity=rules)
    assert (result.score, result.standing) == (Decimal("87.5"), Standing.AWARDED)


def test_a_maximum_of_course_toml_gives_points_to_an_activity_out_of_0() -> None:
    """With a max of 10 the 5 points of 0 are half, and a missing mark is waited for."""
    rules = [{"name": "Survey", "max": 10}]
    activities = ["Exam", activity("Survey", 0)]
    assert graded(activities, [90, 5], activity=rules, grading={"weighting": "equal"}).score == Decimal(70)
    assert graded(activities, [90, None], activity=rules).missing == ("Survey",)


def test_a_mark_by_exception_in_an_activity_out_of_0_points() -> None:
    """It stands in the explanation with its reason, and counts nothing."""
    rule = {"student": "Bilbo Baggins", "action": "mark", "activity": "Survey", "value": 7, "reason": "on paper"}
    result = graded(["Exam", activity("Survey", 0)], [90, None], exception=[rule])
    assert (result.score, result.lines[1].points) == (Decimal(90), Decimal(7))
    assert "out of 0 points" in result.lines[1].note
    assert "on paper" in result.lines[1].note


def test_a_maximum_of_course_toml_comes_before_that_of_the_export() -> None:
    """18 of 20 is 90, though the export says 100."""
    assert graded(["Exam"], [18], activity=[{"name": "Exam", "max": 20}]).score == Decimal(90)


def test_percentages_alone_need_no_maximum() -> None:
    """Where every mark is a percentage, nobody has to say of what."""
    assert graded([activity("Exam", None)], ["85 %"]).score == Decimal(85)


def test_a_failed_minimum_keeps_the_award_away() -> None:
    """84 is enough, but the exam is not; the reason says by how much."""
    rules = [{"name": "Coursework", "weight": 9}, {"name": "Final exam", "weight": 3, "minimum": 50}]
    result = graded(EXAM, [96, 48], activity=rules)
    assert (result.score, result.standing) == (Decimal(84), Standing.NOT_AWARDED)
    assert result.reasons == ("Final exam 48 is below its minimum of 50",)


def test_a_minimum_is_held_against_the_rounded_percentage() -> None:
    """49.95 % is shown as 50 and reaches 50."""
    rules = [{"name": "Final exam", "minimum": 50}]
    result = graded(EXAM, [100, "49.95"], grading={"pass_mark": 70}, activity=rules)
    assert result.standing is Standing.AWARDED


def test_every_reason_is_given() -> None:
    """Who fails the pass mark, a minimum and a required activity is told all three."""
    rules = [{"name": "Final exam", "minimum": 50}, {"name": "Essay", "required": True}]
    result = graded([*EXAM, "Essay"], [50, 40, None], grading={"missing": "zero"}, activity=rules)
    told = " / ".join(result.reasons)
    assert len(result.reasons) == 3
    for words in ("Score 30 is below the pass mark of 80", "Final exam 40 is below its minimum of 50", "Essay is required"):
        assert words in told


def test_a_provisional_student_is_told_of_a_minimum_that_is_failed_already() -> None:
    """While the exam is awaited, the failed minimum of the coursework is said too; the award is out of reach."""
    result = graded(EXAM, [40, None], activity=[{"name": "*", "minimum": 50}])
    assert result.standing is Standing.PROVISIONAL
    assert any("Coursework 40 is below its minimum of 50" in reason for reason in result.reasons)
    assert result.outlook is Outlook.OUT_OF_REACH


def test_an_excused_mark_satisfies_minimum_and_required() -> None:
    """Who is excused from the exam is graded on the rest alone."""
    rules = [{"name": "Final exam", "minimum": 50, "required": True}]
    result = graded(EXAM, [85, "EX"], activity=rules)
    assert (result.score, result.standing, result.missing) == (Decimal(85), Standing.AWARDED, ())


def test_a_required_activity_is_waited_for_where_missing_ones_are_ignored() -> None:
    """With missing = "ignore" only what is required holds the award up."""
    rules = [{"name": "Final exam", "required": True}]
    result = graded(["Essay", *EXAM], [90, None, None], grading={"missing": "ignore"}, activity=rules)
    assert (result.score, result.standing) == (Decimal(90), Standing.PROVISIONAL)
    assert "Final exam" in result.reasons[0]
    assert "Coursework" not in result.reasons[0]


@pytest.mark.parametrize("missing", ["wait", "ignore"])
def test_what_is_required_makes_nothing_less_secured(missing: str) -> None:
    """The outlook is of pass mark and minima: 81 at the lowest is secured at 80, though the mark must still come in."""
    rules = [{"name": "Coursework", "weight": 9}, {"name": "Final exam", "weight": 1, "required": True}]
    result = graded(EXAM, [90, None], grading={"missing": missing}, activity=rules)
    assert (result.lowest, result.standing) == (Decimal(81), Standing.PROVISIONAL)
    assert result.outlook is Outlook.SECURED


def test_extra_credit_adds_and_never_takes_away() -> None:
    """80 of 100 with 5 of 10 extra is 85; without the extra mark it is 80 and nothing is missing."""
    activities, rules = [activity("Exam"), activity("Bonus", 10)], [{"name": "Bonus", "extra_credit": True}]
    assert graded(activities, [80, 5], activity=rules).score == Decimal(85)
    without = graded(activities, [80, None], activity=rules)
    assert (without.lowest, without.score, without.highest, without.missing) == (Decimal(80), Decimal(80), Decimal(80), ())
    assert without.standing is Standing.AWARDED


def test_extra_credit_may_still_come_in_while_a_mark_is_awaited() -> None:
    """80 of 100, another 100 and 20 extra open: at the highest (80 + 100 + 20) ÷ 200 = 100."""
    activities, rules = [*EXAM, activity("Bonus", 20)], [{"name": "Bonus", "extra_credit": True}]
    result = graded(activities, [80, None, None], activity=rules)
    assert (result.lowest, result.highest, result.missing) == (Decimal(40), Decimal(100), ("Final exam",))


def test_an_ignored_activity_is_out_altogether() -> None:
    """It is not counted, not waited for, held to no minimum and marked as ignored in the explanation."""
    rules = [{"name": "Final exam", "ignore": True, "minimum": 50, "required": True}]
    result = graded(EXAM, [85, None], activity=rules)
    assert (result.score, result.standing, result.missing) == (Decimal(85), Standing.AWARDED, ())
    assert result.lines[1].state is LineState.IGNORED


@pytest.mark.parametrize("rule", [{"required": True}, {"minimum": 50}])
def test_weight_0_is_waited_for_only_where_it_decides_something(rule: dict[str, object]) -> None:
    """A survey of weight 0 holds nobody up, unless it is required or has a minimum; the others need no weights."""
    assert graded([*EXAM, "Survey"], [85, 85, None], activity=[{"name": "Survey", "weight": 0}]).standing is Standing.AWARDED
    result = graded([*EXAM, "Survey"], [85, 85, None], activity=[{"name": "Survey", "weight": 0, **rule}])
    assert (result.standing, result.missing) == (Standing.PROVISIONAL, ("Survey",))
    assert (result.lowest, result.score, result.highest) == (Decimal(85), Decimal(85), Decimal(85))


def test_a_later_table_overrides_an_earlier_one_key_by_key() -> None:
    """A "*" gives all a minimum of 50; the exam has one of its own after it, and keeps the weight."""
    rules = [{"name": "*", "minimum": 50, "weight": 1}, {"name": "Final exam", "minimum": 70}]
    result = graded(EXAM, [100, 65], activity=rules)
    assert result.reasons == ("Final exam 65 is below its minimum of 70",)


@pytest.mark.parametrize("name", ["épreuve finale", "EPREUVE FINALE", "Épreuve*", "* finale"])
def test_names_match_in_any_case_with_or_without_accents(name: str) -> None:
    """A teacher may write the name as it comes to hand."""
    assert graded(["Coursework", "Épreuve finale"], [80, 0], activity=[{"name": name, "ignore": True}]).score == Decimal(80)


def test_the_prefix_of_the_platform_may_be_left_out() -> None:
    """A mere "Essay" finds "Assignment: Essay", but not where an activity is called "Essay" outright."""
    rules = [{"name": "Essay", "ignore": True}]
    assert graded(["Quiz: Start", "Assignment: Essay"], [80, 0], activity=rules).score == Decimal(80)
    assert graded(["Essay", "Assignment: Essay"], [80, 0], activity=rules).score == Decimal(0)


def test_signs_in_a_name_stand_for_themselves() -> None:
    """Brackets and question marks are no pattern; only * is."""
    rules = [{"name": "Test (1) [old]?", "ignore": True}]
    assert graded(["Test (1) [old]?", "Test 1 o"], [0, 80], activity=rules).score == Decimal(80)


@pytest.mark.parametrize(("mark", "award"), [(80, "Pass"), (89, "Pass"), (90, "Merit"), ("94.95", "Distinction")])
def test_the_highest_tier_that_the_score_reaches_is_awarded(mark: str, award: str) -> None:
    """Tiers stand in any order in the file; the lowest is open to all who pass."""
    awards = [{"name": "Distinction", "from": 95}, {"name": "Merit", "from": 90}]
    assert graded(["Exam"], [mark], award=awards).award == award


def test_extra_credit_alone_is_no_score_and_is_not_called_dropped() -> None:
    """Excused from the exam, a student has nothing that extra credit could be added to; the line says no more than that."""
    result = graded(["Exam", "Bonus"], ["EX", 5], activity=[{"name": "Bonus", "extra_credit": True}])
    assert (result.score, result.standing) == (None, Standing.NOT_AWARDED)
    line = result.lines[1]
    assert (line.state, line.weight) == (LineState.GRADED, None)
    assert "dropped" not in line.note
