"""What time or a change of law moves is judged again, and only that."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from accounts.actor import SYSTEM
from accounts.tables import AuditEvent
from register.nightly import _questions, due, rejudge_all
from register.sql import fetch_all
from register.tables import Location
from tests.register.cast import NOW, TODAY, Desk, finding
from tests.support.engine import POSTGRES


async def test_nothing_is_due_on_the_day_of_judging(organisation) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    assert await due(TODAY, Desk().law) == set()
    assert await rejudge_all(TODAY, Desk().law, SYSTEM, NOW) == []


async def test_a_verdict_moves_on_its_day_and_history_says_why(organisation) -> None:
    desk = Desk(today=date(2020, 7, 15))
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", facts={"ps_listed": "yes"})
    assert (await Location.select(Location.changes_on).first())["changes_on"] == date(2020, 7, 16)
    assert await rejudge_all(date(2020, 7, 15), desk.law, SYSTEM, NOW) == []
    (moved,) = await rejudge_all(date(2020, 7, 16), desk.law, SYSTEM, NOW)
    assert (moved.vendor, moved.before, moved.after, moved.reason) == (vendor, "valid", "invalid", "PS_INVALIDATED")
    row = await AuditEvent.select().where(AuditEvent.event == "location-judged-again").first()
    assert json.loads(row["after"])["verdict"] == "invalid"
    assert finding(await desk.view(vendor, as_of=date(2020, 7, 16)), "invalid_ground").since == date(2020, 7, 16)


async def test_another_law_makes_everything_due(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    other = replace(Desk().law, digest="another")
    assert await due(TODAY, other) == {vendor}
    await rejudge_all(TODAY, other, SYSTEM, NOW)
    assert await due(TODAY, other) == set()


async def test_a_review_that_passes_its_day_becomes_a_finding_overnight(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    await desk.engagement(vendor, organisation, next_review="2026-12-01")
    assert await due(date(2026, 12, 1), desk.law) == set()
    await rejudge_all(date(2026, 12, 2), desk.law, SYSTEM, NOW)
    assert finding(await desk.view(vendor), "review_overdue").since == date(2026, 12, 2)
    assert await due(date(2026, 12, 2), desk.law) == set()


async def test_an_agreement_that_runs_out_becomes_a_finding_overnight(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "SE", "NONE")
    await desk.agreement(vendor, organisation, signed_on="2024-01-01", expires_on="2026-12-31")
    await rejudge_all(date(2027, 1, 1), desk.law, SYSTEM, NOW)
    assert finding(await desk.view(vendor), "agreement_expired").since == date(2027, 1, 1)


async def test_a_listing_grows_old_overnight(organisation) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation, dpf={"dpf_listed": "yes"}, dpf_checked_on="2025-12-01")
    engagement = await desk.engagement(vendor, organisation)
    await desk.location(engagement, "US", "DPF_EU_US")
    assert await due(date(2026, 12, 1), desk.law) == set()
    await rejudge_all(date(2026, 12, 2), desk.law, SYSTEM, NOW)
    assert finding(await desk.view(vendor), "stale_dpf").since == date(2026, 12, 1)


async def test_no_question_of_the_night_walks_through_the_findings_for_each_row(organisation) -> None:
    for sql, values in _questions(TODAY, Desk().law):
        rows = await fetch_all(f"EXPLAIN {'' if POSTGRES else 'QUERY PLAN '}{sql}", values)
        plan = "\n".join(str(part) for row in rows for part in row.values())
        assert plan
        assert "CORRELATED" not in plan, sql
        assert "(SubPlan" not in plan, sql
