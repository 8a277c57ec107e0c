"""A browser, a served register and somebody who uses it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser import chromium
from tests.browser.pages import Desk, desk_at
from tests.support.process import Installation, Server

HERE = Path(__file__).parent
# A small vendor list as procurement keeps it; one ground in it died in 2020.
SHEET = HERE / "vendors.csv"
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
    desk = await desk_at(context)
    yield desk
    await context.close()
    assert desk.complaints == []


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a register with an administrator and an organisation; made once, copied for each journey."""
    installation = Installation(tmp_path_factory.mktemp("people") / "data")
    did(installation, "migrate")
    did(installation, "organisation", "add", ORGANISATION, "--country", "SE")
    did(installation, "user", "add", EMAIL, "--role", "administrator", "--password-stdin", stdin=PASSWORD + "\n")
    return installation.data


@pytest.fixture(scope="session")
def vendors(people: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a register that also has the vendors of the sheet."""
    installation = copy(people, tmp_path_factory.mktemp("vendors"))
    did(installation, "import", SHEET, "--organisation", ORGANISATION, "--yes")
    return installation.data


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """A served register that nobody has used yet."""
    with Installation(tmp_path / "data").serve() as server:
        yield server


@pytest.fixture
def peopled(people: Path, tmp_path: Path) -> Iterator[Server]:
    """A served register with an administrator and an organisation, and no vendors."""
    with copy(people, tmp_path).serve() as server:
        yield server


@pytest.fixture
def filled(vendors: Path, tmp_path: Path) -> Iterator[Server]:
    """A served register with an administrator and the vendors of the sheet."""
    with copy(vendors, tmp_path).serve() as server:
        yield server


def copy(data: Path, folder: Path) -> Installation:
    """Return a register of its own with the data of another; none of its processes runs."""
    return Installation(shutil.copytree(data, folder / "data"))


def did(installation: Installation, *args: str | Path, stdin: str = "") -> None:
    """Run a command that has to succeed."""
    done = installation.run(*args, stdin=stdin)
    assert done.returncode == 0, f"art28 {args}: {done.stdout}{done.stderr}"
