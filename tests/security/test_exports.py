"""What leaves the register as a sheet holds no formula, whatever people wrote: every address that hands out one."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from litestar import Litestar

from accounts.visits import PROGRAMS
from tests.app.test_who_may import WHO
from tests.security.test_ids_of_others import filled
from tests.security.world import world

FORMULAS = ("=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
SHEETS = [path for method, path in WHO if method == "GET" and path.endswith((".xlsx", ".csv"))]
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = "0123456789."


@pytest.mark.parametrize("formula", [FORMULAS[0], FORMULAS[3]])
async def test_no_sheet_holds_a_formula_that_somebody_wrote(app: Litestar, formula: str) -> None:
    there = await world(app, formula)
    there.client.headers["authorization"] = f"Bearer {there.program}"
    assert len(SHEETS) >= 10
    meant = set()
    for path in SHEETS:
        answer = await there.client.get(filled(path, there), params={"list": "vendors"})
        assert answer.status_code == 200, (path, answer.text[:300])
        assert "attachment" in answer.headers["content-disposition"], path
        texts = cells(path, answer.content)
        if any(formula in text for text in texts):
            meant.add(path)
        assert [text for text in texts if runs(path, text)] == [], path
    # The formula was there to be found.
    assert len(meant) >= 6, meant
    assert any(path.startswith(PROGRAMS) for path in meant)


def cells(path: str, content: bytes) -> list[str]:
    """Return the cells of a sheet; of a workbook those that a program would compute begin with “formula:”."""
    if path.endswith(".csv"):
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"formula:{cell.value}" if cell.data_type == "f" else str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def runs(path: str, text: str) -> bool:
    """Return whether a spreadsheet program would compute a cell."""
    if path.endswith(".csv"):
        return text.startswith(BEGINNINGS) and text.strip("-+" + NUMBER) != ""
    return text.startswith("formula:")
