"""The rules of the platforms that teachers come from, as settings of ours, with the arithmetic done by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from classroom import activity, graded

from certbuild.model import LineState, Outlook, Standing

if TYPE_CHECKING:
    from classroom import Cell

TENTHS = [activity(f"Activity {number}", 10) for number in range(1, 11)]
NINE_MARKS = ["10", "10", "10", "10", "10", "8.75", "8.75", "8.75", "8.75"]
"""Nine of ten: 5 × 10 + 4 × 8.75 = 85 of the 100 points of the course."""


def test_bilbo_waits_for_his_tenth_mark() -> None:
    """With nine of ten marks he stands at 85, cannot fall below, may reach 95, and is provisional."""
    result = graded(TENTHS, [*NINE_MARKS, None])
    assert (result.score, result.lowest, result.highest) == (Decimal(85), Decimal(85), Decimal(95))
    assert result.standing is Standing.PROVISIONAL
    assert result.outlook is Outlook.SECURED
    assert result.missing == ("Activity 10",)


def test_bilbo_is_awarded_with_the_score_of_all_ten() -> None:
    """The tenth mark (10 of 10) makes 95 of 100 points: awarded, with 95 and nothing else still possible."""
    result = graded(TENTHS, [*NINE_MARKS, "10"])
    assert (result.score, result.lowest, result.highest) == (Decimal(95), Decimal(95), Decimal(95))
    assert (result.standing, result.award, result.outlook) == (Standing.AWARDED, "Pass", None)


@pytest.mark.parametrize(
    ("mark", "decimals", "shown"),
    [
        ("89.66", 1, "89.7"),
        ("89.66", 0, "90"),
        ("89.66", 2, "89.66"),
        ("84.25", 1, "84.3"),  # half up; to the even digit it would be 84.2
        ("84.5", 0, "85"),  # and here 84
        ("84.4999", 0, "84"),
        ("2.675", 2, "2.68"),  # binary floating point has 2.67
    ],
)
def test_a_score_is_rounded_half_up(mark: str, decimals: int, shown: str) -> None:
    """The one rounding is the one that is done by hand."""
    assert graded(["Exam"], [mark], grading={"decimals": decimals}).score == Decimal(shown)


@pytest.mark.parametrize(("decimals", "standing"), [(0, Standing.AWARDED), (1, Standing.NOT_AWARDED)])
def test_nobody_who_is_shown_the_pass_mark_fails(decimals: int, standing: Standing) -> None:
    """89.66 passes at 90 where it is printed as 90, and fails where it is printed as 89.7."""
    assert graded(["Exam"], ["89.66"], grading={"pass_mark": 90, "decimals": decimals}).standing is standing


def test_the_printed_score_is_compared_with_the_pass_mark() -> None:
    """89.66 is printed as 89.7 and therefore reaches a pass mark of 89.7."""
    assert graded(["Exam"], ["89.66"], grading={"pass_mark": "89.7"}).standing is Standing.AWARDED


def test_thirds_add_up() -> None:
    """1/3 in each of three activities is 33.3 %, and three whole ones are 100 %, not 99.9."""
    thirds = [activity(f"Part {number}", 3) for number in (1, 2, 3)]
    assert graded(thirds, [1, 1, 1]).score == Decimal("33.3")
    assert graded(thirds, [3, 3, 3]).score == Decimal(100)


CHAMILO = {"missing": "zero", "decimals": 2, "pass_mark": 75}
"""Chamilo: Σ (score ÷ max × weight) ÷ Σ weight; a missing result counts 0; two decimals; inclusive."""


def test_chamilo_weighs_percentages() -> None:
    """17/20 at weight 60 and 30/50 at weight 40: 0.85 × 60 + 0.6 × 40 = 51 + 24 = 75, which passes at 75."""
    result = graded([activity("Exam", 20, 60), activity("Project", 50, 40)], [17, 30], grading=CHAMILO)
    assert (result.score, result.standing) == (Decimal(75), Standing.AWARDED)


def test_chamilo_counts_a_missing_result_as_nothing() -> None:
    """A third activity at weight 20 without a result: (51 + 24 + 0) ÷ 120 = 62.5."""
    activities = [activity("Exam", 20, 60), activity("Project", 50, 40), activity("Forum", 10, 20)]
    result = graded(activities, [17, 30, None], grading=CHAMILO)
    assert (result.score, result.standing) == (Decimal("62.5"), Standing.NOT_AWARDED)


def test_chamilo_leaves_out_weight_0() -> None:
    """An activity at weight 0 changes nothing, whatever stands there: still 75."""
    activities = [activity("Exam", 20, 60), activity("Project", 50, 40), activity("Survey", 5, 0)]
    for mark in (None, 0, 5):
        assert graded(activities, [17, 30, mark], grading=CHAMILO).score == Decimal(75)


def test_chamilo_rounds_to_two_decimals_before_it_compares() -> None:
    """74.995 is 75.00 and passes at 75; 74.994 is 74.99 and does not."""
    assert graded(["Exam"], ["74.995"], grading=CHAMILO).standing is Standing.AWARDED
    assert graded(["Exam"], ["74.994"], grading=CHAMILO).standing is Standing.NOT_AWARDED


@pytest.mark.parametrize(
    ("mark", "score", "standing"),
    [(5, "95", Standing.AWARDED), ("4.99", "94.99", Standing.NOT_AWARDED), (None, "90", Standing.NOT_AWARDED)],
)
def test_chamilo_holds_single_activities_to_a_minimum(mark: Cell, score: str, standing: Standing) -> None:
    """20/20 at weight 90 and 5/10 at weight 10 make 95; a mark below its minimum of 50, or none, fails whatever the score."""
    activities = [activity("Exam", 20, 90), activity("Safety test", 10, 10)]
    result = graded(activities, [20, mark], grading=CHAMILO, activity=[{"name": "Safety test", "minimum": 50}])
    assert (result.score, result.standing) == (Decimal(score), standing)


MOODLE = [activity("Exam", 100, 3), activity("Quiz", 10, 1), activity("Essay", 10, 1)]
"""Moodle: grades of 0..1, Σ weight × grade ÷ Σ weight; empty ones leave ("only graded") or count 0."""


def test_moodle_takes_the_mean_of_what_is_graded() -> None:
    """80/100 at weight 3 and 5/10 at weight 1, the third empty: (3 × 0.8 + 0.5) ÷ 4 = 72.5."""
    assert graded(MOODLE, [80, 5, None], grading={"missing": "ignore"}).score == Decimal("72.5")


def test_moodle_counts_empty_as_nothing_when_told_to() -> None:
    """The same with "only graded" off: (3 × 0.8 + 0.5 + 0) ÷ 5 = 58."""
    assert graded(MOODLE, [80, 5, None], grading={"missing": "zero"}).score == Decimal(58)


def test_moodle_lets_excluded_grades_leave_both_sums() -> None:
    """The quiz excluded, with "only graded" off: (3 × 0.8 + 0) ÷ 4 = 60."""
    assert graded(MOODLE, [80, "EX", None], grading={"missing": "zero"}).score == Decimal(60)


def test_moodle_has_no_grade_where_all_is_empty() -> None:
    """Nothing graded is no score, which is something else than 0."""
    assert graded(MOODLE, [None, None, None], grading={"missing": "ignore"}).score is None


def test_moodle_drops_a_filled_zero_first() -> None:
    """8/10, 9/10 and an empty one with the lowest dropped: the 0 goes, (8 + 9) ÷ 20 = 85."""
    quizzes = [activity(f"Quiz {number}", 10) for number in (1, 2, 3)]
    category = [{"name": "Quizzes", "activities": ["Quiz *"], "drop_lowest": 1}]
    assert graded(quizzes, [8, 9, None], grading={"missing": "zero"}, category=category).score == Decimal(85)


def test_moodle_adds_extra_credit_on_top_and_never_drops_it() -> None:
    """60/100 and 80/100 with 5/10 as extra credit, the lowest dropped: 80/100 stays, (80 + 5) ÷ 100 = 85."""
    activities = [activity("Exam 1"), activity("Exam 2"), activity("Bonus", 10)]
    result = graded(
        activities,
        [60, 80, 5],
        activity=[{"name": "Bonus", "extra_credit": True}],
        category=[{"name": "All", "activities": ["*"], "drop_lowest": 1}],
    )
    assert result.score == Decimal(85)


@pytest.mark.parametrize(("last", "score"), [(18, "76.7"), (0, "25")])
def test_a_tie_is_decided_for_the_student_where_moodle_drops_the_larger(last: int, score: str) -> None:
    """Of 5/10 and 10/20 (both 50 %) the one goes whose absence helps, not always the larger one.

    Beside 18/20: without the 10/20 it is 23/30 = 76.7 (as Moodle), without the 5/10 it would be 28/40 = 70.
    Beside 0/20: without the 5/10 it is 10/40 = 25, without the 10/20 it would be 5/30 = 16.7 (as Moodle).
    """
    activities = [activity("Quiz 1", 10), activity("Quiz 2", 20), activity("Exam", 20)]
    category = [{"name": "Quizzes", "activities": ["Quiz *"], "drop_lowest": 1}]
    assert graded(activities, [5, 10, last], category=category).score == Decimal(score)


CANVAS = [activity("Homework 1", 10), activity("Homework 2", 50), activity("Exam", 100)]
GROUPS = [
    {"name": "Homework", "activities": ["Homework *"], "weight": 40},
    {"name": "Exams", "activities": ["Exam"], "weight": 60},
]
CURRENT = {"missing": "ignore", "decimals": 2}
"""Canvas: a group's score is Σ points ÷ Σ possible; the current score leaves out what is ungraded …"""
FINAL = {"missing": "zero", "decimals": 2}
"""… and the final score counts it 0."""


