"""The pages of the import, as a browser without script uses them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from accounts.tables import Organisation
from app.settings import Settings
from imports.tables import ImportBatch, ImportRow
from register.tables import Location, Vendor
from tests.support import builders

LIST = "Vendor,Purpose,Country,Transfer ground,DPA signed,Next review\n"
CLOUD = "Cloud Ltd,Hosting,USA,Privacy Shield,yes,2027-02\n"
MAIL = "Mail AB,Newsletters,Sweden,,no,2027-03-01\n"


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


async def send(desk: Any, content: str | bytes, name: str = "vendors.csv", **form: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return await desk.post("/imports", files={"file": (name, body, "text/csv")}, data=form)


async def upload(desk: Any, content: str) -> str:
    answer = await send(desk, content)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def text_of(page: str) -> str:
    """Return what a page says, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def hidden(page: str, form: str) -> dict[str, str]:
    """Return the hidden fields of the form with this action."""
    inside = page.split(f'action="{form}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', inside))


async def test_an_empty_list_of_imports_says_what_to_do(desk: Any) -> None:
    page = (await desk.get("/imports")).text
    assert "Nothing has been imported yet" in page
    assert "/imports/new" in page


async def test_an_upload_is_shown_before_anything_is_saved(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD + MAIL)
    page = (await desk.get(path)).text
    said = text_of(page)
    assert "Check what will change" in said
    assert "Add 2 vendors" in said
    assert re.search(r'class="raw"><span class="vh">In the file: </span>USA</span>', page)
    assert "United States" in said
    assert "Invalid" in said
    assert "only a month or quarter: last day" in said
    assert await Vendor.count() == 0


async def test_committing_does_what_the_button_said_and_links_to_what_it_made(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD + MAIL)
    page = (await desk.get(path)).text
    answer = await desk.post(f"{path}/commit", data=hidden(page, f"{path}/commit"))
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    done = (await desk.get(path)).text
    assert "What this import did" in done
    assert "The import is done: 2 vendors added, 0 updated." in done
    vendor = (await Vendor.select().where(Vendor.name == "Cloud Ltd"))[0]
    assert f'href="/vendors/{vendor["id"]}"' in done
    assert (await desk.get(f"/vendors/{vendor['id']}")).status_code == 200


async def test_committing_twice_tells_the_second_person(desk: Any, as_role: Any, organisation: Organisation) -> None:
    path = await upload(desk, LIST + CLOUD)
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    other = await as_role("privacy", organisation)
    await desk.post(f"{path}/commit", data=seen)
    await other.post(f"{path}/commit", data=seen)
    assert "Somebody else has just dealt with this import" in (await other.get(path)).text
    assert await Vendor.count() == 1


async def test_where_the_register_has_moved_on_nothing_is_written_and_the_new_counts_are_shown(desk: Any) -> None:
    first = await upload(desk, LIST + CLOUD)
    second = await upload(desk, LIST + CLOUD + MAIL)
    seen = hidden((await desk.get(first)).text, f"{first}/commit")
    await desk.post(f"{second}/commit", data=hidden((await desk.get(second)).text, f"{second}/commit"))
    await desk.post(f"{first}/commit", data=seen)
    page = text_of((await desk.get(first)).text)
    assert "The register has changed since you looked" in page
    assert "There is nothing to write." in page
    assert await Vendor.count() == 2


async def test_leaving_writes_nothing(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD)
    answer = await desk.post(f"{path}/leave")
    assert answer.headers["location"] == "/imports"
    assert "Nothing in the register was changed" in (await desk.get("/imports")).text
    assert (await Vendor.count(), await ImportRow.count()) == (0, 0)
    assert "This import was left" in (await desk.get(path)).text


async def test_undo_from_the_page_puts_the_register_back(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD)
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    await desk.post(f"{path}/undo")
    assert "This import was undone" in (await desk.get(path)).text
    assert await Vendor.count() == 0


async def test_undo_names_the_vendor_whose_later_edit_would_be_lost(desk: Any) -> None:
    path = await upload(desk, LIST + CLOUD)
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    await Location.update({Location.version: 2}, force=True)
    answer = await desk.post(f"{path}/undo")
    assert answer.status_code == 409
    assert "Cloud Ltd : it was edited" in text_of(answer.text)
    assert await Vendor.count() == 1


async def test_a_possible_duplicate_is_asked_about_and_the_answer_is_kept(
    desk: Any, organisation: Organisation
) -> None:
    known = await builders.vendor("Mailboxes", "SE")
    await builders.engagement(known, organisation)
    await builders.save(standing(known, organisation))
    path = await upload(desk, LIST + "Mailboxses,Letters,Sweden,,yes,\n")
    page = (await desk.get(path)).text
    assert "This may be a vendor that you already have" in page
    assert "It is Mailboxes" in page
    fields = hidden(page, f"{path}/answers")
    await desk.post(f"{path}/answers", data={**fields, "answer": f"vendor:{known.id}"})
    assert "Update 1 vendor" in text_of((await desk.get(path)).text)
    await desk.post(f"{path}/answers", data={**fields, "answer": "skip"})
    assert "You left this row out." in (await desk.get(path)).text
    await desk.post(f"{path}/answers", data={**fields, "answer": "back"})
    assert "This may be a vendor that you already have" in (await desk.get(path)).text


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "empty.csv", "empty"),
        (b"%PDF-1.7 nothing", "list.pdf", "spreadsheet"),
        (b"PK\x03\x04 cut off", "list.xlsx", ""),
    ],
)
async def test_a_file_that_is_refused_is_one_sentence_on_the_form(
    desk: Any, settings: Settings, content: bytes, name: str, told: str
) -> None:
    answer = await send(desk, content, name)
    assert answer.status_code == 422
    assert 'href="#f-file"' in answer.text
    assert told in answer.text
    assert await ImportBatch.count() == 0
    assert list((settings.data / "uploads").iterdir()) == []


