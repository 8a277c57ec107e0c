"""A row that was skipped becomes a vendor when a person says so, read as it stands and correctable like others."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tables import AuditEvent, Organisation
from imports.model import Options, Row
from imports.tables import ImportRow
from register.tables import Engagement, Vendor
from tests.imports import books
from tests.imports_commit.test_pages import hidden, text_of, upload

# A title, a sum and a row without a name: usually none of them is a vendor.
TITLE, SUM, NAMELESS = 1, 5, 8
SHEET = """
Payroll of the group

Vendor | What for | Land | Ansvarig
Cloud Ltd | Hosting | Sweden | IT
Total | 12
Mail AB | Letters | Norway | IT

 | Printing of letters | Denmark | Finance

Pay AS | Payments | Finland | HR
"""
LIST = "\n".join(",".join(cell.strip() for cell in line.split("|")) for line in SHEET.strip("\n").split("\n"))


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


def read(*rows: int) -> dict[int, Row]:
    options = Options(vendors={"Lista": rows})
    return {row.row: row for row in books.rows_of(SHEET, options=options)}


async def take(desk: Any, path: str, row: int, **more: str) -> Any:
    return await desk.post(f"{path}/vendors", data={"sheet": "csv", "row": str(row), **more})


async def test_nothing_else_changes_for_a_row_that_is_taken_in() -> None:
    before = read()
    assert sorted(before) == [4, 6, 10]
    for number in (TITLE, SUM, NAMELESS):
        after = read(number)
        assert sorted(after) == sorted([*before, number])
        assert {row: after[row] for row in before} == before


async def test_a_row_without_a_name_is_read_by_the_columns_of_its_table() -> None:
    row = read(NAMELESS)[NAMELESS]
    assert (row.name, row.purpose, row.countries, row.owner) == (
        "Printing of letters",
        "Printing of letters",
        ("DK",),
        "Finance",
    )


async def test_a_row_outside_every_table_keeps_each_of_its_cells() -> None:
    row = read(TITLE)[TITLE]
    assert (row.name, [cell.text for cell in row.raw]) == ("Payroll of the group", ["Payroll of the group"])


async def test_only_a_row_that_was_skipped_can_be_taken_in_and_its_form_opens(desk: Any) -> None:
    path = await upload(desk, LIST)
    page = (await desk.get(path)).text
    assert page.count(f'action="{path}/vendors"') == 3
    answer = await take(desk, path, NAMELESS)
    assert answer.status_code == 303
    page = (await desk.get(answer.headers["location"].split("#")[0])).text
    assert "Correct row 8" in page
    assert 'name="name" type="text" value="Printing of letters"' in page
    assert "Add 4 vendors" in text_of(page)
    assert await Vendor.count() == 0


async def test_it_is_corrected_committed_audited_and_undone_like_every_other_row(desk: Any) -> None:
    path = await upload(desk, LIST)
    await take(desk, path, NAMELESS)
    said = {"sheet": "csv", "row": str(NAMELESS), "name": "Print & Post A/S", "next_review": "2027-05"}
    await desk.post(f"{path}/corrections", data=said)
    page = (await desk.get(path)).text
    await desk.post(f"{path}/commit", data=hidden(page, f"{path}/commit"))
    vendor = (await Vendor.select().where(Vendor.name == "Print & Post A/S"))[0]
    engagement = (await Engagement.select().where(Engagement.vendor == vendor["id"]))[0]
    assert (engagement["purposes"], str(engagement["next_review"])) == ("Printing of letters", "2027-05-31")
    events = await AuditEvent.select(AuditEvent.subject_id).where(AuditEvent.event == "import-row-taken")
    assert [str(event["subject_id"]) for event in events] == [path.rsplit("/", 1)[1]]
    await desk.post(f"{path}/undo")
    assert await Vendor.count() == 0


async def test_it_can_be_no_vendor_after_all(desk: Any) -> None:
    path = await upload(desk, LIST)
    await take(desk, path, SUM)
    await take(desk, path, NAMELESS)
    await take(desk, path, SUM, do="back")
    skipped = await ImportRow.select(ImportRow.row).where(ImportRow.action == "skip").order_by(ImportRow.row)
    assert [row["row"] for row in skipped] == [TITLE, SUM]
    assert await AuditEvent.count().where(AuditEvent.event == "import-row-returned") == 1


async def test_what_was_said_of_a_row_stays_when_columns_are_matched(desk: Any) -> None:
    path = await upload(desk, LIST)
    await take(desk, path, SUM)
    await desk.post(f"{path}/columns", data={"sheet-0": "yes", "row-0": "3"})
    assert (await ImportRow.select().where(ImportRow.row == SUM))[0]["action"] == "create"


@pytest.mark.parametrize("row", ["0", "99", "x"])
async def test_a_row_that_is_not_there_cannot_be_taken_in(desk: Any, row: str) -> None:
    path = await upload(desk, LIST)
    answer = await desk.post(f"{path}/vendors", data={"sheet": "csv", "row": row})
    assert answer.status_code == 404
    assert "There is no such row in this import" in answer.text
