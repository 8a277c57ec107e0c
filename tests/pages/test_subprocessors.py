"""Announced changes on the pages: entered by hand or by the vendor's list, decided with their effect in sight."""

from __future__ import annotations

import io
from datetime import timedelta

import httpx
import openpyxl
import pytest

from accounts.tables import Organisation
from register.subprocessors import recorded_below
from register.tables import Agreement, Engagement, SubprocessorNotice, Vendor
from tests.pages.reading import see
from tests.register.cast import TODAY, Desk
from tests.support import builders
from tests.support.browsing import AsRole

Client = httpx.AsyncClient
HEAD = ("Our sub-processors", None, None)
NAMES = ("Sub-processor", "Processing location", "Purpose of processing")


async def cloud(organisation: Organisation, days: int | None = 30) -> int:
    """Return a vendor with a DPA and two sub-processors."""
    vendor = await Desk().vendor(organisation, "Example Cloud AB", country="SE")
    above = await Desk().engagement(vendor, organisation)
    await Desk().agreement(vendor, organisation, objection_days=days)
    for name, country in (("Example Support Ltd", "IE"), ("Example Post AS", "NO")):
        below = await Desk().vendor(organisation, name, country=country)
        work = await Desk().engagement(below, organisation, role="sub-processor", parent=above, purposes="Support")
        await Desk().location(work, country)
    return vendor


