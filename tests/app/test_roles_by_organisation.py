"""Somebody with a strong role in one organisation and a weak one in another: a walk over every route that changes."""

import json
import re
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM
from accounts.errors import Forbidden, NotFound
from accounts.sessions import actor_of
from accounts.tables import AuditEvent, Membership, Organisation, User
from assessments.assessment_tables import Assessment, Template, TemplateVersion
from assessments.questionnaire import Questionnaire, Words
from assessments.tables import OwnerAddress, Review
from imports.tables import ImportBatch
from register.locations import update_location
from register.tables import Condition, Document, Finding, Location, SubprocessorNotice, Vendor
from register.vendors import end_vendor, update_vendor
from tests.app.test_who_may import WHO
from tests.register.cast import NOW, Desk
from tests.support import builders
from tests.support.browsing import browser, sign_in

CONTENT = Questionnaire(title=Words(en="Example")).model_dump_json()
CLOSED = {403, 404}
WEAK = {"read", "export", "anybody", "everybody"}
# The object that the first number in an address names; what is not here belongs to no organisation or is its own test.
PREFIXES = {
    "/vendors/": "vendor",
    "/engagements/": "engagement",
    "/locations/": "location",
    "/agreements/": "agreement",
    "/findings/": "finding",
    "/documents/": "document",
    "/reviews/": "review",
    "/imports/": "batch",
    "/notices/": "notice",
    "/conditions/": "condition",
    "/assessments/{": "assessment",
    "/organisations/": "organisation",
    "/people/": "person",
    "/administration/owners/": "address",
}


async def objects_of(organisation: Organisation) -> dict[str, int]:
    """Put one object of each kind into the register of an organisation; return their numbers."""
    desk = Desk(SYSTEM)
    vendor = await desk.vendor(organisation, f"Vendor of {organisation.name}")
    engagement = await desk.engagement(vendor, organisation)
    location = await desk.location(engagement, "US")
    agreement = await desk.agreement(vendor, organisation)
    (finding,) = await Finding.select(Finding.id).where(Finding.organisation == organisation.id).limit(1)
    shared = {"organisation": organisation.id, "vendor": vendor}
    document = Document(**shared, name="a.pdf", digest="0" * 64, uploaded_at=NOW)
    batch = ImportBatch(organisation=organisation.id, file_name="a.xlsx", digest="0" * 64, created_at=NOW)
    notice = SubprocessorNotice(**shared, received_on=date(2026, 11, 1), created_at=NOW)
    condition = Condition(**shared, text="Show the report", created_at=NOW)
    template = await builders.save(Template(key=f"t{organisation.id}", organisation=organisation.id, name="T"))
    version = await builders.save(
        TemplateVersion(template=template.id, number=1, digest="0", content=CONTENT, created_at=NOW)
    )
    assessment = Assessment(**shared, template_version=version.id, language="en", created_at=NOW)
    review = Review(engagement=engagement, due=date(2027, 1, 1), created_at=NOW)
    address = OwnerAddress(organisation=organisation.id, owner="IT", owner_key="it", email="it@example.org")
    rows = {
        "document": document,
        "batch": batch,
        "notice": notice,
        "condition": condition,
        "assessment": assessment,
        "review": review,
        "address": address,
    }
    numbers = {name: int((await builders.save(row)).id) for name, row in rows.items()}
    person = await builders.user("procurement", organisation)
    made = {"vendor": vendor, "engagement": engagement, "location": location, "agreement": agreement}
    return {
        **numbers,
        **made,
        "finding": finding["id"],
        "organisation": int(organisation.id),
        "person": int(person.id),
    }


async def mixed(strong: Organisation, weak: Organisation) -> User:
    """Somebody who administers one organisation and reads in the other."""
    user = await builders.user("administrator", strong)
    await Membership(user=user.id, organisation=weak.id, role="reader").save()
    return user


def addresses(numbers: dict[str, int]) -> list[tuple[str, str, str]]:
    """Return every change of the table that names an object, with these numbers in its address."""
    found = []
    for (method, path), who in WHO.items():
        kind = next((kind for prefix, kind in PREFIXES.items() if path.startswith(prefix) and "{" in path), None)
        if who in WEAK or kind is None:
            continue
        filled = re.sub(r"\{\w+:int\}", str(numbers[kind]), path, count=1)
        found.append((method, re.sub(r"\{\w+:\w+\}", "9", filled), kind))
    return found


@pytest.fixture
async def elsewhere(database: Any) -> Organisation:
    return await builders.organisation("Elsewhere Ltd", "NO")