async def test_a_form_without_a_file_says_so(desk: Any) -> None:
    answer = await desk.post("/imports", data={"organisation": ""})
    assert answer.status_code == 422
    assert "Choose a file" in answer.text


async def test_a_file_that_is_too_large_is_refused_and_not_kept(desk: Any, settings: Settings) -> None:
    answer = await send(desk, b"x" * (settings.upload_megabytes * 1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.text
    assert list((settings.data / "uploads").iterdir()) == []


async def test_with_several_organisations_the_person_says_whose_list_it_is(
    as_role: Any, organisation: Organisation
) -> None:
    other = await builders.organisation("Another Ltd", "NO")
    desk = await as_role("administrator")
    assert (await send(desk, LIST + CLOUD)).status_code == 422
    answer = await send(desk, LIST + CLOUD, organisation=str(other.id))
    assert answer.status_code == 303
    assert (await ImportBatch.select())[0]["organisation"] == other.id


async def test_the_file_is_kept_under_its_digest(desk: Any, settings: Settings) -> None:
    await upload(desk, LIST + CLOUD)
    batch = (await ImportBatch.select())[0]
    kept = settings.data / "uploads" / batch["digest"]
    assert kept.read_text() == LIST + CLOUD
    assert batch["size"] == len(LIST + CLOUD)
    assert kept.parent.stat().st_mode & 0o077 == 0


async def test_scripts_in_cells_are_text(desk: Any) -> None:
    path = await upload(desk, LIST + '<script>alert(1)</script>,"<img src=x>",USA,<b>SCC</b>,yes,\n')
    page = (await desk.get(path)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x>" not in page


async def test_long_files_are_paged_and_filtered(desk: Any) -> None:
    lines = "".join(f"Vendor {number:03d},Purpose,Sweden,,yes,2027-01-01\n" for number in range(120))
    path = await upload(desk, LIST + lines)
    first, last = (await desk.get(path)).text, (await desk.get(f"{path}?page=3")).text
    assert "Vendor 000" in first
    assert "Vendor 050" not in first
    assert "Vendor 119" in last
    assert "1 to 50 of 120 rows" in first
    assert "There are no such rows." in (await desk.get(f"{path}?show=update")).text


async def test_imports_of_other_organisations_do_not_exist(desk: Any, as_role: Any) -> None:
    path = await upload(desk, LIST + CLOUD)
    stranger = await as_role("administrator", await builders.organisation("Elsewhere", "NO"))
    assert (await stranger.get(path)).status_code == 404
    for deed in ("commit", "leave", "undo", "answers"):
        assert (await stranger.post(f"{path}/{deed}", data={"answer": "new"})).status_code == 404
    assert "vendors.csv" not in (await stranger.get("/imports")).text


async def test_readers_see_what_was_imported_and_cannot_import(
    desk: Any, as_role: Any, organisation: Organisation
) -> None:
    path = await upload(desk, LIST + CLOUD)
    reader = await as_role("reader", organisation)
    page = (await reader.get(path)).text
    assert "Cloud Ltd" in page
    assert f'action="{path}/commit"' not in page
    assert (await send(reader, LIST)).status_code == 403


def standing(vendor: Any, organisation: Organisation) -> Any:
    """Return the row by which somebody of the organisation may see a vendor."""
    from register.tables import Standing

    return Standing(vendor=vendor.id, organisation=organisation.id, name=vendor.name)


def test_the_name_of_a_file_loses_folders_and_signs_that_do_not_print() -> None:
    from imports.store import clean_name

    assert clean_name("C:\\lists\\ven\u202edors.xlsx") == "vendors.xlsx"
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("\x00") == "file"
    assert Path(clean_name("a/b.csv")).name == "b.csv"


async def test_a_row_number_names_its_sheet_where_there_are_several(desk: Any) -> None:
    book = Workbook()
    for place, (title, name) in enumerate((("North", "Mail AB"), ("South", "Cloud Ltd"), ("Old", "Gone AS"))):
        sheet = book.active if place == 0 else book.create_sheet()
        sheet.title = title
        for line in (("Vendor", "Purpose", "Country"), (name, "Letters", "Norway")):
            sheet.append(line)
    book["Old"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    page = (await desk.get((await send(desk, file.getvalue(), "lists.xlsx")).headers["location"])).text
    cells = [text_of(cell) for cell in re.findall(r'<td role="cell" data-l="Row" class="num">(.*?)</td>', page)]
    assert cells == ["2 North", "2 South", "Old"]
    alone = (await desk.get(await upload(desk, LIST + CLOUD))).text
    assert re.findall(r'data-l="Row" class="num">(.*?)</td>', alone) == ["2"]
