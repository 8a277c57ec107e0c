"""A register that holds one of everything, served by this process at a moment that stands still."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from litestar import Litestar
from playwright.async_api import BrowserContext

from accounts.tables import User
from assessments.vendor_links import speak
from tests.register.cast import Desk as Register
from tests.security.world import World, world


@dataclass(frozen=True)
class Everything:
    """Where it is served, what is in it, and the cookies of somebody who may do everything."""

    address: str
    there: World
    cookies: list[dict[str, Any]]

    async def speak(self, language: str) -> None:
        """Have the administrator and the vendor that answers by a link read in this language."""
        await User.update({User.language: language}).where(User.id == self.there.person.id)
        await speak(self.there.numbers["link"], language)

    async def sign_in(self, context: BrowserContext) -> None:
        """Sign a browser in as the administrator."""
        await context.add_cookies([{**cookie, "url": self.address} for cookie in self.cookies])


def listen() -> socket.socket:
    """Take a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


async def fill(app: Litestar, address: str) -> Everything:
    """Put one of everything into the register, and vendors of every verdict, one of them below another."""
    there = await world(app)
    register = Register()
    for name, country, ground in (
        ("Inside AB", "DE", "EEA"),
        ("Listed Inc.", "GB", "ADEQUACY"),
        ("Clauses Ltd", "IN", "SCC_2021_M2"),
        ("Fallen Inc.", "US", "PRIVACY_SHIELD_EU_US"),
        ("Unknown AG", "", "NONE"),
    ):
        await register.place(there.organisation, country, ground, name)
    below = await register.vendor(there.organisation, "Below GmbH", country="DE")
    await register.engagement(below, there.organisation, parent=there.numbers["engagement"], role="sub-processor")
    cookies = [{"name": name, "value": value} for name, value in there.client.cookies.items()]
    return Everything(address, there, cookies)


@asynccontextmanager
async def serving(app: Litestar, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an app that runs already."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
