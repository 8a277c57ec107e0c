"""What holds for every transfer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from law.errors import FactError
from law.facts import NO_FACTS, VOCABULARY, Facts, make_facts, parse_facts
from law.grounds import GROUNDS
from law.judge import Transfer, judge, judge_many
from law.store import default_law
from tests.law.tables import TODAY, rows, transfer_of

LAW = default_law()
COUNTRIES = st.sampled_from(
    [
        "SE",
        "NO",
        "DE",
        "US",
        "IN",
        "GB",
        "CH",
        "CA",
        "JP",
        "GI",
        "GL",
        "NC",
        "YT",
        "HR",
        "SJ",
        "BR",
        "KR",
        "EPO",
        "INT",
        "",
    ]
)
DAYS = st.dates(date(1995, 1, 1), date(2040, 12, 31))
CASE_ROWS = [*rows("cases.csv"), *rows("own_cases.csv")]


def values_of(key):
    allowed = VOCABULARY[key]
    if isinstance(allowed, tuple):
        return st.sampled_from(allowed)
    return (
        st.dates(date(2000, 1, 1), date(2040, 1, 1)) if allowed == "date" else st.sampled_from(["US", "IN", "SE", "GB"])
    )


FACTS = st.lists(st.sampled_from(sorted(VOCABULARY)), max_size=10, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: values_of(key) for key in keys})
)
TRANSFERS = st.builds(
    Transfer,
    st.sampled_from(["SE", "NO", "GB", "CH", "US", ""]),
    st.sampled_from(["EU", "UK", "CH", "CH|EU", "EU|UK|CH"]),
    st.sampled_from(["controller", "processor", ""]),
    COUNTRIES,
    st.sampled_from(["processor", "sub-processor", "controller", "joint controller", ""]),
    st.lists(st.sampled_from(sorted(GROUNDS)), max_size=3).map(tuple),
    FACTS.map(make_facts),
)

LIKELY = st.sampled_from(CASE_ROWS).map(lambda row: (transfer_of(row), date.fromisoformat(row["on"])))
LISTED = {
    "DPF_EU_US": ("dpf_listed",),
    "DPF_UK_EXT": ("dpf_listed", "dpf_uk_extension"),
    "DPF_SWISS_US": ("dpf_swiss",),
    "PRIVACY_SHIELD_EU_US": ("ps_listed",),
    "PRIVACY_SHIELD_SWISS_US": ("ps_listed",),
    "SAFE_HARBOR": ("sh_listed",),
}

CARRYING = (
    "tia",
    "subprocessor_authorised",
    "bcr_approved",
    "bcr_exporter_member",
    "sa_authorised",
    "repetition",
    "consent_explicit",
    "consent_informed",
    "importer_is_exporters_controller",
    "swiss_adaptations",
    "sa_notified",
)


@given(TRANSFERS, DAYS)
def test_every_transfer_gets_a_verdict_with_a_reason_and_a_citation(transfer, on):
    found = judge(transfer, on, LAW)
    assert LAW.reasons[found.reason].verdict == found.verdict
    assert found.citation
    assert set(found.records) <= LAW.records.keys()


@given(TRANSFERS, DAYS, st.randoms())
def test_the_order_of_grounds_does_not_matter(transfer, on, random):
    other = list(transfer.grounds)
    random.shuffle(other)
    assert judge(replace(transfer, grounds=tuple(other)), on, LAW) == judge(transfer, on, LAW)


@given(TRANSFERS, DAYS)
@settings(max_examples=60)
def test_the_verdict_stands_until_the_day_on_which_it_changes(transfer, on):
    found = judge(transfer, on, LAW)
    until = found.changes_on or date(2100, 12, 31)
    if found.changes_on is not None:
        assert found.changes_on > on
        assert judge(transfer, found.changes_on, LAW).verdict != found.verdict
    step = max((until - on) // 7, timedelta(days=1))
    day = on + step
    while day < until:
        assert judge(transfer, day, LAW).verdict == found.verdict
        day += step
    assert judge(transfer, until - timedelta(days=1), LAW).verdict == found.verdict


@given(LIKELY, st.sampled_from(sorted(VOCABULARY)), st.data())
@settings(max_examples=400)
def test_one_more_true_fact_never_turns_a_valid_transfer_into_none(likely, key, data):
    transfer, on = likely
    # These two say that there is no transfer to another party at all: they contradict a transfer that is one.
    assume(key not in {"same_legal_entity", "collected_directly"} and getattr(transfer.facts, key) is None)
    told = replace(transfer, facts=replace(transfer.facts, **{key: data.draw(values_of(key))}))
    if judge(transfer, on, LAW).verdict == "valid":
        assert judge(told, on, LAW).verdict != "no-transfer"


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_without_facts_no_ground_is_valid_outside_adequate_countries(ground):
    """Only the old sets were valid by themselves, and only before Schrems II."""
    for regime, importer in product(["EU", "UK", "CH", "CH|EU"], ["US", "IN", "CA", "NC", "GL", "INT", ""]):
        for roles in product(
            ["controller", "processor", ""], ["processor", "sub-processor", "controller", "joint controller", ""]
        ):
            transfer = Transfer("SE", regime, roles[0], importer, roles[1], (ground,))
            assert judge(transfer, TODAY, LAW).verdict != "valid", transfer


@pytest.mark.parametrize(
    "row", [row for row in CASE_ROWS if row["verdict"] == "valid"], ids=lambda row: row["grounds"] + row["facts"]
)
def test_a_valid_verdict_falls_when_the_fact_that_carries_it_is_taken_away(row):
    transfer, on = transfer_of(row), date.fromisoformat(row["on"])
    found = judge(transfer, on, LAW)
    needed = {"ADQ_OK": ("adequacy_scope",) if transfer.importer_country == "CA" else ()}.get(found.reason)
    if needed is None:
        needed = LISTED.get(found.ground_used) or CARRYING
    if row["reason"] == "SCC_OLD_TRANSITION_OK":
        needed = (*needed, "scc_signed_on")
    unneeded = {("SCC_2021_M4", "tia")}  # module 4 without combination needs none
    for key in needed:
        if getattr(transfer.facts, key) in {None, "no", "none"} or (found.ground_used, key) in unneeded:
            continue
        without = replace(transfer, facts=replace(transfer.facts, **{key: None}))
        assert judge(without, on, LAW).verdict != "valid", key


@given(st.lists(TRANSFERS, max_size=6), DAYS)
def test_many_are_judged_as_each_alone(transfers, on):
    assert judge_many([*transfers, *transfers], on, LAW) == [judge(t, on, LAW) for t in (*transfers, *transfers)]


@given(FACTS)
def test_facts_are_read_back_as_they_are_written(known):
    facts = make_facts(known)
    assert parse_facts(str(facts)) == facts
    assert dict(facts.items()) == known


@pytest.mark.parametrize("on", [date(1994, 12, 31), date(2101, 1, 1)])
def test_days_outside_1995_to_2100_are_refused(on):
    with pytest.raises(FactError, match="1995 to 2100"):
        judge(Transfer("SE", "EU", "controller", "US", "processor"), on, LAW)


def test_no_fact_is_known_unless_told():
    assert Facts() == NO_FACTS
    assert list(NO_FACTS.items()) == []
