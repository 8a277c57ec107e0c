"""The register as a file: XLSX and CSV to read and edit, JSON whole."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.formulas import neutral
from accounts.roles import Deed, demand, narrowed
from law.check import newest_check
from law.store import Law
from register.gather import Gathered, Rows, gather
from register.lists import VendorQuery
from register.seal import seal
from register.sheets import LIST, cell, clean

_NOT_IN_JSON = frozenset({"search", "organisation_name", "vendor_name"})


async def export_xlsx(actor: Actor, query: VendorQuery, *, law: Law, now: datetime, today: date) -> bytes:
    """Return the vendors that fit as a workbook: a sheet for each kind of row, and one that explains the columns."""
    # openpyxl is a tenth of the program's start, and most days nobody exports.
    from register.workbook import workbook

    found = await _gathered(actor, query, law, now, "xlsx")
    return await asyncio.to_thread(workbook, found, law, today, query.as_of)


async def export_csv(actor: Actor, query: VendorQuery, *, law: Law, now: datetime, today: date) -> bytes:
    """Return the vendors that fit as CSV in UTF-8 with a mark: one row for each location, or for what has none."""
    del today  # All exports are asked for alike; each row says when and by which law it was judged.
    return _csv(_list(await _gathered(actor, query, law, now, "csv")))


async def export_json(
    actor: Actor,
    *,
    law: Law,
    now: datetime,
    today: date,
    organisation: int | None = None,
    as_of: date | None = None,
) -> bytes:
    """Return the whole register, or that of one organisation, as JSON, with verdicts, reasons and findings."""
    found = await _gathered(actor, VendorQuery(organisation=organisation, as_of=as_of), law, now, "json")
    whole = {
        "exported_at": now.isoformat(),
        "exported_on": today.isoformat(),
        "as_of": as_of,
        "law": law.digest,
        "law_looked_up_on": newest_check(law),
        "organisations": [_plain(row) for row in found.organisations.values()],
        "vendors": _nested(found),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_text).encode()


async def _gathered(actor: Actor, query: VendorQuery, law: Law, now: datetime, form: str) -> Gathered:
    if query.organisation is not None and actor.sees(query.organisation):
        demand(actor, Deed.EXPORT, query.organisation)
    found = await gather(narrowed(actor, Deed.EXPORT), query, law, now)
    async with transaction():
        await record(
            Event.REGISTER_EXPORTED,
            actor,
            now,
            organisation_id=query.organisation,
            after={"format": form, "vendors": len(found.vendors)}
            | ({"as_of": query.as_of.isoformat()} if query.as_of else {}),
        )
    return found


def _list(found: Gathered) -> Rows:
    engagements = {row["id"]: row for row in found.engagements}
    standings = {(row["vendor"], row["organisation"]): row for row in found.vendors}
    rows: Rows = []
    met: set[int] = set()
    for location in found.locations:
        engagement = engagements[location["engagement"]]
        met.add(engagement["id"])
        own = {"owner": engagement["owner"], "location": location["id"], "location_version": location["version"]}
        rows.append({**_common(engagement, standings), **location, **own})
    rows += [{**_common(row, standings), "engagement": row["id"]} for row in found.engagements if row["id"] not in met]
    working = {(row["vendor"], row["organisation"]) for row in found.engagements}
    rows += [
        # The country of a vendor is its seat, and no place where data goes.
        {**row, "vendor_name": row["name"], "verdict": "", "country": ""}
        for pair, row in standings.items()
        if pair not in working
    ]
    places = {pair: place for place, pair in enumerate(standings)}
    return sorted(rows, key=lambda row: places[row["vendor"], row["organisation"]])


def _common(engagement: dict[str, Any], standings: dict[tuple[int, int], dict[str, Any]]) -> dict[str, Any]:
    standing = standings[engagement["vendor"], engagement["organisation"]]
    agreed = {"dpa": standing["dpa"], "dpa_on": standing["dpa_on"]}
    return {**engagement, **agreed, "engagement_version": engagement["version"]}


def _csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.heading for column in LIST.columns])
    for row in rows:
        sealed = {**row, "check": seal(row, LIST)}
        writer.writerow([_text_cell(cell(sealed, column)) for column in LIST.columns])
    return out.getvalue().encode("utf-8-sig")


def _text_cell(value: Any) -> Any:
    return neutral(clean(value)) if isinstance(value, str) else value


def _nested(found: Gathered) -> Rows:
    vendors: dict[int, dict[str, Any]] = {}
    for row in found.vendors:
        one = vendors.setdefault(
            row["id"],
            {
                **{key: row[key] for key in _VENDOR},
                "standings": [],
                "engagements": [],
                "agreements": [],
                "findings": [],
            },
        )
        one["standings"].append({key: row[key] for key in _STANDING})
    engagements: dict[int, dict[str, Any]] = {}
    for row in found.engagements:
        engagements[row["id"]] = {**_plain(row), "locations": []}
        vendors[row["vendor"]]["engagements"].append(engagements[row["id"]])
    for row in found.locations:
        engagements[row["engagement"]]["locations"].append(
            {k: v for k, v in _plain(row).items() if k not in _OF_ENGAGEMENT}
        )
    for name, rows in (("agreements", found.agreements), ("findings", found.findings)):
        for row in rows:
            vendors[row["vendor"]][name].append(_plain(row))
    return list(vendors.values())


_OF_ENGAGEMENT = frozenset({"vendor", "organisation", "service", "role", "status", "engagement"})
_STANDING = (
    "organisation",
    "verdict",
    "verdict_count",
    "locations",
    "reason",
    "ground",
    "dpa",
    "dpa_on",
    "owner",
    "status",
    "next_review",
    "findings",
)
_VENDOR = (
    "id",
    "version",
    "name",
    "legal_name",
    "aliases",
    "registration_number",
    "country",
    "parent_name",
    "parent_country",
    "website",
    "contact",
    "unnamed_group",
    "dpf",
    "dpf_checked_on",
    "tier",
    "notes",
    "tags",
)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _NOT_IN_JSON}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
