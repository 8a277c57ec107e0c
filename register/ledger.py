"""What becomes of findings when a vendor is looked at again: new, kept, opened again, resolved. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from register.rows import FindingRow
from register.rules.base import Found

Key = tuple[int, str, str, int]

INSERTED = (
    "organisation",
    "vendor",
    "rule",
    "subject_type",
    "subject_id",
    "severity",
    "since",
    "params",
    "state",
    "accepted_until",
    "accepted_by",
    "accepted_why",
    "found_at",
    "resolved_at",
)
CHANGED = ("severity", "since", "params", "state", "accepted_until")
OPENED_AGAIN = (*CHANGED, "accepted_by", "accepted_why", "found_at", "resolved_at")
RESOLVED = ("state", "resolved_at")
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@dataclass(slots=True)
class Ledger:
    """The rows to write, each as its columns above; changes end with the id.

    `lapsed` are findings whose acceptance ran out, `open_rules` the rules of the open findings of each vendor and
    organisation.
    """

    now: datetime
    today: date
    inserted: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    opened_again: list[tuple[Any, ...]] = field(default_factory=list)
    resolved: list[tuple[Any, ...]] = field(default_factory=list)
    lapsed: list[tuple[FindingRow, str]] = field(default_factory=list)
    open_rules: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def add(self, vendor: int, organisation: int, rule: str, found: Found, before: FindingRow | None) -> None:
        """Note something that is wrong now, beside what is stored of it."""
        params = _params(found.form, *found.params.items())
        state = "open"
        if before is None:
            since = found.since or self.today
            about = (organisation, vendor, rule, found.subject_type, found.subject_id)
            self.inserted.append((*about, found.severity, since, params, "open", None, "", "", self.now, None))
        elif before["state"] == "resolved":
            since = found.since or self.today
            self.opened_again.append(
                (found.severity, since, params, "open", None, "", "", self.now, None, before["id"])
            )
        else:
            until = before["accepted_until"]
            kept = before["state"] == "accepted" and until is not None and until >= self.today
            state = "accepted" if kept else "open"
            if before["state"] != state:
                self.lapsed.append((before, rule))
            row = (found.severity, found.since or before["since"], params, state, until if kept else None)
            if row != tuple(before[name] for name in CHANGED):  # type: ignore[literal-required]
                self.changed.append((*row, before["id"]))
        if state == "open":
            self.open_rules.setdefault((vendor, organisation), []).append(rule)

    def close(self, rows: Iterable[FindingRow]) -> None:
        """Note what is no longer wrong; it is kept as resolved."""
        self.resolved += [("resolved", self.now, row["id"]) for row in rows if row["state"] != "resolved"]


def key(row: FindingRow) -> Key:
    """Return what a finding is about: there is one for each organisation, rule and subject."""
    return row["organisation"], row["rule"], row["subject_type"], row["subject_id"]


@lru_cache(maxsize=10_000)
def _params(form: str, *said: tuple[str, str]) -> str:
    """Return how a finding is said, as its row holds it; thousands of findings say the same."""
    return _json({"form": form, **dict(said)})
