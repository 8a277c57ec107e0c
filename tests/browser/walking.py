"""Every page of the register as one person sees it, and a look at each that is quick enough for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.async_api import Page

from tests.app.test_who_may import WHO
from tests.browser.pages import RULES, WIDTHS, summary

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
# Files, answers for programs, and what only another server leads to.
NO_PAGES = re.compile(
    r"^/(static|api|calendar|health|ready|metrics|sign-in/|answer/)|\.(csv|xlsx|json|jsonl|docx|toml)$|^/documents/[^/]+$"
    r"|/progress$"
)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# Colours do not depend on the language, so they are looked at once in each theme.
ALL_BUT = {**RULES, "rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}


def pages() -> Iterator[str]:
    """Yield the address of each page, of the first thing of its kind; what is missing answers with a page too."""
    for method, path in WHO:
        if method == "GET" and not NO_PAGES.search(path):
            yield re.sub(r"\{\w+:\w+\}", "1", path)


async def complaints(page: Page, *, contrast: bool) -> list[str]:
    """Return what is wrong with the page as it stands, a line each."""
    await page.evaluate(AXE)
    found = await _run(page, ALL_BUT)
    if contrast:
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{theme}: {line}" for line in await _run(page, CONTRAST)]
        await page.emulate_media(color_scheme="light")
    for width in (*WIDTHS, 720, 1920) if contrast else WIDTHS[1:]:
        await page.set_viewport_size({"width": width, "height": 900})
        wide = await page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        found += [f"{wide} pixels too wide at {width}"] if wide > 0 else []
    await page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    if await page.get_by_role("heading", level=1).count() != 1:
        found.append("not exactly one heading of the first level")
    return [f"{page.url}: {line}" for line in found]


async def _run(page: Page, options: dict[str, Any]) -> list[str]:
    answer = await page.evaluate("options => axe.run(document, options)", options)
    return summary(answer["violations"])
