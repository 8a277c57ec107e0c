"""Many rows at once: exactly what was shown, in one piece, with its trail, and back again while nothing is lost."""

import json
from datetime import date

import pytest

from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Role
from accounts.tables import AuditEvent, Organisation
from law.store import default_law
from register import bulk_plan
from register.bulk import Overtaken, change_rows, find_change, undo_change
from register.bulk_plan import Wish, checked, plan
from register.inputs import MOST_TAGS
from register.lists import VendorQuery, list_vendors
from register.tables import Engagement, Vendor
from register.vendors import update_vendor
from tests.register.cast import NOW, PROCUREMENT, READER, TODAY, Desk, only
from tests.support import builders

HOW = (NOW, TODAY, default_law())


async def do(wish: Wish, picked, actor=PROCUREMENT) -> int:
    made = await plan(wish, picked, actor)
    return await change_rows(wish, picked, made.digest, actor, *HOW)


async def row(vendor: int, columns: str = "tier") -> object:
    found = await Vendor.select().where(Vendor.id == vendor).first()
    assert found is not None
    return found[columns]


@pytest.fixture
async def two(organisation: Organisation) -> list[tuple[int, int]]:
    desk = Desk()
    mail = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Example Mail")
    bank = await desk.vendor(organisation, "Example Bank", tier="high", tags=["Pilot"])
    return [(mail, organisation.id), (bank, organisation.id)]


async def test_what_stands_like_that_already_is_left_alone_and_said(two) -> None:
    made = await plan(Wish("vendors", "tier", "high"), two, PROCUREMENT)
    assert (made.rows, [step.name for step in made.steps]) == (1, ["Example Mail"])
    assert made.left == (("Example Bank", bulk_plan.ALREADY),)


async def test_a_change_of_many_rows_is_one_change_with_its_trail(two) -> None:
    number = await do(Wish("vendors", "tier", "low"), two)
    assert [await row(vendor) for vendor, _organisation in two] == ["low", "low"]
    listed = await list_vendors(VendorQuery(tier="low"), PROCUREMENT)
    assert listed.total == 2
    events = [event["event"] for event in await AuditEvent.select().order_by(AuditEvent.id, ascending=False).limit(3)]
    assert sorted(events) == ["rows-changed", "vendor-changed", "vendor-changed"]
    await undo_change(number, PROCUREMENT, *HOW)
    assert [await row(vendor) for vendor, _organisation in two] == ["", "high"]
    assert (await find_change(number, PROCUREMENT)).undone_at == NOW


async def test_undo_names_what_was_changed_later_and_takes_nothing_back(two) -> None:
    number = await do(Wish("vendors", "tier", "low"), two)
    version = await row(two[0][0], "version")
    await update_vendor(two[0][0], {"tier": "medium"}, version, PROCUREMENT, *HOW)
    with pytest.raises(Conflict, match="Example Mail") as refused:
        await undo_change(number, PROCUREMENT, *HOW)
    assert "Example Bank" not in str(refused.value)
    assert [await row(vendor) for vendor, _organisation in two] == ["medium", "low"]


async def test_a_later_change_of_something_else_is_not_in_the_way_of_undo(two) -> None:
    number = await do(Wish("vendors", "tier", "low"), two)
    version = await row(two[0][0], "version")
    await update_vendor(two[0][0], {"notes": "Renamed soon"}, version, PROCUREMENT, *HOW)
    await undo_change(number, PROCUREMENT, *HOW)
    assert (await row(two[0][0]), await row(two[0][0], "notes")) == ("", "Renamed soon")


async def test_what_is_taken_back_is_taken_back_once(two) -> None:
    number = await do(Wish("vendors", "tier", "low"), two)
    await undo_change(number, PROCUREMENT, *HOW)
    with pytest.raises(Conflict):
        await undo_change(number, PROCUREMENT, *HOW)


async def test_nothing_is_done_where_it_would_not_be_what_was_shown(two) -> None:
    wish = Wish("vendors", "tier", "low")
    shown = await plan(wish, two, PROCUREMENT)
    await update_vendor(two[0][0], {"tier": "low"}, await row(two[0][0], "version"), PROCUREMENT, *HOW)
    with pytest.raises(Overtaken) as refused:
        await change_rows(wish, two, shown.digest, PROCUREMENT, *HOW)
    assert [step.name for step in refused.value.plan.steps] == ["Example Bank"]
    assert await row(two[1][0]) == "high"


