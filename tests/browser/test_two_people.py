"""Two people at one vendor, and the list of all reviews."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk, desk_at
from tests.support.process import Server

INVALID = "Sample Mail Inc."


async def test_the_second_of_two_people_is_told_sees_both_versions_and_loses_nothing(
    filled: Server, desk: Desk
) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(INVALID)
    address = re.sub(r"\?.*", "", desk.page.url)
    other = await desk_at(desk.page.context)
    for one in (desk, other):
        await one.open(f"{address}/edit")
    await desk.fill(Owner="Finance", Website="https://first.example.org")
    await desk.press("Save")
    await expect(desk.page).to_have_url(re.compile(re.escape(address)))
    await other.fill(Owner="Communication", Registration_number="556000-0001")
    await other.press("Save")
    await other.sees("Somebody else saved this while you were editing. Nothing of yours is lost")
    clash = other.page.get_by_role("row").filter(has_text="Owner")
    await expect(clash).to_contain_text("Finance")
    await expect(clash).to_contain_text("Communication")
    await other.look()
    # Both who wrote something see it in the form: one's own where it differs, the other's where it was left alone.
    await expect(other.page.get_by_label("Owner")).to_have_value("Communication")
    await expect(other.page.get_by_label(re.compile("^Website"))).to_have_value("https://first.example.org")
    await expect(other.page.get_by_label(re.compile("^Registration number"))).to_have_value("556000-0001")
    await other.press("Save")
    await other.sees("Communication")
    assert other.complaints == []


async def test_days_of_reviews_are_changed_in_the_list_of_all(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/reviews")
    await desk.follow("All reviews")
    await desk.look()
    await desk.page.locator("details#columns summary").click()
    await desk.page.get_by_role("checkbox", name="Role").check()
    await desk.press("Show")
    await expect(desk.page.get_by_role("columnheader", name="Role")).to_be_visible()
    await desk.row(INVALID).get_by_role("checkbox").check()
    await desk.press("Change the selected rows")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Change several at once")
