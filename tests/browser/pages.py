"""What a person sees and does in the register, so that a journey reads as one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Download, Error, Page, Request, expect

WIDTHS = (1440, 390)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
# WCAG 2.2 AA and what goes before it.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
# A theme is nothing but colours, so in the second only what depends on them can be wrong; words have none.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": OF_COLOURS}}
WORDS = {**RULES, "rules": {name: {"enabled": False} for name in OF_COLOURS}}
RULES_IN = {"light": RULES, "dark": COLOURS}
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
# The bar that stays at the top would lie over whatever a journey has scrolled beneath it. Nothing plays on any page.
LOOK = """async rules => {
    scrollTo(0, 0);
    return (await axe.run(document, {...rules, resultTypes: ["violations"], preload: false})).violations;
}"""
SIZE = "[window.innerWidth, document.scrollingElement.scrollWidth]"


class Desk:
    """A person at a browser window; collects what the browser complains of."""

    def __init__(self, page: Page) -> None:
        """Listen for errors, among them everything that the content security policy forbids."""
        self.page = page
        self.complaints: list[str] = []
        self._pages: set[str] = set()
        self._session: CDPSession | None = None
        page.on("request", self._note)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self._pages.add(request.url)

    def _hear(self, said: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is meant to, and is looked at; a part of a page that does so is a fault.
        of_page = said.text.startswith("Failed to load resource") and said.location["url"] in self._pages
        if said.type in {"error", "warning"} and not of_page:
            self.complaints.append(f"{said.text} ({said.location['url']})")

    async def open(self, address: str) -> None:
        """Go to an address."""
        await self.page.goto(address)

    async def look(self) -> None:
        """Check the page as it stands: usable by everyone, in light and dark, and never wider than its window."""
        try:
            wrong = await self._unusable()
        except Error:
            # What was pressed last leads on only now: the page that comes is the one to look at.
            await self.page.wait_for_load_state()
            wrong = await self._unusable()
        wrong += await self.too_wide(WIDTHS)
        assert not wrong, f"{self.page.url}:\n" + "\n".join(wrong)
        await self.page.emulate_media(color_scheme="light")

    async def _unusable(self) -> list[str]:
        """Return what keeps somebody from using the page in either theme, a line each."""
        wrong = []
        for theme in THEMES:
            await self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            wrong += [f"{theme}: {line}" for line in await self.violations(RULES_IN[theme])]
        return wrong

    async def violations(self, rules: dict[str, Any]) -> list[str]:
        """Return what axe finds on the page as it stands, a line each."""
        return summary(await self.page.evaluate(LOOK, rules))

    async def too_wide(self, widths: Iterable[int]) -> list[str]:
        """Return which of these windows the page is wider than, a line each; it is left in the usual one."""
        if self._session is None:
            self._session = await self.page.context.new_cdp_session(self.page)
        # All is asked for at once, so that the page is not drawn in between: that takes longer than all the rest.
        tried = (*widths, WIDTHS[0])
        sizes = await asyncio.gather(*(self._size(self._session, width) for width in tried))
        assert [window for window, _ in sizes] == list(tried)
        return [f"{page - window} pixels too wide at {window}" for window, page in sizes if page > window]

    async def _size(self, session: CDPSession, width: int) -> tuple[int, int]:
        """Return how wide the window is when it was told to be so wide, and how wide the page is then."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        _, said = await asyncio.gather(
            session.send("Emulation.setDeviceMetricsOverride", metrics),
            session.send("Runtime.evaluate", {"expression": SIZE, "returnByValue": True}),
        )
        window, page = said["result"]["value"]
        return window, page

    async def fill(self, **fields: str) -> None:
        """Fill fields by their labels; `_` stands for any character."""
        for label, value in fields.items():
            await self.page.get_by_label(re.compile(rf"^{label.replace('_', '.')}", re.IGNORECASE)).first.fill(value)

    async def choose(self, label: str, option: str) -> None:
        """Choose an option of a list."""
        await self.page.get_by_label(re.compile(f"^{label}", re.IGNORECASE)).first.select_option(label=option)

    async def press(self, name: str) -> None:
        """Press a button whose name begins so."""
        await self.page.get_by_role("button", name=re.compile(f"^{name}", re.IGNORECASE)).first.click()

    async def follow(self, name: str, *, inside: str = "main") -> None:
        """Follow a link in a part of the page."""
        await self.page.locator(inside).get_by_role("link", name=re.compile(name, re.IGNORECASE)).first.click()

    async def sees(self, text: str) -> None:
        """Wait until the main part of the page says something."""
        await expect(self.page.locator("main").get_by_text(re.compile(text)).filter(visible=True).first).to_be_visible()

    async def sign_in(self, address: str, email: str, password: str) -> None:
        """Sign in."""
        await self.open(f"{address}/sign-in")
        await self.fill(E_mail=email, Password=password)
        await self.press("Sign in")
        await expect(self.page).to_have_url(re.compile("/(vendors)?$"))

    async def jump_to(self, name: str) -> None:
        """Open the page of a vendor from wherever one is."""
        await self.page.keyboard.press("Control+k")
        palette = self.page.locator("#jump")
        # Whoever leaves while it still searches breaks the search off, which the browser would complain of.
        async with self.page.expect_request_finished(lambda request: re.search(r"/jump\?q=.", request.url) is not None):
            await palette.locator("input").fill(name)
        await palette.get_by_role("link", name=name, exact=False).first.click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def row(self, name: str) -> Any:
        """Return the row of a table that names something."""
        return self.page.get_by_role("row").filter(has_text=name)

    def panel(self, heading: str) -> Any:
        """Return the part of the page under a heading."""
        return self.page.get_by_role("region", name=heading, exact=True)

    async def upload(self, label: str, file: Path) -> None:
        """Choose a file."""
        await self.page.get_by_label(re.compile(f"^{label}", re.IGNORECASE)).set_input_files(file)

    async def download(self, name: str) -> Download:
        """Follow a link that gives a file."""
        async with self.page.expect_download() as waiting:
            await self.follow(name)
        return await waiting.value


async def desk_at(context: BrowserContext) -> Desk:
    """Return somebody at a new page of a browser; axe comes to a page before it loads, or it would cost each look."""
    page = await context.new_page()
    await page.add_init_script(path=AXE)
    return Desk(page)


def summary(violations: list[dict[str, Any]]) -> list[str]:
    """Return what axe found, a line each."""
    return [f"{found['id']}: {node['target']} {node['html'][:150]}" for found in violations for node in found["nodes"]]
