"""Write an exported workbook: header frozen and filtered, dates as dates, formulas as text, every column explained."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from accounts.formulas import FORMULA_STARTS
from accounts.i18n import gettext as _
from law.check import newest_check
from law.store import Law
from register.editable import editable
from register.gather import Gathered
from register.offers import Offers
from register.seal import seal
from register.sheets import SHEETS, Sheet, cell, clean

_BOLD = Font(bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)


def workbook(found: Gathered, law: Law, today: date, as_of: date | None = None) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook(write_only=True)
    offers = Offers()
    for sheet in SHEETS:
        rows = getattr(found, sheet.rows)
        offers.put(write(book, sheet, rows), sheet, len(rows))
    explain(book, SHEETS, law, today, as_of)
    offers.write(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write(book: Workbook, sheet: Sheet, rows: Iterable[dict[str, Any]]) -> Any:
    """Add a sheet of rows, its header frozen and filtered, and return it."""
    table = book.create_sheet(sheet.title)
    table.freeze_panes = "A2"
    for place, column in enumerate(sheet.columns, 1):
        table.column_dimensions[get_column_letter(place)].width = column.width
    values = [[cell({**row, "check": seal(row, sheet)}, column) for column in sheet.columns] for row in rows]
    table.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(values) + 1}"
    table.append([heading(table, column.heading) for column in sheet.columns])
    for line in values:
        table.append([text_cell(table, value) for value in line])
    return table


def heading(table: Any, text: str) -> Any:
    """Return the head of a column."""
    head = WriteOnlyCell(table, text)
    head.font = _BOLD
    return head


def text_cell(table: Any, value: Any) -> Any:
    """Return a cell in which a text stays a text and a date is a date."""
    if isinstance(value, str):
        text = clean(value)
        if not text.startswith(FORMULA_STARTS):
            return text
        written = WriteOnlyCell(table, text)
        # A text stays a text, also after somebody edits the cell.
        written.data_type = "s"
        written.quotePrefix = True
        return written
    if isinstance(value, date):
        written = WriteOnlyCell(table)
        written.value = value
        written.number_format = "yyyy-mm-dd"
        return written
    return value


def explain(book: Workbook, sheets: Iterable[Sheet], law: Law, today: date, as_of: date | None = None) -> None:
    """Add the sheet that says what each column holds, and on which law the verdicts rest."""
    table = book.create_sheet("About")
    table.freeze_panes = "A2"
    for letter, width in (("A", 16), ("B", 26), ("C", 90), ("D", 12)):
        table.column_dimensions[letter].width = width
    table.append([heading(table, text) for text in ("Sheet", "Column", "What it holds", "To edit")])
    for sheet in sheets:
        taken = editable(sheet)
        for column in sheet.columns:
            meaning = WriteOnlyCell(table, _(column.meaning))
            meaning.alignment = _TOP
            table.append([sheet.title, column.heading, meaning, _("yes") if column.heading in taken else _("no")])
    table.append([])
    table.append([text_cell(table, _("Exported on")), text_cell(table, today)])
    if as_of is not None:
        table.append([text_cell(table, _("As of")), text_cell(table, as_of)])
    table.append([text_cell(table, _("Law")), law.digest])
    table.append([text_cell(table, _("Law looked up on")), text_cell(table, newest_check(law))])
