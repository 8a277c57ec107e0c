"""What the start page says: the deed that mends a finding, grounds that can fall, spans of days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accounts.events import N_
from law.store import Law
from register.desk import Position

# A deed for each rule, on the button beside it; it opens the list of exactly these findings.
DEEDS: Mapping[str, str] = {
    "invalid_ground": N_("Choose new grounds"),
    "incomplete_ground": N_("Complete the grounds"),
    "ground_to_review": N_("Decide on the law"),
    "no_dpa": N_("Record or request DPAs"),
    "nda_instead_of_dpa": N_("Request DPAs"),
    "no_joint_arrangement": N_("Record arrangements"),
    "agreement_expired": N_("Renew agreements"),
    "broken_promise": N_("Keep the promise"),
    "unnamed_group": N_("Name the vendors"),
    "unknown_country": N_("Record the countries"),
    "stale_dpf": N_("Check the DPF list"),
    "subprocessor_change_open": N_("Accept or object"),
    "condition_open": N_("See to conditions"),
    "no_owner": N_("Name owners"),
    "no_role": N_("Record the roles"),
    "review_overdue": N_("Conclude reviews"),
    "no_review": N_("Plan reviews"),
}
OPEN = N_("Open them")
PLACES: Mapping[Position, tuple[str, str]] = {
    "inside": (N_("EU and EEA"), N_("No transfer. The GDPR applies directly.")),
    "adequate": (N_("Adequacy decision"), N_("Allowed while the decision stands.")),
    "us": (N_("United States"), N_("DPF list or clauses.")),
    "other": (N_("Other third countries"), N_("Clauses or other safeguards are needed.")),
    "unknown": (N_("Country not known"), N_("No verdict is certain until it is.")),
}
_CLAUSES = "SCC_2021_"


def what_falls(law: Law, ground: str, today: date) -> str:
    """Return what the page "what if" calls the end of a ground, or nothing for one that cannot fall any more. Pure."""
    alive = [record for record in law.records.values() if record.ends >= today]
    framework = next((record.id for record in alive if record.kind == "framework" and ground in record.ground), "")
    if framework:
        return framework
    if ground.startswith(_CLAUSES):
        return f"{_CLAUSES}M2"
    tools = {code for record in alive if record.kind == "tool" for code in record.ground}
    return ground if ground in tools | {"UK_ADDENDUM"} else ""
