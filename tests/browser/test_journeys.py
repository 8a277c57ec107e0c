"""Five journeys through the register in a real browser, each page checked for everyone's use as it is passed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.async_api import expect

from tests.browser.conftest import EMAIL, ORGANISATION, PASSWORD, SHEET
from tests.browser.pages import Desk
from tests.support.process import Server

INVALID = "Sample Mail Inc."


async def test_the_first_administrator_sets_up_the_register(fresh: Server, desk: Desk) -> None:
    await desk.open(fresh.address)
    await expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()
    await desk.look()

    await desk.open(fresh.first_link)
    await desk.look()
    await desk.fill(E_mail=EMAIL, Password=PASSWORD)
    await desk.page.get_by_label("Organisation").fill(ORGANISATION)
    await desk.page.get_by_label("Country").select_option("SE")
    await desk.press("Set up the register")

    await expect(desk.page.get_by_role("heading", name="No vendors yet")).to_be_visible()
    await desk.look()
    await desk.press("Sign out")
    await desk.sign_in(fresh.address, EMAIL, PASSWORD)


async def test_a_sheet_is_shown_before_it_is_imported(peopled: Server, desk: Desk) -> None:
    await desk.sign_in(peopled.address, EMAIL, PASSWORD)
    await desk.follow("Import a spreadsheet")
    await desk.look()
    await desk.upload("File", SHEET)
    await desk.press("Upload and check")

    await desk.sees("Privacy Shield")
    await desk.look()
    await desk.open(f"{peopled.address}/vendors")
    await expect(desk.page.get_by_role("heading", name="No vendors yet")).to_be_visible()
    await desk.page.go_back()
    await desk.press("Add 4")

    await desk.sees(INVALID)
    await desk.look()
    await desk.open(f"{peopled.address}/vendors")
    await expect(desk.row(INVALID)).to_contain_text("Invalid")


async def test_the_invalid_vendor_is_found_and_says_why(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.look()
    await desk.follow("Vendors", inside="nav.side")
    await desk.look()
    await desk.page.locator("summary", has_text="Verdict").click()
    await desk.follow("Invalid")
    await expect(desk.row(INVALID)).to_be_visible()
    await expect(desk.row("Example Hosting AB")).to_have_count(0)
    await desk.look()

    await desk.follow(INVALID)
    await desk.sees("C-311/18")
    await desk.sees("2020-07-16|16 July 2020")
    await desk.look()


async def test_a_mended_ground_changes_the_verdict(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.follow("Vendors", inside="nav.side")
    await desk.follow(INVALID)
    await desk.follow("Change ground")
    await desk.look()
    await desk.page.locator("#f-grounds").select_option(label="SCC 2021, module 2")
    await desk.fill(When_were_the_clauses_signed="2024-05-01")
    await desk.choose("Is the contract signed", "Yes")
    await desk.choose("Are the annexes filled in", "Filled in")
    await desk.choose("Is there a transfer impact assessment", "Yes, the data is protected")
    await desk.look()
    await desk.press("Save and judge again")
    await expect(desk.page.locator("#transfers")).to_contain_text("Valid")
    await expect(desk.page.locator("#transfers")).not_to_contain_text("C-311/18")
    await desk.look()


async def test_the_register_is_exported_as_a_workbook(filled: Server, desk: Desk, tmp_path: Path) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.follow("Vendors", inside="nav.side")
    await desk.page.locator("summary", has_text="Export").click()
    download = await desk.download("Excel")
    file = tmp_path / "register.xlsx"
    await download.save_as(file)
    book = openpyxl.load_workbook(file, read_only=True)
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    book.close()
    assert INVALID in cells
