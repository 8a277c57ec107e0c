"""What if a ground fell: the law is struck on paper only."""

from __future__ import annotations

from datetime import date

import pytest

from law.errors import LawError
from law.store import default_law
from law.whatif import resting_on, strike
from tests.law.tables import TODAY, verdict

LAW = default_law()
DAY = date(2026, 12, 1)
SCC = {"tia": "adequate"}


def test_a_framework_that_falls_no_longer_covers_from_that_day():
    struck = strike(LAW, "DPF_EU_US", DAY)
    found = verdict("US", "DPF_EU_US", law=struck, dpf_listed="yes")
    assert (found.verdict, found.changes_on) == ("valid", DAY)
    assert verdict("US", "DPF_EU_US", on=DAY, law=struck, dpf_listed="yes").verdict == "invalid"


def test_the_law_that_is_struck_stays_as_it_was():
    before = LAW.digest
    struck = strike(LAW, "DPF_EU_US", DAY)
    assert LAW.digest == before != struck.digest
    assert verdict("US", "DPF_EU_US", on=DAY, dpf_listed="yes").verdict == "valid"


def test_one_decision_can_fall_alone():
    struck = strike(LAW, "ADQ-KR", DAY)
    assert verdict("KR", "ADEQUACY", on=DAY, law=struck).reason == "ADQ_EXPIRED"
    assert verdict("JP", "ADEQUACY", on=DAY, law=struck).verdict == "valid"


def test_all_adequacy_can_fall_at_once():
    struck = strike(LAW, "ADEQUACY", DAY)
    for importer in ("JP", "GB", "CH", "EPO"):
        assert verdict(importer, "ADEQUACY", on=DAY, law=struck).verdict == "invalid"
    assert verdict("SE", "ADEQUACY", on=DAY, regime="UK", law=struck).verdict == "invalid"


def test_a_set_of_clauses_can_fall():
    struck = strike(LAW, "SCC_2021_M2", DAY)
    assert verdict("IN", "SCC_2021_M2", on=DAY, law=struck, **SCC).reason == "SCC_OLD_EXPIRED"
    assert verdict("IN", "SCC_2021_M2", on=TODAY, law=struck, **SCC).changes_on == DAY


def test_the_united_kingdom_s_addendum_can_fall_alone():
    struck = strike(LAW, "UK_ADDENDUM", DAY)
    assert verdict("IN", "SCC_2021_M2", on=DAY, regime="UK", law=struck, uk_addendum="yes", **SCC).verdict == "invalid"
    assert verdict("IN", "SCC_2021_M2", on=DAY, law=struck, **SCC).verdict == "valid"


def test_tools_and_derogations_can_fall():
    struck = strike(LAW, ["BCR_C", "ART49_CONTRACT", "UK_IDTA"], DAY)
    facts = {"bcr_approved": "yes", "bcr_member": "yes", "tia": "adequate"}
    assert (
        verdict("IN", "BCR_C", on=DAY, law=struck, roles=("controller", "controller"), **facts).reason == "NOT_A_TOOL"
    )
    assert verdict("IN", "ART49_CONTRACT", on=DAY, law=struck, repetition="occasional").reason == "NOT_A_TOOL"
    assert verdict("IN", "UK_IDTA", on=DAY, regime="UK", law=struck, **SCC).reason == "SCC_OLD_EXPIRED"


def test_what_has_ended_before_stays_ended_as_it_did():
    struck = strike(LAW, "PRIVACY_SHIELD_EU_US", DAY)
    assert struck.records["PS-EU"] is LAW.records["PS-EU"]


def test_what_would_begin_later_never_begins():
    struck = strike(LAW, "ADQ-GB-3", date(2025, 6, 1))
    assert not any(struck.records["ADQ-GB-3"].holds(date(year, 12, 28)) for year in range(2024, 2031))
    assert verdict("GB", "ADEQUACY", law=struck).reason == "ADQ_EXPIRED"


def test_striking_at_an_early_day_still_leaves_a_law_that_judges():
    for what in ("SCC_2021_M2", "UK_IDTA", "UK_ADDENDUM", "SCC_2010", "BCR_P", "DPF_EU_US"):
        struck = strike(LAW, what, date(2000, 1, 1))
        for regime in ("EU", "UK", "CH"):
            for ground in (
                "SCC_2021_M2",
                "SCC_2010",
                "SCC_UNSPECIFIED",
                "UK_IDTA",
                "UK_ADDENDUM",
                "BCR_P",
                "DPF_EU_US",
            ):
                facts = {"tia": "adequate", "scc_signed_on": date(2022, 1, 1), "uk_addendum": "yes"}
                verdict("US", ground, regime=regime, law=struck, **facts)


@pytest.mark.parametrize("what", ["DPF", "NONE", "NOT_A_GROUND", "ART28_CLAUSES_2021_915"])
def test_what_rests_on_no_record_cannot_be_struck(what):
    with pytest.raises(LawError, match="no record of the law"):
        strike(LAW, what, DAY)


def test_the_records_of_a_ground_are_known():
    assert [record.id for record in resting_on(LAW, "SAFE_HARBOR")] == ["SH-EU"]
    assert {record.id for record in resting_on(LAW, "SCC_2021_M1")} == {"SCC-2021", "UK-ADDENDUM", "CH-SCC-2021"}
