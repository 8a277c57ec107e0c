"""A vendor is asked, answers through its link, and is approved on a condition: finding and next review follow."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk, desk_at
from tests.support.process import Server

VENDOR = "Example Hosting AB"
ANSWER = "Disks are encrypted, and backups are restored every quarter."


async def test_a_vendor_answers_through_its_link_and_is_approved_on_a_condition(
    filled: Server, desk: Desk, browser: Browser
) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.follow("Vendors", inside="nav.side")
    await desk.follow(VENDOR)
    await desk.follow("Start an assessment", inside="#assessments")
    await desk.look()
    await desk.choose("Questionnaire", "Yearly review (version 1)")
    await desk.page.get_by_label("The vendor, by a link").check()
    await desk.press("Start the assessment")
    await desk.look()
    await desk.page.locator("#send #f-email").fill("security@vendor.example")
    await desk.press("Send to the vendor")
    link = await desk.page.locator(".new-link").inner_text()
    await desk.look()

    outside = await browser.new_context(locale="en-GB")
    vendor = await desk_at(outside)
    await vendor.open(filled.address + link[link.index("/answer/") :])
    await vendor.look()
    await answer_all(vendor)
    await vendor.look()
    await vendor.press("Hand in the answers")
    await vendor.sees("has them now")
    await vendor.look()
    await outside.close()
    assert vendor.complaints == []

    await desk.follow(VENDOR, inside=".crumbs")
    await desk.follow("Yearly review", inside="#assessments")
    await desk.sees(re.escape(ANSWER))
    await desk.page.get_by_label("Approved with conditions").check()
    await desk.page.locator("#f-conditions summary").click()
    await desk.page.locator("#f-condition-0").fill("Sign the new annexes")
    await desk.page.locator("#f-owner-0").fill("IT")
    await desk.page.locator("#f-due-0").fill("2030-03-01")
    await desk.page.locator("#f-next").fill("2029-01-15")
    await desk.look()
    await desk.page.locator("#decision").get_by_role("button", name="Decide").click()
    await desk.sees("Concluded on")
    await desk.sees("Sign the new annexes")
    await desk.look()
    await desk.follow("Print view")
    await expect(desk.page).to_have_url(re.compile("/print$"))
    await desk.look()

    await desk.open(f"{filled.address}/findings?rule=condition_open")
    await desk.sees("Sign the new annexes")
    await desk.follow(VENDOR)
    await expect(desk.page.locator("#assessments")).to_contain_text("Approved with conditions")
    await expect(desk.page.locator("#main")).to_contain_text("2029-01-15")


async def test_an_answer_that_is_refused_as_it_is_typed_says_that_it_is_not_saved(
    filled: Server, desk: Desk, browser: Browser
) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(VENDOR)
    await desk.follow("Start an assessment", inside="#assessments")
    await desk.choose("Questionnaire", "Yearly review (version 1)")
    await desk.press("Start the assessment")
    await desk.page.locator("#send #f-email").fill("security@vendor.example")
    await desk.press("Send to the vendor")
    link = await desk.page.locator(".new-link").inner_text()
    outside = await browser.new_context(locale="en-GB")
    page = await outside.new_page()
    await page.goto(filled.address + link[link.index("/answer/") :])
    await desk.press("Withdraw the link")
    await desk.sees("The link works no longer")
    question = page.locator(".question").first
    await question.get_by_role("radio").first.check()
    await expect(question.locator(".q-state")).to_contain_text("This answer is not saved.")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link was withdrawn")
    await outside.close()


async def answer_all(vendor: Desk) -> None:
    """Answer each question, those that an answer brings up too; all of it is saved as it is typed."""
    page = vendor.page
    waiting = page.locator(".question:has(input[type=radio]):not(:has(:checked))")
    while await waiting.count():
        question = waiting.first
        place = await question.get_attribute("id") or ""
        await question.get_by_role("radio").first.check()
        await expect(page.locator(f"#{place} .q-state")).to_contain_text("Saved at")
    for box in await page.locator("textarea[name^=a-]").all():
        await box.fill(ANSWER)
        await box.blur()
    await expect(page.locator(".question:has(textarea[name^=a-]) .q-state").last).to_contain_text("Saved at")
