"""Sheets, header rows and columns are read as a person says, and the next list of the same layout too."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from accounts.tables import AuditEvent, Organisation
from imports.tables import ImportBatch, ImportLayout, ImportRow
from tests.imports_commit.test_pages import text_of
from tests.support import builders

LIST = "Vendor,What for,Land,Ansvarig,Referent\nCloud Ltd,Hosting,Sweden,IT,HR\nMail AB,Letters,Norway,IT,Finance\n"


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


async def upload(desk: Any, content: bytes, name: str = "list.csv") -> str:
    answer = await desk.post("/imports", files={"file": (name, content, "text/csv")}, data={})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def form_of(page: str) -> dict[str, str]:
    """Return what the form for the columns would send if nobody touched it."""
    chosen = re.findall(r'<select class="in" id="[^"]*" name="([^"]*)"[^>]*>.*?</select>', page, re.DOTALL)
    values = dict.fromkeys(chosen, "")
    for name in chosen:
        inside = page.split(f'name="{name}"', 1)[1].split("</select>", 1)[0]
        values[name] = re.search(r'<option value="([^"]*)" selected', inside).group(1)  # type: ignore[union-attr]
    values |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]*)" value="yes" checked', page), "yes")
    values |= dict(re.findall(r'name="(row-\d+)" value="([^"]*)"', page))
    return values


def column(form: dict[str, str], letter: str) -> str:
    return next(name for name in form if name.startswith("col-") and name.endswith(f"-{letter}"))


async def understood() -> list[dict[str, Any]]:
    rows = await ImportRow.select().where(ImportRow.action != "skip").order_by(ImportRow.id)
    return [json.loads(row["understood"]) for row in rows]


async def test_the_page_shows_each_column_with_samples_the_field_and_how_sure(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    page = (await desk.get(f"{path}/columns")).text
    said = text_of(page)
    assert "Hosting Letters" in said
    assert "Sure" in said
    form = form_of(page)
    assert form[column(form, "A")] == "name"
    assert form[column(form, "C")] == "location"
    assert form["sheet-0"] == "yes"
    assert form["row-0"] == "1"


async def test_a_changed_column_is_read_again_and_nothing_of_the_register_is_written(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    form[column(form, "D")], form[column(form, "E")] = "", "owner"
    answer = await desk.post(f"{path}/columns", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert [row.get("owner") for row in await understood()] == ["HR", "Finance"]
    assert [row["notes"] for row in await understood()] == [[["Ansvarig", "IT"]], [["Ansvarig", "IT"]]]
    assert (await ImportBatch.select())[0]["state"] == "planned"
    assert "Chosen by a person" in (await desk.get(f"{path}/columns")).text


async def test_the_choice_is_remembered_for_the_layout_in_its_organisation_only(desk: Any, as_role: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    form[column(form, "D")], form[column(form, "E")] = "", "owner"
    await desk.post(f"{path}/columns", data=form)
    await ImportRow.delete(force=True)
    await upload(desk, LIST.replace("Cloud", "Other").encode())
    assert [row.get("owner") for row in await understood()] == ["HR", "Finance"]
    await ImportRow.delete(force=True)
    elsewhere = await as_role("procurement", await builders.organisation("Elsewhere", "NO"))
    await upload(elsewhere, LIST.encode())
    assert [row.get("owner") for row in await understood()] == ["IT", "IT"]


async def test_what_was_chosen_can_be_forgotten(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    form[column(form, "D")], form[column(form, "E")] = "", "owner"
    await desk.post(f"{path}/columns", data=form)
    await desk.post(f"{path}/columns", data={**form, "do": "reset"})
    assert [row.get("owner") for row in await understood()] == ["IT", "IT"]
    assert await ImportLayout.count() == 0
    events = [row["event"] for row in await AuditEvent.select().order_by(AuditEvent.id)]
    assert events[-2:] == ["import-columns-matched", "import-columns-forgotten"]


async def test_two_columns_cannot_both_be_the_name_and_what_was_chosen_is_kept(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    form[column(form, "B")] = "name"
    answer = await desk.post(f"{path}/columns", data=form)
    assert answer.status_code == 422
    assert "Two columns cannot both be read as this" in answer.text
    assert form_of(answer.text) == form
    assert await ImportLayout.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("row-0", "one", "Write the number of the row"),
        ("row-0", "0", "Write the number of the row"),
        ("row-0", "900", "No headers of a list of vendors stand in this row"),
        ("sheet-0", "", "Choose at least one sheet"),
    ],
)
async def test_what_cannot_be_read_so_is_told_beside_the_field_and_the_plan_stays(
    desk: Any, field: str, value: str, told: str
) -> None:
    path = await upload(desk, LIST.encode())
    before = await understood()
    form = form_of((await desk.get(f"{path}/columns")).text)
    answer = await desk.post(f"{path}/columns", data={**form, field: value})
    assert answer.status_code == 422
    assert told in answer.text
    assert await understood() == before


async def test_an_unknown_field_is_refused(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    answer = await desk.post(f"{path}/columns", data={**form, column(form, "B"): "password"})
    assert answer.status_code == 422
    assert "This is not a field of the register" in answer.text


async def test_sheets_and_header_rows_are_chosen(desk: Any) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Current"
    for row in (("Vendor", "Country"), ("Cloud Ltd", "Sweden"), ("Vendor name", "Country"), ("Mail AB", "Norway")):
        first.append(row)
    other = book.create_sheet("More")
    for row in (("Vendor", "Country"), ("Pay AB", "Denmark")):
        other.append(row)
    file = BytesIO()
    book.save(file)
    path = await upload(desk, file.getvalue(), "book.xlsx")
    form = form_of((await desk.get(f"{path}/columns")).text)
    assert [form.pop("sheet-1"), form["row-1"]] == ["yes", "1"]
    await desk.post(f"{path}/columns", data={**form, "row-0": "3"})
    assert [row["name"] for row in await understood()] == ["Mail AB"]
    page = (await desk.get(f"{path}/columns")).text
    assert form_of(page)["row-0"] == "3"
    assert "sheet-1" not in form_of(page)
    await desk.post(f"{path}/columns", data={"do": "reset"})
    assert "Pay AB" in [row["name"] for row in await understood()]


async def test_a_committed_import_is_not_read_again(desk: Any) -> None:
    path = await upload(desk, LIST.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    await desk.post(f"{path}/commit", data={"create": "2", "update": "0"})
    before = await understood()
    await desk.post(f"{path}/columns", data={**form, column(form, "B"): ""})
    assert "Somebody else has just dealt with this import" in (await desk.get(path)).text
    assert await understood() == before
    assert (await desk.get(f"{path}/columns")).headers["location"] == path


async def test_columns_of_other_organisations_do_not_exist(desk: Any, as_role: Any) -> None:
    path = await upload(desk, LIST.encode())
    stranger = await as_role("administrator", await builders.organisation("Elsewhere", "NO"))
    assert (await stranger.get(f"{path}/columns")).status_code == 404
    assert (await stranger.post(f"{path}/columns", data={"do": "reset"})).status_code == 404


LETTERS = "Leverantör;Ändamål;Land\nÅkerman AB;Lön, post;Sverige\n"


async def test_how_a_text_file_is_written_can_be_said_and_forgotten(desk: Any) -> None:
    path = await upload(desk, LETTERS.encode())
    page = (await desk.get(f"{path}/columns")).text
    form = form_of(page)
    assert (form["encoding"], form["delimiter"]) == ("utf-8", "semicolon")
    assert (await desk.post(f"{path}/columns", data={**form, "encoding": "cp1252"})).status_code == 303
    assert [row["name"] for row in await understood()] == ["Ã…kerman AB"]
    page = (await desk.get(f"{path}/columns")).text
    form = form_of(page)
    assert form["encoding"] == "cp1252"
    # What was said stays while something else is changed.
    await desk.post(f"{path}/columns", data={**form, column(form, "B"): ""})
    assert [row["name"] for row in await understood()] == ["Ã…kerman AB"]
    assert "Forget what was chosen" in page
    await desk.post(f"{path}/columns", data={"do": "reset"})
    assert [row["name"] for row in await understood()] == ["Åkerman AB"]


async def test_a_file_that_is_parted_by_something_else_is_one_column_and_can_be_parted_anew(desk: Any) -> None:
    path = await upload(desk, LETTERS.encode())
    form = form_of((await desk.get(f"{path}/columns")).text)
    await desk.post(f"{path}/columns", data={**form, "delimiter": "bar"})
    assert "Åkerman AB" not in [row["name"] for row in await understood()]
    form = form_of((await desk.get(f"{path}/columns")).text)
    assert form["delimiter"] == "bar"
    await desk.post(f"{path}/columns", data={**form, "delimiter": "semicolon"})
    assert [row["name"] for row in await understood()] == ["Åkerman AB"]


@pytest.mark.parametrize(("name", "said"), [("encoding", "utf-16"), ("encoding", "klingon"), ("delimiter", "x")])
async def test_what_a_file_cannot_be_written_in_is_told_beside_the_field(desk: Any, name: str, said: str) -> None:
    path = await upload(desk, LETTERS.encode() + b";")
    form = form_of((await desk.get(f"{path}/columns")).text)
    answer = await desk.post(f"{path}/columns", data={**form, name: said})
    assert answer.status_code == 422
    assert f'id="e-{name}"' in answer.text
    assert [row["name"] for row in await understood()] == ["Åkerman AB"]


async def test_a_spreadsheet_is_not_asked_how_it_is_written(desk: Any) -> None:
    book, content = Workbook(), BytesIO()
    for row in LIST.splitlines():
        book.active.append(row.split(","))
    book.save(content)
    form = form_of((await desk.get(f"{await upload(desk, content.getvalue(), 'list.xlsx')}/columns")).text)
    assert not {"encoding", "delimiter"} & form.keys()
