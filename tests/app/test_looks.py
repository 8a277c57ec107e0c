"""Language and theme: the person's own, else the browser's."""

import httpx
import pytest

from accounts.passwords import hash_password
from accounts.tables import User
from tests.support.browsing import AsRole


def html(page: httpx.Response) -> str:
    return page.text.split("<html ")[1].split(">")[0]


async def test_the_browsers_language_is_spoken_before_signing_in(client: httpx.AsyncClient) -> None:
    page = await client.get("/sign-in", headers={"accept-language": "sv-SE,sv;q=0.9"})
    assert 'lang="sv"' in html(page)


async def test_a_language_chosen_while_signed_out_stays(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/language", data={"language": "nb"}, headers={"referer": "http://testserver/sign-in?next=/findings"}
    )
    assert answer.headers["location"] == "/sign-in?next=/findings"
    assert 'lang="nb"' in html(await client.get("/sign-in", headers={"accept-language": "sv"}))


async def test_a_theme_chosen_while_signed_out_stays(client: httpx.AsyncClient) -> None:
    assert "class=" not in html(await client.get("/sign-in"))
    await client.post("/theme", data={"theme": "dark"})
    assert 'class="theme-dark"' in html(await client.get("/sign-in"))
    await client.post("/theme", data={"theme": "auto"})
    assert "class=" not in html(await client.get("/sign-in"))


async def test_what_a_signed_in_person_chooses_is_kept_for_the_person(as_role: AsRole) -> None:
    client = await as_role("reader")
    await client.post("/theme", data={"theme": "light"})
    await client.post("/language", data={"language": "sv"})
    row = (await User.select(User.theme, User.language))[0]
    assert row == {"theme": "light", "language": "sv"}
    page = await client.get("/profile", headers={"accept-language": "nb"})
    assert 'lang="sv"' in html(page)
    assert 'class="theme-light"' in html(page)


async def test_the_persons_auto_outdoes_the_browsers_cookie(as_role: AsRole) -> None:
    client = await as_role("reader", theme="auto")
    for name in [name for name in client.cookies if "session" in name]:
        client.cookies.set(name.replace("session", "theme"), "dark")
    assert "class=" not in html(await client.get("/profile"))


@pytest.mark.parametrize("path", ["/theme", "/language"])
@pytest.mark.parametrize("value", ["pink", "", "../x"])
async def test_what_is_no_choice_is_refused(client: httpx.AsyncClient, path: str, value: str) -> None:
    assert (await client.post(path, data={path[1:]: value})).status_code == 422


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/x", "http://testserver//elsewhere.example", "http://["]
)
async def test_a_choice_made_elsewhere_leads_home(client: httpx.AsyncClient, referer: str) -> None:
    answer = await client.post("/theme", data={"theme": "dark"}, headers={"referer": referer})
    assert answer.headers["location"] == "/"


async def test_the_profile_shows_and_changes_what_is_kept(as_role: AsRole) -> None:
    client = await as_role("reader")
    answer = await client.post("/profile", data={"name": "Audit", "language": "nb", "theme": "dark"})
    assert answer.status_code == 303
    page = await client.get("/profile")
    assert 'value="Audit"' in page.text
    assert 'lang="nb"' in html(page)
    assert "notice" in page.text
    assert "flash" not in (await client.get("/profile")).text, "a message shows once"


async def test_a_wrong_profile_keeps_what_was_typed(as_role: AsRole) -> None:
    client = await as_role("reader")
    answer = await client.post("/profile", data={"name": "<i>" * 50, "language": "en", "theme": "dark"})
    assert answer.status_code == 422
    assert "&lt;i&gt;" in answer.text
    assert "<i>" not in answer.text


async def test_a_wrong_password_on_the_profile_is_told_beside_its_field(as_role: AsRole) -> None:
    client = await as_role("reader", password_hash=await hash_password("the password of a test"))
    answer = await client.post("/profile/password", data={"old": "x", "new": "another long sentence"})
    assert answer.status_code == 422
    assert 'id="e-old"' in answer.text


async def test_an_administrator_adds_and_deactivates_somebody_on_the_pages(as_role: AsRole) -> None:
    client = await as_role("administrator")
    assert (await client.get("/people/new")).status_code == 200
    data = {"email": "new@example.org", "name": "Audit", "role": "reader"}
    wrong = await client.post("/people", data={**data, "role": "king"})
    assert wrong.status_code == 422
    assert 'value="new@example.org"' in wrong.text
    invited = await client.post("/people", data=data)
    # Mail is not set up here, so the administrator hands the link over.
    assert "new@example.org" in invited.text
    assert "http://testserver/" in invited.text
    number = (await User.select(User.id).where(User.email == "new@example.org"))[0]["id"]
    assert (await client.post(f"/people/{number}/deactivation")).status_code == 303
    assert "Deactivated" in (await client.get("/people")).text
    assert (await client.post(f"/people/{number}/activation")).status_code == 303
    assert "Deactivated" not in (await client.get("/people")).text
