"""A vendor from its short form to a complete record, and findings that end by mending or for a time."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import expect

from app.clock import utc_now
from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk
from tests.support.process import Server

INVALID = "Sample Mail Inc."


async def test_a_vendor_is_added_in_one_short_form_and_completed_later(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors/new")
    await desk.press("Add vendor")
    await expect(desk.page.locator(".errors")).to_be_focused()
    await desk.follow("Name", inside=".errlist")
    await expect(desk.page.locator("#f-name")).to_be_focused()
    await desk.look()
    await desk.page.locator("#f-name").fill("Example Payroll AS")
    await desk.page.locator("#f-place_country").select_option("IN")
    await desk.press("Add vendor")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Example Payroll AS")
    await expect(desk.page.locator("#transfers")).to_contain_text("India")
    complete = desk.page.locator("#complete .done b")
    before = await complete.inner_text()
    assert re.fullmatch(r"[1-9]\d? %", before)
    await desk.page.locator("#complete").get_by_role("link", name="Owner").first.click()
    await desk.fill(Owner="Human resources")
    await desk.press("Save")
    await expect(complete).not_to_have_text(before)
    await expect(desk.page.locator("#history li").first).to_contain_text("Human resources")


async def test_facts_are_asked_where_the_ground_needs_them_and_only_there(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(INVALID)
    await desk.follow("Change ground")
    signed = desk.page.get_by_label(re.compile("^Is the contract signed"))
    await expect(signed).to_have_count(0)
    await desk.page.locator("#f-grounds").select_option(label="SCC 2021, module 2")
    await expect(signed).to_be_visible()
    # The fields follow the answer of the server; a choice made before it comes takes the question back.
    await desk.page.wait_for_load_state("networkidle")
    await desk.page.locator("#f-grounds").select_option(label="Adequacy decision")
    await expect(signed).to_have_count(0)
    await desk.page.wait_for_load_state("networkidle")


async def test_an_agreement_is_checked_clause_by_clause(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(INVALID)
    await desk.page.locator("#agreements").get_by_role("link", name="Check it now").first.click()
    clauses = desk.page.locator(".check28 select")
    await expect(clauses).to_have_count(8)
    for number, clause in enumerate(await clauses.all()):
        await clause.select_option(index=1 if number else 3)
    await desk.press("Save")
    shown = desk.page.locator("#agreements .check28 li")
    await expect(shown).to_have_count(8)
    letters = await shown.locator(".lt").all_inner_texts()
    assert letters == [f"({letter})" for letter in "abcdefgh"]
    await expect(desk.page.locator("#agreements")).to_contain_text("7 of 8 points met")


async def test_a_finding_is_mended_or_accepted_for_a_time_and_never_for_ever(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(INVALID)
    findings = desk.page.locator("#findings")
    title = await findings.locator("li.high h3").first.inner_text()
    await findings.locator("li.high").get_by_role("link", name="Accept for a time").click()
    # Neither without a day, nor for longer than a year, nor without a reason; all that is wrong is told at once.
    wrong = desk.page.locator(".errlist li")
    for until, sentence in (("", "This is no date."), ("2199-12-31", "Nothing is accepted for ever.")):
        await desk.page.locator("#f-until").fill(until)
        await desk.press("Accept the finding")
        await expect(wrong.filter(has_text=sentence)).to_have_count(1)
        await expect(wrong).to_have_count(2)
    await desk.look()
    await desk.fill(Why="The contract is being replaced")
    await desk.page.locator("#f-until").fill(str(utc_now().date() + timedelta(days=30)))
    await desk.press("Accept the finding")
    await desk.sees("The contract is being replaced")
    finding = desk.page.url
    await desk.page.get_by_role("link", name="Change the acceptance").click()
    await desk.press("Open the finding again")
    await desk.follow("See the vendor")
    await expect(findings.locator("li.high h3").first).to_have_text(title)

    await desk.follow("Change ground")
    await desk.page.locator("#f-grounds").select_option(label="Binding corporate rules, processors")
    await desk.press("Save and judge again")
    await expect(findings.locator("li").filter(has_text=title)).to_have_count(0)
    await desk.open(finding)
    await desk.sees("It is resolved: what was wrong is mended")
    for deed in ("accepted a finding until a date", "took back the acceptance of a finding"):
        await desk.sees(deed)


async def test_the_page_of_a_vendor_and_a_list_are_printed_without_their_tools(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/vendors")
    await desk.page.emulate_media(media="print")
    await expect(desk.row(INVALID)).to_be_visible()
    for tool in ("nav.side", "header.top", ".filters", ".list-tools", ".bulk", ".page-head .actions"):
        await expect(desk.page.locator(tool)).to_be_hidden()
    await desk.page.emulate_media(media="screen")
    await desk.follow(INVALID)
    await desk.page.emulate_media(media="print")
    for part in ("#transfers", "#findings", "#engagements", "#agreements", "#documents", "#history"):
        await expect(desk.page.locator(part)).to_be_visible()
    for tool in ("nav.side", "header.top", "nav.tabs", ".page-head .actions"):
        await expect(desk.page.locator(tool)).to_be_hidden()
