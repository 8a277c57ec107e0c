"""Signing in and out as a browser does it."""

from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from accounts.first import new_first_token
from accounts.passwords import hash_password
from accounts.sessions import IDLE
from accounts.tables import Organisation, Session, User
from tests.support import builders
from tests.support.browsing import AsRole, browser
from tests.support.builders import OWNER, PASSWORD
from tests.support.clock import Clock


@pytest.fixture
async def owner(database: object) -> User:
    user = await builders.owner()
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id == user.id)
    return user


async def post_session(client: httpx.AsyncClient, **more: str) -> httpx.Response:
    return await client.post("/session", data={"email": OWNER, "password": PASSWORD, **more})


async def test_whoever_asks_for_a_page_signs_in_and_gets_there(client: httpx.AsyncClient, owner: User) -> None:
    asked = await client.get("/people?page=2")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=/people%3Fpage%3D2"
    form = await client.get(asked.headers["location"])
    assert 'name="next" value="/people?page=2"' in form.text
    answer = await post_session(client, next="/people?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?page=2")
    assert (await client.get("/people")).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "elsewhere",
        "http:/elsewhere.example",
        "/\n",
        "//[",
    ],
)
async def test_the_way_back_never_leads_to_another_site(client: httpx.AsyncClient, owner: User, target: str) -> None:
    assert (await post_session(client, next=target)).headers["location"] == "/"


async def test_the_way_back_may_hold_any_letters(client: httpx.AsyncClient, owner: User) -> None:
    target = (await post_session(client, next="/vendors?q=Åland €")).headers["location"]
    assert target == "/vendors?q=%C3%85land%20%E2%82%AC"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.AsyncClient, owner: User) -> None:
    answer = await post_session(client)
    (cookie,) = [value for value in answer.headers.get_list("set-cookie") if "-session=" in value]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie, "plain http in tests: a secure cookie would never come back"


async def test_a_session_that_the_browser_brought_along_is_not_taken_over(
    client: httpx.AsyncClient, app: Litestar, owner: User
) -> None:
    cookies = app.asgi_handler.cookies  # type: ignore[attr-defined]
    client.cookies.set(cookies.name("session"), "chosen-by-somebody-else")
    await client.get("/sign-in")
    answer = await post_session(client)
    assert answer.status_code == 303
    (cookie,) = [value for value in answer.headers.get_list("set-cookie") if "-session=" in value]
    assert "chosen-by-somebody-else" not in cookie


async def test_signing_in_again_ends_the_session_before(as_role: AsRole, owner: User) -> None:
    client = await as_role("reader")
    answer = await post_session(client)
    assert answer.status_code == 303
    rows = await Session.select(Session.user)
    assert [row["user"] for row in rows] == [owner.id]


async def test_a_wrong_password_keeps_the_address_that_was_typed(client: httpx.AsyncClient, owner: User) -> None:
    answer = await post_session(client, password="wrong wrong wrong")
    assert answer.status_code == 422
    assert f'value="{OWNER}"' in answer.text
    assert "wrong wrong" not in answer.text
    assert "set-cookie" not in answer.headers or "-session=" not in answer.headers["set-cookie"]


async def test_too_many_attempts_are_told_how_long_to_wait(client: httpx.AsyncClient, owner: User) -> None:
    for _ in range(10):
        await post_session(client, password="wrong wrong wrong")
    answer = await post_session(client)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert "Wait 15 minutes" in answer.text


