"""From a location to the transfer that the law judges, and from the judgement back to the row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from law.facts import NO_FACTS, Facts
from law.judge import Transfer, judge, judge_many
from law.judgement import Judgement
from law.store import Law
from law.written.standing import as_written, is_to_come
from register.facts import as_facts
from register.load import Loaded
from register.rows import AgreementRow, EngagementRow, LocationRow, OrganisationRow, VendorRow

DECLARED_INSIDE = frozenset({"EU", "EEA"})
# Facts that say when the ground ended for this one recipient, with the days from that one to the first bad day.
ENDED_BY_FACT = {
    "DPF_LAPSED": ("dpf_lapsed_on", 0),
    "CONTRACT_LAPSED": ("contract_expired_on", 1),
    "SCC_OLD_CHANGED": ("processing_changed_on", 0),
}
CLAUSES = "SCC_"
Key = tuple[object, ...]
_of_engagement = itemgetter("organisation", "above_country", "above_authorises", "organisation_role", "role")
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Verdict(NamedTuple):
    """What was judged of one location, as its row holds it."""

    verdict: str
    reason: str
    ground_used: str
    params: str
    citation: str
    records: str
    unconfirmed: bool
    since: date | None
    changes_on: date | None
    judged_on: date
    law_digest: str


class Alike(NamedTuple):
    """Locations told apart only by what their transfers are made of: the key of each by its id, and one of each key."""

    keys: dict[int, Key]
    ones: dict[Key, LocationRow]


def alike(loaded: Loaded) -> Alike:
    """Return which of the locations that were loaded are one transfer, whatever the law says of it."""
    # A register repeats itself: tens of thousands of locations are some hundred transfers.
    found = Alike({}, {})
    recipients: dict[int, Key] = {}
    shared: dict[Key, int] = {}
    for number, locations in loaded.locations.items():
        engagement = loaded.engagements[number]
        vendor = engagement["vendor"]
        if vendor not in recipients:
            recipients[vendor] = _recipient(loaded.vendors[vendor])
        work = (*_of_engagement(engagement), engagement["parent"] is None, recipients[vendor])
        # A number in its place, so that the locations of an engagement do not all hash its whole key.
        place = shared.setdefault(work, len(shared))
        contracts: Key | None = None
        for location in locations:
            grounds = location["grounds"]
            if CLAUSES in grounds and contracts is None:
                contracts = tuple(_contract_facts(engagement, loaded.agreements.get(vendor, ())).items())
            told = contracts if CLAUSES in grounds else None
            key = (
                place,
                location["country"],
                location["region"],
                grounds,
                location["facts"],
                told,
                is_to_come(location["ground_text"]),
            )
            found.keys[location["id"]] = key
            found.ones.setdefault(key, location)
    return found


def judge_locations(loaded: Loaded, law: Law, on: date) -> dict[int, Verdict]:
    """Return the verdict on every location that was loaded, on a day, by its id."""
    same = alike(loaded)
    verdicts = judge_alike(same, loaded, law, on)
    return {number: verdicts[key] for number, key in same.keys.items()}


def judge_alike(same: Alike, loaded: Loaded, law: Law, on: date) -> dict[Key, Verdict]:
    """Return the verdict on every transfer, on a day, by the key of its locations."""
    transfers = {key: _transfer(loaded, location, law, on) for key, location in same.ones.items()}
    judged = judge_many(transfers.values(), on, law)
    # Equal transfers share one judgement, so what it needs as text is written once.
    written = {key: _json(dict(judgement.params)) for key, judgement in {id(one): one for one in judged}.items()}
    return {
        key: _verdict(judgement, transfer, written[id(judgement)], law, on)
        for (key, transfer), judgement in zip(transfers.items(), judged, strict=True)
    }


def put(location: LocationRow, verdict: Verdict) -> None:
    """Write a verdict into the row of its location."""
    location.update(zip(Verdict._fields, verdict, strict=True))  # type: ignore[typeddict-item]


def transfer_of(
    organisation: OrganisationRow,
    vendor: VendorRow,
    engagement: EngagementRow,
    location: LocationRow,
    agreements: Iterable[AgreementRow] = (),
    *,
    onward: bool = False,
) -> Transfer:
    """Return the transfer that a location stands for.

    A sub-processor's exporter is the vendor of the engagement above it; without one above, a processor nobody named.
    Facts of the Data Privacy Framework come from the vendor, dates of signed clauses from their agreement, where the
    location does not say otherwise. `onward` says that the exporter itself sits in a third country.
    """
    country, role = organisation["country"], engagement["organisation_role"]
    if engagement["parent"] is not None:
        country, role = engagement["above_country"], "processor"
    elif engagement["role"] == "sub-processor":
        role = "processor"
    grounds = tuple(location["grounds"].split("|"))
    if not location["country"] and location["region"] in DECLARED_INSIDE and "EEA" not in grounds:
        grounds = (*grounds, "EEA")
    return Transfer(
        exporter_country=country,
        exporter_regime=organisation["regimes"],
        exporter_role=role,
        importer_country=location["country"],
        importer_role=engagement["role"],
        grounds=grounds,
        facts=_facts(vendor, engagement, location, agreements, onward=onward),
    )


def inside_eea(country: str, on: date, law: Law) -> bool:
    """Return whether the GDPR applies in a country as in a Member State on a day."""
    return _inside_eea(country, on, law)


def _recipient(vendor: VendorRow) -> Key:
    """Return all of a vendor that its transfers are made of."""
    return vendor["parent_country"], *sorted(vendor["dpf"].items())


def _transfer(loaded: Loaded, location: LocationRow, law: Law, on: date) -> Transfer:
    engagement = loaded.engagements[location["engagement"]]
    vendor = loaded.vendors[engagement["vendor"]]
    agreements = loaded.agreements.get(vendor["id"], ())
    above = engagement["above_country"] if engagement["parent"] is not None else ""
    onward = bool(above) and not inside_eea(above, on, law)
    organisation = loaded.organisations[engagement["organisation"]]
    return transfer_of(organisation, vendor, engagement, location, agreements, onward=onward)


def _facts(
    vendor: VendorRow,
    engagement: EngagementRow,
    location: LocationRow,
    agreements: Iterable[AgreementRow],
    *,
    onward: bool,
) -> Facts:
    known: dict[str, str] = dict(vendor["dpf"])
    if onward:
        known["onward_transfer"] = "yes"
    if engagement["above_authorises"]:
        known["subprocessor_authorised"] = "yes"
    if vendor["parent_country"]:
        known["parent_country"] = vendor["parent_country"]
    if CLAUSES in location["grounds"]:
        known |= _contract_facts(engagement, agreements)
    if location["facts"] != "{}":
        known |= json.loads(location["facts"])
    return as_written(as_facts(known), location["ground_text"])


def _contract_facts(engagement: EngagementRow, agreements: Iterable[AgreementRow]) -> dict[str, str]:
    known: dict[str, str] = {}
    for agreement in agreements:
        if agreement["kind"] != "scc" or agreement["status"] not in {"signed", "expired"}:
            continue
        if agreement["organisation"] != engagement["organisation"] or agreement["engagement"] not in {
            None,
            engagement["id"],
        }:
            continue
        known["contract_signed"] = "yes"
        if agreement["signed_on"]:
            known["scc_signed_on"] = agreement["signed_on"].isoformat()
        if agreement["expires_on"]:
            known["contract_expired_on"] = agreement["expires_on"].isoformat()
    return known


def _verdict(judgement: Judgement, transfer: Transfer, params: str, law: Law, on: date) -> Verdict:
    return Verdict(
        verdict=judgement.verdict,
        reason=judgement.reason,
        ground_used=judgement.ground_used,
        params=params,
        citation=judgement.citation,
        records=f"|{'|'.join(judgement.records)}|" if judgement.records else "",
        unconfirmed=judgement.unconfirmed,
        since=_since(judgement, transfer, law, on),
        changes_on=judgement.changes_on,
        judged_on=on,
        law_digest=law.digest,
    )


def _since(judgement: Judgement, transfer: Transfer, law: Law, on: date) -> date | None:
    """Return the day on which what is invalid became so, where law or facts tell it."""
    if judgement.verdict != "invalid":
        return None
    fact, days = ENDED_BY_FACT.get(judgement.reason, ("", 0))
    if fact and getattr(transfer.facts, fact):
        day: date = getattr(transfer.facts, fact) + timedelta(days=days)
        return day
    ends = [law.records[number].ends for number in judgement.records if number in law.records]
    past = [end + timedelta(days=1) for end in ends if end < on]
    return max(past, default=None)


@lru_cache(maxsize=4_000)
def _inside_eea(country: str, on: date, law: Law) -> bool:
    bare = Transfer("SE", "EU", "controller", country, "processor", ("NONE",), NO_FACTS)
    return judge(bare, on, law).verdict == "no-transfer" and country not in {"EPO", "INT"}
