"""What the register holds of the rows that an exported file names, and only of those of one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from register import change
from register.editable import Table
from register.inputs import MODELS
from register.sql import chunks, fetch_all, numbers

# Each finds rows of one organisation alone: a number of another one is as unknown as one that never was.
_FIND: dict[Table, str] = {
    "vendor": (
        "SELECT t.*, t.id AS of_vendor FROM vendor t WHERE EXISTS"
        " (SELECT 1 FROM standing s WHERE s.vendor = t.id AND s.organisation = {{}}) AND t.id IN ({})"
    ),
    "engagement": "SELECT t.*, t.vendor AS of_vendor FROM engagement t WHERE t.organisation = {{}} AND t.id IN ({})",
    # By subqueries: given a join, SQLite walks all engagements of the organisation for each part of the file.
    "location": (
        "SELECT t.*, (SELECT e.vendor FROM engagement e WHERE e.id = t.engagement) AS of_vendor FROM location t"
        " WHERE (SELECT e.organisation FROM engagement e WHERE e.id = t.engagement) = {{}} AND t.id IN ({})"
    ),
    "agreement": "SELECT t.*, t.vendor AS of_vendor FROM agreement t WHERE t.organisation = {{}} AND t.id IN ({})",
}


@dataclass(slots=True)
class Held:
    """One row of the register: as it was exported or has become since, and with what rows of the file change in it."""

    table: Table
    id: int
    version: int
    vendor: int
    values: dict[str, Any]
    now: dict[str, Any]
    claimed: dict[str, str] = field(default_factory=dict)


async def read_held(wanted: Mapping[Table, Iterable[int]], organisation: int) -> dict[tuple[str, int], Held]:
    """Return the rows that are wanted, by table and number, as far as they are this organisation's."""
    found: dict[tuple[str, int], Held] = {}
    for table, ids in wanted.items():
        for some in chunks(ids):
            for row in await fetch_all(_FIND[table].format(numbers(some)), [organisation]):
                values = change.stored(row, MODELS[table])
                found[table, row["id"]] = Held(table, row["id"], row["version"], row["of_vendor"], values, dict(values))
    return found
