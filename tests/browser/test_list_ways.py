"""Ways through a list: its address holds all of it, only its rows change, and every key has a button."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.async_api import expect

from tests.browser.conftest import EMAIL, ORGANISATION, PASSWORD, did
from tests.browser.pages import Desk
from tests.support.process import Installation, Server

INVALID = "Sample Mail Inc."
HOSTING = "Example Hosting AB"
# How far things moved that nobody had asked to move, as browsers count it.
MOVED = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)
)).observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => done(0), 100))"""


async def test_the_address_of_a_list_brings_the_same_rows_again(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors")
    # What is swapped is the rows: the page around them stays the one that was opened.
    await desk.page.locator("main").evaluate("main => { main.kept = true; }")
    name = desk.page.get_by_role("columnheader", name="Vendor")
    await name.get_by_role("link").click()
    await expect(name).to_have_attribute("aria-sort", "descending")
    await desk.page.locator("#vq").fill("nothing is called so")
    await expect(desk.page.get_by_role("link", name="Clear the search")).to_be_visible()
    await desk.page.locator("#vq").fill("nyhetsbrev")
    await expect(desk.row(INVALID)).to_be_visible()
    await expect(desk.row(HOSTING)).to_have_count(0)
    await expect(desk.page).to_have_url(re.compile(r"q=nyhetsbrev"))
    assert await desk.page.locator("main").evaluate("main => main.kept") is True
    assert await desk.page.evaluate(MOVED) < 0.1
    other = Desk(await desk.page.context.new_page())
    await other.open(desk.page.url)
    await expect(other.page.get_by_role("columnheader", name="Vendor")).to_have_attribute("aria-sort", "descending")
    await expect(other.page.locator("#vq")).to_have_value("nyhetsbrev")
    await expect(other.row(INVALID)).to_be_visible()
    await expect(other.row(HOSTING)).to_have_count(0)
    assert other.complaints == []


async def test_the_next_vendor_is_the_next_of_the_filtered_list(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors?verdict=no-transfer")
    names = await desk.page.locator("tbody a.name").all_inner_texts()
    assert len(names) == 2
    await desk.follow(names[0])
    for name in names[1:]:
        await desk.page.locator("nav.beside a[rel=next]").click()
        await expect(desk.page.get_by_role("heading", level=1)).to_have_text(name)
    await expect(desk.page.locator("nav.beside a[rel=next]")).to_have_count(0)
    await desk.page.locator("nav.beside a[rel=prev]").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text(names[-2])
    await desk.page.locator("nav.beside").get_by_role("link", name="The list", exact=True).click()
    await expect(desk.page.locator("tbody a.name")).to_have_count(len(names))


async def test_all_that_match_are_changed_and_the_workbook_holds_exactly_that_view(
    filled: Server, desk: Desk, tmp_path: Path
) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors?q=example")
    await desk.follow("Change 1 that matches")
    await desk.page.get_by_role("radio", name="Owner").check()
    await desk.page.locator("#f-owner").fill("Purchasing")
    await desk.press("See what it does")
    await desk.press("Change 1 row")
    await desk.sees("1 row was changed")
    await desk.open(f"{filled.address}/vendors?q=example&column=owner")
    await expect(desk.row(HOSTING)).to_contain_text("Purchasing")
    await desk.page.locator("#export summary").click()
    download = await desk.download("This list as shown, Excel")
    file = tmp_path / "view.xlsx"
    await download.save_as(file)
    book = openpyxl.load_workbook(file, read_only=True)
    rows = [[cell for cell in row if cell is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    assert rows == [["Vendor", "Owner"], [HOSTING, "Purchasing"]]


async def test_a_view_is_shared_with_those_who_see_the_organisation(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors?verdict=invalid")
    await desk.page.locator("#views summary").click()
    await desk.follow("Save this view")
    await desk.fill(Name_of_the_view="Dead grounds")
    await desk.choose("Shared with", f"Those who see {ORGANISATION}")
    await desk.press("Save the view")
    await desk.open(f"{filled.address}/vendors")
    await desk.page.locator("#views summary").click()
    await expect(desk.page.locator("#views").get_by_role("link", name="Dead grounds")).to_contain_text("shared")


async def test_whatever_a_key_does_can_be_done_by_mouse(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.page.get_by_role("button", name="Keys").click()
    keys = desk.page.locator("#keys")
    await expect(keys).to_be_visible()
    await keys.get_by_role("button", name="Close").click()
    await expect(keys).to_be_hidden()
    await desk.page.get_by_role("link", name="Jump to").click()
    palette = desk.page.locator("#jump")
    await palette.get_by_role("link", name="Add a vendor").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Add vendor")


async def test_a_vendor_is_shared_and_each_organisation_has_its_own_engagements(
    filled: Server, desk: Desk, tmp_path: Path
) -> None:
    did(Installation(tmp_path / "data"), "organisation", "add", "Example Subsidiary", "--country", "NO")
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(HOSTING)
    await desk.follow("Add engagement")
    await desk.choose("For which organisation", "Example Subsidiary")
    await desk.fill(Service="Backup")
    await desk.press("Add engagement")
    await desk.open(f"{filled.address}/vendors?organisation=2")
    await desk.follow(HOSTING)
    await desk.open(f"{filled.address}/engagements?organisation=2")
    await expect(desk.page.locator("tbody tr")).to_have_count(1)
    await expect(desk.row(HOSTING)).to_contain_text("Backup")
    await desk.open(f"{filled.address}/engagements?organisation=any&q=hosting")
    await expect(desk.page.locator("tbody tr")).to_have_count(2)
