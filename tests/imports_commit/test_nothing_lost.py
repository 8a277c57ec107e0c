"""Whatever a table holds: each cell of a vendor's row is found again, and undoing its import leaves no trace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from piccolo.conf.apps import Finder

from accounts.actor import SYSTEM
from accounts.tables import Organisation
from imports import batches
from imports.model import Understood, Value
from imports.tables import ImportRow
from imports.undo import undo_batch
from tests.imports.books import grid, understood
from tests.imports.test_fuzz import WORDS
from tests.imports_commit.sheets import FILE

HEADS = ["Purpose", "Country", "Transfer ground", "DPA signed", "Next review", "Owner", "Role", "Registration number"]
HEADS += ["Website", "Legal name", "Service", "Status", "Comment", "Unit"]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12)
CELL: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    TEXT,
    st.integers(-5, 10**18),
    st.booleans(),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
NAMES = ["Visma AB", "Google LLC", "Google Ireland Limited", "Zendesk, Inc.", "Ärlig AS", "Cloud Ltd", "0012", "=x()"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[Value]], list[list[Value]]]:
    """Return a list of vendors, and the same list after somebody has worked on it."""
    heads = draw(st.lists(st.sampled_from(HEADS), min_size=1, max_size=6, unique=True))
    row = st.tuples(st.sampled_from(NAMES), *[CELL] * len(heads)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=6))
    later = [
        [cell if draw(st.integers(0, 3)) else draw(CELL) for cell in one] for one in rows if draw(st.integers(0, 4))
    ]
    later = [[name, *one[1:]] for name, one in zip((one[0] for one in rows), later, strict=False)]
    return [["Vendor", *heads], *rows], [["Vendor", *heads], *later, *draw(st.lists(row, min_size=1, max_size=2))]


async def examples(number: int) -> list[tuple[Understood, Understood]]:
    """Return so many pairs of tables as they are understood."""
    found: list[tuple[Understood, Understood]] = []

    @settings(max_examples=number, deadline=None, database=None)
    @given(tables())
    def collect(both: tuple[list[list[Value]], list[list[Value]]]) -> None:
        found.append((understood(grid(both[0])), understood(grid(both[1]))))

    await asyncio.to_thread(collect)
    return found


def bringing(organisation: Organisation, **where: Any) -> Callable[[Understood], Any]:
    """Return a function that imports what was understood and returns the number of the import."""

    async def bring(table: Understood) -> int:
        batch, _ = await batches.import_at_once(FILE, table, organisation.id, actor=SYSTEM, **where)
        return batch

    return bring


async def test_every_cell_of_every_vendors_row_is_found_again_where_it_stood(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    bring = bringing(organisation, now=now, today=today, law=law)
    for _, table in await examples(25):
        batch = await bring(table)
        stored = await ImportRow.select().where(ImportRow.batch == batch)
        kept = {(one["row"], cell[0]): (cell[3], one) for one in stored for cell in json.loads(one["cells"])}
        for row in table.vendors:
            for raw in row.raw:
                text, one = kept[row.row, raw.column]
                assert text == raw.text
                assert one["vendor_id"] or one["action"] == "needs-you"


async def test_an_import_that_is_undone_leaves_every_table_as_it_was(
    organisation: Organisation, now: datetime, today: date, law: Any
) -> None:
    where = {"now": now, "today": today, "law": law}
    bring = bringing(organisation, **where)
    for first, second in await examples(25):
        base = await bring(first)
        before = await whole()
        await undo_batch(await bring(second), actor=SYSTEM, **where)
        assert await whole() == before
        await undo_batch(base, actor=SYSTEM, **where)


async def whole() -> dict[str, list[dict[str, Any]]]:
    """Return all that the register holds, but for imports, the trail, and what is resolved or counts writings."""
    moved = {"version", "updated_at"}
    found: dict[str, list[dict[str, Any]]] = {}
    for table in Finder().get_table_classes():
        name = table._meta.tablename
        if not name.startswith(("import_", "audit_", "migration")):
            rows = [
                one for one in await table.select().order_by(table._meta.primary_key) if one.get("state") != "resolved"
            ]
            found[name] = [{key: value for key, value in one.items() if key not in moved} for one in rows]
    return found
