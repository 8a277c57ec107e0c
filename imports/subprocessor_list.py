"""A vendor's own list of sub-processors, any layout: which of its rows are recorded, and which the register knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.actor import Actor
from imports.match_register import Known
from imports.model import Row, Understood
from imports.snapshot import all_vendors, shown_vendors
from register.announced import Change, Listed, Place, Recorded, compared
from register.inputs import Region
from register.subprocessors import recorded_below

REGIONS = frozenset(Region.__args__)  # type: ignore[attr-defined]
LONGEST = 300


async def changes_of(understood: Understood, vendor: int, organisation: int, actor: Actor) -> list[Change]:
    """Return what a list changes in the recorded sub-processors of a vendor for an organisation."""
    recorded = await recorded_below(vendor, organisation)
    shown = await shown_vendors(actor)
    everybody = [row for row in await all_vendors(organisation) if shown is None or row["id"] in shown]
    return compared(recorded, listed(understood.vendors, recorded, everybody, vendor))


def listed(
    rows: Sequence[Row], recorded: Sequence[Recorded], everybody: Sequence[dict[str, Any]], above: int
) -> list[Listed]:
    """Return the rows of a list as sub-processors; a name that is not surely a recorded one is a new one.

    The vendor itself is left out where its own list names it: it is not its own sub-processor.
    """
    inside = {one.vendor for one in recorded}
    ours, all_known = Known(one for one in everybody if one["id"] in inside), Known(everybody)
    by_vendor: dict[int, list[Recorded]] = {}
    for one in recorded:
        by_vendor.setdefault(one.vendor, []).append(one)
    found = []
    for row in rows:
        match = ours.find(row)
        # One close name among the few that are recorded is the one that is meant.
        number = match.vendor_id or (match.proposals[0].vendor_id if len(match.proposals) == 1 else None)
        known = all_known.find(row).vendor_id
        if known == above and number is None:
            continue
        found.append(_listed(row, by_vendor.get(number, []) if number else [], known))
    return found


def _listed(row: Row, recorded: Sequence[Recorded], known: int | None) -> Listed:
    return Listed(
        name=row.name[:LONGEST],
        engagement=_which(row, recorded),
        vendor=known,
        places=tuple(_places(row)),
        service=row.service,
        purpose=row.purpose,
        ground_text=row.ground_text,
        grounds=tuple(code for code in row.grounds if code != "NONE"),
        website=row.website if row.website.startswith(("https://", "http://")) else "",
        seat=row.seat_countries[0] if len(row.seat_countries) == 1 else "",
        sheet=row.sheet,
        row=row.row,
    )


def _which(row: Row, recorded: Sequence[Recorded]) -> int | None:
    """Return the recorded engagement that a row speaks of: by its service where there are several."""
    if not recorded:
        return None
    same = [one for one in recorded if one.service and one.service.casefold() == row.service.casefold()]
    return (same or list(recorded))[0].engagement


def _places(row: Row) -> list[Place]:
    if row.countries:
        text = row.location_text if len(row.countries) == 1 else ""
        return [Place(country=code, text=text) for code in row.countries]
    if len(row.regions) == 1 and row.regions[0] in REGIONS:
        return [Place(region=row.regions[0], text=row.location_text)]
    return [Place(text=row.location_text)] if row.location_text else []
