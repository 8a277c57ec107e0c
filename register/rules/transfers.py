"""Rules about where data goes: the ground, the country, and what was promised in public."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from accounts.events import N_
from register.days import DPF_MONTHS, months_after
from register.rows import EngagementRow, LocationRow
from register.rules.base import Case, Form, Found, Rule, Severity
from register.rules.roles import INDEPENDENT

NO_COUNTRY = "COUNTRY_UNKNOWN"
DECLARED_INSIDE = frozenset({"EU", "EEA"})


def invalid_ground(case: Case) -> Iterator[Found]:
    """Find what is declared but cannot cover the transfer."""
    for engagement, location in case.places():
        if location["verdict"] == "invalid":
            since = location["since"]
            yield Found(
                "location", location["id"], "high", "since" if since else "now", since, _params(engagement, location)
            )


def incomplete_ground(case: Case) -> Iterator[Found]:
    """Find what could hold, were the missing part recorded; an unknown country is a finding of its own."""
    for engagement, location in case.places():
        if location["verdict"] == "incomplete" and location["reason"] != NO_COUNTRY:
            form = "none" if location["reason"] == "NO_GROUND_DECLARED" else "part"
            yield Found("location", location["id"], "medium", form, None, _params(engagement, location))


def ground_to_review(case: Case) -> Iterator[Found]:
    """Find what the law leaves open, so that a person has to decide."""
    for engagement, location in case.places():
        if location["verdict"] == "review":
            yield Found("location", location["id"], "medium", "open", None, _params(engagement, location))


def unknown_country(case: Case) -> Iterator[Found]:
    """Find places without a country; a region inside the EEA is a smaller gap, and none with an independent controller."""
    for engagement, location in case.places():
        if location["country"]:
            continue
        params = _params(engagement, location)
        if location["verdict"] != "no-transfer":
            yield Found(
                "location", location["id"], "medium", "region" if location["region"] else "unknown", None, params
            )
        elif engagement["role"] != INDEPENDENT:
            yield Found("location", location["id"], "low", "inside", None, params)


def broken_promise(case: Case) -> Iterator[Found]:
    """Find places that break, or cannot be shown to keep, what the organisation says in public."""
    kinds = {promise["kind"] for promise in case.organisation["promises"]}
    if not kinds & {"eea_only", "eea_or_ground"}:
        return
    for engagement, location in case.places():
        form = _breaks_eea_only(case, location) if "eea_only" in kinds else ""
        if not form and "eea_or_ground" in kinds and location["verdict"] == "invalid":
            form = "no_ground"
        if form:
            since = location["since"] if form == "no_ground" else None
            severity: Severity = "medium" if form == "unknown" else "high"
            yield Found("location", location["id"], severity, form, since, _params(engagement, location))


def _breaks_eea_only(case: Case, location: LocationRow) -> str:
    if not location["country"]:
        return "" if _declared_inside(location) else "unknown"
    if not case.inside_eea(location["country"]):
        return "outside"
    return "" if location["verdict"] == "no-transfer" else "reached"


def stale_dpf(case: Case) -> Iterator[Found]:
    """Find listings that nobody has looked up for a year: they run for twelve months ((EU) 2023/1795 Annex I)."""
    rests = any(
        location["ground_used"].startswith("DPF_") and location["verdict"] == "valid" for _, location in case.places()
    )
    if not rests:
        return
    checked = case.vendor["dpf_checked_on"]
    if checked is None:
        yield Found("vendor", case.vendor["id"], "low", "never", None, {})
        return
    due = months_after(checked, DPF_MONTHS)
    if due < case.today:
        yield Found("vendor", case.vendor["id"], "medium", "old", due, {"date": checked.isoformat()})


def _declared_inside(location: LocationRow) -> bool:
    # A region, or the word EU/EEA as the ground, without a country: declared inside, which is all that is promised.
    return not location["country"] and (
        location["region"] in DECLARED_INSIDE or location["reason"] == "NT_EEA_DECLARED"
    )


def _params(engagement: EngagementRow, location: LocationRow) -> dict[str, str]:
    params = {"service": engagement["service"][:120], "reason": location["reason"]}
    if location["country"]:
        params["country"] = location["country"]
    if location["region"]:
        params["region"] = location["region"]
    ground = location["ground_used"] or location["grounds"].split("|")[0]
    if ground:
        params["ground"] = ground
    return {**_law_params(location["params"]), "law_citation": location["citation"], **params}


@lru_cache(maxsize=1_000)
def _law_params(written: str) -> Mapping[str, str]:
    # Equal transfers have equal judgements, so a register repeats these few texts.
    given: dict[str, str] = json.loads(written) if written else {}
    return MappingProxyType({f"law_{key}": value for key, value in given.items()})


RULES = (
    Rule(
        "invalid_ground",
        N_("Invalid ground"),
        {
            "since": Form(
                N_(
                    "{place}: the recorded ground, “{ground}”, has not covered this transfer since {since}. {because} {citation}."
                ),
                N_("Stop the transfer, or agree on a ground that holds and record it."),
            ),
            "now": Form(
                N_("{place}: the recorded ground, “{ground}”, does not cover this transfer. {because}"),
                N_("Stop the transfer, or agree on a ground that holds and record it."),
            ),
        },
        invalid_ground,
    ),
    Rule(
        "incomplete_ground",
        N_("Incomplete ground"),
        {
            "part": Form(
                N_("{place}: the recorded ground, “{ground}”, may hold, but the record does not show it. {because}"),
                N_("Ask the vendor for what is missing, and record it."),
            ),
            "none": Form(
                N_("{place}: no ground for this transfer is recorded, and every transfer needs one (GDPR Art. 44)."),
                N_("Ask the vendor on which ground of Chapter V of the GDPR it receives the data, and record it."),
            ),
        },
        incomplete_ground,
    ),
    Rule(
        "ground_to_review",
        N_("Ground to review"),
        {
            "open": Form(
                N_("{place}: whether the recorded ground, “{ground}”, covers this transfer is not settled. {because}"),
                N_("Let a lawyer decide, and record the decision."),
            ),
        },
        ground_to_review,
    ),
    Rule(
        "unknown_country",
        N_("Unknown country"),
        {
            "unknown": Form(
                N_(
                    "It is not recorded to which country the data goes, so no ground can be judged (GDPR Art. 30(1)(e))."
                ),
                N_("Ask the vendor for every country in which data is stored or can be reached from, and record each."),
            ),
            "region": Form(
                N_(
                    "Only a region is named ({region}), and a region is no country, so no ground can be judged (GDPR Art. 30(1)(e))."
                ),
                N_("Ask the vendor for every country in which data is stored or can be reached from, and record each."),
            ),
            "inside": Form(
                N_("The place is declared to lie inside the EU/EEA, and no country is named."),
                N_("Ask the vendor for the country, so that the declaration can be checked."),
            ),
        },
        unknown_country,
    ),
    Rule(
        "broken_promise",
        N_("Broken public promise"),
        {
            "outside": Form(
                N_(
                    "{organisation} says in public that all processing stays inside the EU/EEA, and this place lies outside: {place}."
                ),
                N_(
                    "Move the processing into the EU/EEA, or correct what is said in public before somebody relies on it."
                ),
            ),
            "reached": Form(
                N_(
                    "{organisation} says in public that all processing stays inside the EU/EEA, and data in this place can be reached from outside: {place}."
                ),
                N_(
                    "End the access from outside the EU/EEA, or correct what is said in public before somebody relies on it."
                ),
            ),
            "unknown": Form(
                N_(
                    "{organisation} says in public that all processing stays inside the EU/EEA, and the country is not known."
                ),
                N_("Ask the vendor for the country: until it is known, nobody can show that the promise is kept."),
            ),
            "no_ground": Form(
                N_(
                    "{organisation} says in public that data leaves the EU/EEA only on an approved ground, and “{ground}” does not hold."
                ),
                N_("Agree on a ground that holds, or correct what is said in public before somebody relies on it."),
            ),
        },
        broken_promise,
    ),
    Rule(
        "stale_dpf",
        N_("DPF listing not checked"),
        {
            "never": Form(
                N_(
                    "The transfer rests on the Data Privacy Framework, and no day is recorded on which the listing was looked up."
                ),
                N_("Look up the vendor on the public list, and record what it says with the day."),
            ),
            "old": Form(
                N_(
                    "The listing on the Data Privacy Framework was looked up on {date}; it runs for twelve months at a time."
                ),
                N_("Look up the vendor on the public list again, and record what it says with the day."),
            ),
        },
        stale_dpf,
    ),
)
