"""A questionnaire is changed step by step, and nothing else changes with it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import editing
from assessments.editing import Circle, NotThere
from assessments.faults import circle
from assessments.questionnaire import Questionnaire, Section, Words
from tests.assessments.questions import question, questionnaires, shown_if, words


def two() -> Questionnaire:
    """Return two sections: a with q1 and q2, b with q3."""
    first = Section(
        key="a", title=words("A"), questions=(question("q1"), question("q2", shown_if=shown_if("q1", "yes")))
    )
    second = Section(key="b", title=words("B"), questions=(question("q3", shown_if=shown_if("q1", "no")),))
    return Questionnaire(title=words(), sections=(first, second))


def order(made: Questionnaire) -> str:
    return " ".join(f"{one.key}:{','.join(q.key for q in one.questions)}" for one in made.sections)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Är det så?", "ar-det-sa"), ("Søknad på æra", "soknad-pa-aera"), ("日本", "usual"), ("taken", "taken-3")],
)
def test_a_key_is_made_of_the_text(text: str, key: str) -> None:
    assert editing.free_key(text, ["taken", "taken-2"], "usual") == key


def test_title_purpose_and_sections_are_changed_and_questions_stay() -> None:
    made = editing.with_details(two(), words("New"), Words(sv="Om"), "yearly")
    assert (made.title.en, made.about.sv, made.purpose, order(made)) == ("New", "Om", "yearly", "a:q1,q2 b:q3")
    changed = editing.put_section(two(), Section(key="a", title=words("Renamed")))
    assert (changed.sections[0].title.en, order(changed)) == ("Renamed", "a:q1,q2 b:q3")
    assert order(editing.put_section(two(), Section(key="c", title=words()))) == "a:q1,q2 b:q3 c:"


def test_a_question_is_changed_where_it_stands_added_at_the_end_or_moved_to_another_section() -> None:
    heavier = question("q1", weight=9)
    assert editing.put_question(two(), "a", heavier).question("q1") == heavier
    assert order(editing.put_question(two(), "a", heavier)) == "a:q1,q2 b:q3"
    assert order(editing.put_question(two(), "b", question("q4"))) == "a:q1,q2 b:q3,q4"
    assert order(editing.put_question(two(), "b", heavier)) == "a:q2 b:q3,q1"


def test_a_circle_is_refused_and_walks_around() -> None:
    with pytest.raises(Circle) as caught:
        editing.put_question(two(), "a", question("q1", shown_if=shown_if("q2", "no")))
    assert str(caught.value) in {"q1 → q2 → q1", "q2 → q1 → q2"}


def test_what_is_not_there_cannot_be_changed() -> None:
    for change in (
        lambda: editing.put_question(two(), "z", question("q9")),
        lambda: editing.move_section(two(), "z", "up"),
        lambda: editing.move_question(two(), "z", "up"),
        lambda: editing.take_out(two(), "z"),
        lambda: editing.take_out_section(two(), "z"),
    ):
        with pytest.raises(NotThere):
            change()


@pytest.mark.parametrize(
    ("key", "direction", "after"),
    [
        ("q2", "up", "a:q2,q1 b:q3"),
        ("q1", "up", "a:q1,q2 b:q3"),
        ("q2", "down", "a:q1 b:q2,q3"),
        ("q3", "up", "a:q1,q2,q3 b:"),
        ("q3", "down", "a:q1,q2 b:q3"),
    ],
)
def test_a_question_moves_one_place_also_across_the_border_of_its_section(key: str, direction: str, after: str) -> None:
    assert order(editing.move_question(two(), key, direction)) == after


def test_a_section_moves_one_place_and_stays_at_the_end() -> None:
    assert order(editing.move_section(two(), "b", "up")) == "b:q3 a:q1,q2"
    assert order(editing.move_section(two(), "b", "down")) == "a:q1,q2 b:q3"


def test_what_hung_on_a_question_that_is_taken_out_is_asked_always() -> None:
    made = editing.take_out(two(), "q1")
    assert order(made) == "a:q2 b:q3"
    assert not any(one.shown_if for one in made.questions)
    without = editing.take_out_section(two(), "a")
    assert order(without) == "b:q3"
    assert without.questions[0].shown_if is None


@given(questionnaires(), st.data())
@settings(max_examples=40, deadline=None)
def test_no_edit_ever_leaves_a_circle(made: Questionnaire, data: st.DataObject) -> None:
    keys = [one.key for one in made.questions]
    one, other = data.draw(st.sampled_from(made.questions)), data.draw(st.sampled_from(keys))
    with contextlib.suppress(Circle):
        made = editing.put_question(made, "all", one.model_copy(update={"shown_if": shown_if(other, "yes")}))
    assert circle(made) == ()


@given(questionnaires(), st.data())
@settings(max_examples=40, deadline=None)
def test_moving_up_and_down_again_changes_nothing(made: Questionnaire, data: st.DataObject) -> None:
    keys = [one.key for one in made.questions]
    key = data.draw(st.sampled_from(keys[1:] or keys))
    moved = editing.move_question(made, key, "up")
    assert sorted(one.key for one in moved.questions) == sorted(keys)
    if len(keys) > 1:
        assert editing.move_question(moved, key, "down") == made
