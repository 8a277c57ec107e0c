"""A vendor of two organisations: each sees what is recorded of it for itself, and nothing of the other."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.roles import Role
from accounts.tables import Organisation
from accounts.tokens import GRANTED, make_token
from accounts.visits import PROGRAMS
from register.announced import Change
from register.archive import Archive
from register.documents import keep_document
from register.engagements import update_engagement
from register.subprocessors import NoticeInput, announce
from register.tables import Condition, Engagement
from register.views import save_view
from tests.app.test_who_may import WHO
from tests.assessments.asked_cast import Office, template
from tests.register.cast import TODAY, Desk
from tests.register.test_documents import PDF
from tests.support import builders
from tests.support.browsing import browser, sign_in

SECRET = "Hyperborea"
FAR = TODAY + timedelta(days=30)
# Here the address itself is the secret, or it shows nothing of the register.
OTHERS = ("/answer/", "/calendar/", "/static/", "/metrics")
# Also asked without naming an organisation.
PLAIN = ("/", "/vendors", "/findings", "/reviews", "/audit.csv", "/export.json", "/api/v1/locations")


async def north(app: Litestar) -> tuple[Organisation, int, int]:
    """Let an organisation record all that it can of a vendor; return it, the vendor, and one that it alone has."""
    organisation = await builders.organisation(f"{SECRET} Municipality")
    person = await builders.user("administrator", organisation, email="administrator@hyperborea.example", name=SECRET)
    actor = Actor(person.id, person.email, Role.ADMINISTRATOR, frozenset({int(organisation.id)}))
    desk, office = Desk(actor), Office(actor)
    vendor = await desk.vendor(organisation, "Shared Hosting Inc", country="US")
    words = ("service", "purposes", "data_subjects", "data_categories", "retention", "owner")
    work = await desk.engagement(vendor, organisation, **dict.fromkeys(words, SECRET))
    where = dict.fromkeys(("ground_text", "place", "recipient", "activity"), SECRET)
    await desk.location(work, "US", **where)
    await desk.agreement(vendor, organisation, status="expired", text=SECRET)
    await keep_document(
        PDF,
        archive=Archive(app.state.settings.data / "documents", 20, ""),
        name=f"{SECRET}.pdf",
        organisation=int(organisation.id),
        vendor=vendor,
        kind="dpa",
        expires_on=None,
        actor=actor,
        now=desk.now,
    )
    version = await template(organisation=int(organisation.id))
    await office.answer(await office.start(organisation, vendor, version, owner=SECRET), about=SECRET)
    told = {"vendor": vendor, "organisation": organisation.id, "received_on": TODAY, "note": SECRET, "source": SECRET}
    await announce(NoticeInput.model_validate(told), [Change(kind="added", name=SECRET)], **desk.how)
    due: dict[str, Any] = {"text": SECRET, "owner": SECRET, "due": FAR, "created_at": desk.now}
    await builders.save(Condition(organisation=organisation.id, vendor=vendor, **due))
    await save_view("vendors", SECRET, "q=x", "organisation", int(organisation.id), actor, desk.now)
    alone = await desk.vendor(organisation, f"{SECRET} Backup Ltd", country="IN", notes=SECRET)
    await desk.location(await desk.engagement(alone, organisation, parent=work, service=SECRET), "IN")
    return organisation, vendor, alone


@pytest.fixture
async def south(app: Litestar, now: datetime) -> tuple[Organisation, httpx.AsyncClient, dict[str, str]]:
    """Another organisation, the browser of who administers it, and the token of a program."""
    organisation = await builders.organisation("Southern Municipality")
    person = await builders.user("administrator", organisation, email="administrator@southern.example")
    client = browser(app)
    await sign_in(client, app, person, now)
    actor = Actor(person.id, person.email, Role.ADMINISTRATOR, frozenset({int(organisation.id)}))
    token = await make_token("south", GRANTED, 30, actor, now)
    return organisation, client, {"authorization": f"Bearer {token}"}


South = tuple[Organisation, httpx.AsyncClient, dict[str, str]]


def words_of(answer: httpx.Response) -> str:
    """Return the text of a page or of all parts of a workbook."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())


