"""The start page and the page of one vendor, with 10,000 vendors, 20,000 engagements and 50,000 locations.

Run by `python -m benchmarks` as a process of its own; prints its figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import register
from benchmarks.timing import median_of_async

RUNS = 100
LOCATIONS = 50_000
VENDOR = 4_711
PAGES = {"start page": "/", "page of one vendor": f"/vendors/{VENDOR}", "jumping": "/jump?q=example+47"}


async def main() -> None:
    """Fill a register, measure the pages in it, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="art28-bench-") as folder:
        register.use(Path(folder))
        await register.fill()
        await more()
        print(json.dumps(await measure()))


async def more() -> None:
    """Add a second engagement to each vendor, locations up to 50,000, and the review of each engagement."""
    from accounts.actor import SYSTEM
    from accounts.database import transaction
    from assessments.keeping import keep_reviews
    from law.store import default_law
    from register.settle import settle
    from register.tables import Engagement, Location

    law = default_law()
    count = register.VENDORS
    missing = LOCATIONS - await Location.count()
    async with transaction():
        for first in range(1, count + 1, 500):
            numbers = range(first, first + 500)
            await Engagement.insert(*(Engagement(id=count + n, **register.engagement(n, 1)) for n in numbers))
        for first in range(0, missing, 500):
            numbers = range(first, min(first + 500, missing))
            await Location.insert(*(Location(**place(n, count)) for n in numbers))
        await settle(range(1, count + 1), today=register.TODAY, now=register.NOW, law=law, actor=SYSTEM)
    await keep_reviews(register.TODAY, register.NOW, law, SYSTEM)


def place(n: int, engagements: int) -> dict[str, Any]:
    """Return the n-th of the locations that are added to the second engagements."""
    return {**register.location(n, n // engagements), "engagement": engagements + 1 + n % engagements}


async def measure() -> dict[str, dict[str, float]]:
    """Return the median seconds of each page as it is seen again, and after each change of the register."""
    from accounts.actor import SYSTEM
    from accounts.audit import record
    from accounts.database import transaction
    from accounts.events import Event
    from benchmarks.listing import get, signed_in

    figures = {}
    app, cookie = await signed_in()
    async with app.lifespan():
        for name, path in PAGES.items():

            async def again(path: str = path) -> str:
                return await get(app, path, cookie)

            async def changed(path: str = path) -> str:
                # What is remembered holds until the next event of the trail.
                async with transaction():
                    await record(Event.VENDOR_CHANGED, SYSTEM, register.NOW)
                return await get(app, path, cookie)

            size = len(await again())
            figures[name] = {
                "again": await median_of_async(RUNS, again),
                "changed": await median_of_async(RUNS // 5, changed),
                "bytes": size,
            }
    return figures


if __name__ == "__main__":
    asyncio.run(main())
