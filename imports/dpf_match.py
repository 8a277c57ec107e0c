"""Which vendors of the register are on the list: surely, perhaps, or not. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from imports.dpf_list import Participant
from imports.match_register import Known
from imports.model import Row

LAPSED = "dpf_lapsed_on"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A participant that may be a vendor, and why, by a key of `page_words.LIKE`; `same` is two rows of one vendor."""

    vendor: int
    participant: Participant
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the list says of the register; `missing` are vendors that rest on the framework and were not found."""

    sure: Mapping[int, Participant]
    doubts: tuple[Doubt, ...]
    missing: tuple[int, ...]


def matched(
    listed: Iterable[Participant], vendors: Iterable[dict[str, Any]], concerned: frozenset[int], resting: frozenset[int]
) -> Found:
    """Return which vendors are on the list.

    Doubts are raised only about vendors that are `concerned`: data goes to the US, or the framework is named.
    """
    known = Known(vendors, concerned)
    sure: dict[int, list[Participant]] = defaultdict(list)
    doubts: list[Doubt] = []
    for participant in listed:
        match = known.find(Row(sheet="", row=participant.row, name=participant.name))
        if match.vendor_id is not None:
            sure[match.vendor_id].append(participant)
        else:
            doubts += [Doubt(one.vendor_id, participant, one.reason) for one in match.proposals]
    for vendor, several in list(sure.items()):
        if len(several) > 1:
            doubts += [Doubt(vendor, participant, "same") for participant in several]
            del sure[vendor]
    open_doubts = tuple(doubt for doubt in doubts if doubt.vendor not in sure)
    asked = {doubt.vendor for doubt in open_doubts}
    return Found(
        {vendor: several[0] for vendor, several in sure.items()},
        open_doubts,
        tuple(sorted(resting - sure.keys() - asked)),
    )


def changed(stored: str, participant: Participant, checked: date) -> dict[str, str]:
    """Return the facts of a vendor after the list was looked up: what it says, beside what it says nothing of."""
    before: dict[str, str] = json.loads(stored)
    said = participant.facts(checked)
    kept = {key: value for key, value in before.items() if key != LAPSED or said.get("dpf_listed") != "yes"}
    return {**kept, **said}
