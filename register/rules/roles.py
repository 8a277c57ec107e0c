"""Which contract a role calls for: Art. 28(3) for processors, Art. 26 for joint controllers, none for independent ones."""

from __future__ import annotations

from collections.abc import Collection

from register.rows import AgreementRow, EngagementRow, LocationRow
from register.rules.base import Case

PROCESSORS = frozenset({"processor", "sub-processor"})
INDEPENDENT = "controller"
JOINT = "joint controller"
# From the best to the worst that can be said of a contract; the empty state is unknown.
STATES = ("signed", "negotiating", "requested", "expired", "terminated", "missing", "")
# These modules of the clauses of 2021 hold all that Art. 28(3) and (4) ask for ((EU) 2021/914 Art. 1(2)).
CLAUSES_WITH_ART28 = frozenset({"SCC_2021_M2", "SCC_2021_M3"})


def state(agreement: AgreementRow, case: Case) -> str:
    """Return the state of an agreement on the day: a signed one whose last day has passed is expired."""
    if agreement["status"] == "signed" and agreement["expires_on"] and agreement["expires_on"] < case.today:
        return "expired"
    return agreement["status"]


def covering(case: Case, engagement: EngagementRow, kinds: Collection[str]) -> list[AgreementRow]:
    """Return the agreements of these kinds that cover an engagement."""
    return [agreement for agreement in case.covering(engagement["id"]) if agreement["kind"] in kinds]


def contract(case: Case, engagement: EngagementRow, kind: str) -> str | None:
    """Return the best state of the contracts of a kind that cover an engagement, or None where none is recorded."""
    states = [state(agreement, case) for agreement in case.covering(engagement["id"]) if agreement["kind"] == kind]
    return min(states, key=STATES.index) if states else None


def processing_contract(case: Case, engagement: EngagementRow) -> str | None:
    """Return the state of the contract of Art. 28(3): a DPA, or signed clauses of 2021 that hold the same."""
    known = case.processing_contracts
    if engagement["id"] not in known:
        known[engagement["id"]] = _processing_contract(case, engagement)
    return known[engagement["id"]]


def _processing_contract(case: Case, engagement: EngagementRow) -> str | None:
    found = contract(case, engagement, "dpa")
    if found == "signed":
        return found
    clauses = any(_holds_art28(location) for location in case.locations.get(engagement["id"], ()))
    if clauses and contract(case, engagement, "scc") == "signed":
        return "signed"
    return found


def _holds_art28(location: LocationRow) -> bool:
    return not CLAUSES_WITH_ART28.isdisjoint(location["grounds"].split("|"))
