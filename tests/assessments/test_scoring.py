"""The published formula: each point names its answer, and nothing that is unanswered is hidden."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.questionnaire import Questionnaire, visible
from assessments.scoring import packed_score, remaining, score, unpacked_score
from assessments.shipped import shipped
from assessments.tiers import level, worst
from tests.assessments.questions import answered, asking, options, question, shown_if

Made = tuple[Questionnaire, dict[str, Any]]
MANY = settings(max_examples=60, deadline=None)


def test_points_are_weight_times_risk_and_the_risk_is_their_share() -> None:
    made = asking(question("a", "single", weight=10), question("b", weight=30), purpose="intake")
    found = score(made, {"a": "b", "b": "yes"})
    assert [(p.question, p.answer, p.points, p.possible) for p in found.points] == [
        ("a", ("b",), 500, 1000),
        ("b", ("yes",), 0, 3000),
    ]
    assert (found.risk, found.lowest, found.inherent, found.residual, found.tier) == (13, 13, 13, None, "low")
    assert found.complete


def test_an_unanswered_question_counts_as_its_worst_and_is_named() -> None:
    made = asking(question("a", weight=10), question("b", weight=10), question("c", "text"), purpose="intake")
    found = score(made, {"a": "yes"})
    assert (found.risk, found.lowest) == (50, 0)
    assert found.unanswered == ("b", "c")
    assert not found.complete


def test_of_several_answers_the_riskiest_counts() -> None:
    made = asking(question("a", "multiple", weight=1), purpose="intake")
    assert score(made, {"a": ["a", "b"]}).risk == 50
    assert score(made, {"a": ["a", "b", "c"]}).risk == 100


def test_what_is_not_applicable_counts_on_neither_side() -> None:
    made = asking(question("a", weight=10), question("b", weight=10), purpose="intake")
    found = score(made, {"a": "na", "b": "no"})
    assert found.risk == 100
    assert found.points[0].state == "not-applicable"
    assert score(made, {"a": "na", "b": "na"}).risk is None
    assert score(made, {"a": "na", "b": "na"}).tier == ""


def test_a_question_without_weight_stands_in_the_score_and_counts_for_nothing() -> None:
    found = score(asking(question("a"), question("b", weight=1), purpose="intake"), {"a": "no", "b": "yes"})
    assert [point.state for point in found.points] == ["unweighted", "counted"]
    assert found.risk == 0


def test_a_hidden_question_counts_for_nothing() -> None:
    made = asking(question("a", weight=1), question("b", weight=9, shown_if=shown_if("a", "no")), purpose="intake")
    assert [point.question for point in score(made, {"a": "yes", "b": "no"}).points] == ["a"]


def test_a_warning_holds_the_level_at_medium_and_a_blocker_at_high() -> None:
    made = asking(question("a", weight=1), question("b", warns=("no",), blocks=("na",)), purpose="intake")
    warned = score(made, {"a": "yes", "b": "no"})
    assert (warned.risk, warned.tier, warned.warnings, warned.blockers) == (0, "medium", ("b",), ())
    blocked = score(made, {"a": "yes", "b": "na"})
    assert (blocked.tier, blocked.blockers) == ("high", ("b",))


def test_residual_risk_is_a_fifth_of_the_inherent_and_of_the_rest_what_the_answers_leave_open() -> None:
    made = asking(question("a", weight=1), purpose="guarantees")
    assert score(made, {"a": "yes"}, 80).residual == 16
    assert score(made, {"a": "no"}, 80).residual == 80
    assert remaining(50, 50) == 30
    assert remaining(50, None) is None


def test_without_an_intake_the_inherent_risk_is_taken_as_the_highest_and_said_to_be() -> None:
    found = score(asking(question("a", weight=1), purpose="guarantees"), {"a": "no"})
    assert (found.inherent, found.assumed, found.residual, found.tier) == (None, True, 100, "high")
    assert not score(asking(question("a", weight=1), purpose="guarantees"), {"a": "no"}, 10).assumed


@pytest.mark.parametrize(("risk", "tier"), [(0, "low"), (29, "low"), (30, "medium"), (59, "medium"), (60, "high")])
def test_tiers_begin_where_the_formula_says(risk: int, tier: str) -> None:
    assert level(risk) == tier


def test_the_worst_of_several_tiers_wins_and_of_none_there_is_none() -> None:
    assert worst(["low", "", "high", "medium"]) == "high"
    assert worst([""]) == ""
    assert level(None) == ""
    assert level(None, warns=True) == "medium"
    assert level(90, warns=True) == "high"


@given(answered())
@MANY
def test_every_question_that_is_asked_has_its_point_and_none_is_hidden(made: Made) -> None:
    questionnaire, answers = made
    found = score(questionnaire, answers)
    asked = [one.key for one in visible(questionnaire, answers)]
    assert [point.question for point in found.points] == asked
    assert list(found.unanswered) == [key for key in asked if key not in answers]
    assert all(point.answer for point in found.points if point.question in answers)


@given(answered(), st.one_of(st.none(), st.integers(0, 100)))
@MANY
def test_a_score_stays_within_its_bounds_and_is_the_same_after_it_was_kept(made: Made, inherent: int | None) -> None:
    found = score(*made, inherent)
    for number in (found.risk, found.lowest, found.residual):
        assert number is None or 0 <= number <= 100
    assert (found.lowest or 0) <= (found.risk or 0)
    assert unpacked_score(packed_score(found)) == found
    assert all(0 <= point.points <= point.possible or not point.possible for point in found.points)


@given(answered(), st.data())
@MANY
def test_a_riskier_answer_never_lowers_the_risk(made: Made, data: st.DataObject) -> None:
    questionnaire, answers = made
    leading = {one.shown_if.question for one in questionnaire.questions if one.shown_if}
    free = [one for one in questionnaire.questions if one.kind == "single" and one.key not in leading]
    if not free:
        return
    one = data.draw(st.sampled_from(free))
    counted = sorted((option for option in one.offered if option.risk is not None), key=lambda option: option.risk or 0)
    scores = [score(questionnaire, {**answers, one.key: option.key}, 70) for option in counted]
    risks = [(found.risk or 0, found.lowest or 0, found.residual or 0) for found in scores]
    assert all(
        after >= before for low, high in itertools.pairwise(risks) for before, after in zip(low, high, strict=True)
    )
    # Leaving it open is never better than any answer to it.
    left = score(questionnaire, {key: value for key, value in answers.items() if key != one.key}, 70)
    assert all((found.risk or 0) <= (left.risk or 0) for found in scores)


@given(answered(), st.integers(0, 99))
@MANY
def test_more_inherent_risk_never_leaves_less(made: Made, inherent: int) -> None:
    less, more = score(*made, inherent), score(*made, inherent + 1)
    assert (less.residual or 0) <= (more.residual or 0)


def test_no_score_is_read_from_what_was_never_computed() -> None:
    assert unpacked_score("{}") is None
    assert unpacked_score({}) is None


def test_the_shipped_intake_reaches_from_low_to_high() -> None:
    intake = shipped()["intake"]

    def all_of(choose: Any) -> dict[str, Any]:
        chosen = {
            one.key: choose(one.offered, key=lambda o: o.risk or 0).key for one in intake.questions if one.offered
        }
        return {**chosen, "categories": [chosen["categories"]]}

    assert score(intake, all_of(min)).tier == "low"
    assert score(intake, all_of(max)).risk == 100
    assert score(intake, {}).tier == "high"


def test_options_may_have_any_risk_but_only_counted_ones_are_the_worst() -> None:
    one = question("a", "single", options=options(None, 40), weight=5)
    found = score(asking(one, purpose="intake"), {})
    assert found.points[0].possible == 200
    assert score(asking(one, purpose="intake"), {"a": "b"}).risk == 100
