"""Every page of the register, in every language and both themes: usable by everyone, at every width."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from playwright.async_api import Browser, Route, expect

from app.settings import Settings
from tests.browser.everything import Everything, fill, listen, serving
from tests.browser.pages import RULES, WORDS, Theme, desk_at
from tests.browser.walking import complaints, pages

# A theme is nothing but colours, and words have none: over its languages each page is seen in both, once in each.
LANGUAGES: dict[str, tuple[Theme, dict[str, Any]]] = {
    "en": ("light", RULES),
    "sv": ("dark", RULES),
    "nb": ("light", WORDS),
}
# The walk in a language is two tests, so that as many processes as there are can share the six.
HALVES = (0, 1)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """The port at which the register is served."""
    with listen() as listening:
        yield listening


@pytest.fixture
def settings(tmp_path: Path, listening: socket.socket) -> Settings:
    """Settings of a register that is served at that port."""
    host, port = listening.getsockname()
    return Settings(data=tmp_path / "data", port=port, url=f"http://{host}:{port}", scheduler=False)


@pytest.fixture
async def everything(app: Litestar, settings: Settings, listening: socket.socket) -> AsyncIterator[Everything]:
    """A served register with one of everything in it."""
    everything = await fill(app, settings.address)
    async with serving(app, listening):
        yield everything


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_can_be_used_by_everyone(
    everything: Everything, browser: Browser, language: str, half: int
) -> None:
    theme, rules = LANGUAGES[language]
    wrong = []
    for outside in (False, True):
        context = await browser.new_context(
            locale=language, viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        desk = await desk_at(context)
        await everything.speak(language)
        if not outside:
            await everything.sign_in(context)
        addresses = [everything.address + path for path in pages(everything.there, outside=outside)]
        for address in addresses[half :: len(HALVES)]:
            wrong += await complaints(desk, address, rules)
            await expect(desk.page.locator("html")).to_have_attribute("lang", language)
        await context.close()
        wrong += desk.complaints
    assert not wrong, "\n".join(wrong)


async def test_a_page_that_waits_for_the_whole_register_says_so_and_gives_way_to_what_was_asked_for(
    app: Litestar, everything: Everything, browser: Browser
) -> None:
    context = await browser.new_context(locale="sv", color_scheme="dark", viewport={"width": 1440, "height": 900})
    desk = await desk_at(context)
    await everything.speak("sv")
    await everything.sign_in(context)
    app.state.patience = 0
    looked = asyncio.Event()

    async def when_looked_at(route: Route) -> None:
        await looked.wait()
        await route.continue_()

    # How far it is, is asked for as soon as somebody has looked.
    await context.route("**/working/*", when_looked_at)
    address = f"{everything.address}/what-if?what=DPF-EU"
    await desk.open(address)
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Hela registret gås igenom")
    await expect(desk.page.get_by_role("progressbar")).to_be_visible()
    await desk.look()
    looked.set()
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Data Privacy Framework")
    assert desk.page.url == address
    await context.close()
    assert desk.complaints == []