async def test_what_one_organisation_records_of_a_shared_vendor_shows_nowhere_to_the_other(
    app: Litestar, south: South
) -> None:
    there, vendor, _alone = await north(app)
    here, client, program = south
    await Desk().engagement(vendor, here)
    shown = []
    for method, path in WHO:
        numbered = re.sub(r"(vendors/)\{\w+:int\}", rf"\g<1>{vendor}", path)
        if method != "GET" or "{" in numbered or path.startswith(OTHERS):
            continue
        plain = ("",) if path in PLAIN or numbered != path else ()
        for query in (*plain, f"list=vendors&organisation={there.id}"):
            answer = await client.get(f"{numbered}?{query}", headers=program if path.startswith(PROGRAMS) else {})
            assert answer.status_code < 500, (numbered, query)
            if SECRET in words_of(answer):
                shown.append((numbered, query))
    assert shown == []
    assert SECRET not in words_of(await client.get("/jump?q=hyper"))


async def test_a_program_cannot_open_a_vendor_of_others_by_working_with_its_number(app: Litestar, south: South) -> None:
    _there, vendor, alone = await north(app)
    here, client, program = south
    mine = await Desk().engagement(vendor, here)
    agreed = await Desk().agreement(vendor, here)
    for path in ("engagements", "agreements"):
        made = await client.post(f"/api/v1/{path}", json={"vendor": alone, "organisation": here.id}, headers=program)
        # The same answer as for a number that no vendor has.
        none = await client.post(f"/api/v1/{path}", json={"vendor": 987654, "organisation": here.id}, headers=program)
        assert (made.status_code, none.status_code) == (422, 422)
        assert made.json()["errors"] == none.json()["errors"]
    for path in (f"engagements/{mine}", f"agreements/{agreed}"):
        version = (await client.get(f"/api/v1/{path}", headers=program)).headers["etag"]
        changed = await client.patch(
            f"/api/v1/{path}", json={"vendor": alone}, headers={**program, "if-match": version}
        )
        assert changed.status_code == 422
    assert (await client.get(f"/vendors/{alone}")).status_code == 404


async def test_what_is_recorded_for_a_vendor_does_not_move_to_another(app: Litestar, south: South) -> None:
    here, client, program = south
    desk = Desk()
    first, second = await desk.vendor(here, "First"), await desk.vendor(here, "Second")
    work, target = await desk.engagement(first, here), await desk.engagement(second, here)
    place, agreed = await desk.location(work, "US"), await desk.agreement(first, here)
    for path, wish in (
        (f"locations/{place}", {"engagement": target}),
        (f"engagements/{work}", {"vendor": second}),
        (f"agreements/{agreed}", {"vendor": second}),
    ):
        version = (await client.get(f"/api/v1/{path}", headers=program)).headers["etag"]
        moved = await client.patch(f"/api/v1/{path}", json=wish, headers={**program, "if-match": version})
        assert (moved.status_code, list(moved.json()["errors"])) == (422, list(wish))


async def test_an_engagement_leaves_its_organisation_only_alone(organisation: Organisation) -> None:
    there, desk = await builders.organisation("Northern Municipality"), Desk()
    vendor = await desk.vendor(organisation)
    work = await desk.engagement(vendor, organisation)
    below = await desk.engagement(await desk.vendor(organisation, "Below"), organisation, parent=work)
    with pytest.raises(Invalid) as refused:
        await update_engagement(work, {"organisation": there.id}, 1, **desk.how)
    assert list(refused.value.fields) == ["organisation"]
    await update_engagement(below, {"organisation": there.id, "parent": None}, 1, **desk.how)
    await update_engagement(work, {"organisation": there.id}, 1, **desk.how)
    assert {row["organisation"] for row in await Engagement.select(Engagement.organisation)} == {there.id}