def test_canvas_adds_up_the_points_of_a_group() -> None:
    """8/10 and 45/50 are 53/60 = 88.33 (their mean would be 85): 0.4 × 88.33 + 0.6 × 70 = 77.33."""
    assert graded(CANVAS, [8, 45, 70], grading=FINAL, category=GROUPS).score == Decimal("77.33")


def test_a_group_can_count_its_activities_equally_instead() -> None:
    """With weighting = "equal" in the group: (80 + 90) ÷ 2 = 85, and 0.4 × 85 + 0.6 × 70 = 76."""
    equal = [{**GROUPS[0], "weighting": "equal"}, GROUPS[1]]
    assert graded(CANVAS, [8, 45, 70], grading=FINAL, category=equal).score == Decimal(76)


def test_canvas_current_score_leaves_out_what_is_ungraded() -> None:
    """Without the exam its group leaves: 53/60 = 88.33; without the second homework: 0.4 × 80 + 0.6 × 70 = 74."""
    assert graded(CANVAS, [8, 45, None], grading=CURRENT, category=GROUPS).score == Decimal("88.33")
    assert graded(CANVAS, [8, None, 70], grading=CURRENT, category=GROUPS).score == Decimal(74)


def test_canvas_final_score_counts_what_is_ungraded_as_nothing() -> None:
    """Without the exam: 0.4 × 88.33 = 35.33; without the second homework: 0.4 × 8/60 + 0.6 × 70 = 47.33."""
    assert graded(CANVAS, [8, 45, None], grading=FINAL, category=GROUPS).score == Decimal("35.33")
    assert graded(CANVAS, [8, None, 70], grading=FINAL, category=GROUPS).score == Decimal("47.33")


