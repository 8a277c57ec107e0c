"""What an announced change would do to the transfers if it were accepted: judged, and written nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from law.store import Law
from law.wordings import read_grounds
from register.announced import Change, Place
from register.judging import Verdict, judge_locations
from register.lawtext import because
from register.load import load
from register.settle_new import Newcomers
from register.sql import fetch_all, numbers
from register.subprocessors import NoticeView

# Numbers of rows that are only thought of.
ABOVE, EACH = -1, 1000


@dataclass(frozen=True, slots=True)
class Effect:
    """The verdict on one place of a change, were it accepted."""

    place: Place
    verdict: str
    because: str
    citation: str


async def effects(notice: NoticeView, law: Law, today: date) -> list[list[Effect]]:
    """Return for each change of a notice the verdicts on the places that it brings."""
    engagements = [one.engagement for one in notice.changes if one.engagement is not None]
    rows = await fetch_all(f"SELECT id, vendor FROM engagement WHERE id IN ({numbers(engagements)})")
    works = {row["id"]: row["vendor"] for row in rows}
    known = await load([*(one.vendor for one in notice.changes if one.vendor is not None), *works.values()], today)
    new = Newcomers(known.organisations[notice.organisation])
    above = await _above(notice, today)
    for number, one in enumerate(notice.changes, 1):
        vendor = works.get(one.engagement or 0, one.vendor or 0)
        if vendor in known.vendors:
            new.loaded.vendors[number] = {**known.vendors[vendor], "id": number}
        else:
            new.vendor(number, name=one.name, country=one.seat)
        new.engagement(number, number, role="sub-processor", status="active", **above)
        for place, where in enumerate(brought(one)):
            grounds = "|".join(one.grounds or read_grounds(one.ground_text))
            where_to = {"country": where.country, "region": where.region}
            new.location(number * EACH + place, number, **where_to, ground_text=one.ground_text, grounds=grounds)
    verdicts = judge_locations(new.loaded, law, today)
    return [
        [_effect(where, verdicts[number * EACH + place]) for place, where in enumerate(brought(one))]
        for number, one in enumerate(notice.changes, 1)
    ]


def brought(one: Change) -> tuple[Place, ...]:
    """Return the places to which data would newly go by a change; a new sub-processor without any works somewhere."""
    if one.kind == "added":
        return one.places[: EACH - 1] or (Place(),)
    return one.places[: EACH - 1] if one.kind == "place" else ()


async def _above(notice: NoticeView, today: date) -> dict[str, Any]:
    """Return what hangs on the vendor itself: where it sits, and whether it may engage sub-processors."""
    (row,) = await fetch_all("SELECT country FROM vendor WHERE id = {}", [notice.vendor])
    authorised = await fetch_all(
        "SELECT id FROM agreement WHERE vendor = {} AND organisation = {} AND kind = 'dpa' AND status = 'signed'"
        " AND authorisation = 'general' AND (expires_on IS NULL OR expires_on >= {})",
        [notice.vendor, notice.organisation, today],
    )
    return {"parent": ABOVE, "above_country": row["country"], "above_authorises": bool(authorised)}


def _effect(where: Place, judged: Verdict) -> Effect:
    said = because(judged.reason, json.loads(judged.params), judged.citation)
    return Effect(where, judged.verdict, said, judged.citation)
