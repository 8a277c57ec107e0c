"""Whom the identity provider names gets in with the roles of its claim; and as a browser does it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.policy import ProviderSettings, read_mapping
from accounts.provider import NotIdentified
from accounts.provider_people import enter_by_provider
from accounts.roles import Deed, may
from accounts.sessions import find_session
from accounts.tables import AuditEvent, Identity, Membership, Organisation, Session, User
from app.settings import Settings
from tests.support import builders
from tests.support.browsing import browser
from tests.support.clock import START, Clock
from tests.support.identity_provider import CLIENT, PERSON, SECRET, IdentityProvider, identity_provider

MAPPING = "dpo=privacy; buyers=procurement@Example Municipality; auditors=reader; elsewhere=reader@Nobody AB"
CLAIMS = {"iss": "https://login.example.org", **PERSON}


def settings_that(*, link: bool = False) -> ProviderSettings:
    mapping = read_mapping(MAPPING)
    return ProviderSettings(CLAIMS["iss"], CLIENT, SECRET, "Example", "openid", "roles", mapping, link, "")


async def enter(now: datetime, *, link: bool = False, **claims: Any) -> str:
    return await enter_by_provider({**CLAIMS, **claims}, settings_that(link=link), now, "192.0.2.1", "a browser")


async def test_an_account_is_made_with_the_roles_of_the_claim(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    token = await enter(now, roles=["auditors", "dpo", "buyers", "elsewhere", "something else"])
    (person,) = await User.select()
    assert (person["email"], person["name"], person["password_hash"]) == ("privacy@example.org", "Privacy", "")
    rows = await Membership.select()
    assert {(row["organisation"], row["role"]) for row in rows} == {(None, "privacy"), (organisation.id, "procurement")}
    session = await find_session(token, now)
    assert session is not None
    assert session.method == "provider"
    events = [row["event"] for row in await AuditEvent.select().order_by(AuditEvent.id)]
    assert events == ["roles-changed", "provider-linked", "signed-in"]


async def test_the_roles_follow_the_claim_with_each_sign_in(database: Any, now: datetime) -> None:
    first = await enter(now)
    await enter(now, roles="auditors", email="renamed@example.org")
    assert await User.count() == 1
    session = await find_session(first, now)
    assert session is not None
    assert not may(session.actor, Deed.EDIT)


async def test_who_lost_all_roles_is_refused_and_signed_out(database: Any, now: datetime) -> None:
    await enter(now)
    for roles in ([], ["something else"], ["elsewhere"], None):
        with pytest.raises(NotIdentified, match="no role that opens this register"):
            await enter(now, roles=roles)
    assert await Session.count() == 0


async def test_nobody_is_made_without_a_role_or_an_address(database: Any, now: datetime) -> None:
    for claims in ({"roles": []}, {"email": ""}, {"email": "no address"}, {"email_verified": False}):
        with pytest.raises(NotIdentified):
            await enter(now, **claims)
    assert not await User.exists()


async def test_a_known_address_is_taken_over_only_where_the_setting_says_so_and_it_is_verified(
    database: Any, now: datetime
) -> None:
    user = await builders.user("reader", email="privacy@example.org")
    with pytest.raises(NotIdentified, match="has an account here already"):
        await enter(now)
    for verified in (False, "true", None):
        with pytest.raises(NotIdentified):
            await enter(now, link=True, email_verified=verified)
    assert not await Identity.exists()
    await enter(now, link=True)
    (row,) = await Identity.select()
    assert (row["user"], row["subject"]) == (user.id, "17")


async def test_the_same_name_at_another_provider_is_somebody_else(database: Any, now: datetime) -> None:
    await enter(now)
    with pytest.raises(NotIdentified):
        await enter(now, iss="https://elsewhere.example")


async def test_a_deactivated_person_is_not_let_in(database: Any, now: datetime) -> None:
    await enter(now)
    await User.update({User.active: False}, force=True)
    with pytest.raises(NotIdentified, match="deactivated"):
        await enter(now)


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider(START) as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider, now: datetime) -> IdentityProvider:
    running.be_honest(now)
    return running


@pytest.fixture
def settings(settings: Settings, provider: IdentityProvider) -> Settings:
    more = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    return settings.model_copy(update={**more, "oidc_name": "Example login", "oidc_roles": MAPPING})


async def go(client: httpx.AsyncClient, provider: IdentityProvider, target: str = "") -> str:
    """Begin a sign-in and return the address that the provider sends the browser back to."""
    begun = await client.get("/sign-in/provider", params={"next": target})
    assert begun.status_code == 303
    assert begun.headers["location"].startswith(f"{provider.issuer}/authorize?")
    return provider.authorize(begun.headers["location"])


async def test_a_browser_signs_in_through_the_provider_and_out_again(
    client: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    assert "Sign in with Example login" in (await client.get("/sign-in")).text
    back = await go(client, provider, "/findings?state=open")
    answer = await client.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/findings?state=open")
    profile = await client.get("/profile")
    assert "Through the identity provider" in profile.text
    assert "/profile/password" not in profile.text
    client.headers["x-csrf-token"] = profile.text.split('name="_csrf" value="')[1].split('"')[0]
    answer = await client.post("/session/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/provider/end")
    assert f"{provider.issuer}/logout?client_id={CLIENT}" in (await client.get("/sign-in/provider/end")).text
    assert not await Session.exists()
    trail = json.dumps(await AuditEvent.select(), default=str)
    assert back.split("code=")[1].split("&")[0] not in trail
    assert "eyJ" not in trail


async def test_an_answer_counts_once_in_the_browser_that_asked_within_ten_minutes(
    client: httpx.AsyncClient, app: Litestar, provider: IdentityProvider, clock: Clock
) -> None:
    back = await go(client, provider)
    cookies = dict(client.cookies)
    async with browser(app) as victim:
        assert (await victim.get(back)).status_code == 403
        await go(victim, provider)
        assert (await victim.get(back)).status_code == 403
    assert (await client.get(back)).status_code == 303
    async with browser(app) as thief:
        thief.cookies.update({name: value for name, value in cookies.items() if name.endswith("-provider")})
        assert (await thief.get(back)).status_code == 403
    assert await Session.count() == 1
    async with browser(app) as changed:
        back = await go(changed, provider)
        (name,) = [name for name in changed.cookies if name.endswith("-provider")]
        carried = changed.cookies[name]
        changed.cookies.delete(name)
        changed.cookies.set(name, "9" + carried)
        assert (await changed.get(back)).status_code == 403
    async with browser(app) as slow:
        back = await go(slow, provider)
        clock.set(clock() + timedelta(minutes=10, seconds=1))
        provider.now = clock()
        assert (await slow.get(back)).status_code == 403
    rows = await AuditEvent.select().where(AuditEvent.event == "sign-in-refused").order_by(AuditEvent.id)
    whys = [json.loads(row["after"])["why"].removeprefix("identity provider: ") for row in rows]
    other = "the answer belongs to no sign-in of this browser"
    assert whys == [other, other, "the answer came back before", other, other]


async def test_an_answer_without_a_code_or_of_another_provider_is_told_on_the_sign_in_page(
    client: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    provider.sends_iss = "https://elsewhere.example"
    assert (await client.get(await go(client, provider))).status_code == 403
    provider.sends_iss = ""
    back = await go(client, provider)
    answer = await client.get(back.replace("code=", "error=access_denied&was="))
    assert answer.status_code == 403
    assert "signed nobody in" in answer.text
    assert 'name="password"' in answer.text


async def test_without_a_provider_its_addresses_lead_nowhere(as_role: Any, app: Litestar) -> None:
    app.state.provider = None
    async with browser(app) as client:
        for path in ("", "/callback", "/end"):
            assert (await client.get(f"/sign-in/provider{path}")).status_code == 404