def test_canvas_lets_excused_work_leave_both_scores() -> None:
    """The second homework excused: 0.4 × 80 + 0.6 × 70 = 74, current and final alike."""
    for grading in (CURRENT, FINAL):
        assert graded(CANVAS, [8, "EX", 70], grading=grading, category=GROUPS).score == Decimal(74)


def test_canvas_drops_what_gives_the_group_most() -> None:
    """Of 80/100, 20/50 and 1/20 the 20/50 goes (81/120 = 67.5), not the 1/20 (100/150 = 66.67)."""
    activities = [activity("Lab 1", 100), activity("Lab 2", 50), activity("Lab 3", 20)]
    category = [{"name": "Labs", "activities": ["Lab *"], "drop_lowest": 1}]
    result = graded(activities, [80, 20, 1], grading=FINAL, category=category)
    assert result.score == Decimal("67.5")
    assert [line.state for line in result.lines] == [LineState.GRADED, LineState.DROPPED, LineState.GRADED]


def test_canvas_scales_up_weights_below_100() -> None:
    """Weights of 40 and 10, with 90 and 80: (36 + 8) ÷ 50 = 88."""
    groups = [{**GROUPS[0], "weight": 40}, {**GROUPS[1], "weight": 10}]
    assert graded(CANVAS, [9, 45, 80], grading=FINAL, category=groups).score == Decimal(88)


def test_weights_above_100_are_scaled_down_where_canvas_adds_them_up() -> None:
    """Weights of 60 and 60, with 90 and 80: (54 + 48) ÷ 120 = 85; Canvas would say 102."""
    groups = [{**GROUPS[0], "weight": 60}, {**GROUPS[1], "weight": 60}]
    assert graded(CANVAS, [9, 45, 80], grading=FINAL, category=groups).score == Decimal(85)


def test_canvas_bands_are_inclusive_from_below() -> None:
    """89.995 is 90.00 at two decimals and gets the band from 90; 89.99 gets the one below."""
    bands = [{"name": "A", "from": 90}, {"name": "B", "from": 80}]
    assert graded(["Exam"], ["89.995"], grading=FINAL, award=bands).award == "A"
    assert graded(["Exam"], ["89.99"], grading=FINAL, award=bands).award == "B"


def test_open_edx_averages_a_type_after_its_drops() -> None:
    """Homework 0.9, 0.5, 0.7 with the lowest dropped is 0.8, whatever its points: 0.4 × 80 + 0.6 × 90 = 86."""
    activities = [*(activity(f"Homework {number}", None) for number in (1, 2, 3)), activity("Final", None)]
    types = [
        {"name": "Homework", "activities": ["Homework *"], "weight": 40, "drop_lowest": 1},
        {"name": "Final", "activities": ["Final"], "weight": 60},
    ]
    result = graded(activities, ["90 %", "50 %", "70 %", "90 %"], grading={"weighting": "equal"}, category=types)
    assert result.score == Decimal(86)


def test_nbgrader_adds_up_points() -> None:
    """9/10 and 15/20 are 24 of 30 points = 80."""
    assert graded([activity("ps1", 10), activity("ps2", 20)], [9, 15]).score == Decimal(80)
