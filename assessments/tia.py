"""What a transfer impact assessment says becomes facts of the locations that it covers, and their verdicts follow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.events import N_
from assessments.assessment_tables import AssessmentLocation
from law.store import Law
from register.change import fetch
from register.locations import update_location
from register.sql import fetch_all
from register.tables import Location

TIA = "tia"
MEASURES = "supplementary_measures"


@dataclass(frozen=True, slots=True)
class Result:
    """One of the results that an assessment can come to, in words and as facts of law/FACTS.md."""

    text: str
    tia: str
    measures: str

    @property
    def protects(self) -> bool:
        """Return whether the data is protected there, by itself or by measures."""
        return self.tia == "adequate" or self.measures == "effective"


# C-311/18 para 134; EDPB Recommendations 01/2020, steps 3 to 5.
RESULTS: Mapping[str, Result] = {
    "adequate": Result(
        N_("Adequate: the law and practice there do not keep the importer from its duties"), "adequate", ""
    ),
    "measures": Result(
        N_("They would, but supplementary measures make the protection effective"), "negative", "effective"
    ),
    "inadequate": Result(N_("Inadequate: the assessment is not robust enough to rely on"), "inadequate", ""),
    "negative": Result(
        N_("Negative: the data is not protected there, and no measure mends it"), "negative", "ineffective"
    ),
}


def result_of(tia: str, measures: str) -> str:
    """Return the key of the result that was recorded, or nothing."""
    return next((key for key, one in RESULTS.items() if (one.tia, one.measures) == (tia, measures)), "")


def facts_of(result: Result) -> dict[str, str]:
    """Return the facts that a result makes true."""
    return {TIA: result.tia, **({MEASURES: result.measures} if result.measures else {})}


async def apply_result(number: int, result: Result, actor: Actor, now: datetime, today: date, law: Law) -> int:
    """Write the result into the locations, in the open transaction, keeping what it replaces; return how many."""
    new = facts_of(result)
    for row in await _covered(number):
        location = await fetch(Location, row["location"])
        facts: dict[str, str] = json.loads(location["facts"])
        before = {key: facts[key] for key in (TIA, MEASURES) if key in facts}
        kept = (AssessmentLocation.assessment == number) & (AssessmentLocation.location == row["location"])
        await AssessmentLocation.update({AssessmentLocation.before: json.dumps(before)}).where(kept)
        written = {key: value for key, value in facts.items() if key not in {TIA, MEASURES}} | new
        await _write(location, written, actor, now, today, law)
    return len(await _covered(number))


async def take_back(number: int, result: Result, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Put back what stood before, in the open transaction; a fact that somebody changed since stays as it is now."""
    new = facts_of(result)
    for row in await _covered(number):
        location = await fetch(Location, row["location"])
        facts: dict[str, str] = json.loads(location["facts"])
        if {key: facts[key] for key in (TIA, MEASURES) if key in facts} != new:
            continue
        before = json.loads(row["before"]) if isinstance(row["before"], str) else row["before"]
        written = {key: value for key, value in facts.items() if key not in {TIA, MEASURES}} | before
        await _write(location, written, actor, now, today, law)


async def covered_places(number: int) -> list[dict[str, Any]]:
    """Return the locations that an assessment covers, as its page shows them."""
    return await fetch_all(
        "SELECT l.id, l.country, l.region, l.recipient, l.activity, l.verdict, e.service FROM assessment_location al"
        " JOIN location l ON l.id = al.location JOIN engagement e ON e.id = l.engagement"
        " WHERE al.assessment = {} ORDER BY l.id",
        [number],
    )


async def _covered(number: int) -> list[dict[str, Any]]:
    return await fetch_all(
        "SELECT location, before FROM assessment_location WHERE assessment = {} ORDER BY location", [number]
    )


async def _write(
    location: Mapping[str, Any], facts: dict[str, str], actor: Actor, now: datetime, today: date, law: Law
) -> None:
    await update_location(location["id"], {"facts": facts}, location["version"], actor, now, today, law)