async def test_signing_out_ends_the_session_on_the_server_too(as_role: AsRole, app: Litestar) -> None:
    client = await as_role("reader")
    stolen = dict(client.cookies)
    answer = await client.post("/session/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    async with browser(app) as thief:
        thief.cookies.update(stolen)
        assert (await thief.get("/profile")).status_code == 303


async def test_a_stolen_session_ends_when_the_password_is_changed(
    client: httpx.AsyncClient, app: Litestar, owner: User
) -> None:
    await post_session(client)
    async with browser(app) as other:
        signed_in = await post_session(other)
        assert signed_in.status_code == 303
        token = (await other.get("/profile")).text.split('name="_csrf" value="')[1].split('"')[0]
        done = await other.post(
            "/profile/password",
            data={"old": PASSWORD, "new": "another long sentence", "_csrf": token},
            headers={"x-csrf-token": ""},
        )
        assert done.status_code == 303
        assert (await other.get("/profile")).status_code == 200
    assert (await client.get("/profile")).status_code == 303


async def test_an_idle_session_ends_and_its_cookie_is_taken_back(as_role: AsRole, clock: Clock) -> None:
    client = await as_role("reader")
    clock.set(clock() + IDLE + timedelta(seconds=1))
    answer = await client.get("/profile")
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_who_is_signed_in_already_goes_on_from_the_sign_in(as_role: AsRole) -> None:
    client = await as_role("reader")
    answer = await client.get("/sign-in?next=/findings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/findings")


async def test_a_new_register_says_where_to_find_the_link(client: httpx.AsyncClient) -> None:
    assert "one-time link" in (await client.get("/sign-in")).text


FIRST = {"email": OWNER, "password": PASSWORD, "name": "Example Ltd", "country": "GB", "acts_as": "both"}


async def test_the_one_time_link_sets_up_the_register_and_signs_in(client: httpx.AsyncClient, clock: Clock) -> None:
    token = await new_first_token(clock())
    assert token is not None
    form = await client.get("/first-administrator", params={"token": token})
    assert form.status_code == 200
    assert token in form.text
    answer = await client.post("/first-administrator", data={**FIRST, "token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/people")).status_code == 200
    row = (await Organisation.select())[0]
    assert (row["name"], row["country"], row["regimes"], row["acts_as"]) == ("Example Ltd", "GB", "UK", "both")


async def test_all_faults_of_the_first_form_show_at_once_and_what_was_typed_stays(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    token = await new_first_token(clock())
    assert token is not None
    wrong = {"token": token, "email": "<b>", "password": "short", "name": "", "country": "", "acts_as": "both"}
    answer = await client.post("/first-administrator", data=wrong)
    assert answer.status_code == 422
    assert all(f'id="e-{name}"' in answer.text for name in ("email", "password", "name", "country"))
    assert 'value="&lt;b&gt;"' in answer.text
    assert '<option value="both" selected>' in answer.text
    assert "short" not in answer.text.replace("shorter", "").replace("A short sentence", "")
    assert not await User.exists()
    assert not await Organisation.exists()


async def test_a_used_or_made_up_link_makes_nobody(client: httpx.AsyncClient, clock: Clock) -> None:
    token = await new_first_token(clock())
    assert token is not None
    assert (await client.post("/first-administrator", data={**FIRST, "token": "x" * 43})).status_code == 409
    assert not await User.exists()
    assert not await Organisation.exists()
    await client.post("/first-administrator", data={**FIRST, "token": token})
    again = {**FIRST, "token": token, "email": "second@example.org", "name": "Second"}
    async with httpx.AsyncClient(
        transport=client._transport, base_url=client.base_url, headers=client.headers
    ) as other:
        other.cookies.update({name: value for name, value in client.cookies.items() if "visitor" in name})
        assert (await other.get("/first-administrator", params={"token": token})).status_code == 409
    assert (await client.post("/first-administrator", data=again)).status_code in {403, 409}
    assert await User.count() == 1
    assert await Organisation.count() == 1


async def test_a_used_link_says_to_sign_in_and_not_to_start_again(client: httpx.AsyncClient, owner: User) -> None:
    page = await client.get("/first-administrator", params={"token": "used"})
    assert page.status_code == 409
    assert "Sign in instead." in page.text


async def test_the_first_administrator_takes_over_an_organisation_that_is_here_already(
    client: httpx.AsyncClient, organisation: Organisation, clock: Clock
) -> None:
    token = await new_first_token(clock())
    form = await client.get("/first-administrator", params={"token": token})
    assert 'name="country"' not in form.text
    wrong = await client.post("/first-administrator", data={"token": str(token), "email": "x", "password": "short"})
    assert wrong.status_code == 422
    data = {"token": str(token), "email": OWNER, "password": PASSWORD}
    answer = await client.post("/first-administrator", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await Organisation.count() == 1
    assert (await client.get("/people")).status_code == 200
