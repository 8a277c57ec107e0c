"""Which of the stored rows of an import stand on which page of it."""

from __future__ import annotations

from typing import Any

from imports.page_words import ACTIONS
from register.sql import fetch_all

SIZE = 50
PROBLEMS = "problems"
# Rows that need somebody come first, those that are no vendors last.
ORDER = (
    "ORDER BY CASE WHEN action = 'needs-you' THEN 0 WHEN problem_count > 0 THEN 1 WHEN action = 'skip' THEN 3 ELSE 2"
    ' END, sheet, "row", "column", id'
)


async def rows_of(batch: int, show: str, page: int) -> list[dict[str, Any]]:
    """Return one page of the stored rows: those that need somebody first, then as they stand in the file."""
    condition, values = _shown(show)
    sql = f"SELECT * FROM import_row WHERE batch = {{}} {condition} {ORDER} LIMIT {{}} OFFSET {{}}"  # noqa: S608 - ours
    return await fetch_all(sql, [batch, *values, SIZE, (page - 1) * SIZE])


async def page_of(batch: int, show: str, sheet: str, row: int) -> int:
    """Return the page on which a row stands; 0 where it is not among those that are shown."""
    condition, values = _shown(show)
    numbered = (
        f'SELECT sheet, "row", row_number() OVER ({ORDER}) AS place FROM import_row WHERE batch = {{}} {condition}'  # noqa: S608
    )
    sql = f'SELECT place AS n FROM ({numbered}) AS numbered WHERE sheet = {{}} AND "row" = {{}} ORDER BY place LIMIT 1'  # noqa: S608
    found = await fetch_all(sql, [batch, *values, sheet, row])
    return -(-int(found[0]["n"]) // SIZE) if found else 0


def _shown(show: str) -> tuple[str, list[str]]:
    if show == PROBLEMS:
        return "AND problem_count > 0", []
    return ("AND action = {}", [show]) if show in ACTIONS else ("", [])
