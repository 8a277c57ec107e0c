"""The pages of people: what is typed wrong never opens more than was meant."""

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
