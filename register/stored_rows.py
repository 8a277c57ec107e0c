"""Rows of the database as text, to be put back later exactly as they stood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from piccolo.columns import JSON, Date, Timestamptz
from piccolo.table import Table

from accounts.bulk import update_rows
from accounts.database import insert_rows


def as_json(value: Any) -> str:
    """Return values as text; days and moments as ISO writes them."""
    return json.dumps(value, ensure_ascii=False, default=str)


def from_text(table: type[Table], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row as its columns take them."""
    return {name: _value(table, name, value) for name, value in row.items()}


async def put_back(table: type[Table], row: Mapping[str, Any]) -> None:
    """Insert a row that was taken out, under the number that it had."""
    values = from_text(table, row)
    await insert_rows(table, tuple(values), [tuple(values.values())])


async def overwrite(table: type[Table], number: int, row: Mapping[str, Any]) -> None:
    """Give a row the values that it had."""
    values = {name: value for name, value in from_text(table, row).items() if name != "id"}
    await update_rows(table, tuple(values), [(*values.values(), number)])


def _value(table: type[Table], column: str, value: Any) -> Any:
    kind = table._meta.get_column_by_name(column)
    if isinstance(kind, JSON) and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, Timestamptz):
        return datetime.fromisoformat(value)
    return value
