"""An export of another day: the rows as recorded, with the verdicts, standings and findings of that day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from law.store import Law
from register.asof import Pair, Snapshot, as_stored, snapshot
from register.rules.base import Found

Rows = list[dict[str, Any]]
STOOD = ("verdict", "verdict_count", "reason", "ground", "dpa", "dpa_on", "findings")


async def put_day(vendors: Rows, locations: Rows, day: date, law: Law) -> Rows:
    """Put the verdicts of a day into the rows of vendors and locations, and return the findings of that day as rows."""
    names = {row["vendor"]: row["name"] for row in vendors}
    whole = await snapshot(day, law, names)
    for location in locations:
        location.update(whole.verdicts[location["id"]]._asdict())
    for vendor in vendors:
        stood = whole.standings.get((vendor["vendor"], vendor["organisation"]))
        if stood is not None:
            vendor.update({name: getattr(stood, name) for name in STOOD})
    shown = {(row["vendor"], row["organisation"]) for row in vendors}
    return [row for row in _findings(whole, names) if (row["vendor"], row["organisation"]) in shown]


def _findings(whole: Snapshot, names: dict[int, str]) -> Rows:
    return [_row(pair, names[pair[0]], rule, found) for pair, some in whole.findings.items() for rule, found in some]


def _row(pair: Pair, name: str, rule: str, found: Found) -> dict[str, Any]:
    row = as_stored(rule, found)
    more = {"id": None, "vendor": pair[0], "organisation": pair[1], "vendor_name": name}
    return {**more, **row, "params": json.dumps(row["params"])}
