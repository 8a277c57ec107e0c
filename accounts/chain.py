"""The chain of the audit trail: each event bears a digest of itself and of the one before it.

A changed event no longer fits its own digest, a removed one leaves a gap in the numbers, and one cut off at the end is
missed by the head, which counts them. Whoever keeps a copy of the head elsewhere (a backup, a printout) can also show
that the whole trail was not written anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64
# In this order they are digested; the id is the database's own and not among them.
CHAINED = (
    "number",
    "at",
    "actor_id",
    "actor",
    "event",
    "organisation_id",
    "subject_type",
    "subject_id",
    "vendor_id",
    "before",
    "after",
    "address",
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many events there are, and the digest of the last."""

    number: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the number of the event, and what is wrong with it."""

    number: int
    wrong: str


def link(previous: str, values: Sequence[Any]) -> str:
    """Return the digest of an event, given that of the one before and its values in the order of `CHAINED`."""
    text = json.dumps([previous, *(_plain(value) for value in values)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def walk(events: Iterable[Mapping[str, Any]], head: Head = Head()) -> tuple[Head, Break | None]:
    """Follow the chain through events in order, from `head`; return its new end, or where it breaks."""
    for event in events:
        number = event["number"]
        if number is None:
            return head, Break(head.number + 1, "an event was added past the trail, without its place in the chain")
        if number > head.number + 1:
            return head, Break(head.number + 1, f"{number - head.number - 1} of the events before it were removed")
        if number <= head.number:
            return head, Break(number, "the number is there twice, or events were moved")
        if event["hash"] != link(head.hash, [event[name] for name in CHAINED]):
            return head, Break(number, "what it says is not what was recorded")
        head = Head(number, event["hash"])
    return head, None


def _plain(value: Any) -> Any:
    # Both engines give a moment back in their own way; the chain knows one.
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
