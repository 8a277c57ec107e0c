"""Every change needs a form of ours, and takes nothing that its form does not ask for."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar
from piccolo.table import Table

from accounts.csrf import HEADER
from accounts.tables import AuditEvent, Membership, Organisation, Session, User
from accounts.visits import PROGRAMS
from register.tables import Agreement, Engagement, Location, Vendor
from tests.app.test_who_may import PROVEN_BY_ADDRESS, WHO
from tests.security.test_ids_of_others import BY_SECRET, filled
from tests.security.world import world
from tests.support.browsing import AsRole

CHANGING = [
    path
    for method, path in WHO
    if method != "GET"
    and not path.startswith(PROGRAMS)
    and (method, path) not in PROVEN_BY_ADDRESS
    and not path.startswith(BY_SECRET[:2])
]


async def test_no_change_is_made_by_a_form_of_another_site(app: Litestar) -> None:
    there = await world(app)
    del there.client.headers[HEADER]
    events, sessions = await AuditEvent.count(), await Session.count()
    wrong = []
    for path in CHANGING:
        address = filled(path, there) if "{" in path else path
        sent = [
            await there.client.post(address, data={"name": "x"}, headers={"origin": "https://evil.example"}),
            await there.client.post(address, content=b'{"name": "x"}', headers={"content-type": "text/plain"}),
        ]
        wrong += [(path, one.status_code) for one in sent if one.status_code != 403]
    assert not wrong, wrong
    assert (await AuditEvent.count(), await Session.count()) == (events, sessions)


async def test_no_page_changes_anything_by_being_read(app: Litestar) -> None:
    there = await world(app)
    paths = [path for method, path in WHO if method == "GET" and not path.startswith((*BY_SECRET, "/api/"))]
    events = await AuditEvent.count()
    for path in paths:
        await there.client.get(filled(path, there) if "{" in path else path)
    new = await AuditEvent.select(AuditEvent.event).where(AuditEvent.number > events)
    # That somebody took the register with them is written down; nothing else follows from looking.
    assert {row["event"] for row in new} <= {"register-exported", "trail-exported"}, new


SMUGGLED: dict[str, str] = {
    "id": "4711",
    "created_at": "2001-01-01",
    "updated_at": "2001-01-01",
    "verdict": "valid",
    "reason": "x7",
    "law_digest": "x7",
    "search": "x7",
    "password_hash": "x7",
    "active": "",
    "totp_secret": "x7",
    "example": "on",
    "user": "1",
    "undo": "{}",
}
NEW_VENDOR = {"name": "Acme", "service": "Hosting", "country": "US", "grounds": "NONE"}


@pytest.mark.parametrize("own", [False, True])
async def test_fields_that_a_form_does_not_have_are_not_taken(
    as_role: AsRole, organisation: Organisation, own: bool
) -> None:
    client = await as_role("administrator")
    smuggled = SMUGGLED if own else {}
    vendor = await made(client, "/vendors", {**NEW_VENDOR, "organisation": str(organisation.id), **smuggled}, Vendor)
    work = {"organisation": str(organisation.id), "service": "Mail", "role": "processor"}
    await made(client, f"/vendors/{vendor['id']}/engagements", {**work, **smuggled}, Engagement)
    agreement = {"organisation": str(organisation.id), "kind": "dpa", "status": "signed"}
    await made(client, f"/vendors/{vendor['id']}/agreements", {**agreement, **smuggled}, Agreement)
    person = {"email": "new@example.org", "name": "New", "role": "reader", "organisation": str(organisation.id)}
    await client.post("/people", data={**person, **smuggled})
    rows: list[dict[str, Any]] = []
    for table in (Vendor, Engagement, Location, Agreement, Organisation, User, Membership):
        rows += await table.select()
    assert len(rows) >= 9
    wrong = [
        (name, row[name])
        for row in rows
        for name, value in SMUGGLED.items()
        if value and name in row and name not in {"user", "verdict", "undo"} and str(row[name]).startswith(value)
    ]
    assert wrong == []
    assert {row["verdict"] for row in await Location.select(Location.verdict)} <= {"invalid", "incomplete", "review"}
    assert await User.count().where(User.active == False) == 0  # noqa: E712 - becomes SQL
    assert [row["role"] for row in await Membership.select().order_by(Membership.id)][1:] in (["reader"], [])


async def made(client: httpx.AsyncClient, path: str, values: dict[str, str], table: type[Table]) -> dict[str, Any]:
    """Send a form and return the row that it made last."""
    answer = await client.post(path, data=values)
    assert answer.status_code == 303, (path, answer.text[:2000])
    row: dict[str, Any] = await table.select().order_by(table._meta.primary_key, ascending=False).first()
    return row


async def test_the_api_refuses_every_field_that_it_does_not_name(app: Litestar) -> None:
    there = await world(app)
    document = (await there.client.get("/api/v1/openapi.json")).json()
    program = {"authorization": f"Bearer {there.program}", "if-match": '"1"'}
    tried = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "application/json" not in operation.get("requestBody", {}).get("content", {}):
                continue
            (written,) = [one for way, one in WHO if way == method.upper() and re.sub(r":\w+", "", one) == path]
            address = filled(written, there) if "{" in written else written
            answer = await there.client.request(method, address, json={"x7": 1, "id": 4711}, headers=program)
            assert answer.status_code == 422, (path, method, answer.text)
            assert {"x7", "id"} <= answer.json()["errors"].keys(), (path, method, answer.text)
            tried += 1
    assert tried >= 8