async def test_a_strong_role_in_one_organisation_changes_nothing_of_another(
    app: Litestar, organisation: Organisation, elsewhere: Organisation, now: datetime
) -> None:
    theirs = await objects_of(elsewhere)
    user = await mixed(organisation, elsewhere)
    trail = await AuditEvent.count()
    open_ones = []
    async with browser(app) as client:
        await sign_in(client, app, user, now)
        assert (await client.get(f"/vendors/{theirs['vendor']}")).status_code == 200
        asked = addresses(theirs)
        for method, path, _kind in asked:
            answer = await client.request(method, path, data={} if method == "POST" else None)
            if answer.status_code not in CLOSED:
                open_ones.append((method, path, answer.status_code, answer.headers.get("location")))
    assert open_ones == []
    assert await AuditEvent.count() == trail
    assert {kind for _, _, kind in asked} == set(PREFIXES.values())


async def test_the_same_role_changes_what_belongs_to_its_own_organisation(
    app: Litestar, organisation: Organisation, elsewhere: Organisation, now: datetime
) -> None:
    ours = await objects_of(organisation)
    user = await mixed(organisation, elsewhere)
    closed = []
    async with browser(app) as client:
        await sign_in(client, app, user, now)
        for method, path, kind in addresses(ours):
            if method == "GET" and kind in {"vendor", "engagement", "location", "agreement", "finding", "person"}:
                answer = await client.get(path)
                if answer.status_code in CLOSED and "/subprocessor-list" not in path:
                    closed.append((path, answer.status_code))
    assert closed == []


async def page_of(app: Litestar, user: User, path: str, now: datetime) -> httpx.Response:
    async with browser(app) as client:
        await sign_in(client, app, user, now)
        return await client.get(path)


async def test_a_shared_vendor_is_edited_by_who_edits_for_one_and_ended_by_who_edits_for_all(
    organisation: Organisation, elsewhere: Organisation
) -> None:
    desk = Desk(SYSTEM)
    vendor = await desk.vendor(organisation, "Shared AB")
    await desk.engagement(vendor, organisation)
    await desk.engagement(vendor, elsewhere)
    user = await builders.user("procurement", organisation)
    await Membership(user=user.id, organisation=elsewhere.id, role="reader").save()
    actor = await actor_of(user.id, user.email)
    assert actor is not None
    how = {"actor": actor, "now": desk.now, "today": desk.today, "law": desk.law}
    row = await Vendor.select(Vendor.version).where(Vendor.id == vendor).first()
    await update_vendor(vendor, {"owner": "IT"}, row["version"], **how)
    row = await Vendor.select(Vendor.version).where(Vendor.id == vendor).first()
    with pytest.raises(Forbidden, match="Other organisations"):
        await end_vendor(vendor, row["version"], **how)
    await Membership.update({Membership.role: "procurement"}, force=True)
    both = await actor_of(user.id, user.email)
    await end_vendor(vendor, row["version"], **{**how, "actor": both})
    stranger = await builders.user("procurement", await builders.organisation("Third AS", "NO"))
    third = await actor_of(stranger.id, stranger.email)
    with pytest.raises(NotFound):
        await update_vendor(vendor, {"owner": "X"}, row["version"] + 1, **{**how, "actor": third})
    (event,) = await AuditEvent.select().where(AuditEvent.event == "vendor-changed").limit(1)
    assert event["organisation_id"] is None, "an edit of what is shared shows in the history of all"


async def test_a_location_does_not_move_to_where_its_mover_may_not_edit(
    organisation: Organisation, elsewhere: Organisation
) -> None:
    ours, theirs = await objects_of(organisation), await objects_of(elsewhere)
    user = await mixed(organisation, elsewhere)
    desk = Desk(await actor_of(user.id, user.email))  # type: ignore[arg-type]
    row = await Location.select(Location.version).where(Location.id == ours["location"]).first()
    with pytest.raises(Forbidden):
        await update_location(ours["location"], {"engagement": theirs["engagement"]}, row["version"], **desk.how)


async def test_an_export_holds_only_what_somebody_may_export(
    app: Litestar, organisation: Organisation, elsewhere: Organisation, now: datetime
) -> None:
    await objects_of(organisation)
    await objects_of(elsewhere)
    user = await builders.user("reader", organisation)
    await Membership(user=user.id, organisation=elsewhere.id, role="contributor").save()
    whole = json.loads((await page_of(app, user, "/export.json", now)).text)
    assert [one["name"] for one in whole["organisations"]] == [organisation.name]
    answer = await page_of(app, user, f"/export.json?organisation={elsewhere.id}", now)
    assert answer.status_code == 403
