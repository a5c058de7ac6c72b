"""[[category]] does what docs/grading.md says: weights, drops and minima of activities taken together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from classroom import activity, graded

from certbuild.model import LineState, Outlook, Standing

QUIZZES = [activity(f"Quiz {number}", 10) for number in (1, 2, 3, 4)]
IN_QUIZZES = {"name": "Quizzes", "activities": ["Quiz *"]}


def test_weighted_categories_are_averaged_by_their_weights() -> None:
    """Quizzes 80 at weight 1, the exam 100 at weight 3: (80 + 300) ÷ 4 = 95."""
    categories = [{**IN_QUIZZES, "weight": 1}, {"name": "Exam", "activities": ["Exam"], "weight": 3}]
    assert graded([*QUIZZES, "Exam"], [8, 8, 8, 8, 100], category=categories).score == Decimal(95)


def test_beside_a_weighted_category_the_others_weigh_as_they_say() -> None:
    """Quizzes 80 at weight 60 beside essay 50 at 10 and exam 100 at 30: (60 × 80 + 10 × 50 + 30 × 100) ÷ 100 = 83."""
    activities = [*QUIZZES, activity("Essay", 20, 10), activity("Exam", 100, 30)]
    assert graded(activities, [8, 8, 8, 8, 10, 100], category=[{**IN_QUIZZES, "weight": 60}]).score == Decimal(83)


def test_a_category_of_which_a_student_is_excused_leaves_the_score() -> None:
    """Excused from the exam altogether, the quizzes alone are the score, and the explanation gives them all the weight."""
    categories = [{**IN_QUIZZES, "weight": 1}, {"name": "Exam", "activities": ["Exam"], "weight": 3}]
    result = graded([*QUIZZES, "Exam"], [8, 9, 8, 9, "EX"], category=categories)
    assert result.score == Decimal(85)
    assert [line.weight for line in result.lines] == [25, 25, 25, 25, None]


def test_a_category_may_weigh_its_activities_in_its_own_way() -> None:
    """Equal parts in the category (10/10 and 10/30: 66.7), though the course goes by points (20/40: 50)."""
    activities = [activity("Quiz 1", 10), activity("Quiz 2", 30)]
    category = {**IN_QUIZZES, "weight": 1, "weighting": "equal"}
    assert graded(activities, [10, 10], category=[category]).score == Decimal("66.7")


def test_the_lowest_is_dropped_and_says_so() -> None:
    """Of 4, 9, 8 and 10 the 4 goes: 27/30 = 90; its line is dropped, has no weight, and names the category."""
    result = graded(QUIZZES, [4, 9, 8, 10], category=[{**IN_QUIZZES, "drop_lowest": 1}])
    assert result.score == Decimal(90)
    dropped = result.lines[0]
    assert (dropped.state, dropped.weight, dropped.contribution) == (LineState.DROPPED, None, None)
    assert "dropped" in dropped.note
    assert "Quizzes" in dropped.note


def test_the_highest_is_dropped() -> None:
    """Of 4, 9, 8 and 10 the 10 goes: 21/30 = 70."""
    assert graded(QUIZZES, [4, 9, 8, 10], category=[{**IN_QUIZZES, "drop_highest": 1}]).score == Decimal(70)


def test_lowest_and_highest_are_dropped_together() -> None:
    """Of 4, 9, 8 and 10 the 4 and the 10 go: 17/20 = 85."""
    assert graded(QUIZZES, [4, 9, 8, 10], category=[{**IN_QUIZZES, "drop_lowest": 1, "drop_highest": 1}]).score == Decimal(85)


def test_one_activity_always_stays() -> None:
    """Of two marks with two lowest and a highest to drop, the better one stays: 9/10."""
    category = {**IN_QUIZZES, "drop_lowest": 2, "drop_highest": 1}
    assert graded(QUIZZES[:2], [4, 9], category=[category]).score == Decimal(90)


def test_what_is_missing_is_dropped_first_for_now() -> None:
    """9, 8, 10 and one to come, the lowest dropped: 27/30 = 90 now and at the lowest, 28 or more of 30 at the highest."""
    result = graded(QUIZZES, [9, 8, 10, None], category=[{**IN_QUIZZES, "drop_lowest": 1}])
    assert (result.lowest, result.score, result.highest) == (Decimal(90), Decimal(90), Decimal("96.7"))
    assert result.outlook is Outlook.SECURED


def test_an_excused_mark_is_not_the_one_that_is_dropped() -> None:
    """9, 8, 10 and an excused one: the 8 goes, 19/20 = 95."""
    assert graded(QUIZZES, [9, 8, 10, "EX"], category=[{**IN_QUIZZES, "drop_lowest": 1}]).score == Decimal(95)


def test_an_activity_belongs_to_the_first_category_that_names_it() -> None:
    """With "Quiz 1" as warm-up, "Quiz *" are the others: (10 × 100 + 90 × 80) ÷ 100 = 82."""
    categories = [{"name": "Warm-up", "activities": ["Quiz 1"], "weight": 10}, {**IN_QUIZZES, "weight": 90}]
    assert graded(QUIZZES, [10, 8, 8, 8], category=categories).score == Decimal(82)


@pytest.mark.parametrize(("weight", "exam"), [(None, None), (20, 80)])
def test_a_category_has_a_minimum_whether_it_has_a_weight_or_not(weight: int | None, exam: int | None) -> None:
    """Quizzes of 45 % are below the category's 50, whatever the score."""
    activities = [*QUIZZES, activity("Exam", 400, exam)]
    result = graded(activities, [6, 5, 4, 3, 400], category=[{**IN_QUIZZES, "minimum": 50, "weight": weight}])
    assert result.standing is Standing.NOT_AWARDED
    assert result.reasons == ("Quizzes 45 is below its minimum of 50",)


def test_the_minimum_of_a_category_is_held_against_what_is_kept() -> None:
    """0, 6, 6 and 6 with the lowest dropped are 60 %, which reaches 60."""
    category = {**IN_QUIZZES, "drop_lowest": 1, "minimum": 60}
    assert graded(QUIZZES, [0, 6, 6, 6], grading={"pass_mark": 60}, category=[category]).standing is Standing.AWARDED


def test_what_stays_away_may_not_be_taken_for_secured() -> None:
    """A failing score that only a mark to come can mend is open, even where any mark at all would mend it.

    The exam 40 counts 10, the project 90 with extra credit of 10/10. While the project is ignored the score is 40;
    with 0 of 10 for it, it would be (10 × 40 + 90 × 100) ÷ 100 = 94.
    """
    result = graded(
        [activity("Exam"), activity("Project", 10), activity("Bonus", 10)],
        [40, None, 10],
        grading={"missing": "ignore"},
        activity=[{"name": "Bonus", "extra_credit": True}],
        category=[
            {"name": "Exams", "activities": ["Exam"], "weight": 10},
            {"name": "Projects", "activities": ["Project", "Bonus"], "weight": 90},
        ],
    )
    assert (result.lowest, result.score, result.standing) == (Decimal(40), Decimal(40), Standing.NOT_AWARDED)
    assert result.outlook is Outlook.OPEN
