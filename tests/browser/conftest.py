"""A browser, a served register and somebody who uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser import chromium
from tests.browser.pages import Desk
from tests.support.process import Installation, Server

HERE = Path(__file__).parent
ORGANISATION = "Example Municipality"
EMAIL = "privacy@example.org"
# Patience for a busy machine: nothing waits so long unless something is wrong.
SECONDS = 15
PASSWORD = "a long pass phrase for tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys, so that they can be run by themselves."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One real browser for all journeys."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    """A person in front of a fresh browser window; what the browser complained of fails the test."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", accept_downloads=True)
    context.set_default_timeout(SECONDS * 1000)
    expect.set_options(timeout=SECONDS * 1000)
    desk = Desk(await context.new_page())
    yield desk
    await context.close()
    assert desk.complaints == []


@pytest.fixture
def sheet() -> Path:
    """A small vendor list as procurement keeps it; one ground in it died in 2020."""
    return HERE / "vendors.csv"


@pytest.fixture
def fresh(installation: Installation) -> Iterator[Server]:
    """A served register that nobody has used yet."""
    with installation.serve() as server:
        yield server


@pytest.fixture
def peopled(installation: Installation) -> Iterator[Server]:
    """A served register with an administrator and an organisation, and no vendors."""
    did(installation, "migrate")
    did(installation, "organisation", "add", ORGANISATION, "--country", "SE")
    did(installation, "user", "add", EMAIL, "--role", "administrator", "--password-stdin", stdin=PASSWORD + "\n")
    with installation.serve() as server:
        yield server


@pytest.fixture
def filled(installation: Installation, sheet: Path) -> Iterator[Server]:
    """A served register with an administrator and the vendors of the sheet."""
    did(installation, "migrate")
    did(installation, "organisation", "add", ORGANISATION, "--country", "SE")
    did(installation, "user", "add", EMAIL, "--role", "administrator", "--password-stdin", stdin=PASSWORD + "\n")
    did(installation, "import", sheet, "--organisation", ORGANISATION, "--yes")
    with installation.serve() as server:
        yield server


def did(installation: Installation, *args: str | Path, stdin: str = "") -> None:
    """Run a command that has to succeed."""
    done = installation.run(*args, stdin=stdin)
    assert done.returncode == 0, f"art28 {args}: {done.stdout}{done.stderr}"
