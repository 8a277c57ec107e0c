"""A file in which no column is known to name the vendor leads to the matching page, where a person says which."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from accounts.tables import Organisation
from imports.tables import ImportRow
from tests.imports_commit.test_pages import hidden, send, text_of

# Cells that do not say which of them names a vendor.
ODD = "17;2021-01-01;4,5\n18;2022-02-02;5,5\n19;2022-03-03;6,6\n"
LETTER = "Dear all,\nplease find the list attached.\nRegards\n"


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


def form_of(page: str) -> dict[str, str]:
    """Return what the matching form would send as it stands."""
    values = dict(re.findall(r'name="(sheet-\d+)" value="(yes)" checked', page))
    values |= dict(re.findall(r'name="(row-\d+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="(col-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        values[name] = re.search(r'value="([^"]*)" selected', options)[1]  # type: ignore[index]
    return values


@pytest.mark.parametrize(("content", "letter"), [(ODD, "-A"), (LETTER, "-A")], ids=["an odd table", "a letter"])
async def test_it_leads_to_the_matching_page_and_a_person_says_which_column_it_is(
    desk: Any, content: str, letter: str
) -> None:
    answer = await send(desk, content)
    assert answer.status_code == 303, text_of(answer.text)
    path = answer.headers["location"].removesuffix("/columns")
    assert answer.headers["location"] == f"{path}/columns"
    page = (await desk.get(f"{path}/columns")).text
    assert "No column was recognised as the name of the vendor" in page
    values = form_of(page)
    column = next(name for name in values if name.startswith("col-") and name.endswith(letter))
    await desk.post(f"{path}/columns", data={**values, column: "name"})
    rows = await ImportRow.select().where(ImportRow.action == "create")
    assert len(rows) == 3
    review = (await desk.get(path)).text
    assert "Add 3 vendors" in text_of(review)
    await desk.post(f"{path}/commit", data=hidden(review, f"{path}/commit"))
    assert "What this import did" in (await desk.get(path)).text


async def test_its_rows_are_shown_and_nothing_is_written_while_nobody_has_said(desk: Any) -> None:
    path = (await send(desk, ODD)).headers["location"].removesuffix("/columns")
    page = text_of((await desk.get(path)).text)
    assert "there is nothing to import yet" in page
    assert "There is nothing to write." in page
    assert "18 | 2022-02-02 | 5,5" in page


async def test_a_list_in_a_hidden_sheet_is_reached_by_ticking_it(desk: Any) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Front"  # type: ignore[union-attr]
    hidden_sheet = book.create_sheet("List")
    hidden_sheet.sheet_state = "hidden"
    for row in (("Vendor", "Country"), ("Cloud Ltd", "USA")):
        hidden_sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    answer = await send(desk, file.getvalue(), "list.xlsx")
    path = answer.headers["location"].removesuffix("/columns")
    values = form_of((await desk.get(f"{path}/columns")).text)
    await desk.post(f"{path}/columns", data={**values, "sheet-1": "yes"})
    assert "Add 1 vendor" in text_of((await desk.get(path)).text)
