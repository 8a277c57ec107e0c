"""Write a list as a file: the heads and rows that its page shows, with formulas as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.formulas import neutral
from register.sheets import clean

Value = str | int | date | None
WIDEST = 60


def view_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return a workbook with one sheet, its header frozen and filtered."""
    # openpyxl is a tenth of the program's start, and most days nobody exports.
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from register.workbook import heading, saved, text_cell

    book = Workbook(write_only=True)
    table = book.create_sheet(clean(title)[:31])
    table.freeze_panes = "A2"
    table.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    for place, name in enumerate(heads):
        longest = max((len(str(row[place] or "")) for row in rows[:200]), default=0)
        table.column_dimensions[get_column_letter(place + 1)].width = min(WIDEST, max(len(name), longest) + 2)
    table.append([heading(table, name) for name in heads])
    for row in rows:
        table.append([text_cell(table, value) for value in row])
    return saved(book)


def view_csv(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV in UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([neutral(clean(value)) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


async def record_export(actor: Actor, now: datetime, kind: str, form: str, rows: int) -> None:
    """Record that a list left the register as a file."""
    async with transaction():
        await record(Event.REGISTER_EXPORTED, actor, now, after={"format": form, "list": kind, "rows": rows})
