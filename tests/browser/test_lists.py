"""Journeys through the lists: narrow, choose columns, keep the view, take it out, change several at once, switch."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import EMAIL, ORGANISATION, PASSWORD, did
from tests.browser.pages import Desk
from tests.support.process import Installation, Server

INVALID = "Sample Mail Inc."


async def test_a_view_is_set_up_saved_shown_again_and_taken_out(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors")
    await desk.page.locator("#columns summary").click()
    await desk.page.get_by_label("Tier").check()
    await desk.page.get_by_label("DPA", exact=True).uncheck()
    await desk.press("Show")
    await expect(desk.page.get_by_role("columnheader", name="Tier")).to_be_visible()
    await expect(desk.page.get_by_role("columnheader", name="DPA")).to_have_count(0)
    await desk.page.locator("summary", has_text="Verdict").click()
    await desk.follow("Invalid", inside=".chips")
    await expect(desk.row(INVALID)).to_be_visible()

    await desk.page.locator("#views summary").click()
    await desk.follow("Save this view")
    await desk.look()
    await desk.fill(Name_of_the_view="Dead grounds")
    await desk.press("Save the view")
    await desk.open(f"{filled.address}/vendors")
    await desk.page.locator("#views summary").click()
    await desk.follow("Dead grounds")
    await expect(desk.page.get_by_role("columnheader", name="Tier")).to_be_visible()
    await expect(desk.row("Example Hosting AB")).to_have_count(0)

    await desk.page.locator("#export summary").click()
    download = await desk.download("This list as shown, CSV")
    text = (await download.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("Vendor,")
    assert "Tier" in text.splitlines()[0]
    assert INVALID in text
    await desk.open(f"{filled.address}/views?list=vendors")
    await desk.look()


async def test_several_vendors_are_changed_at_once_and_back_again(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors")
    await desk.page.get_by_label(f"Select {INVALID}").check()
    await expect(desk.page.get_by_text("1 row is selected.")).to_be_visible()
    await desk.page.get_by_label("Select all on this page").check()
    await expect(desk.page.get_by_label("Select Example Hosting AB")).to_be_checked()
    await desk.page.get_by_label("Select all on this page").uncheck()
    await desk.page.get_by_label(f"Select {INVALID}").check()
    await desk.page.locator("tr", has_text="Example Hosting AB").locator("a.name").focus()
    await desk.page.keyboard.press("x")
    await expect(desk.page.get_by_text("2 rows are selected.")).to_be_visible()
    await desk.press("Change the selected rows")
    await desk.look()
    await desk.page.get_by_role("radio", name="Tier").check()
    await desk.page.locator("#f-tier").select_option(label="High")
    await desk.press("See what it does")
    await desk.sees("2 rows change")
    await desk.look()
    await desk.press("Change 2 rows")
    await desk.sees("2 rows were changed")
    await desk.look()
    await desk.open(f"{filled.address}/vendors?tier=high")
    await expect(desk.row(INVALID)).to_be_visible()
    await desk.page.go_back()
    await desk.press("Take it back")
    await desk.sees("Taken back by")
    await desk.open(f"{filled.address}/vendors?tier=high")
    await desk.sees("No vendor fits these filters")


async def test_a_finding_is_accepted_for_a_time_and_its_page_says_why(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    for name in ("engagements", "locations", "agreements"):
        await desk.open(f"{filled.address}/{name}")
        await desk.look()
    await desk.open(f"{filled.address}/findings?severity=high")
    await desk.look()
    await desk.follow("Accept for a time")
    await desk.fill(Why="The contract is being replaced")
    await desk.press("Accept the finding")
    await desk.sees("The contract is being replaced")
    await desk.sees("accepted a finding until a date")
    await desk.look()


async def test_a_group_is_seen_whole_or_one_by_one(filled: Server, desk: Desk, tmp_path: Path) -> None:
    did(Installation(tmp_path / "data"), "organisation", "add", "Example Subsidiary", "--country", "NO")
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors")
    await expect(desk.row(INVALID)).to_be_visible()
    await desk.page.locator("details.group summary").click()
    await desk.page.get_by_role("button", name="Example Subsidiary").click()
    await expect(desk.page).to_have_url(re.compile(r"/vendors\?organisation=2$"))
    await expect(desk.row(INVALID)).to_have_count(0)
    await desk.look()
    await desk.open(f"{filled.address}/findings")
    await expect(desk.page.locator("details.group summary")).to_contain_text("Example Subsidiary")
    await desk.page.locator("details.group summary").click()
    await desk.page.get_by_role("button", name=ORGANISATION).click()
    await desk.sees(INVALID)
