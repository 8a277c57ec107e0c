"""Tokens of programs: shown once, scoped, ended, revoked, and good for nothing but the API."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import Actor
from accounts.errors import Forbidden
from accounts.passwords import hash_password
from accounts.roles import Deed, Role, demand, may, narrowed
from accounts.tables import ApiToken, AuditEvent, Organisation, User
from tests.support.browsing import BASE, AsRole
from tests.support.clock import Clock

FORM = {"name": "nightly export", "days": "30", "deed": ["edit"]}
HERE = "/api/v1/organisations"


async def token_of(client: httpx.AsyncClient, **typed: Any) -> str:
    page = await client.post("/profile/tokens", data={**FORM, **typed})
    assert page.status_code in {200, 201}, page.text
    found = re.search(r'value="(art28_[\w-]{43})"', page.text)
    assert found is not None
    return found.group(1)


def program(app: Litestar, token: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE, headers=headers)


async def test_a_token_opens_the_api_for_its_person_and_is_shown_once(
    app: Litestar, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement", organisation)
    token = await token_of(client)
    assert token not in (await client.get("/profile/tokens")).text
    assert token not in str(await ApiToken.select()) + str(await AuditEvent.select())
    async with program(app, token) as caller:
        answer = await caller.get(HERE)
        assert answer.status_code == 200
        assert [one["name"] for one in answer.json()] == [organisation.name]


@pytest.mark.parametrize("wrong", ["", "art28_nothing", "Basic x", "art28_" + "a" * 43])
async def test_without_a_token_that_holds_the_api_is_closed(app: Litestar, wrong: str) -> None:
    async with program(app, wrong) as caller:
        answer = await caller.get(HERE)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_cookie_opens_no_api_and_a_token_opens_no_page(
    app: Litestar, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("administrator", organisation)
    assert (await client.get(HERE)).status_code == 401
    async with program(app, await token_of(client)) as caller:
        assert (await caller.get("/vendors")).headers["location"].startswith("/sign-in")


async def test_a_token_ends_is_revoked_and_dies_with_its_person(
    app: Litestar, organisation: Organisation, as_role: AsRole, clock: Clock
) -> None:
    client = await as_role("procurement", organisation)
    short, revoked, person = [await token_of(client, name=name) for name in ("short", "revoked", "person")]
    number = (await ApiToken.select().where(ApiToken.name == "revoked"))[0]["id"]
    other = await as_role("administrator", organisation)
    assert (await other.post(f"/profile/tokens/{number}/revocation")).status_code == 404
    assert (await client.post(f"/profile/tokens/{number}/revocation")).status_code == 303
    async with program(app, revoked) as caller:
        assert (await caller.get(HERE)).status_code == 401
    async with program(app, person) as caller:
        assert (await caller.get(HERE)).status_code == 200
        await User.update({User.active: False}, force=True)
        assert (await caller.get(HERE)).status_code == 401
    await User.update({User.active: True}, force=True)
    async with program(app, short) as caller:
        assert (await caller.get(HERE)).status_code == 200
        clock.set(clock() + timedelta(days=30, seconds=1))
        assert (await caller.get(HERE)).status_code == 401


async def test_a_new_password_ends_the_tokens_too(app: Litestar, organisation: Organisation, as_role: AsRole) -> None:
    old, new = "the password of a test", "another password of a test"
    client = await as_role("procurement", organisation, password_hash=await hash_password(old))
    async with program(app, await token_of(client)) as caller:
        assert (await caller.get(HERE)).status_code == 200
        assert (await client.post("/profile/password", data={"old": old, "new": new})).status_code == 303
        assert (await caller.get(HERE)).status_code == 401


async def test_what_is_typed_wrong_makes_no_token(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("reader", organisation)
    for wrong in ({"name": " "}, {"days": "9999"}, {"days": "-1"}, {"deed": "administer"}, {"deed": "nonsense"}):
        assert (await client.post("/profile/tokens", data={**FORM, **wrong})).status_code == 422
    assert await ApiToken.count() == 0


def test_a_token_covers_no_more_than_it_was_made_for_and_no_more_than_its_person() -> None:
    both = Actor(1, "p@example.org", Role.PROCUREMENT, None, deeds=frozenset({Deed.READ, Deed.DECIDE}))
    assert may(both, Deed.READ)
    assert not may(both, Deed.EDIT), "the role covers it, the token does not"
    assert not may(both, Deed.DECIDE), "the token covers it, the role does not"
    with pytest.raises(Forbidden, match="This token"):
        demand(both, Deed.EDIT)
    with pytest.raises(Forbidden):
        narrowed(both, Deed.EDIT)
