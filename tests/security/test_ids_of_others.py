"""What belongs to another organisation answers as if it did not exist, at every address with a number in it."""

from __future__ import annotations

import re
from datetime import datetime

import httpx
import pytest
from litestar import Litestar

from accounts.actor import Actor
from accounts.roles import Role
from accounts.tokens import GRANTED, make_token
from accounts.visits import PROGRAMS
from tests.app.test_who_may import WHO
from tests.security.world import World, world
from tests.support import builders
from tests.support.browsing import browser, sign_in

# What a bare {number} counts, by the beginning of the address.
KINDS = {
    "/vendors/": "vendor",
    "/merges/": "merge",
    "/notices/": "notice",
    "/engagements/": "engagement",
    "/locations/": "location",
    "/agreements/": "agreement",
    "/documents/": "document",
    "/reviews/": "review",
    "/findings/": "finding",
    "/assessments/": "assessment",
    "/organisations/": "organisation",
    "/profile/sessions/": "session",
}
# What a name counts that stands for something else elsewhere.
SPECIAL = {"/profile/calendars/{link:int}": "calendar"}
# Here the address itself is the secret: whoever has it is let in (tests/assessments/test_vendor_link.py and
# tests/assessments/test_due.py say what it opens); a file of the look belongs to nobody, and how far work on the whole
# register is, is a share of a hundred that says nothing of anybody (tests/app/test_working.py).
BY_SECRET = ("/answer/", "/calendar/", "/static/", "/working/")
# What has to be sent so that an address of the API looks for the thing itself.
BODIES = {"acceptance": {"until": "2027-01-31", "why": "moving"}, "commit": {"create": 0, "update": 0}}
NUMBERED = [(method, path) for method, path in WHO if "{" in path and not path.startswith(BY_SECRET)]


def filled(path: str, there: World) -> str:
    """Return an address with the numbers of another organisation's things."""
    address = path
    for name, kind in re.findall(r"\{(\w+):(int|str)\}", path):
        short = path.removeprefix("/api/v1")
        counted = next((what for start, what in SPECIAL.items() if short.startswith(start)), name)
        if name == "number":
            counted = next(what for start, what in KINDS.items() if short.startswith(start))
        value = there.numbers[counted] if kind == "int" else there.names[counted]
        address = address.replace(f"{{{name}:{kind}}}", str(value))
    assert "{" not in address, f"say in this test what the number in {path} counts"
    return address


async def ask(client: httpx.AsyncClient, method: str, path: str, program: str) -> httpx.Response:
    if path.startswith(PROGRAMS):
        client.headers["authorization"] = f"Bearer {program}"
        given = None if method == "GET" else BODIES.get(path.rsplit("/", 1)[-1], {})
        return await client.request(method, path, json=given, headers={"if-match": '"1"'})
    return await client.request(method, path, data={} if method == "POST" else None)


@pytest.fixture
async def there(app: Litestar) -> World:
    """Another organisation with one of everything."""
    return await world(app)


async def test_whoever_administers_one_organisation_reaches_nothing_of_another(
    app: Litestar, there: World, now: datetime
) -> None:
    here = await builders.organisation("South Municipality")
    person = await builders.user("administrator", here, email="administrator@south.example")
    actor = Actor(person.id, person.email, Role.ADMINISTRATOR, frozenset({int(here.id)}))
    program = await make_token("south", GRANTED, 30, actor, now)
    wrong = []
    async with browser(app) as client:
        await sign_in(client, app, person, now)
        for method, path in NUMBERED:
            answer = await ask(client, method, filled(path, there), program)
            if answer.status_code != 404 or "Northern" in answer.text:
                wrong.append((method, path, answer.status_code))
    assert not wrong, wrong


async def test_these_numbers_are_there_for_those_to_whom_they_belong(there: World) -> None:
    wrong = []
    for method, path in NUMBERED:
        if method == "GET":
            answer = await ask(there.client, method, filled(path, there), there.program)
            if answer.status_code not in {200, 303, 409}:
                wrong.append((path, answer.status_code))
    assert not wrong, wrong
