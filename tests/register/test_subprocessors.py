"""What vendors announce of their sub-processors: recorded, judged before it is so, decided, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.tables import AuditEvent
from register.announced import Change, Listed, Place, Recorded, compared, in_short, written
from register.engagements import update_engagement
from register.merging import merge_vendors
from register.nightly import rejudge_all
from register.reading import read
from register.sql import fetch_all
from register.subprocessors import NoticeInput, announce, days_to_object, find_notice, recorded_below, set_days
from register.subprocessors_decide import accept, object_to
from register.subprocessors_effect import effects
from register.subprocessors_undo import take_back
from register.tables import Engagement, Location, SubprocessorNotice, Vendor
from tests.register.cases import case, found
from tests.register.cast import NOW, PRIVACY, PROCUREMENT, READER, TODAY, Desk, finding, only, rules
from tests.support import builders

SE, US, IN = (Place(country=code, text=code) for code in ("SE", "US", "IN"))
KNOWN = [
    Recorded(engagement=7, vendor=1, name="Example Cloud", purposes="Hosting", locations={1: SE, 2: US}),
    Recorded(engagement=8, vendor=2, name="Example Mail", purposes="", locations={}),
]


def kinds(changes: list[Change]) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.name, one.take) for one in changes]


def test_a_list_that_says_the_same_changes_nothing() -> None:
    listed = [Listed(name="Cloud", engagement=7, places=(SE, US), purpose="hosting. "), Listed(name="M", engagement=8)]
    assert compared(KNOWN, listed) == []


def test_what_is_new_is_taken_and_what_is_only_missing_is_proposed() -> None:
    listed = [Listed(name="Cloud", engagement=7, places=(SE, IN)), Listed(name="Newcomer", places=(US,))]
    assert kinds(compared(KNOWN, listed)) == [
        ("added", "Newcomer", True),
        ("place", "Example Cloud", True),
        ("left", "Example Cloud", False),
        ("removed", "Example Mail", False),
    ]


def test_where_a_list_says_nothing_of_places_or_purpose_none_of_that_changes() -> None:
    assert compared(KNOWN, [Listed(name="Cloud", engagement=7), Listed(name="Mail", engagement=8)]) == []
    region = Place(region="EU", text="EU")
    changes = compared(KNOWN, [Listed(name="Cloud", engagement=7, places=(region,)), Listed(name="M", engagement=8)])
    assert kinds(changes) == [("place", "Example Cloud", True)]


def test_another_purpose_is_shown_and_taken_only_where_none_is_recorded() -> None:
    listed = [Listed(name="C", engagement=7, purpose="Storage"), Listed(name="M", engagement=8, purpose="Mail")]
    assert [(one.kind, one.before, one.purpose, one.take) for one in compared(KNOWN, listed)] == [
        ("purpose", "Hosting", "Storage", False),
        ("purpose", "", "Mail", True),
    ]


def test_a_sub_processor_that_stands_in_several_rows_is_one_with_all_their_places() -> None:
    (one,) = compared([], [Listed(name="New", places=(SE,)), Listed(name="NEW", places=(US, SE), purpose="Mail")])
    assert (one.places, one.purpose) == ((SE, US), "Mail")


def test_a_notice_is_told_in_a_few_words() -> None:
    changes = [Change(kind="added", name=f"Vendor {number}") for number in range(4)]
    assert in_short(written([*changes[:1], Change(kind="removed", name="Old")])) == "+ Vendor 0, − Old"
    assert in_short(written(changes)).endswith("… (4)")


@pytest.mark.parametrize(
    ("left", "severity", "form"),
    [(30, "low", "open"), (14, "medium", "open"), (3, "high", "open"), (0, "high", "open"), (-1, "high", "passed")],
)
def test_the_finding_grows_as_the_last_day_to_object_nears(left: int, severity: str, form: str) -> None:
    row = {"id": 1, "vendor": 1, "organisation": 1, "received_on": TODAY, "changes": "+ X"}
    last = TODAY + timedelta(days=left)
    one = found(replace(case(), notices=[{**row, "last_day": last}]))["subprocessor_change_open"]
    assert (one.severity, one.form, one.params["date"]) == (severity, form, last.isoformat())
    unknown = found(replace(case(), notices=[{**row, "last_day": None}]))["subprocessor_change_open"]
    assert (unknown.severity, unknown.form) == ("medium", "unknown")


async def cloud(organisation: Any, **agreement: Any) -> tuple[int, int]:
    """Return a vendor with an engagement, a DPA with 30 days to object, and one sub-processor."""
    vendor = await Desk().vendor(organisation, "Example Cloud AB", country="SE", owner="IT")
    above = await Desk().engagement(vendor, organisation)
    await Desk().location(above, "SE")
    await Desk().agreement(vendor, organisation, **{"authorisation": "general", "objection_days": 30, **agreement})
    below = await Desk().vendor(organisation, "Example Support Ltd", country="IE", owner="IT")
    work = await Desk().engagement(below, organisation, role="sub-processor", parent=above, service="Support")
    await Desk().location(work, "IE")
    return vendor, work


CHANGES = (
    Change(kind="added", name="Example Chat Inc.", places=(US,), purpose="Chat", seat="US"),
    Change(kind="added", name="Example Backup AS", places=(Place(country="NO"),)),
)


async def notice(organisation: Any, vendor: int, *changes: Change, days: int | None = 30, **more: Any) -> int:
    given = {"vendor": vendor, "organisation": organisation.id, "received_on": TODAY, "days": days}
    return await announce(read(NoticeInput, {**given, **more}), changes or CHANGES, **Desk().how)


def decider(**more: Any) -> dict[str, Any]:
    return {**Desk(PRIVACY).how, **more}


async def test_what_is_announced_has_its_last_day_and_a_finding_while_it_is_open(organisation) -> None:
    vendor, _ = await cloud(organisation)
    assert await days_to_object(vendor, organisation.id) == 30
    number = await notice(organisation, vendor)
    assert (await find_notice(number, PROCUREMENT)).last_day == TODAY + timedelta(days=30)
    told = finding(await Desk().view(vendor), "subprocessor_change_open")
    assert "Example Chat Inc." in told.sentence
    assert told.severity == "low"
    await object_to(number, "No ground in the United States", 1, **decider())
    assert "subprocessor_change_open" not in rules(await Desk().view(vendor))
    assert await AuditEvent.count().where(AuditEvent.event == "subprocessors-objected") == 1


async def test_days_that_nobody_knows_stay_unknown_until_somebody_says_them(organisation) -> None:
    vendor, _ = await cloud(organisation, objection_days=None)
    assert await days_to_object(vendor, organisation.id) is None
    number = await notice(organisation, vendor, days=None)
    assert (await find_notice(number, PROCUREMENT)).last_day is None
    await set_days(number, TODAY - timedelta(days=1), 14, **Desk().how)
    assert (await find_notice(number, PROCUREMENT)).last_day == TODAY + timedelta(days=13)


async def test_the_nights_make_an_open_question_worse(organisation) -> None:
    vendor, _ = await cloud(organisation)
    await notice(organisation, vendor)
    law = Desk().law
    for days, severity in ((16, "medium"), (27, "high"), (31, "high")):
        await rejudge_all(TODAY + timedelta(days=days), law, PRIVACY, NOW)
        assert finding(await Desk().view(vendor), "subprocessor_change_open").severity == severity


async def test_the_effect_on_transfers_is_shown_before_anything_is_so(organisation) -> None:
    vendor, _ = await cloud(organisation)
    number = await notice(organisation, vendor)
    before = await Location.count()
    told = await effects(await find_notice(number, PROCUREMENT), Desk().law, TODAY)
    assert [[one.verdict for one in places] for places in told] == [["invalid"], ["no-transfer"]] or [
        [one.verdict for one in places] for places in told
    ] == [["incomplete"], ["no-transfer"]]
    assert all(one.because for places in told for one in places)
    assert await Location.count() == before


async def test_the_effect_that_was_shown_is_the_verdict_that_follows(organisation) -> None:
    vendor, _ = await cloud(organisation)
    scc = Change(kind="added", name="Example Chat Inc.", places=(US,), ground_text="SCC 2021 module 3")
    number = await notice(organisation, vendor, scc, CHANGES[1])
    told = await effects(await find_notice(number, PROCUREMENT), Desk().law, TODAY)
    await accept(number, {0, 1}, "", 1, **decider())
    rows = await fetch_all("SELECT verdict FROM location ORDER BY id DESC LIMIT 2")
    assert [row["verdict"] for row in reversed(rows)] == [places[0].verdict for places in told]


async def test_accepting_writes_what_is_ticked_and_nothing_else(organisation) -> None:
    vendor, work = await cloud(organisation)
    gone = Change(kind="removed", name="Example Support Ltd", engagement=work, take=False)
    number = await notice(organisation, vendor, *CHANGES, gone)
    await accept(number, {0}, "Needed for chat", 1, **decider())
    below = await recorded_below(vendor, organisation.id)
    assert [(one.name, one.purposes, [p.country for p in one.locations.values()]) for one in below] == [
        ("Example Chat Inc.", "Chat", ["US"]),
        ("Example Support Ltd", "", ["IE"]),
    ]
    done = await find_notice(number, PROCUREMENT)
    assert (done.decision, done.why, done.decided_by) == ("accept", "Needed for chat", "Privacy office")
    assert [one.take for one in done.changes] == [True, False, False]


async def everything() -> list[Any]:
    queries = (
        *(f"SELECT * FROM {table} ORDER BY id" for table in ("vendor", "engagement", "location")),
        "SELECT * FROM standing ORDER BY vendor",
        "SELECT * FROM finding WHERE state <> 'resolved' ORDER BY rule, subject_type, subject_id",
    )
    without = {"version", "updated_at", "found_at", "id", "resolved_at"}
    rows = [await fetch_all(sql) for sql in queries]
    return [[{key: value for key, value in row.items() if key not in without} for row in some] for some in rows]


async def test_taking_an_acceptance_back_brings_back_what_stood(organisation) -> None:
    vendor, work = await cloud(organisation)
    (place,) = await Location.select(Location.id).where(Location.engagement == work)
    about = {"name": "Example Support Ltd", "engagement": work}
    changes = (
        *CHANGES,
        Change(kind="place", places=(IN,), **about),
        Change(kind="left", location=place["id"], **about),
        Change(kind="purpose", purpose="Telephone", **about),
        Change(kind="removed", **about),
    )
    number = await notice(organisation, vendor, *changes)
    before = await everything()
    await accept(number, set(range(6)), "", 1, **decider())
    (row,) = await Engagement.select().where(Engagement.id == work)
    assert (row["status"], row["purposes"]) == ("ended", "Telephone")
    assert not await Location.exists().where(Location.id == place["id"])
    await take_back(number, **decider())
    assert await everything() == before
    assert (await find_notice(number, PROCUREMENT)).decision == ""
    await accept(number, {0}, "", 3, **decider())


async def test_a_planned_review_does_not_stand_in_the_way_of_taking_back(organisation) -> None:
    from assessments.keeping import keep_reviews

    vendor, _ = await cloud(organisation)
    number = await notice(organisation, vendor)
    await accept(number, {0, 1}, "", 1, **decider())
    await keep_reviews(TODAY, NOW, Desk().law, PRIVACY)
    await take_back(number, **decider())
    assert await Vendor.count() == 2


async def test_what_was_changed_since_is_named_and_not_lost(organisation) -> None:
    vendor, _ = await cloud(organisation)
    number = await notice(organisation, vendor)
    await accept(number, {0, 1}, "", 1, **decider())
    new = (await recorded_below(vendor, organisation.id))[1]
    row = await Engagement.select().where(Engagement.id == new.engagement).first()
    await update_engagement(new.engagement, {"owner": "Support"}, row["version"], **Desk().how)
    await Desk().agreement(new.vendor, organisation)
    with pytest.raises(Conflict) as refused:
        await take_back(number, **decider())
    told = {(one.vendor, one.what) for one in refused.value.current["later"]}
    assert told == {(new.name, "edited"), (new.name, "added-to")}
    assert await Vendor.count() == 4


async def test_a_vendor_that_the_register_knows_is_not_made_twice(organisation) -> None:
    vendor, _ = await cloud(organisation)
    known = await Desk().vendor(organisation, "Example Chat Inc.", country="US")
    other = await Desk().vendor(organisation, "Backup", country="NO")
    backup = CHANGES[1].model_copy(update={"vendor": other})
    number = await notice(organisation, vendor, CHANGES[0], backup)
    into = await Desk().vendor(organisation, "Backup AS", country="NO")
    await merge_vendors(into, other, {"name": "kept"}, (1, 1), "", **Desk().how)
    await accept(number, {0, 1}, "", 1, **decider())
    assert {one.vendor for one in await recorded_below(vendor, organisation.id)} >= {known, into}
    await take_back(number, **decider())
    assert await Vendor.exists().where(Vendor.id == known)


async def test_it_is_decided_once_by_whoever_may_and_as_it_was_seen(organisation) -> None:
    vendor, _ = await cloud(organisation)
    number = await notice(organisation, vendor)
    for who in (PROCUREMENT, READER):
        with pytest.raises(Forbidden):
            await accept(number, {0}, "", 1, **decider(actor=who))
    with pytest.raises(Invalid):
        await object_to(number, " ", 1, **decider())
    with pytest.raises(Conflict):
        await accept(number, {0}, "", 2, **decider())
    await accept(number, {0}, "", 1, **decider())
    with pytest.raises(Conflict):
        await object_to(number, "Too late", 2, **decider())
    with pytest.raises(Conflict):
        await set_days(number, TODAY, 3, **Desk().how)


async def test_it_is_hidden_from_other_organisations(organisation) -> None:
    vendor, _ = await cloud(organisation)
    number = await notice(organisation, vendor)
    elsewhere = only(await builders.organisation("Elsewhere", "NO"))
    with pytest.raises(NotFound):
        await find_notice(number, elsewhere)
    with pytest.raises(NotFound):
        await notice(organisation, vendor + 1000)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"received_on": TODAY + timedelta(days=1)}, "received_on"), ({"engagement": 999}, "engagement")],
)
async def test_what_cannot_be_is_refused_at_its_field(organisation, given: dict[str, Any], field: str) -> None:
    vendor, _ = await cloud(organisation)
    with pytest.raises(Invalid) as refused:
        await notice(organisation, vendor, **given)
    assert set(refused.value.fields) == {field}
    assert await SubprocessorNotice.count() == 0
