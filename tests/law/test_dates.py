"""The day before, the day of and the day after whatever the law dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from law.facts import FIRST_DAY, LAST_DAY
from law.records import NEVER, Record
from law.store import default_law
from tests.law.tables import verdict

DAY = timedelta(days=1)
RECORDS = default_law().records.values()
ADEQUACY = [(r, i, regime) for r in RECORDS if r.kind == "adequacy" for i in r.importers for regime in r.exporter]
INSIDE = [
    (r, r.importers[0]) for r in RECORDS if r.kind in {"member", "territory", "outermost", "transition", "bridge"}
]
FRAMEWORKS = [r for r in RECORDS if r.kind == "framework"]
CLAUSES = [r for r in RECORDS if r.kind == "clauses"]
IN_SCOPE = {"adequacy_scope": "in"}


def judged_days(record: Record) -> list[date]:
    """Return the days around its first and last day; before 2021 the Union's law was the United Kingdom's own."""
    first = date(2021, 1, 1) if record.exporter == ("UK",) else FIRST_DAY
    days = [record.starts - DAY, record.starts, record.starts + DAY]
    if record.ends != NEVER:
        days += [record.ends - DAY, record.ends, record.ends + DAY]
    return [day for day in days if first <= day <= LAST_DAY]


@pytest.mark.parametrize(("record", "importer", "regime"), ADEQUACY, ids=lambda value: getattr(value, "id", value))
def test_adequacy_holds_exactly_on_its_days(record, importer, regime):
    for day in judged_days(record):
        found = verdict(importer, "ADEQUACY", on=day, regime=regime, **IN_SCOPE)
        others = default_law().find("adequacy", regime, importer, day)
        if others is not None:
            assert found.reason in {"ADQ_OK", "NT_EEA"}, day
        else:
            assert found.verdict != "valid", day


@pytest.mark.parametrize(("record", "importer"), INSIDE, ids=lambda value: getattr(value, "id", value))
def test_a_place_is_inside_exactly_on_its_days(record, importer):
    for day in judged_days(record):
        found = verdict(importer, "EEA", on=day)
        place = default_law().find("place", "EU", importer, day)
        inside = place is not None and place.kind in {"member", "territory", "outermost", "transition", "bridge"}
        inside = inside and (not place.efta or day >= date(2000, 7, 1))
        assert (found.verdict == "no-transfer") == inside, day


@pytest.mark.parametrize("record", FRAMEWORKS, ids=lambda record: record.id)
def test_a_framework_holds_for_the_listed_exactly_on_its_days(record):
    facts = dict.fromkeys(filter(None, (record.listed_fact, record.extension_fact)), "yes")
    for day in judged_days(record):
        found = verdict("US", record.ground[0], on=day, regime=record.exporter[0], **facts)
        assert (found.verdict == "valid") == record.holds(day), day


@pytest.mark.parametrize("record", CLAUSES, ids=lambda record: record.id)
def test_clauses_count_exactly_on_their_days(record):
    ground = (
        f"SCC_{record.set}" if record.set != "2021" else ("SCC_2021_M2" if record.parties != "C2C" else "SCC_2021_M1")
    )
    roles = ("controller", "controller") if record.parties == "C2C" else ("controller", "processor")
    facts = {"tia": "adequate", "uk_addendum": "yes", "swiss_adaptations": "yes"}
    if record.signed_until:
        facts["scc_signed_on"] = record.signed_from
    for day in judged_days(record):
        found = verdict("IN", ground, on=day, regime=record.exporter[0], roles=roles, **facts)
        assert (found.verdict == "valid") == record.holds(day), (day, found.reason)


@pytest.mark.parametrize("record", [r for r in CLAUSES if r.signed_until], ids=lambda record: record.id)
def test_an_old_set_signed_a_day_too_late_never_counts(record):
    roles = ("controller", "controller") if record.parties == "C2C" else ("controller", "processor")
    on = record.signed_until + 2 * DAY
    for signed, reason in ((record.signed_until, None), (record.signed_until + DAY, "SCC_OLD_SIGNED_TOO_LATE")):
        found = verdict(
            "IN",
            f"SCC_{record.set}",
            on=on,
            regime=record.exporter[0],
            roles=roles,
            tia="adequate",
            scc_signed_on=signed,
        )
        assert (found.reason == "SCC_OLD_SIGNED_TOO_LATE") == (reason is not None)
        assert (found.verdict == "valid") == (reason is None)


def test_privacy_shield_is_dead_on_the_day_of_the_judgment():
    assert verdict("US", "PRIVACY_SHIELD_EU_US", on=date(2020, 7, 15), ps_listed="yes").verdict == "valid"
    assert verdict("US", "PRIVACY_SHIELD_EU_US", on=date(2020, 7, 16), ps_listed="yes").reason == "PS_INVALIDATED"


def test_the_day_on_which_a_contract_expires_is_its_last():
    facts = {"tia": "adequate", "contract_expired_on": date(2026, 11, 21)}
    assert verdict("IN", "SCC_2021_M2", on=date(2026, 11, 21), **facts).verdict == "valid"
    assert verdict("IN", "SCC_2021_M2", on=date(2026, 11, 22), **facts).reason == "CONTRACT_LAPSED"


def test_the_day_on_which_a_listing_lapses_is_not_covered():
    facts = {"dpf_listed": "yes", "dpf_lapsed_on": date(2026, 11, 21)}
    assert verdict("US", "DPF_EU_US", on=date(2026, 11, 20), **facts).verdict == "valid"
    assert verdict("US", "DPF_EU_US", on=date(2026, 11, 21), **facts).reason == "DPF_LAPSED"


def test_a_change_of_the_processing_ends_the_transition_on_that_day():
    facts = {"scc_signed_on": date(2019, 1, 1), "tia": "adequate", "processing_changed_on": date(2022, 3, 1)}
    assert verdict("IN", "SCC_2010", on=date(2022, 2, 28), **facts).verdict == "valid"
    assert verdict("IN", "SCC_2010", on=date(2022, 3, 1), **facts).reason == "SCC_OLD_CHANGED"


def test_an_agreement_counts_from_the_day_of_its_signature():
    facts = {"tia": "adequate", "idta_signed_on": date(2023, 5, 1)}
    assert verdict("IN", "UK_IDTA", on=date(2023, 4, 30), regime="UK", **facts).reason == "SCC_NOT_YET"
    assert verdict("IN", "UK_IDTA", on=date(2023, 5, 1), regime="UK", **facts).verdict == "valid"


def test_united_kingdom_adequacy_is_known_to_end():
    assert verdict("GB", "ADEQUACY").changes_on == date(2031, 12, 28)


def test_what_changes_is_the_verdict_and_not_only_its_reason():
    inside = verdict("GB", "EEA", on=date(2019, 1, 1))
    assert inside.verdict == "no-transfer"
    assert inside.changes_on == date(2021, 6, 28)


def test_clauses_of_no_named_set_signed_before_the_old_sets_closed_are_dead_once_those_have_ended():
    for signed in (date(2021, 6, 26), date(2021, 6, 27), date(2021, 9, 26)):
        found = verdict("US", "SCC_UNSPECIFIED", on=date(2022, 12, 28), scc_signed_on=signed, tia="adequate")
        assert (found.verdict, found.reason) == ("invalid", "SCC_OLD_EXPIRED"), signed


def test_while_both_sets_could_be_signed_the_day_proves_neither():
    found = verdict("US", "SCC_UNSPECIFIED", on=date(2022, 1, 1), scc_signed_on=date(2021, 8, 1), tia="adequate")
    assert found.reason == "SCC_VERSION_UNSTATED"


def test_whoever_names_the_new_set_is_not_taken_for_an_old_one():
    found = verdict(
        "IN", "SCC_UNSPECIFIED", on=date(2026, 1, 1), scc_signed_on=date(2021, 8, 1), scc_set="2021", scc_module="2",
        tia="adequate",
    )  # fmt: skip
    assert found.reason == "SCC_OK"
