"""The pages of people: what is typed wrong never opens more than was meant."""

import re
from html import unescape

import pytest

from accounts.tables import Membership, Organisation, User
from tests.support.browsing import AsRole


@pytest.mark.parametrize("chosen", ["4711", "99999999999", "x", "-1", "9" * 5000])
async def test_an_organisation_that_cannot_be_read_never_opens_all_of_them(
    organisation: Organisation, as_role: AsRole, chosen: str
) -> None:
    client = await as_role("administrator")
    typed = {"email": "new@example.org", "role": "reader", "password": "a long enough sentence", "organisation": chosen}
    answer = await client.post("/people", data=typed)
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text
    assert await User.count() == 1
    assert await Membership.count() == 1


async def test_people_are_listed_a_page_at_a_time_and_found_by_their_address(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("administrator")
    people = [User(email=f"p{number:03}@example.org", name="", password_hash="x") for number in range(120)]
    await User.insert(*people)
    await Membership.insert(*(Membership(user=one["id"], role="reader") for one in await User.select(User.id)))
    seen: list[str] = []
    address = "/people"
    while address:
        page = (await client.get(address)).text
        assert page.count('scope="row"') <= 50
        seen += re.findall(r"p\d{3}@example\.org", page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(onward[1]) if onward else ""
    assert seen == sorted(one.email for one in people)
    found = (await client.get("/people", params={"q": "P11_"})).text
    assert "Nobody fits" in found  # an underscore is one, and stands for no other letter
    assert re.findall(r"p\d{3}@", (await client.get("/people", params={"q": "P11"})).text) == [
        f"p{number}@" for number in range(110, 120)
    ]
