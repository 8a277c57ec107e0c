"""Every change needs proof that its form came from here, and was meant for this browser."""

import httpx
import pytest
from litestar import Litestar

from accounts.csrf import FIELD, HEADER, csrf_token, holds
from accounts.tables import User
from tests.support.browsing import AsRole


async def language(client: httpx.AsyncClient, **given: str) -> int:
    return (await client.post("/language", data={"language": "sv", **given})).status_code


def field(page: str) -> str:
    return page.split(f'name="{FIELD}" value="')[1].split('"', maxsplit=1)[0]


async def test_a_form_of_another_site_changes_nothing(as_role: AsRole) -> None:
    client = await as_role("reader")
    del client.headers[HEADER]
    assert await language(client) == 403
    assert (await User.select(User.language))[0]["language"] == ""


async def test_the_field_of_the_page_is_proof_enough(as_role: AsRole) -> None:
    client = await as_role("reader")
    del client.headers[HEADER]
    proof = field((await client.get("/profile")).text)
    assert await language(client, **{FIELD: proof}) == 303


async def test_an_uploaded_form_carries_its_proof_too(as_role: AsRole) -> None:
    client = await as_role("reader")
    del client.headers[HEADER]
    proof = field((await client.get("/profile")).text)
    parts = {"language": (None, "sv"), FIELD: (None, proof)}
    assert (await client.post("/language", files=parts)).status_code == 303
    wrong = {"language": (None, "sv"), FIELD: ("proof.txt", proof)}
    assert (await client.post("/language", files=wrong)).status_code == 403


async def test_the_proof_of_one_browser_is_none_for_another(as_role: AsRole) -> None:
    one, other = await as_role("reader"), await as_role("reader")
    other.headers[HEADER] = one.headers[HEADER]
    assert await language(other) == 403


async def test_the_proof_from_before_signing_in_is_none_afterwards(
    app: Litestar, as_role: AsRole, client: httpx.AsyncClient
) -> None:
    signed_in = await as_role("reader")
    signed_in.headers[HEADER] = client.headers[HEADER]
    assert await language(signed_in) == 403


async def test_a_browser_without_cookies_gets_one_with_the_first_form(app: Litestar, client: httpx.AsyncClient) -> None:
    client.cookies.clear()
    del client.headers[HEADER]
    page = await client.get("/sign-in")
    assert "HttpOnly" in page.headers["set-cookie"]
    assert await language(client, **{FIELD: field(page.text)}) == 303


async def test_json_without_the_header_changes_nothing(as_role: AsRole) -> None:
    client = await as_role("administrator")
    proof = client.headers.pop(HEADER)
    assert (await client.post("/language", json={"language": "sv", FIELD: proof})).status_code == 403


@pytest.mark.parametrize(("cookie", "given"), [("", ""), ("a", ""), ("", csrf_token("secret", "")), ("a", "ä" * 64)])
def test_nothing_proves_nothing(cookie: str, given: str) -> None:
    assert not holds("secret", cookie, given)
    assert holds("secret", "a", csrf_token("secret", "a"))
