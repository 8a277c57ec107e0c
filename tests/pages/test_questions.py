"""Questions about facts: none is forgotten, none offers what the law does not know."""

import pytest

from law.facts import VOCABULARY
from law.grounds import GROUNDS
from register import words
from register.facts import DPF_KEYS
from register.questions import ANYWHERE, LISTING, NEEDS, QUESTIONS, asked


def test_every_fact_of_the_law_has_one_question() -> None:
    assert QUESTIONS.keys() | LISTING.keys() == VOCABULARY.keys()
    assert not QUESTIONS.keys() & LISTING.keys()


def test_the_facts_of_the_vendor_are_those_of_its_listing() -> None:
    assert LISTING.keys() == DPF_KEYS


@pytest.mark.parametrize("key", VOCABULARY)
def test_a_question_offers_just_the_answers_that_the_law_knows(key: str) -> None:
    answers = set({**QUESTIONS, **LISTING}[key].answers)
    allowed = VOCABULARY[key]
    if isinstance(allowed, str):
        assert answers == ({"country", "EU"} if allowed == "country or EU" else {allowed})
    else:
        assert answers == set(allowed)


def test_every_question_is_asked_somewhere() -> None:
    needed = {key for keys in NEEDS.values() for key in keys}
    assert needed | set(ANYWHERE) == QUESTIONS.keys()


def test_every_ground_has_a_word_and_every_need_belongs_to_a_ground() -> None:
    assert words.GROUNDS.keys() == set(GROUNDS)
    assert NEEDS.keys() <= set(GROUNDS)


def test_canada_is_asked_for_the_scope_of_its_decision_whatever_the_ground() -> None:
    assert "adequacy_scope" in asked(["NONE"], "CA")
    assert "adequacy_scope" not in asked(["NONE"], "US")


def test_what_was_answered_stays_in_sight_when_the_ground_no_longer_needs_it() -> None:
    assert "tia" in asked(["EEA"], "US", ["tia"])
    assert "remote_access" not in asked(["EEA"], "US", ["remote_access"])
