"""Locations that are one transfer are judged once, and each gets the verdict that it gets alone."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from itertools import count
from typing import Any

from law.store import default_law
from law.whatif import strike
from register.judging import alike, judge_locations
from register.load import Loaded
from register.rows import AgreementRow, EngagementRow, LocationRow, OrganisationRow
from tests.register.cases import agreement, engagement, location, organisation, vendor

DAYS = (date(2019, 3, 1), date(2023, 8, 1), date(2026, 11, 21))
GROUNDS = (
    "NONE",
    "DPF_EU_US",
    "SCC_2021_M2",
    "SCC_2010",
    "SCC_2021_M3|DPF_EU_US",
    "UK_IDTA",
    "ADEQUACY",
    "BCR_P",
    "EEA",
)
TEXTS = ("", "SCC", "SCC planned", "IDTA not signed", "SCC signed 2022")
FACTS = ("{}", '{"tia": "adequate"}', '{"contract_signed": "yes"}', '{"hr_data": "yes"}')
DPF: tuple[dict[str, str], ...] = ({}, {"dpf_listed": "yes"}, {"dpf_listed": "no"}, {"dpf_lapsed_on": "2025-01-31"})


def register(chance: random.Random) -> Loaded:
    """Return a register in which everything that a transfer is made of differs from row to row."""
    own = {
        n: OrganisationRow(id=n, name="Example AB", country=country, regimes=regimes, promises=[])
        for n, (country, regimes) in enumerate((("SE", "EU"), ("GB", "UK"), ("NO", "EU|UK")), 1)
    }
    vendors = {
        n: vendor(id=n, dpf=chance.choice(DPF), parent_country=chance.choice(("", "", "US", "CN")))
        for n in range(1, 60)
    }
    engagements: dict[int, EngagementRow] = {}
    locations: dict[int, list[LocationRow]] = defaultdict(list)
    agreements: dict[int, list[AgreementRow]] = defaultdict(list)
    ids = count(1)
    for number in range(1, 160):
        parent = chance.choice((None, None, 1))
        engagements[number] = engagement(
            id=number,
            vendor=chance.choice(list(vendors)),
            organisation=chance.choice(list(own)),
            parent=parent,
            above_country=chance.choice(("SE", "US", "IN")) if parent else "",
            above_authorises=bool(parent) and chance.random() < 0.5,
            role=chance.choice(("processor", "sub-processor", "controller", "")),
            organisation_role=chance.choice(("controller", "processor", "")),
        )
        for _ in range(chance.randrange(4)):
            locations[number].append(
                location(
                    id=next(ids),
                    engagement=number,
                    country=chance.choice(("US", "US", "IN", "GB", "SE", "")),
                    region=chance.choice(("", "", "EU")),
                    ground_text=chance.choice(TEXTS),
                    grounds=chance.choice(GROUNDS),
                    facts=chance.choice(FACTS),
                )
            )
        if chance.random() < 0.6:
            mine = engagements[number]
            agreements[mine["vendor"]].append(
                agreement(
                    id=number,
                    vendor=mine["vendor"],
                    organisation=mine["organisation"],
                    engagement=chance.choice((None, number)),
                    kind=chance.choice(("scc", "scc", "dpa")),
                    status=chance.choice(("signed", "expired", "missing")),
                    signed_on=chance.choice((None, date(2020, 1, 1), date(2022, 5, 5))),
                    expires_on=chance.choice((None, date(2024, 1, 1))),
                )
            )
    return Loaded(own, vendors, engagements, dict(locations), dict(agreements), {}, {})


def alone(loaded: Loaded, row: Any) -> Loaded:
    """Return the same register with one location."""
    return Loaded(
        loaded.organisations, loaded.vendors, loaded.engagements, {row["engagement"]: [row]}, loaded.agreements, {}, {}
    )


def test_each_location_is_judged_among_others_as_alone() -> None:
    law = default_law()
    compared = 0
    for seed in range(4):
        loaded = register(random.Random(seed))
        for day in DAYS:
            together = judge_locations(loaded, law, day)
            for row in (row for rows in loaded.locations.values() for row in rows):
                assert together[row["id"]] == judge_locations(alone(loaded, row), law, day)[row["id"]], (seed, row)
                compared += 1
    assert compared > 2_000


def test_the_same_keys_hold_for_a_law_of_which_something_is_struck() -> None:
    loaded = register(random.Random(5))
    without = strike(default_law(), "DPF-EU", DAYS[2])
    together = judge_locations(loaded, without, DAYS[2])
    for row in (row for rows in loaded.locations.values() for row in rows):
        assert together[row["id"]] == judge_locations(alone(loaded, row), without, DAYS[2])[row["id"]]


def test_vendors_of_whom_the_same_is_known_share_what_is_judged() -> None:
    same = [vendor(id=n, dpf={"dpf_listed": "yes"}) for n in (1, 2, 3)]
    loaded = Loaded(
        {1: organisation()},
        {one["id"]: one for one in same},
        {n: engagement(id=n, vendor=n, organisation=1) for n in (1, 2, 3)},
        {n: [location(id=n, engagement=n, country="US", grounds="DPF_EU_US")] for n in (1, 2, 3)},
        {},
        {},
        {},
    )
    assert len(alike(loaded).ones) == 1
    loaded.vendors[3]["dpf"] = {"dpf_listed": "no"}
    assert len(alike(loaded).ones) == 2
