"""Which columns of a file fed which field, so that a row can be shown with the cells that it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imports.model import Row


class Columns:
    """Which columns of the file fed which field, by sheet and row."""

    def __init__(self, tables: Sequence[Mapping[str, Any]]) -> None:
        self._tables = tables

    def raw(self, row: Row, *fields: str) -> str:
        """Return the text of the cells of a row that were read as one of the fields, in their order."""
        wanted = self._numbers(row, fields)
        return " · ".join(cell.text for cell in row.raw if cell.column in wanted and cell.text)

    def lacks(self, row: Row, *fields: str) -> bool:
        """Tell whether the table of a row has no column that is read as one of the fields."""
        return not self._numbers(row, fields)

    def rest(self, row: Row, *fields: str) -> list[tuple[str, str]]:
        """Return the cells of a row that were read as none of the fields, with what heads them."""
        shown = self._numbers(row, fields)
        return [(cell.header or cell.letter, cell.text) for cell in row.raw if cell.column not in shown and cell.text]

    def _numbers(self, row: Row, fields: Sequence[str]) -> set[int]:
        for table in self._tables:
            if table["sheet"] == row.sheet and table["first_row"] <= row.row <= table["last_row"]:
                return {column["number"] for column in table["columns"] if column["field"] in fields}
        return set()
