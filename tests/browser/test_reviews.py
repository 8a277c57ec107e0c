"""From what is due to a concluded review and the next one, and the page of reminders, in a real browser."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk
from tests.support.process import Server


async def test_a_review_is_found_concluded_and_due_again(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/reviews?span=365")
    await desk.look()
    reviews = desk.page.locator('tbody a[href^="/reviews/"]')
    number, first = await reviews.count(), await reviews.first.get_attribute("href")
    await reviews.first.click()
    await expect(desk.page.locator("#conclude")).to_be_visible()
    await desk.look()
    await desk.page.get_by_label("Approved", exact=True).check()
    await desk.press("Conclude")
    await desk.sees("Approved")
    await desk.look()
    # What was concluded is off the list, and the next of the same engagement stands on it.
    await desk.open(f"{filled.address}/reviews?span=365")
    await expect(reviews).to_have_count(number)
    await expect(desk.page.locator(f'tbody a[href="{first}"]')).to_have_count(0)


async def test_reminders_are_looked_after_by_an_administrator(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/administration/reminders")
    await desk.sees("Jobs")
    await desk.look()
    await desk.follow("Who is told")
    await desk.look()
    await desk.open(f"{filled.address}/profile/reminders")
    await desk.look()