async def test_the_owner_shown_in_the_list_is_the_one_that_was_set(two, organisation) -> None:
    await Desk().engagement(two[0][0], organisation, service="Surveys", owner="Marketing")
    await do(Wish("vendors", "owner", "IT"), two)
    listed = await list_vendors(VendorQuery(), PROCUREMENT)
    assert {row.owner for row in listed.rows} == {"IT"}


async def test_tags_are_added_and_taken_away_whatever_their_case(two) -> None:
    made = await plan(Wish("vendors", "tag", "PILOT"), two, PROCUREMENT)
    assert [step.name for step in made.steps] == ["Example Mail"]
    await do(Wish("vendors", "tag", "Årlig"), two)
    assert json.loads(str(await row(two[1][0], "tags"))) == ["Årlig", "Pilot"]
    assert (await list_vendors(VendorQuery(tag="Årlig"), PROCUREMENT)).total == 2
    await do(Wish("vendors", "untag", "pilot"), two)
    assert json.loads(str(await row(two[1][0], "tags"))) == ["Årlig"]


async def test_a_vendor_full_of_tags_takes_no_more(organisation) -> None:
    vendor = await Desk().vendor(organisation, tags=[f"tag {number}" for number in range(MOST_TAGS)])
    made = await plan(Wish("vendors", "tag", "more"), [(vendor, organisation.id)], PROCUREMENT)
    assert [why for _name, why in made.left] == [bulk_plan.FULL]


async def test_a_review_is_set_for_all_that_a_vendor_does_and_for_nothing_that_ended(two, organisation) -> None:
    ended = await Desk().engagement(two[0][0], organisation, status="ended")
    made = await plan(checked("vendors", "next_review", "2027-03-31", TODAY), two, PROCUREMENT)
    assert made.left == (("Example Bank", bulk_plan.IDLE),)
    number = await do(made.wish, two)
    days = {row["id"]: row["next_review"] for row in await Engagement.select()}
    assert (days.pop(ended), set(days.values())) == (None, {date(2027, 3, 31)})
    await undo_change(number, PROCUREMENT, *HOW)
    assert {row["next_review"] for row in await Engagement.select()} == {None}
    left = (await plan(checked("engagements", "next_review", "2027-03-31", TODAY), [ended], PROCUREMENT)).left
    assert [why for _name, why in left] == [bulk_plan.ENDED]


async def test_engagements_change_by_themselves(two, organisation) -> None:
    ids = [row["id"] for row in await Engagement.select()]
    await do(Wish("engagements", "status", "ended"), ids)
    assert {row["status"] for row in await Engagement.select()} == {"ended"}
    assert await row(two[0][0], "status") == "active"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tier", "huge"),
        ("status", ""),
        ("next_review", "soon"),
        ("next_review", "2026-11-20"),
        ("next_review", "2040-01-01"),
        ("tag", "a,b"),
        ("tag", ""),
        ("owner", "x" * 121),
        ("name", "New name"),
    ],
)
def test_a_value_that_the_field_cannot_take_is_refused(field, value) -> None:
    with pytest.raises(Invalid) as refused:
        checked("vendors", field, value, TODAY)
    assert set(refused.value.fields) <= {field, "field"}


async def test_rows_of_other_organisations_are_neither_planned_nor_seen(two, organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    made = await plan(Wish("vendors", "tier", "low"), two, only(elsewhere))
    assert (made.steps, made.left) == ((), ())
    number = await do(Wish("vendors", "tier", "low"), two)
    with pytest.raises(NotFound):
        await find_change(number, only(elsewhere))
    with pytest.raises(Forbidden):
        await change_rows(Wish("vendors", "tier", "low"), two, "", READER, *HOW)


async def test_a_vendor_that_others_share_is_not_ended_for_them(two, organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    await Desk().engagement(two[0][0], elsewhere)
    made = await plan(Wish("vendors", "status", "ended"), two, only(organisation))
    assert [step.name for step in made.steps] == ["Example Bank"]
    assert made.left == (("Example Mail", bulk_plan.SHARED),)
    reader = only(organisation, Role.READER)
    assert [why for _name, why in (await plan(made.wish, two, reader)).left] == [bulk_plan.CLOSED] * 2
