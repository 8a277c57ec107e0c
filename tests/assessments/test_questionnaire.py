"""What a questionnaire asks, what may be answered, and what keeps it from being published."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from assessments.faults import MOST_QUESTIONS, circle, faults, question_faults, untranslated
from assessments.questionnaire import (
    Option,
    Questionnaire,
    Section,
    Words,
    is_answered,
    keys_of,
    problems_of,
    read_value,
    unanswered,
    unpacked,
    visible,
)
from assessments.shipped import shipped
from tests.assessments.questions import answered, asking, options, question, shown_if, words


def keys(questions: Any) -> list[str]:
    return [one.key for one in questions]


def test_a_text_is_said_in_the_language_or_in_one_that_it_has() -> None:
    assert Words(en="a", sv="b").say("sv") == "b"
    assert Words(en="a").say("nb") == "a"
    assert Words(nb="c").say("sv") == "c"
    assert Words(sv="b", nb="c").say("en") == "b"


def test_a_yes_no_question_offers_not_applicable_unless_it_says_otherwise() -> None:
    assert keys(question("q").offered) == ["yes", "no", "na"]
    own = question("q", options=(Option(key="yes", risk=100), Option(key="no", text=words("Never"))))
    assert [(one.key, one.text.say("en"), one.risk) for one in own.offered] == [("yes", "Yes", 100), ("no", "Never", 0)]
    assert question("q", "text").offered == ()
    assert question("q", "text").worst == 0
    assert own.worst == 100


def test_a_question_is_asked_only_where_the_one_it_hangs_on_has_the_answer() -> None:
    made = asking(
        question("a"),
        question("b", "multiple", shown_if=shown_if("a", "yes")),
        question("c", shown_if=shown_if("b", "a", "b")),
    )
    assert keys(visible(made, {})) == ["a"]
    assert keys(visible(made, {"a": "yes"})) == ["a", "b"]
    assert keys(visible(made, {"a": "yes", "b": ["b", "c"]})) == ["a", "b", "c"]
    # What is answered below a question that is hidden now does not come up by itself.
    assert keys(visible(made, {"a": "no", "b": ["a"]})) == ["a"]


def test_a_mistake_in_shown_if_hides_nothing() -> None:
    made = asking(
        question("a", shown_if=shown_if("b", "yes")),
        question("b", shown_if=shown_if("a", "yes")),
        question("c", shown_if=shown_if("nothing", "yes")),
        question("d", shown_if=shown_if("d", "yes")),
    )
    assert keys(visible(made, {})) == ["a", "b", "c", "d"]


def test_what_is_asked_and_not_answered_is_unanswered() -> None:
    made = asking(
        question("a", required=True), question("b"), question("c", required=True, shown_if=shown_if("a", "no"))
    )
    assert keys(unanswered(made, {})) == ["a", "b"]
    assert keys(unanswered(made, {}, required=True)) == ["a"]
    assert keys(unanswered(made, {"a": "no"}, required=True)) == ["c"]


@pytest.mark.parametrize(("value", "is_one"), [(None, False), ("", False), ([], False), (0, True), ("no", True)])
def test_nothing_is_no_answer_and_zero_is_one(value: Any, is_one: bool) -> None:
    assert is_answered(value) is is_one


def test_the_options_of_an_answer_are_read_from_each_of_its_forms() -> None:
    assert keys_of("a") == ("a",)
    assert keys_of("") == ()
    assert keys_of(["a", "b"]) == ("a", "b")
    assert keys_of(3) == ()


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        ("single", [" a "], "a"),
        ("single", [], None),
        ("multiple", ["a", "", "b"], ["a", "b"]),
        ("file", ["7", "", "x"], [7, "x"]),
        ("number", ["1 250,5"], 1250.5),
        ("number", ["12"], 12),
        ("number", ["many"], "many"),
        ("number", [""], None),
        ("text", ["a\0b"], "ab"),
    ],
)
def test_a_field_is_read_as_its_question_means_it(kind: str, sent: list[str], value: Any) -> None:
    assert read_value(question("q", kind), sent) == value


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("single", "z", "Choose one of the answers offered."),
        ("single", ["a"], "Choose one of the answers offered."),
        ("multiple", "a", "Choose from the answers offered."),
        ("multiple", ["a", "z"], "Choose from the answers offered."),
        ("multiple", ["a", "a"], "Each answer can be chosen once."),
        ("text", 3, "Write the answer as text."),
        ("text", "x" * 20_001, "The answer is too long: it has 20001 characters, and 20000 fit."),
        ("number", "many", "Write a number, such as 250 or 12.5."),
        ("number", float("nan"), "Write a number, such as 250 or 12.5."),
        ("number", 10**16, "Write a number, such as 250 or 12.5."),
        ("number", True, "Write a number, such as 250 or 12.5."),
        ("date", "soon", "Write the day as year-month-day, for example 2026-03-31."),
        ("date", 3, "Write the day as year-month-day, for example 2026-03-31."),
        ("file", ["x"], "Upload a file."),
        ("file", "x", "Upload a file."),
    ],
)
def test_what_cannot_be_an_answer_is_told(kind: str, value: Any, sentence: str) -> None:
    assert problems_of(question("q", kind), value) == (sentence,)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("single", "a"),
        ("multiple", ["c", "a"]),
        ("yesno", "na"),
        ("text", "Ja"),
        ("number", 0),
        ("number", 2.5),
        ("date", "2026-03-31"),
        ("file", [4]),
        ("single", None),
        ("file", []),
    ],
)
def test_a_good_answer_and_no_answer_have_no_problem(kind: str, value: Any) -> None:
    assert problems_of(question("q", kind), value) == ()


@given(answered())
@settings(max_examples=40, deadline=None)
def test_a_questionnaire_is_the_same_after_it_was_kept(made: tuple[Questionnaire, dict[str, Any]]) -> None:
    assert unpacked(made[0].packed()) == made[0]
    assert unpacked(made[0].model_dump()).digest == made[0].digest


def test_another_word_makes_another_digest() -> None:
    assert asking(question("a")).digest != asking(question("b")).digest


@pytest.mark.parametrize("key", sorted(shipped()))
def test_a_shipped_questionnaire_has_no_fault_and_every_text_in_three_languages(key: str) -> None:
    made = shipped()[key]
    assert faults(made) == ()
    assert untranslated(made) == {}
    assert all(one.reference for one in made.questions)


def test_the_shipped_questionnaires_are_of_the_size_that_people_answer() -> None:
    sizes = {key: len(made.questions) for key, made in shipped().items()}
    assert 8 <= sizes["intake"] <= 12
    assert 35 <= sizes["guarantees"] <= 45
    assert 10 <= sizes["yearly"] <= 15


def test_the_guarantees_ask_for_each_letter_of_article_28_3() -> None:
    said = " ".join(one.reference for one in shipped()["guarantees"].questions)
    assert all(f"Art. 28(3)({letter})" in said for letter in "abdefgh")
    assert "Art. 32(1)" in said
    assert "ISO/IEC 27001:2022 A." in said


def test_a_transfer_impact_assessment_goes_through_the_six_steps() -> None:
    assert keys(shipped()["tia"].sections) == [f"step-{n}" for n in range(1, 7)]


def test_a_circle_of_shown_if_is_named() -> None:
    made = asking(
        question("start", shown_if=shown_if("a", "yes")),
        question("a", shown_if=shown_if("b", "yes")),
        question("b", shown_if=shown_if("a", "no")),
    )
    assert circle(made) == ("a", "b", "a")
    told = [fault.sentence for fault in faults(made)]
    assert told == ["These questions are shown only if each other is answered, in a circle: a → b → a."]
    assert circle(asking(question("a"), question("b", shown_if=shown_if("a", "yes")))) == ()


def test_languages_that_lack_a_text_are_counted() -> None:
    made = Questionnaire(title=Words(sv="Titel"), sections=(Section(key="s", title=words()),))
    assert untranslated(made) == {"en": 1, "nb": 2, "sv": 1}


TIA = {"purpose": "tia"}


@pytest.mark.parametrize(
    ("made", "where", "field", "part"),
    [
        (Questionnaire(title=Words()), "", "title", "no title"),
        (Questionnaire(title=words()), "", "questions", "no question yet"),
        (asking(*(question(f"q{n}") for n in range(MOST_QUESTIONS + 1))), "", "questions", "more than 300"),
        (asking(question("a"), purpose="tia"), "", "questions", "needs the question conclusion"),
        (asking(question("conclusion"), purpose="tia"), "conclusion", "questions", "needs the question conclusion"),
        (asking(question("a"), purpose="intake"), "", "questions", "no tier"),
        (asking(question("A b")), "A b", "key", "small letters"),
        (asking(question("")), "", "key", "small letters"),
        (asking(question("a"), question("a")), "a", "key", "more than once"),
        (asking(question("a").model_copy(update={"text": Words()})), "a", "text", "no text"),
        (asking(question("a", guidance=words("x" * 4001))), "a", "text", "too long"),
        (asking(question("a", weight=101)), "a", "weight", "from 0 to 100"),
        (asking(question("a", "text", weight=5)), "a", "weight", "answers are chosen"),
        (asking(question("a", "text", options=options(0))), "a", "options", "answers are chosen"),
        (asking(question("a", options=options(0, 0))), "a", "options", "yes and no"),
        (asking(question("a", "single", options=options(0))), "a", "options", "at least two"),
        (asking(question("a", "single", options=(Option(key="x"), Option(key="y")))), "a", "options", "needs a text"),
        (asking(question("a", "single", options=options(0, 1) * 21)), "a", "options", "more than 40"),
        (asking(question("a", "single", options=options(0) * 2)), "a", "options", "key of its own"),
        (asking(question("a", "single", options=options(0, 101))), "a", "options", "from 0 to 100"),
        (asking(question("a", warns=("maybe",))), "a", "options", "no option has this key"),
        (asking(question("a", shown_if=shown_if("x", "yes"))), "a", "shown_if", "no such question"),
        (asking(question("a", shown_if=shown_if("b", "yes")), question("b", "text")), "a", "shown_if", "is no such"),
        (asking(question("a", shown_if=shown_if("b", "x")), question("b")), "a", "shown_if", "yes, no, na"),
        (asking(question("a", shown_if=shown_if("b")), question("b")), "a", "shown_if", "yes, no, na"),
    ],
)
def test_a_fault_is_told_where_it_is(made: Questionnaire, where: str, field: str, part: str) -> None:
    found = [fault for fault in faults(made) if part in fault.sentence]
    assert [(fault.where, fault.field) for fault in found[:1]] == [(where, field)]


def test_a_section_without_title_is_a_fault() -> None:
    made = Questionnaire(title=words(), sections=(Section(key="s", title=Words(), questions=(question("a"),)),))
    assert [(fault.where, fault.sentence) for fault in faults(made)] == [("s", "The section has no title.")]


def test_a_section_without_questions_is_a_fault_where_others_have_some() -> None:
    made = asking(question("a"))
    empty = made.model_copy(update={"sections": (*made.sections, Section(key="s", title=words()))})
    assert [(fault.where, fault.field) for fault in faults(empty)] == [("s", "questions")]


def test_the_faults_of_one_question_are_its_own() -> None:
    made = asking(question("a", weight=101), question("b", weight=101))
    assert [fault.where for fault in question_faults(made.questions[1], made)] == ["b"]
