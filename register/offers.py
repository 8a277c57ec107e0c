"""The drop-downs of an exported workbook: controlled columns offer their values, which stand in a hidden sheet."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.i18n import gettext as _
from law.names import codes
from register.editable import PARTS, Table
from register.inputs import MODELS, ORGANISATIONS_NOT_STATES
from register.sheets import CHOICES, Sheet

YES_NO = ("yes", "no")
# Room for rows that somebody adds below.
SPARE = 200


class Offers:
    """Lists of values, each written once."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], str] = {}

    def put(self, table: Any, sheet: Sheet, rows: int) -> None:
        """Give the controlled columns of a sheet their drop-downs."""
        offered = choices(sheet)
        for place, column in enumerate(sheet.columns, 1):
            values = offered.get(column.heading)
            if not values:
                continue
            letter = self._columns.setdefault(values, get_column_letter(len(self._columns) + 1))
            asked = DataValidation(
                type="list",
                formula1=f"'{CHOICES}'!${letter}$1:${letter}${len(values)}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=column.heading,
                error=_("Choose one of the values of the list."),
            )
            here = get_column_letter(place)
            asked.add(f"{here}2:{here}{rows + 1 + SPARE}")
            table.data_validations.append(asked)

    def write(self, book: Workbook) -> None:
        """Add the hidden sheet of the values; a list in the cell itself would be cut at 255 characters."""
        table = book.create_sheet(CHOICES)
        table.sheet_state = "hidden"
        lists = list(self._columns)
        for line in range(max(map(len, lists), default=0)):
            table.append([values[line] if line < len(values) else None for values in lists])


@cache
def choices(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Return the values that a controlled column takes, by its heading; columns of free text are not among them."""
    found: dict[str, tuple[str, ...]] = {}
    for part in PARTS.get(sheet.title, ()):
        for column in part.columns:
            if values := _choices(part.table, column.key):
                found[column.heading] = values
    return found


def _choices(table: Table, key: str) -> tuple[str, ...]:
    if key in {"country", "parent_country"}:
        return tuple(sorted({*codes(), *ORGANISATIONS_NOT_STATES}))
    if key == "special_categories":
        return YES_NO
    values: tuple[Any, ...] = get_args(MODELS[table].model_fields[key].annotation)
    return tuple(one for one in values if one) if all(isinstance(one, str) for one in values) else ()
