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
from assessments.tia_places import concluded_after, covered
from law.store import Law
from register.change import fetch
from register.locations import update_location
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
    places = [row["location"] for row in await covered(number) if not row["moved"]]
    for place in places:
        location = await fetch(Location, place)
        facts: dict[str, str] = json.loads(location["facts"])
        before = {key: facts[key] for key in (TIA, MEASURES) if key in facts}
        kept = (AssessmentLocation.assessment == number) & (AssessmentLocation.location == place)
        await AssessmentLocation.update({AssessmentLocation.before: json.dumps(before)}).where(kept)
        written = {key: value for key, value in facts.items() if key not in {TIA, MEASURES}} | new
        await _write(location, written, actor, now, today, law)
    return len(places)


async def take_back(number: int, result: Result, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Put back what stood before, in the open transaction; a fact that somebody changed since stays as it is now.

    Where a later assessment has replaced it, that one gets what stood before both: opening it again in its turn must
    not bring back what no assessment says any more.
    """
    new = facts_of(result)
    for row in await covered(number):
        if (later := await concluded_after(number, row["location"])) is not None:
            if _facts(later["before"]) == new:
                await AssessmentLocation.update({AssessmentLocation.before: json.dumps(_facts(row["before"]))}).where(
                    AssessmentLocation.id == later["id"]
                )
            continue
        location = await fetch(Location, row["location"])
        facts: dict[str, str] = json.loads(location["facts"])
        if {key: facts[key] for key in (TIA, MEASURES) if key in facts} != new:
            continue
        written = {key: value for key, value in facts.items() if key not in {TIA, MEASURES}} | _facts(row["before"])
        await _write(location, written, actor, now, today, law)


async def _write(
    location: Mapping[str, Any], facts: dict[str, str], actor: Actor, now: datetime, today: date, law: Law
) -> None:
    await update_location(location["id"], {"facts": facts}, location["version"], actor, now, today, law)


def _facts(kept: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(kept) if isinstance(kept, str) else dict(kept)
    return found
