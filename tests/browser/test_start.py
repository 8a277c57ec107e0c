"""From the start page to what needs somebody, and what would be if the law moved."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk
from tests.support.process import Server

INVALID = "Sample Mail Inc."


async def test_the_start_page_leads_from_each_number_to_what_stands_behind_it(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("What needs you")
    findings = desk.panel("Findings")
    worst = findings.locator(".fgroup").first
    await expect(worst.get_by_role("heading", level=3)).to_contain_text("Act now")
    await worst.locator(".fa a").first.click()
    await expect(desk.page).to_have_url(re.compile(r"/findings\?"))
    await desk.sees(re.escape(INVALID))

    await desk.page.go_back()
    for days in ("30", "60", "90"):
        await expect(desk.panel("What is due").locator("dt").filter(has_text=days)).to_have_count(1)
    await desk.follow("90 days", inside=".spans")
    await expect(desk.page).to_have_url(re.compile(r"/reviews\?span=90"))

    await desk.page.go_back()
    await desk.panel("Where data goes").get_by_role("link", name="United States").click()
    await expect(desk.page).to_have_url(re.compile(r"/vendors\?country=US"))
    await expect(desk.row(INVALID)).to_be_visible()
    await expect(desk.row("Exempel Support GmbH")).to_have_count(0)

    await desk.page.go_back()
    verdicts = desk.page.get_by_role("table", name="Transfers by verdict")
    await expect(verdicts.get_by_role("row").filter(has_text="Invalid").locator("td.num")).to_have_text("1")
    await verdicts.get_by_role("link", name="Invalid").click()
    await expect(desk.page).to_have_url(re.compile(r"/vendors\?verdict=invalid"))
    await expect(desk.row(INVALID)).to_be_visible()


async def test_what_falls_with_a_ground_is_seen_before_it_falls(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await expect(desk.panel("What is coming").locator("time").first).to_be_visible()
    await desk.panel("What transfers rest on").get_by_role("link", name="What if one falls").click()
    british = desk.page.locator("#f-what option").filter(has_text="2021/1772").first
    await desk.page.locator("#f-what").select_option(await british.get_attribute("value"))
    await desk.press("Judge")
    table = desk.page.get_by_role("table").filter(has_text="Before")
    row = table.get_by_role("row").filter(has_text="Placeholder Survey Ltd")
    await expect(row).to_contain_text("Valid")
    await expect(row.locator(".after")).not_to_contain_text("Valid")
    await desk.look()


async def test_the_start_page_speaks_swedish_down_to_the_reason_of_a_verdict(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.page.locator("button[name=language][value=sv]").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Det som väntar på dig")
    verdicts = desk.page.get_by_role("table", name="Överföringar efter bedömning")
    await verdicts.get_by_role("link", name="Ogiltig").click()
    await desk.follow(INVALID)
    reason = desk.page.locator("#transfers .vr").first
    await expect(reason).to_contain_text("Ogiltig")
    await expect(reason).to_contain_text("Privacy Shield upphörde 2020-07-15")
