"""The fixtures of all tests: a migrated and empty database, a clock, an app, and people by role."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests.support import engine

# A busy machine is no fault of the product: nothing is timed.
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")

engine.choose()  # before anything below imports piccolo_conf

import structlog  # noqa: E402

# Tracebacks with all local variables take seconds to draw, and many tests make the program meet an error.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

from litestar import Litestar  # noqa: E402
from piccolo.engine import engine_finder  # noqa: E402

from accounts.tables import Organisation  # noqa: E402
from app.migrate import migrate  # noqa: E402
from app.settings import Settings  # noqa: E402
from tests.support import builders, here  # noqa: E402
from tests.support.browsing import BASE, AsRole, app_for, browser, sign_in, started  # noqa: E402
from tests.support.clock import Clock  # noqa: E402
from tests.support.database import empty, open_pool, shut_pool  # noqa: E402
from tests.support.process import Installation, migrated_installation, new_installation  # noqa: E402


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL keep the tests that touch a database, the others cannot differ; then mix the order."""
    if engine.POSTGRES:
        touching = [
            item for item in items if {"database", "installation", "new"} & set(getattr(item, "fixturenames", ()))
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in touching])
        items[:] = touching
    mix(items)


def mix(items: list[pytest.Item]) -> None:
    """Sort the tests into an order that differs from run to run, so that none leans on another.

    Files are mixed, and tests within their file. `ART28_TEST_SEED` repeats an order.
    """
    run = os.environ.get("ART28_TEST_SEED") or os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return

    def place(item: pytest.Item) -> tuple[float, float]:
        return mixed(run, str(item.path)), mixed(run, item.nodeid)

    items.sort(key=place)


def mixed(run: str, name: str) -> float:
    """Return a number that is the same in all workers of a run and different in each run."""
    return random.Random(hashlib.sha256(f"{run} {name}".encode()).digest()).random()


@pytest.fixture(scope="session")
async def schema() -> AsyncIterator[None]:
    """The schema, migrated once for each worker, with the pool that all its tests share."""
    await migrate()
    await open_pool()
    # What a migration puts in is no part of an empty database, also not of the first.
    await empty()
    yield
    await shut_pool()


@pytest.fixture
async def database(schema: None) -> AsyncIterator[Any]:
    """The engine on a migrated and empty database; emptied again afterwards."""
    yield engine_finder()
    await empty()


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost next to nothing, but for tests of what it costs."""
    if request.node.get_closest_marker("costly") is None:
        monkeypatch.setattr("accounts.passwords._hasher", PasswordHasher(time_cost=1, memory_cost=16, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still at 2026-11-21 09:00 UTC until the test moves it; the app reads it."""
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The moment at which the clock stands."""
    return clock()


@pytest.fixture
def today(clock: Clock) -> date:
    """The day at which the clock stands."""
    return clock.today


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return Settings(data=tmp_path / "data", database_url=os.environ.get("DATABASE_URL", ""), url=BASE, scheduler=False)


@pytest.fixture
def law() -> Any:
    """The law as shipped."""
    from law.store import default_law

    return default_law()


@pytest.fixture
async def organisation(database: Any, now: datetime) -> Organisation:
    """A Swedish controller."""
    return await builders.organisation(now=now)


@pytest.fixture(autouse=True)
def understood_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process read and understand files, ten times as fast, but for tests of the processes that do."""
    if request.node.get_closest_marker("apart") is None:
        monkeypatch.setattr("imports.away.Beside", here.Here)
        monkeypatch.setattr("imports.read.ask_child", here.ask_child)


@pytest.fixture
async def app(database: Any, settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    """The whole app, started."""
    app = app_for(settings, clock)
    async with started(app):
        yield app


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A register of the test's own for processes: `installation.run("import", ...)`, `with installation.serve()`."""
    yield from dropped(migrated_installation(tmp_path))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Installation]:
    """A register of the test's own that does not exist yet."""
    yield from dropped(new_installation(tmp_path))


def dropped(installation: Installation) -> Iterator[Installation]:
    """Yield an installation and drop its database afterwards."""
    yield installation
    if installation.database_url:
        engine.drop_database(installation.database_url)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody who is not signed in; redirects are not followed."""
    async with browser(app) as client:
        yield client


@pytest.fixture
async def as_role(app: Litestar, clock: Clock) -> AsyncIterator[AsRole]:
    """Sign somebody in and get their browser.

    Call it as `await as_role("procurement", organisation)`. Without an organisation the person may act in all of them.
    """
    clients: list[httpx.AsyncClient] = []

    async def signed_in(role: str, organisation: Organisation | None = None, **person: Any) -> httpx.AsyncClient:
        client = browser(app)
        clients.append(client)
        user = await builders.user(role, organisation, now=clock(), **person)
        await sign_in(client, app, user, clock())
        return client

    yield signed_in
    await asyncio.gather(*(client.aclose() for client in clients))
