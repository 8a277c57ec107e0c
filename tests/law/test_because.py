"""Each verdict in a sentence, and what to do."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest

from law.because import COUNTRY, DAYS, TEXT, because, english_place, msgids, todo
from law.judgement import Judgement
from law.reasons import REASONS
from law.store import default_law
from tests.law.tables import verdict

LAW = default_law()


def sentence(found, **how):
    return because(found, LAW, **how)


def test_the_sentence_names_country_act_and_day():
    assert sentence(verdict("KR", "ADEQUACY")) == (
        "South Korea has an adequate level of protection by (EU) 2022/254, OJ L 44, 24.2.2022, p. 1, "
        "in force on 2026-11-21."
    )


def test_the_sentence_says_what_to_do():
    assert todo(verdict("IN", "SCC_2021_M2"), LAW) == "Make the transfer impact assessment and record its outcome."


def test_a_country_that_nobody_knows_is_named_so():
    found = verdict("IE", "EEA", third_country_access="yes")
    assert (
        sentence(found) == "The data can be reached from an unknown country: that is a transfer, wherever it is stored."
    )


def test_the_country_from_which_data_is_reached_is_named():
    found = verdict("IE", "EEA", third_country_access="yes", parent_country="US")
    assert "reached from United States" in sentence(found)


def test_the_day_of_a_fact_is_named():
    found = verdict("IN", "SCC_2021_M2", tia="adequate", contract_expired_on=date(2024, 12, 31))
    assert sentence(found) == "The contract that carries the clauses expired on 2024-12-31."


def test_the_reader_s_language_names_places_and_days():
    found = verdict("KR", "ADEQUACY")
    words = {REASONS["ADQ_OK"].because: "{country}: {act}, {date}"}
    said = sentence(
        found,
        translate=lambda text: words.get(text, text),
        place={"KR": "Sydkorea"}.__getitem__,
        day=lambda d: f"{d.day}.{d.month}.",
    )
    assert said == "Sydkorea: (EU) 2022/254, OJ L 44, 24.2.2022, p. 1, 21.11."


def test_what_is_not_known_is_called_unknown():
    found = Judgement("invalid", "DPF_LAPSED", "", None, (("country", ""), ("date", "2026-11-21")), "GDPR", (), False)
    assert sentence(found) == "The listing of the recipient ended on an unknown day."


def test_organisations_have_names():
    assert english_place("EPO") == "European Patent Organisation"
    assert english_place("KR") == "South Korea"
    assert english_place("??") == "??"


@pytest.mark.parametrize("text", msgids())
def test_a_template_uses_only_parameters_that_are_filled_in(text):
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    assert named <= {COUNTRY, TEXT, *DAYS}


@pytest.mark.parametrize("reason", REASONS.values(), ids=lambda reason: reason.code)
def test_each_reason_says_why_and_what_to_do_in_whole_sentences(reason):
    for text in (reason.because, reason.todo):
        assert text[0].isupper() or text[0] == "{"
        assert text.endswith(".")
        assert "!" not in text
    assert reason.citation
