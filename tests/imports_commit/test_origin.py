"""Every value of a vendor can answer where it comes from: file, sheet, row and cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from accounts.actor import SYSTEM
from accounts.tables import Organisation
from imports import batches
from imports.origin import origin, still, written_rows
from imports.store import File
from imports.understand import understand
from register.tables import Agreement, Engagement, Location, Vendor
from register.vendors import update_vendor
from tests.imports_commit.test_pages import text_of
from tests.register.cast import Desk, only
from tests.support import builders

LIST = (
    "Vendor,Purpose,Country,Transfer ground,DPA signed,Registration number\n"
    "Mail AB,Newsletters,Sweden,,yes,556016-0680\n"
)


@pytest.fixture
def importing(organisation: Organisation, now: datetime, today: date, law: Any, tmp_path: Path) -> Any:
    """Return a function that imports a list of that name and content."""

    async def once(content: str | Workbook, name: str = "list.csv") -> int:
        file = tmp_path / name
        file.write_text(content) if isinstance(content, str) else content.save(file)
        how = {"actor": SYSTEM, "now": now, "today": today, "law": law}
        batch, _ = await batches.import_at_once(File(name, "f" * 64, 1), understand(file), organisation.id, **how)
        return batch

    return once


async def ids() -> dict[str, int]:
    tables = {"vendor": Vendor, "engagement": Engagement, "location": Location, "agreement": Agreement}
    return {name: (await table.select())[0]["id"] for name, table in tables.items()}


@pytest.mark.parametrize(
    ("table", "field", "cells"),
    [
        ("vendor", "name", (("A2", "Mail AB"),)),
        ("vendor", "registration_number", (("F2", "556016-0680"),)),
        ("engagement", "purposes", (("B2", "Newsletters"),)),
        ("location", "country", (("C2", "Sweden"),)),
        ("agreement", "dpa", (("E2", "yes"),)),
    ],
)
async def test_a_value_of_an_import_names_its_file_sheet_row_and_cell(importing, today, table, field, cells) -> None:
    batch = await importing(LIST)
    number = (await ids())["vendor"]
    found = origin(await written_rows(number, SYSTEM), table, (await ids())[table], field)
    assert found is not None
    assert (found.batch, found.file, found.day, found.row, found.cells) == (batch, "list.csv", today, 2, cells)


async def test_a_cell_of_a_turned_table_is_named_as_the_spreadsheet_does(importing) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["Vendor", "Mail AB", "Cloud Ltd", "Pay GmbH"],
        ["Purpose", "Newsletters", "Hosting", "Payments"],
        ["Country", "Sweden", "USA", "Germany"],
        ["Transfer ground", "", "SCC", ""],
    ):
        sheet.append(row)
    await importing(book, "turned.xlsx")
    cloud = await Vendor.select().where(Vendor.name == "Cloud Ltd").first()
    engagement = await Engagement.select().where(Engagement.vendor == cloud["id"]).first()
    found = origin(await written_rows(cloud["id"], SYSTEM), "engagement", engagement["id"], "purposes")
    assert found.cells == (("C2", "Hosting"),)


async def test_the_last_import_that_changed_a_value_is_its_origin(importing) -> None:
    first = await importing(LIST)
    second = await importing(LIST.replace("Newsletters", "Invoices"), "later.csv")
    number = await ids()
    rows = await written_rows(number["vendor"], SYSTEM)
    assert origin(rows, "engagement", number["engagement"], "purposes").batch == second
    assert origin(rows, "vendor", number["vendor"], "name").batch == first


async def test_what_was_changed_here_since_is_told_from_what_the_file_said(importing) -> None:
    await importing(LIST)
    desk, number = Desk(), (await ids())["vendor"]
    await update_vendor(number, {"name": "Post AB"}, 1, **desk.how)
    found = origin(await written_rows(number, SYSTEM), "vendor", number, "name")
    assert (still(found, "Mail AB"), still(found, "Post AB")) == (True, False)


async def test_what_nobody_imported_has_no_origin(organisation) -> None:
    number = await Desk().vendor(organisation)
    assert origin(await written_rows(number, SYSTEM), "vendor", number, "name") is None


async def test_an_import_of_another_organisation_is_not_told(importing, organisation) -> None:
    await importing(LIST)
    number = (await ids())["vendor"]
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    await Desk().engagement(number, elsewhere)
    assert await written_rows(number, only(elsewhere)) == []
    assert len(await written_rows(number, only(organisation))) == 1


async def test_auditors_read_on_the_page_of_a_vendor_where_each_value_comes_from(
    importing, as_role, organisation
) -> None:
    await importing(LIST)
    number = (await ids())["vendor"]
    auditor = await as_role("reader", organisation)
    page = (await auditor.get(f"/vendors/{number}")).text
    for table, one in (await ids()).items():
        assert f'href="/vendors/{number}/origin#{table}-{one}"' in page
    answer = await auditor.get(f"/vendors/{number}/origin")
    said = text_of(answer.text)
    assert answer.status_code == 200
    assert "B2 Newsletters" in said
    assert "list.csv" in said
    assert (await auditor.get("/vendors/999999/origin")).status_code == 404
