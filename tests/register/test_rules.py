"""Each rule of the register, on cases made by hand: what it finds, what it leaves alone, since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from register.rules import RULES
from register.rules.base import Found
from register.texts import finding_text
from tests.register.cases import TODAY, agreement, case, condition, engagement, found, location, organisation, vendor


def test_a_processor_with_everything_in_order_has_no_finding() -> None:
    assert found(case()) == {}


def test_an_invalid_ground_is_of_high_severity_since_the_law_ended_it() -> None:
    where = location("invalid", "PS_INVALIDATED", "US", since=date(2020, 7, 16))
    assert found(case(where=where))["invalid_ground"] == Found(
        "location", 1, "high", "since", date(2020, 7, 16), found(case(where=where))["invalid_ground"].params
    )


def test_a_ground_of_which_a_part_is_missing_is_told_from_none_at_all() -> None:
    part = found(case(where=location("incomplete", "SCC_VERSION_UNSTATED", "US")))
    none = found(case(where=location("incomplete", "NO_GROUND_DECLARED", "US")))
    assert (part["incomplete_ground"].form, none["incomplete_ground"].form) == ("part", "none")
    assert part["incomplete_ground"].severity == "medium"


def test_an_unknown_country_is_one_finding_and_not_two() -> None:
    assert set(found(case(where=location("incomplete", "COUNTRY_UNKNOWN", "")))) == {"unknown_country"}


@pytest.mark.parametrize(("role", "expected"), [("processor", {"unknown_country"}), ("controller", set())])
def test_a_region_inside_is_asked_about_unless_the_recipient_is_a_controller_of_its_own(role, expected) -> None:
    where = location("no-transfer", "NT_EEA_DECLARED", "", region="EEA")
    assert set(found(case(does=engagement(role), where=where))) == expected


def test_what_the_law_leaves_open_is_for_a_person_to_decide() -> None:
    assert "ground_to_review" in found(case(where=location("review", "TERRITORY_UNVERIFIED", "GI")))


@pytest.mark.parametrize(
    ("signed", "form"),
    [
        ([], "unknown"),
        ([agreement(status="")], "unknown"),
        ([agreement(status="missing")], "missing"),
        ([agreement(status="requested")], "requested"),
        ([agreement(status="negotiating")], "negotiating"),
        ([agreement(status="terminated")], "terminated"),
        ([agreement(engagement=2)], "unknown"),
    ],
)
def test_no_dpa_is_worded_by_what_is_known(signed, form) -> None:
    assert found(case(signed=signed))["no_dpa"].form == form


def test_a_sub_processor_without_a_dpa_is_its_processors_duty() -> None:
    assert found(case(does=engagement("sub-processor"), signed=[]))["no_dpa"].form == "sub_unknown"


@pytest.mark.parametrize("role", ["controller", "joint controller", ""])
def test_only_processors_are_asked_for_a_dpa(role) -> None:
    assert "no_dpa" not in found(case(does=engagement(role), signed=[]))


def test_an_independent_controller_needs_no_contract_at_all() -> None:
    assert found(case(does=engagement("controller", next_review=None), signed=[])) == {}


@pytest.mark.parametrize("kind", ["nda", "security"])
@pytest.mark.parametrize("role", ["processor", "sub-processor", ""])
def test_another_agreement_in_place_of_a_dpa_is_a_finding_that_says_what_to_ask_for(kind, role) -> None:
    all_found = found(case(does=engagement(role), signed=[agreement(kind)]))
    assert all_found["nda_instead_of_dpa"].form == kind
    assert "no_dpa" not in all_found
    title, sentence, todo = finding_text("nda_instead_of_dpa", {"form": kind}, "Example AB", None)
    assert "Art. 28(3)" in sentence
    assert all(f"({letter})" in todo for letter in "abcdefgh")
    assert title


@pytest.mark.parametrize("role", ["controller", "joint controller"])
def test_controllers_may_sign_confidentiality_agreements(role) -> None:
    assert "nda_instead_of_dpa" not in found(case(does=engagement(role), signed=[agreement("nda")]))


def test_a_dpa_beside_a_confidentiality_agreement_is_enough() -> None:
    assert found(case(signed=[agreement("nda"), agreement("dpa", id=2)])) == {}


def test_signed_clauses_of_2021_count_as_a_dpa_and_older_ones_do_not() -> None:
    new = location("valid", "SCC_OK", "US", grounds="SCC_2021_M2")
    old = location("invalid", "SCC_OLD_EXPIRED", "US", grounds="SCC_2010")
    assert "no_dpa" not in found(case(where=new, signed=[agreement("scc")]))
    assert "no_dpa" in found(case(where=new, signed=[]))
    assert "no_dpa" in found(case(where=old, signed=[agreement("scc")]))


@pytest.mark.parametrize(
    ("signed", "form"), [([], "unknown"), ([agreement("dpa")], "unknown"), ([agreement("joint", "missing")], "missing")]
)
def test_a_joint_controller_needs_the_arrangement_of_article_26(signed, form) -> None:
    joint = engagement("joint controller")
    assert found(case(does=joint, signed=signed))["no_joint_arrangement"].form == form
    assert found(case(does=joint, signed=[agreement("joint")])) == {}


def test_an_agreement_is_good_on_its_last_day_and_expired_on_the_next() -> None:
    assert found(case(signed=[agreement(expires_on=TODAY)])) == {}
    late = found(case(signed=[agreement(expires_on=date(2026, 11, 20))]))
    assert set(late) == {"agreement_expired"}
    assert late["agreement_expired"].since == TODAY


def test_a_later_agreement_replaces_one_that_ran_out() -> None:
    old = agreement(expires_on=date(2024, 1, 1))
    assert found(case(signed=[old, agreement(id=2)])) == {}


def test_a_promise_of_the_eea_is_broken_by_any_place_outside_even_an_adequate_one() -> None:
    broken = found(case(of=organisation("eea_only"), where=location("valid", "ADQ_OK", "CH")))["broken_promise"]
    assert (broken.severity, broken.form) == ("high", "outside")


def test_a_promise_of_the_eea_cannot_be_shown_while_the_country_is_unknown() -> None:
    where = location("incomplete", "COUNTRY_UNKNOWN", "")
    broken = found(case(of=organisation("eea_only"), where=where))["broken_promise"]
    assert (broken.severity, broken.form) == ("medium", "unknown")


def test_a_promise_of_the_eea_is_broken_by_access_from_outside() -> None:
    where = location("incomplete", "NO_GROUND_DECLARED", "IE")
    assert found(case(of=organisation("eea_only"), where=where))["broken_promise"].form == "reached"


@pytest.mark.parametrize(
    "where",
    [
        location(),
        location("no-transfer", "NT_EEA_DECLARED", "", region="EU"),
        location("no-transfer", "NT_EEA_DECLARED", ""),
    ],
)
def test_a_promise_of_the_eea_is_kept_inside(where) -> None:
    assert "broken_promise" not in found(case(of=organisation("eea_only"), where=where))


def test_a_promise_of_approved_grounds_is_broken_by_an_invalid_one_only() -> None:
    promise = organisation("eea_or_ground")
    assert "broken_promise" in found(case(of=promise, where=location("invalid", "PS_INVALIDATED", "US")))
    assert "broken_promise" not in found(case(of=promise, where=location("valid", "ADQ_OK", "CH")))


@pytest.mark.parametrize("kind", ["eea_preferred", "other"])
def test_a_wish_is_no_promise(kind) -> None:
    assert "broken_promise" not in found(case(of=organisation(kind), where=location("invalid", "PS_INVALIDATED", "US")))


def test_the_owner_of_the_vendor_answers_for_its_engagements() -> None:
    nobody = engagement(owner="")
    assert found(case(does=nobody)) == {}
    assert set(found(case(does=nobody, who=vendor(owner="")))) == {"no_owner"}


def test_an_unknown_role_is_a_finding() -> None:
    assert set(found(case(does=engagement("")))) == {"no_role"}


@pytest.mark.parametrize(("rule", "lacking"), [("no_owner", {"owner": ""}), ("no_role", {"role": ""})])
def test_what_many_engagements_of_a_vendor_lack_is_one_finding_that_counts_them(rule, lacking) -> None:
    one = case(does=engagement(), who=vendor(owner=""))
    several = [{**engagement(owner="IT"), "id": number, **(lacking if number < 4 else {})} for number in range(1, 6)]
    some = list(RULES[rule].find(replace(one, engagements=several)))
    assert some == [Found("vendor", one.vendor["id"], "low", "some", None, {"count": "3", "all": "5"})]
    assert finding_text(rule, {"form": "some", **some[0].params}, "", None)[1].count("3 of the 5 services") == 1
    everything = list(RULES[rule].find(replace(one, engagements=several[:3])))
    assert everything == [Found("vendor", one.vendor["id"], "low", "all", None, {})]


@pytest.mark.parametrize(("role", "named"), [("processor", True), ("", True), ("controller", False)])
def test_a_group_without_names_is_flagged_unless_all_are_controllers(role, named) -> None:
    group = vendor(unnamed_group=True)
    assert ("unnamed_group" in found(case(who=group, does=engagement(role)))) is named


def test_a_review_is_overdue_on_the_day_after_it_was_due() -> None:
    assert found(case(does=engagement(next_review=TODAY))) == {}
    late = found(case(does=engagement(next_review=date(2026, 11, 20))))
    assert late["review_overdue"].since == TODAY


@pytest.mark.parametrize(("role", "asked"), [("processor", True), ("sub-processor", True), ("controller", False)])
def test_a_processor_needs_a_next_review(role, asked) -> None:
    assert ("no_review" in found(case(does=engagement(role, next_review=None)))) is asked


def test_an_ended_vendor_has_nothing_wrong() -> None:
    where = location("invalid", "PS_INVALIDATED", "US")
    assert found(case(who=vendor(status="ended"), where=where, signed=[])) == {}


def test_a_condition_with_time_left_is_a_smaller_finding_than_one_that_is_overdue() -> None:
    assert found(case(on=[condition(TODAY)]))["condition_open"].severity == "medium"
    late = found(case(on=[condition(date(2026, 11, 20))]))["condition_open"]
    assert (late.severity, late.form, late.since) == ("high", "overdue", TODAY)


def test_a_condition_ends_with_the_engagement_that_it_is_about() -> None:
    assert set(found(case(on=[condition(TODAY, engagement=1)]))) == {"condition_open"}
    assert found(case(on=[condition(TODAY, engagement=2)])) == {}
