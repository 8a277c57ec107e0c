"""What becomes of the fields of two vendors that are one: taken together, filled in, or decided. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.errors import Invalid
from accounts.events import N_
from law.names import fold

KEPT, GONE = "kept", "gone"
UNDECIDED = N_("The two differ here. Choose which of them holds.")
# Decided one by one where both say something; what DPF says is one thing with the day on which it was looked up.
DECIDED = (
    *("name", "legal_name", "registration_number", "country", "parent_name", "parent_country"),
    *("website", "contact", "unnamed_group", "dpf", "tier", "owner", "status"),
)
# A tick that is not set and a status say something as well.
ALWAYS_SAID = frozenset({"unnamed_group", "status"})
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Differing:
    """A field in which both vendors say something else."""

    field: str
    kept: Any
    gone: Any


def differing(kept: Values, gone: Values) -> list[Differing]:
    """Return the fields that somebody has to decide."""
    return [
        Differing(name, kept[name], gone[name])
        for name in DECIDED
        if kept[name] != gone[name] and (name in ALWAYS_SAID or (kept[name] and gone[name]))
    ]


def filled_in(kept: Values, gone: Values) -> list[str]:
    """Return the fields that the one that stays leaves open and the other fills."""
    return [name for name in DECIDED if name not in ALWAYS_SAID and not kept[name] and gone[name]]


def merged(kept: Values, gone: Values, choices: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of the one vendor; raise `Invalid` for each field that differs and is not decided."""
    open_questions = {
        one.field: UNDECIDED for one in differing(kept, gone) if choices.get(one.field) not in {KEPT, GONE}
    }
    if open_questions:
        raise Invalid(open_questions)
    values = dict(kept)
    taken = {one.field for one in differing(kept, gone) if choices[one.field] == GONE} | set(filled_in(kept, gone))
    for name in taken:
        values[name] = gone[name]
    if "dpf" in taken:
        values["dpf_checked_on"] = gone["dpf_checked_on"]
    values["dpf_checked_on"] = values["dpf_checked_on"] or (None if kept["dpf"] else gone["dpf_checked_on"])
    values["aliases"] = _names(kept, gone, values)
    values["notes"] = _together(kept["notes"], gone["notes"])
    return values


def _names(kept: Values, gone: Values, values: Values) -> tuple[str, ...]:
    """Return all other names under which either was known, so that both are still found."""
    known = [*kept["aliases"], kept["name"], gone["name"], *gone["aliases"]]
    known += [one["legal_name"] for one in (kept, gone) if one["legal_name"] != values["legal_name"]]
    own = {fold(values["name"]), ""}
    found: dict[str, str] = {}
    for name in known:
        if fold(name) not in own:
            found.setdefault(fold(name), name)
    return tuple(found.values())


def _together(one: str, two: str) -> str:
    parts = [part for part in dict.fromkeys((one.strip(), two.strip())) if part]
    return "\n\n".join(parts)
