"""Collect what an export holds: the rows of the vendors that fit, each beside what it hangs on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.tables import Organisation
from law.store import Law
from register import asof_lists
from register.asof_rows import put_day
from register.lawtext import because, todo
from register.lists import VendorQuery, vendor_numbers
from register.sql import chunks, fetch_all, numbers
from register.texts import finding_text

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of each kind; vendors in the order of the list, the rest by vendor and id."""

    organisations: dict[int, dict[str, Any]]
    vendors: Rows
    engagements: Rows
    locations: Rows
    agreements: Rows
    findings: Rows


async def gather(actor: Actor, query: VendorQuery, law: Law, now: datetime) -> Gathered:
    """Return all that the actor may see of the vendors that fit; on another day than today where the query says so."""
    pairs = await _pairs(actor, query, law, now)
    places = {pair: place for place, pair in enumerate(pairs)}
    wanted = {vendor for vendor, _organisation in pairs}
    found = Gathered(await _organisations(pairs), [], [], [], [], [])
    for part in chunks(wanted):
        inside = numbers(part)
        found.vendors.extend(_fitting(await fetch_all(_VENDORS.format(inside)), places))
        found.engagements.extend(_fitting(await fetch_all(_ENGAGEMENTS.format(inside)), places))
        found.locations.extend(_fitting(await fetch_all(_LOCATIONS.format(inside)), places))
        found.agreements.extend(_fitting(await fetch_all(_AGREEMENTS.format(inside)), places))
        if query.as_of is None:
            found.findings.extend(_fitting(await fetch_all(_FINDINGS.format(inside)), places))
    if query.as_of is not None:
        found.findings.extend(await put_day(found.vendors, found.locations, query.as_of, law))
    for rows in (found.vendors, found.engagements, found.locations, found.agreements, found.findings):
        rows.sort(key=lambda row: (places[row["vendor"], row["organisation"]], row["id"] or 0))
    _read(found)
    return found


async def _pairs(actor: Actor, query: VendorQuery, law: Law, now: datetime) -> Sequence[tuple[int, int]]:
    if query.as_of is None:
        return await vendor_numbers(query, actor)
    return (await asof_lists.listed(query, actor, law, now)).pairs


_VENDORS = (
    "SELECT s.vendor, s.organisation, v.id, v.version, v.name, v.legal_name, v.aliases, v.registration_number,"
    " v.country, v.parent_name, v.parent_country, v.website, v.contact, v.unnamed_group, v.dpf, v.dpf_checked_on,"
    " v.notes, v.tags, s.tier, s.owner, s.status, s.service, s.role, s.countries, s.locations, s.verdict,"
    " s.verdict_count, s.reason, s.ground, s.dpa, s.dpa_on, s.next_review, s.findings"
    " FROM standing s JOIN vendor v ON s.vendor = v.id WHERE s.vendor IN ({})"
)
_ENGAGEMENTS = (
    "SELECT e.*, v.name AS vendor_name FROM engagement e JOIN vendor v ON e.vendor = v.id WHERE e.vendor IN ({})"
)
_LOCATIONS = (
    "SELECT l.*, e.vendor, e.organisation, e.service, e.role, e.status, v.name AS vendor_name FROM location l"
    " JOIN engagement e ON l.engagement = e.id JOIN vendor v ON e.vendor = v.id WHERE e.vendor IN ({})"
)
_AGREEMENTS = (
    "SELECT a.*, v.name AS vendor_name FROM agreement a JOIN vendor v ON a.vendor = v.id WHERE a.vendor IN ({})"
)
_FINDINGS = "SELECT f.*, v.name AS vendor_name FROM finding f JOIN vendor v ON f.vendor = v.id WHERE f.vendor IN ({})"


async def _organisations(pairs: Iterable[tuple[int, int]]) -> dict[int, dict[str, Any]]:
    wanted = sorted({organisation for _vendor, organisation in pairs})
    rows = await Organisation.select().where(Organisation.id.is_in(wanted or [0])).order_by(Organisation.id)
    return {row["id"]: {**row, "promises": json.loads(row["promises"])} for row in rows}


def _fitting(rows: Rows, places: dict[tuple[int, int], int]) -> Rows:
    return [row for row in rows if (row["vendor"], row["organisation"]) in places]


def _read(found: Gathered) -> None:
    for vendor in found.vendors:
        vendor |= {"aliases": json.loads(vendor["aliases"]), "dpf": json.loads(vendor["dpf"])}
        vendor["tags"] = json.loads(vendor["tags"])
        vendor["countries"] = [code for code in vendor["countries"].split("|") if code]
    for engagement in found.engagements:
        engagement["notes"] = json.loads(engagement["notes"])
    for location in found.locations:
        params = json.loads(location["params"])
        location |= {
            "facts": json.loads(location["facts"]),
            "params": params,
            "grounds": location["grounds"].split("|"),
        }
        told = (location["reason"], params, location["citation"])
        location |= {"because": because(*told), "todo": todo(*told)}
    for agreement in found.agreements:
        agreement["checklist"] = json.loads(agreement["checklist"])
        agreement["clauses"] = json.loads(agreement["clauses"])
    for finding in found.findings:
        name = found.organisations[finding["organisation"]]["name"]
        title, sentence, what = finding_text(finding["rule"], finding["params"], name, finding["since"])
        finding |= {"title": title, "sentence": sentence, "todo": what, "params": json.loads(finding["params"])}
    for rows in (found.vendors, found.engagements, found.locations, found.agreements, found.findings):
        for row in rows:
            row["organisation_name"] = found.organisations[row["organisation"]]["name"]
