"""The start page, one vendor and two long lists, with 10,000 vendors, 20,000 engagements and 50,000 locations.

Run by `python -m benchmarks` as a process of its own; prints its figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path

from benchmarks import register
from benchmarks.timing import median_of_async

RUNS = 100
VENDOR = 4_711
PAGES = {
    "start page": "/",
    "page of one vendor": f"/vendors/{VENDOR}",
    "jumping": "/jump?q=example+47",
    "what is due": "/reviews",
    "locations by verdict": "/locations?sort=verdict",
}


async def main() -> None:
    """Fill a register, measure the pages in it, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="art28-bench-") as folder:
        register.use(Path(folder))
        await register.fill()
        await register.more()
        print(json.dumps(await measure()))


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