def sheet(*rows: tuple[str | None, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEAD, (None,), NAMES, *rows):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


async def upload(client: Client, vendor: int, content: bytes, name: str = "list.xlsx", **more: str) -> httpx.Response:
    page = await client.get(f"/vendors/{vendor}/subprocessor-list")
    form = see(page.text).form(f"/vendors/{vendor}/subprocessor-list")
    typed = {field: value for field, value in form.sent(**more).items() if field != "file"}
    return await client.post(f"/vendors/{vendor}/subprocessor-list", data=typed, files={"file": (name, content)})


async def test_a_list_becomes_an_announcement_of_what_is_new_gone_and_changed(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await cloud(organisation)
    client = await as_role("privacy")
    rows = [("Example Support", "Ireland, India", "Support"), ("Example Chat Inc.", "USA", "Chat")]
    answer = await upload(client, vendor, sheet(*rows))
    assert answer.status_code == 303, see(answer.text).error("file")
    where = answer.headers["location"]
    page = (await client.get(where)).text
    for told in ("Example Chat Inc.", "New sub-processor", "New place", "India", "No longer listed", "Example Post AS"):
        assert told in page
    assert (TODAY + timedelta(days=30)).isoformat() in page
    form = see(page).form(f"{where}/decision")
    assert form.values.get("take-0") == "yes"
    assert [one.name for one in await recorded_below(vendor, organisation.id)] == [
        "Example Post AS",
        "Example Support Ltd",
    ]
    answer = await client.post(f"{where}/decision", data={**form.sent(), "decision": "accept"})
    assert answer.status_code == 303, see(answer.text).error("file")
    below = {
        one.name: {p.country for p in one.locations.values()} for one in await recorded_below(vendor, organisation.id)
    }
    assert below == {"Example Chat Inc.": {"US"}, "Example Post AS": {"NO"}, "Example Support Ltd": {"IE", "IN"}}
    back = see((await client.get(where)).text).form(f"{where}/decision/undo")
    assert (await client.post(f"{where}/decision/undo", data=back.sent())).status_code == 303
    assert len(await recorded_below(vendor, organisation.id)) == 2


async def test_a_list_that_says_the_same_announces_nothing(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await cloud(organisation)
    client = await as_role("procurement")
    rows = [("Example Support Ltd", "Ireland", "Support"), ("Example Post AS", "Norway", "Support")]
    answer = await upload(client, vendor, sheet(*rows))
    assert answer.headers["location"] == f"/vendors/{vendor}#announced"
    assert "nothing is new, gone or changed" in (await client.get(f"/vendors/{vendor}")).text
    assert await SubprocessorNotice.count() == 0


async def test_the_vendor_itself_is_not_its_own_sub_processor(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await cloud(organisation)
    client = await as_role("procurement")
    rows = [("Example Cloud AB", "Sweden", "Hosting"), ("Example Support Ltd", "Ireland", "Support")]
    answer = await upload(client, vendor, sheet(*rows, ("Example Post AS", "Norway", "Support")))
    assert answer.headers["location"] == f"/vendors/{vendor}#announced"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.xlsx", b"PK no workbook", ""),
        ("list.csv", b"Name;Date\n", ""),
        ("list.csv", b"", ""),
    ],
)
async def test_a_file_that_holds_no_list_is_refused_at_its_field(
    organisation: Organisation, as_role: AsRole, name: str, content: bytes, told: str
) -> None:
    vendor = await cloud(organisation)
    answer = await upload(await as_role("procurement"), vendor, content, name)
    assert answer.status_code == 422
    assert see(answer.text).error("file")
    assert told in answer.text
    assert await SubprocessorNotice.count() == 0


async def test_without_a_file_and_with_a_day_that_is_none_everything_typed_is_kept(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await cloud(organisation)
    client = await as_role("procurement")
    answer = await client.post(f"/vendors/{vendor}/subprocessor-list", data={"received_on": "soon", "days": "21"})
    assert answer.status_code == 422
    assert see(answer.text).error("received_on")
    assert 'value="21"' in answer.text
    today = {"received_on": TODAY.isoformat()}
    answer = await client.post(f"/vendors/{vendor}/subprocessor-list", data=today)
    assert see(answer.text).error("file").startswith("Choose a file")


async def test_an_announcement_is_entered_by_hand_and_objected_to(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await cloud(organisation)
    client = await as_role("privacy")
    page = await client.get(f"/vendors/{vendor}/notices/new")
    form = see(page.text).form(f"/vendors/{vendor}/notices")
    assert form.values["days"] == "30"
    typed = form.sent(name="Example Chat Inc.", country="US", purpose="Chat", what="added")
    answer = await client.post(f"/vendors/{vendor}/notices", data=typed)
    assert answer.status_code == 303, see(answer.text).error("file")
    where = answer.headers["location"]
    page = await client.get(where)
    form = see(page.text).form(f"{where}/decision")
    answer = await client.post(f"{where}/decision", data={**form.sent(), "decision": "object"})
    assert answer.status_code == 422
    assert see(answer.text).error("why").startswith("Say why you object")
    answer = await client.post(f"{where}/decision", data={**form.sent(why="No ground for it"), "decision": "object"})
    assert answer.status_code == 303
    page = (await client.get(where)).text
    assert "The register stayed as it was." in page
    assert "No ground for it" in page
    assert "Objected" in (await client.get(f"/vendors/{vendor}")).text
    again = await client.post(f"{where}/decision", data={**form.sent(), "decision": "accept"})
    assert again.status_code == 409


async def test_what_leaves_is_chosen_from_what_is_recorded(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await cloud(organisation)
    client = await as_role("privacy")
    form = see((await client.get(f"/vendors/{vendor}/notices/new")).text).form(f"/vendors/{vendor}/notices")
    answer = await client.post(f"/vendors/{vendor}/notices", data=form.sent(what="removed"))
    assert see(answer.text).error("leaves").startswith("Choose the sub-processor")
    (post,) = await Engagement.select(Engagement.id).where(Engagement.vendor.name == "Example Post AS")
    answer = await client.post(f"/vendors/{vendor}/notices", data=form.sent(what="removed", leaves=str(post["id"])))
    where = answer.headers["location"]
    decision = see((await client.get(where)).text).form(f"{where}/decision")
    await client.post(f"{where}/decision", data={**decision.sent(), "decision": "accept"})
    assert (await Engagement.select().where(Engagement.id == post["id"]).first())["status"] == "ended"


async def test_days_that_are_unknown_are_asked_for_and_never_made_up(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await cloud(organisation, days=None)
    client = await as_role("procurement")
    form = see((await client.get(f"/vendors/{vendor}/notices/new")).text).form(f"/vendors/{vendor}/notices")
    assert form.values["days"] == ""
    where = (await client.post(f"/vendors/{vendor}/notices", data=form.sent(name="New"))).headers["location"]
    page = (await client.get(where)).text
    assert "no last day can be computed" in page
    days = see(page).form(f"{where}/days")
    assert see((await client.post(f"{where}/days", data=days.sent(days="soon"))).text).error("days")
    assert (await client.post(f"{where}/days", data=days.sent(days="14"))).status_code == 303
    assert (TODAY + timedelta(days=14)).isoformat() in (await client.get(where)).text
    assert await Agreement.count().where(Agreement.objection_days.is_null()) == 1


async def test_who_may_not_decide_reads_who_does_and_others_find_nothing(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await cloud(organisation)
    editor = await as_role("procurement", organisation)
    form = see((await editor.get(f"/vendors/{vendor}/notices/new")).text).form(f"/vendors/{vendor}/notices")
    where = (await editor.post(f"/vendors/{vendor}/notices", data=form.sent(name="New"))).headers["location"]
    assert "The privacy office or an administrator decides on this." in (await editor.get(where)).text
    outsider = await as_role("privacy", await builders.organisation("Elsewhere", "NO"))
    assert (await outsider.get(where)).status_code == 404
    assert (await outsider.post(f"{where}/decision", data={"decision": "accept"})).status_code == 404
    assert (await outsider.get(f"/vendors/{vendor}/subprocessor-list")).status_code == 404
    assert await Vendor.count() == 3
