"""The vocabulary refuses what it does not know."""

from __future__ import annotations

from datetime import date

import pytest

from law.errors import FactError
from law.facts import VOCABULARY, make_facts, parse_facts
from law.grounds import GROUNDS
from law.judge import Transfer


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("dpf_list=yes", "dpf_list"),
        ("dpf_listed=maybe", "dpf_listed"),
        ("dpf_listed", "dpf_listed"),
        ("hr_data=no", "hr_data"),
        ("scc_signed_on=2023", "scc_signed_on"),
        ("scc_signed_on=2023-02-30", "scc_signed_on"),
        ("scc_signed_on=20230101", "scc_signed_on"),
        ("scc_signed_on=1994-12-31", "scc_signed_on"),
        ("scc_signed_on=2101-01-01", "scc_signed_on"),
        ("parent_country=XX", "parent_country"),
        ("parent_country=EU", "parent_country"),
        ("hosting_country=Europe", "hosting_country"),
        ("tia=none;tia=adequate", "tia"),
    ],
)
def test_an_unknown_fact_or_value_is_refused_by_name(text, key):
    with pytest.raises(FactError) as refused:
        parse_facts(text)
    assert refused.value.key == key
    assert refused.value.expected
    assert key in str(refused.value)


def test_blank_parts_and_spaces_are_passed_over():
    assert parse_facts(" tia = none ; ; hosting_country=EU;") == make_facts({"tia": "none", "hosting_country": "EU"})


def test_a_date_may_be_given_as_a_date_or_as_text():
    assert make_facts({"scc_signed_on": date(2023, 1, 10)}) == parse_facts("scc_signed_on=2023-01-10")


def test_none_stays_unknown():
    assert make_facts({"tia": None}) == parse_facts("")


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("exporter_country", {"exporter_country": "Sweden"}),
        ("importer_country", {"importer_country": "UK"}),
        ("exporter_regime", {"exporter_regime": "EEA"}),
        ("exporter_regime", {"exporter_regime": "EU|EU"}),
        ("exporter_regime", {"exporter_regime": ""}),
        ("exporter_role", {"exporter_role": "exporter"}),
        ("importer_role", {"importer_role": "vendor"}),
        ("grounds", {"grounds": ("SCC",)}),
    ],
)
def test_a_transfer_refuses_words_that_are_not_in_the_vocabulary(key, changed):
    known = {
        "exporter_country": "SE",
        "exporter_regime": "EU",
        "exporter_role": "controller",
        "importer_country": "US",
        "importer_role": "processor",
    }
    with pytest.raises(FactError) as refused:
        Transfer(**{**known, **changed})
    assert refused.value.key == key


def test_each_ground_asks_only_for_facts_that_exist():
    for ground in GROUNDS.values():
        assert set(ground.asks) <= VOCABULARY.keys(), ground.code
