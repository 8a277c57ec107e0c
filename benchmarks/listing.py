"""The vendor list, 50 of 10,000: the whole app against the same rows by raw sqlite3 and the same markup by bare Jinja.

Run by `python -m benchmarks` as a process of its own; prints its figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import register
from benchmarks.floor import floor_of
from benchmarks.timing import median_of, median_of_async

RUNS = 200
FEW = 30
PAGES = {
    "plain": ("/vendors", "", ()),
    "searched, with two filters": (
        "/vendors?q=example&verdict=invalid&owner=IT",
        "verdict = ? AND owner = ? AND search LIKE ?",
        ("invalid", "IT", "%example%"),
    ),
}
# The other lists have no floor of their own; a person sees them as quickly.
OTHERS = {
    "engagements": "/engagements?q=example&role=processor",
    "locations, plain": "/locations",
    "locations by verdict": "/locations?sort=verdict",
    "locations": "/locations?q=example&verdict=invalid&sort=verdict",
    "agreements": "/agreements?state=signed",
    "findings": "/findings?severity=high",
    "reviews": "/reviews/all?q=example&due=90",
    "what is due": "/reviews",
}
# Only the rows: that the page also counts what matches and offers filters is its own price.
SQL = (
    "SELECT id, vendor, name, legal_name, service, role, countries, locations, verdict, verdict_count, reason, ground,"
    " dpa, dpa_on, owner, next_review FROM standing {} ORDER BY sort_name, id LIMIT 50"
)


async def main() -> None:
    """Fill a register, measure the list in it, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="art28-bench-") as folder:
        register.use(Path(folder))
        figures: dict[str, Any] = {"settle": await register.fill()}
        await register.more()
        figures["pages"] = await measure()
        print(json.dumps(figures))


async def signed_in() -> tuple[Any, bytes]:
    """Return the app of this register and the cookie of somebody who may see all of it."""
    from accounts.sessions import open_session
    from accounts.tables import Membership, User
    from accounts.visits import Cookies
    from app.asgi import create_app
    from app.logs import configure_logs
    from app.settings import read_settings

    # Each request is logged, as by the server: to standard error, which is not a terminal here.
    configure_logs(terminal=False)
    settings = read_settings()
    person = User(email="reader@example.org", name="Reader", created_at=register.NOW)
    await person.save()
    await Membership(user=person.id, organisation=None, role="administrator").save()
    token = await open_session(person.id, register.NOW)
    cookie = f"{Cookies(settings.secure, settings.port).name('session')}={token}".encode()
    return create_app(settings, clock=lambda: register.NOW), cookie


async def measure() -> dict[str, dict[str, float]]:
    """Return the median seconds of each page and of the floor under it."""
    from app.settings import read_settings

    settings = read_settings()
    app, cookie = await signed_in()
    figures = {}
    async with app.lifespan():
        for name, (path, where, values) in PAGES.items():
            page = await get(app, path, cookie)
            floor = floor_of(page)
            connection = sqlite3.connect(settings.sqlite_file)
            clause = f"WHERE {where}" if where else ""

            def bare(
                connection: Any = connection, floor: Any = floor, clause: str = clause, values: Any = values
            ) -> None:
                rows = connection.execute(SQL.format(clause), values).fetchall()
                assert len(rows) == len(floor.rows) == 50
                floor.render()

            async def ours(path: str = path) -> str:
                return await get(app, path, cookie)

            figures[name] = {"page": await median_of_async(RUNS, ours), "floor": median_of(RUNS, bare)}
            connection.close()
        for name, path in OTHERS.items():

            async def other(path: str = path) -> str:
                return await get(app, path, cookie)

            figures[name] = {"page": await median_of_async(FEW, other)}
    return figures


async def get(app: Any, path: str, cookie: bytes) -> str:
    """Return a page straight from the ASGI app, without the price of an HTTP client."""
    bare, _, query = path.partition("?")
    said: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8028),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await app(scope, receive, send)
    if said[0]["status"] != 200:
        raise AssertionError(f"{path} answered {said[0]['status']}")
    return b"".join(message.get("body", b"") for message in said[1:]).decode()


if __name__ == "__main__":
    asyncio.run(main())
