"""Browsers of people who use the app in this process, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache

import httpx
from litestar import Litestar

from accounts.csrf import HEADER, csrf_token
from accounts.keys import new_token
from accounts.sessions import open_session
from accounts.tables import User
from accounts.visits import Cookies
from app.settings import Settings
from tests.support.clock import Clock

AsRole = Callable[..., Awaitable[httpx.AsyncClient]]
BASE = "http://testserver"
# A busy machine may take its time over what a page would wait a second for.
PATIENCE = 60


def app_for(settings: Settings, clock: Clock) -> Litestar:
    """Return an app for the settings of a test; those of one shape follow each other in one.

    What an app is made of takes half a second to put together, and is the same for all of them.
    """
    from app.asgi import furnish

    app = _apps(settings.megabytes, measured=bool(settings.metrics_token))
    furnish(app, settings, clock, PATIENCE)
    return app


@cache
def _apps(megabytes: int, *, measured: bool) -> Litestar:
    from app.asgi import put_together

    return put_together(megabytes, measured=measured)


def browser(app: Litestar) -> httpx.AsyncClient:
    """Return the browser of somebody who is not signed in; it follows no redirects.

    It sends the proof that its forms came from the register, as a form's hidden field would.
    Take the header `x-csrf-token` away to be a stranger's form.
    """
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)
    prove(client, app, "visitor", new_token())
    return client


async def sign_in(client: httpx.AsyncClient, app: Litestar, user: User, now: datetime) -> None:
    """Give a browser a session of this person, as signing in would."""
    prove(client, app, "session", await open_session(user.id, now))


def prove(client: httpx.AsyncClient, app: Litestar, purpose: str, token: str) -> None:
    """Set a cookie and the proof that belongs to it."""
    settings = app.state.settings
    client.cookies.set(Cookies(settings.secure, settings.port).name(purpose), token)
    client.headers[HEADER] = csrf_token(app.state.csrf_secret, token)


@asynccontextmanager
async def started(app: Litestar) -> AsyncIterator[None]:
    """Keep an app running, in a task of its own: a fixture begins and ends in two tasks, and the app may not."""
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    task = asyncio.create_task(live())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        # It failed to start: say why.
        await task
    try:
        yield
    finally:
        down.set()
        await task
