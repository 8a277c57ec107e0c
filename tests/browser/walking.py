"""Every page of the register, and a look at each that is quick enough for all of them in every language and theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.app.test_who_may import WHO
from tests.browser.pages import WIDTHS, Desk
from tests.security.test_ids_of_others import filled
from tests.security.world import World

# Files, answers for programs, what only another server leads to, and what leads on to a page that is looked at anyway.
NO_PAGES = re.compile(
    r"^/(static|api|calendar|working|health|ready|metrics|sign-in/provider)|\.(csv|xlsx|json|jsonl|docx|toml)$"
    r"|^/documents/\{\w+:int\}$|^/conditions/|/progress$|/review$"
)
# Pages that need more than their path, and what pages look like where something is asked of them or is not there.
ASKED = {"/bulk": "?list=vendors&pick=1.1", "/views": "?list=vendors", "/views/new": "?list=vendors&q=x"}
STATES = (
    "/vendors?q=nothing+is+called+so",
    "/vendors?as_of=2019-03-01",
    "/vendors?as_of=tomorrow",
    "/vendors/1?as_of=2019-03-01",
    "/vendors?verdict=invalid&column=tier",
    "/bulk?list=vendors",
    "/bulk?list=vendors&pick=1.1&field=tier&v-tier=high",
    "/bulk?list=engagements&pick=1&field=next_review&v-next_review=soon",
    "/reviews?span=365",
    "/jump?q=inside",
    "/law?regime=EU",
    "/nowhere",
)
# Read by whoever is not signed in.
OUTSIDE = "anybody"
# What answers with a page that says no: something has to come first, is wrong in what was asked, or is not there.
REFUSED = {
    "/bulk?list=engagements&pick=1&field=next_review&v-next_review=soon": 422,
    "/first-administrator": 409,
    "/invitation": 409,
    "/nowhere": 404,
    "/password/new": 409,
    "/reminders/stop": 404,
    "/sign-in/code": 409,
    "/sign-in/set-up": 409,
    "/vendors?as_of=tomorrow": 422,
}
# The narrowest window, a window of 1440 at 200 %, and the widest.
ALL_WIDTHS = (*WIDTHS, 320, 720, 1920)


def pages(there: World, *, outside: bool) -> Iterator[str]:
    """Yield the address of each page, of something that is there, for somebody who is signed in or is not."""
    for (method, path), who in WHO.items():
        if method == "GET" and not NO_PAGES.search(path) and (who == OUTSIDE) == outside:
            yield filled(path, there) + ASKED.get(path, "")
    if not outside:
        yield from STATES


async def complaints(desk: Desk, address: str, rules: dict[str, Any]) -> list[str]:
    """Return what is wrong with a page by these rules, a line each, and in windows of all widths."""
    answer = await desk.page.goto(address)
    assert answer is not None
    found = []
    expected = REFUSED.get(re.sub(r"^https?://[^/]+", "", address), 200)
    if answer.status != expected:
        found.append(f"answered {answer.status} instead of {expected}")
    found += await desk.violations(rules)
    found += await desk.too_wide(ALL_WIDTHS)
    if await desk.page.get_by_role("heading", level=1).count() != 1:
        found.append("not exactly one heading of the first level")
    return [f"{desk.page.url}: {line}" for line in found]
