"""Which locations a transfer impact assessment covers: those that it was started for, while they are the same place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.database import insert_rows
from assessments.assessment_tables import AssessmentLocation
from register.sql import fetch_all, numbers

PLACE = ("country", "region", "recipient")


async def cover(number: int, locations: Iterable[int]) -> None:
    """Note which locations an assessment covers, in the open transaction, and which places they are now."""
    wanted = sorted(set(locations))
    if not wanted:
        return
    rows = await fetch_all(f"SELECT id, country, region, recipient FROM location WHERE id IN ({numbers(wanted)})")  # noqa: S608 - integers
    places = [(number, row["id"], json.dumps({name: row[name] for name in PLACE})) for row in rows]
    await insert_rows(AssessmentLocation, ("assessment", "location", "place"), places)


async def covered(number: int) -> list[dict[str, Any]]:
    """Return the locations that an assessment was started for.

    `moved` is one that is another place now; `differs` one that says something else than the assessment concluded.
    """
    rows = await fetch_all(
        "SELECT al.location, al.before, al.place, l.country, l.region, l.recipient, l.activity, l.verdict, l.facts,"
        " e.service, a.state, a.tia, a.measures FROM assessment_location al JOIN assessment a ON a.id = al.assessment"
        " JOIN location l ON l.id = al.location JOIN engagement e ON e.id = l.engagement"
        " WHERE al.assessment = {} ORDER BY l.id",
        [number],
    )
    return [{**row, "moved": _moved(row), "differs": _differs(row)} for row in rows]


async def concluded_after(number: int, location: int) -> dict[str, Any] | None:
    """Return the next concluded assessment that covers a location too, by its row of the two; None where it is last."""
    rows = await fetch_all(
        "SELECT al.id, al.before FROM assessment_location al JOIN assessment a ON a.id = al.assessment"
        " JOIN assessment this ON this.id = {} WHERE al.location = {} AND a.id <> this.id AND a.state = 'concluded'"
        " AND coalesce(a.approved_at, a.decided_at) > coalesce(this.approved_at, this.decided_at)"
        " ORDER BY coalesce(a.approved_at, a.decided_at), a.id LIMIT 1",
        [number, location],
    )
    return rows[0] if rows else None


def _moved(row: Mapping[str, Any]) -> bool:
    # Assessments that were started before this was noted cover what they were started for.
    place = json.loads(row["place"]) if isinstance(row["place"], str) else row["place"]
    if not place:
        return False
    another = place["recipient"] and place["recipient"].casefold() != row["recipient"].casefold()
    return bool(another) or (place["country"], place["region"]) != (row["country"], row["region"])


def _differs(row: Mapping[str, Any]) -> bool:
    if row["state"] != "concluded" or not row["tia"] or _moved(row):
        return False
    facts = json.loads(row["facts"])
    return (facts.get("tia", ""), facts.get("supplementary_measures", "")) != (row["tia"], row["measures"])
