"""Where a vendor stands with one organisation: the worst verdict, how often, and what else a list shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, TypedDict

import msgspec

from register.rows import LocationRow
from register.rules.base import Case
from register.rules.roles import INDEPENDENT, JOINT, covering, processing_contract, state
from register.search import search_text, sort_name

RANKS = {"invalid": 4, "incomplete": 3, "review": 2, "valid": 1, "no-transfer": 0}
ROLE_ORDER = ("processor", "sub-processor", "joint controller", "controller", "")
NOT_NEEDED = "not-needed"
IN_SHORT = 160
# So much of a note is searched: a search reads all of them.
NOTE = 1_000
_notes_of = msgspec.json.Decoder(dict[str, Any]).decode


class StandingRow(TypedDict):
    """The columns of a standing, without its id."""

    vendor: int
    organisation: int
    name: str
    legal_name: str
    sort_name: str
    search: str
    service: str
    role: str
    countries: str
    locations: int
    verdict: str
    rank: int
    verdict_count: int
    reason: str
    ground: str
    dpa: str
    dpa_on: str
    tier: str
    owner: str
    status: str
    next_review: date | None
    findings: int
    rules: str
    tags: str


class Stood(NamedTuple):
    """What of a standing is another on another day."""

    verdict: str
    verdict_count: int
    reason: str
    ground: str
    dpa: str
    dpa_on: str
    findings: int
    rules: tuple[str, ...]


def stood(case: Case, rules: Sequence[str]) -> Stood:
    """Return how a vendor stands from its active engagements and the rules of its open findings."""
    places = [location for _, location in case.places()]
    worst = worst_of(places)
    dpa, dpa_on = dpa_status(case)
    return Stood(
        verdict=worst["verdict"] if worst else "",
        verdict_count=sum(place["verdict"] == worst["verdict"] for place in places) if worst else 0,
        reason=worst["reason"] if worst else "",
        ground=(worst["ground_used"] or worst["grounds"].split("|")[0]) if worst else "",
        dpa=dpa,
        dpa_on=dpa_on,
        findings=len(rules),
        rules=tuple(sorted(set(rules))),
    )


def standing(case: Case, open_rules: Iterable[str], *, active: bool) -> StandingRow:
    """Return the standing of a vendor from its active engagements and the rules of its open findings."""
    vendor = case.vendor
    places = [location for _, location in case.places()]
    uses = list(dict.fromkeys(e["service"] or e["purposes"] for e in case.engagements))
    purposes = [e["purposes"] for e in case.engagements]
    owners = list(
        dict.fromkeys(e["owner"] or vendor["owner"] for e in case.engagements if e["owner"] or vendor["owner"])
    )
    now = stood(case, list(open_rules))
    return StandingRow(
        vendor=vendor["id"],
        organisation=case.organisation["id"],
        name=vendor["name"],
        legal_name=vendor["legal_name"],
        sort_name=sort_name(vendor["name"]),
        search=search_text(
            vendor["name"],
            vendor["legal_name"],
            *vendor["aliases"],
            *uses,
            *purposes,
            *owners,
            *vendor["tags"],
            *_notes(case),
        ),
        service=in_short(uses),
        role=min((e["role"] for e in case.engagements), key=ROLE_ORDER.index, default=""),
        countries="|".join(countries_of(places)),
        locations=len(places),
        verdict=now.verdict,
        rank=RANKS.get(now.verdict, 0),
        verdict_count=now.verdict_count,
        reason=now.reason,
        ground=now.ground,
        dpa=now.dpa,
        dpa_on=now.dpa_on,
        tier=vendor["tier"],
        owner=(owners[0] if owners else vendor["owner"])[:120],
        status="active" if active else "ended",
        next_review=min((e["next_review"] for e in case.engagements if e["next_review"]), default=None),
        findings=now.findings,
        rules=f"|{'|'.join(now.rules)}|" if now.rules else "",
        tags=f"|{'|'.join(vendor['tags'])}|" if vendor["tags"] else "",
    )


def in_short(uses: Iterable[str]) -> str:
    """Return what a vendor is used for in at most about a line: whole entries, then how many more there are."""
    named = [use for use in uses if use]
    said = ""
    for count, use in enumerate(named):
        longer = f"{said}; {use}" if said else use
        if len(longer) > IN_SHORT:
            return f"{said} (+{len(named) - count})" if said else f"{use[: IN_SHORT - 1]}…"
        said = longer
    return said


def countries_of(places: Iterable[LocationRow]) -> list[str]:
    """Return the countries, those with the worst verdict first."""
    worst: dict[str, int] = {}
    for place in places:
        if place["country"]:
            worst[place["country"]] = max(worst.get(place["country"], 0), RANKS.get(place["verdict"], 0))
    return sorted(worst, key=lambda country: (-worst[country], country))


def _notes(case: Case) -> Iterator[str]:
    if case.vendor["notes"]:
        yield case.vendor["notes"][:NOTE]
    for engagement in case.engagements:
        if engagement["notes"] != "{}":
            yield from (str(text)[:NOTE] for text in _notes_of(engagement["notes"]).values())


def worst_of(places: Iterable[LocationRow]) -> LocationRow | None:
    """Return the location with the worst verdict, the first among equals, or None where there is none."""
    return max(places, key=lambda place: RANKS.get(place["verdict"], -1), default=None)


def dpa_status(case: Case) -> tuple[str, str]:
    """Return the worst state of the DPAs that are needed, and the day of signing where it is signed.

    `not-needed` where every engagement is with an independent or a joint controller; a confidentiality or security
    agreement instead of a DPA counts as missing; empty is unknown.
    """
    states: list[str] = []
    for engagement in case.engagements:
        if engagement["role"] in {INDEPENDENT, JOINT}:
            continue
        found = processing_contract(case, engagement)
        if not found:
            instead = [state(a, case) for a in covering(case, engagement, ("nda", "security"))]
            found = "missing" if "signed" in instead or ("" in instead and found is None) else found
        states.append(found or "")
    if not states:
        return (NOT_NEEDED if case.engagements else ""), ""
    # Unknown stands between what is signed and what is known to be missing.
    worst = max(states, key=_WORSE.index)
    return worst, _signed_on(case) if worst == "signed" else ""


_WORSE = ("signed", "negotiating", "requested", "", "expired", "terminated", "missing")


def _signed_on(case: Case) -> str:
    for agreement in case.agreements:
        if agreement["kind"] in {"dpa", "scc"} and state(agreement, case) == "signed":
            return agreement["signed_on"].isoformat() if agreement["signed_on"] else agreement["signed_text"]
    return ""
