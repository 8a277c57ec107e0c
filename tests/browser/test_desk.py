"""The desk in a real browser: the journeys of a day at it."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.conftest import EMAIL, PASSWORD
from tests.browser.pages import Desk
from tests.support.process import Server

MAIL = "Sample Mail Inc."
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def test_documents_are_kept_on_the_vendors_page_and_named_by_its_agreement(
    filled: Server, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "DPA 2024-02.pdf"
    file.write_bytes(PDF)
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(MAIL)
    await desk.follow("Add document")
    await desk.press("Add document")
    # Two things are wrong, and the summary leads to each of them.
    await expect(desk.page.locator(".errors")).to_be_focused()
    await desk.follow("File", inside=".errlist")
    await expect(desk.page.locator("#f-file")).to_be_focused()
    await desk.upload("File", file)
    await desk.choose("What it is", "Data processing agreement")
    await desk.fill(Expires_on="2026-12-24")
    await desk.look()
    await desk.press("Add document")

    await expect(desk.page.locator("#documents")).to_contain_text("DPA 2024-02.pdf")
    download = await desk.download(r"DPA 2024-02\.pdf")
    await download.save_as(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes() == PDF
    await desk.page.locator("#agreements").get_by_role("link", name="Data processing agreement").first.click()
    await desk.choose("Document", "DPA 2024-02.pdf")
    await desk.press("Save")
    await expect(desk.page.locator("#agreements")).to_contain_text("DPA 2024-02.pdf")

    await desk.page.locator("#documents").get_by_role("link", name="Edit").click()
    await desk.press("Remove the document")
    await expect(desk.page.locator("#agreements")).not_to_contain_text("DPA 2024-02.pdf")
    await desk.page.locator("#documents summary").click()
    await desk.press("Bring back")
    await expect(desk.page.locator("#documents .files").first).to_contain_text("DPA 2024-02.pdf")


async def test_sub_processors_are_drawn_and_each_leads_on(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to("Placeholder Survey Ltd")
    await desk.follow("Add engagement")
    await desk.page.locator("#f-parent").select_option(label="Example Hosting AB")
    await desk.fill(Service="Storage")
    await desk.press("Add engagement")
    await desk.follow("Cancel")
    above = desk.page.locator("#engagements").get_by_role("link", name="Example Hosting AB")
    await above.click()
    subs = desk.page.locator("#subs")
    await expect(subs.locator("svg.graph a")).to_have_count(1)
    await expect(subs.locator(".tree")).to_contain_text("Placeholder Survey Ltd")
    await desk.look()
    await desk.page.emulate_media(media="print")
    await expect(subs.locator("svg.graph")).to_be_visible()
    await expect(desk.page.locator("nav.side")).to_be_hidden()
    await desk.page.emulate_media(media="screen")
    await subs.locator("svg.graph a").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Placeholder Survey Ltd")


async def test_what_a_record_lacks_leads_to_the_very_field(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.jump_to(MAIL)
    await desk.page.locator("#complete").get_by_role("link", name="Tier").click()
    await expect(desk.page.locator("#f-tier:target")).to_be_visible()


async def test_the_keyboard_goes_anywhere(filled: Server, desk: Desk) -> None:
    keys = desk.page.keyboard
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await keys.press("Control+k")
    palette = desk.page.locator("#jump")
    await expect(palette.get_by_role("link", name="Add a vendor")).to_be_visible()
    await keys.type("find")
    await expect(palette.get_by_role("link")).to_have_count(2)
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Findings")
    await keys.press("g")
    await keys.press("v")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Vendors")
    await keys.press("j")
    await keys.press("j")
    await keys.press("k")
    focused = desk.page.locator("a.name:focus")
    name = await focused.inner_text()
    await keys.press("Enter")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text(name)
    await keys.press("?")
    await expect(desk.page.locator("#keys")).to_be_visible()
    await desk.press("Single keys")
    await keys.press("Escape")
    await keys.press("?")
    await expect(desk.page.locator("#keys")).to_be_hidden()
    await keys.press("Control+k")
    await keys.press("Escape")
    await expect(palette).to_be_hidden()


async def test_examples_come_and_go_from_the_start_page(peopled: Server, desk: Desk) -> None:
    await desk.sign_in(peopled.address, EMAIL, PASSWORD)
    await desk.look()
    await desk.press("Look around in examples")
    await expect(desk.page.locator("main")).to_contain_text("five example organisations")
    await desk.look()
    await desk.press("Remove the examples")
    await expect(desk.page.get_by_role("heading", name="No vendors yet")).to_be_visible()


async def test_everything_works_without_script(filled: Server, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="en-GB")
    desk = Desk(await context.new_page())
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.page.get_by_role("link", name="Jump to").click()
    await desk.page.locator("main input[type=search]").fill("mail")
    await desk.press("Find")
    await desk.follow(MAIL)
    await desk.follow("Change ground")
    await desk.page.locator("#f-grounds").select_option(label="Binding corporate rules, processors")
    await desk.press("Save and judge again")
    await expect(desk.page.locator("#transfers")).to_contain_text("Binding corporate rules, processors")
    await desk.open(f"{filled.address}/vendors")
    await desk.page.locator("main input[type=search]").fill("hosting")
    await desk.page.keyboard.press("Enter")
    await expect(desk.row(MAIL)).to_have_count(0)
    await context.close()


async def test_on_paper_the_folds_are_open_and_the_menus_are_gone(filled: Server, desk: Desk) -> None:
    await desk.sign_in(filled.address, EMAIL, PASSWORD)
    await desk.open(f"{filled.address}/law")
    record = desk.page.locator("details.fold").first.locator("tbody tr").first
    await expect(record).to_be_hidden()
    await desk.page.emulate_media(media="print")
    await expect(record).to_be_visible()
    await desk.open(f"{filled.address}/vendors")
    await expect(desk.page.get_by_role("row", name=MAIL)).to_be_visible()
    for menu in await desk.page.locator("main details.menu").all():
        await expect(menu).to_be_hidden()
    await desk.page.emulate_media(media="screen")
