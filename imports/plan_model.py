"""What an import is about to do: one step for each row, with every change by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from imports.corrections import answered
from imports.match_register import Proposal
from imports.model import Problem, Row
from imports.wanted import Ask

Action = Literal["create", "update", "unchanged", "needs-you", "skip"]
Why = Literal["new-vendor", "new-engagement", "changed", "same", "possible-duplicate", "edited", "left-out", "refused"]
Table = Literal["vendor", "engagement", "location", "agreement", "review"]
ACTIONS: tuple[Action, ...] = ("create", "update", "unchanged", "needs-you", "skip")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a row changes, in words that a person can compare."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Write:
    """One row of a table to be changed (`before` and `after`), added (no `id`) or removed (no `after`)."""

    table: Table
    id: int | None
    version: int
    before: dict[str, Any]
    after: dict[str, Any] | None


@dataclass(slots=True, eq=False)
class Step:
    """What one row of the file does."""

    row: Row
    said: str
    action: Action
    why: str
    ask: Ask | None = None
    vendor_id: int | None = None
    new_vendor: int | None = None
    engagement_id: int | None = None
    changes: tuple[Change, ...] = ()
    writes: tuple[Write, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    corrected: Mapping[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Problem]:
        """Return the cells that were not understood and that nobody has answered."""
        return [problem for problem in self.problems if answered(problem) not in self.corrected]


@dataclass(slots=True)
class NewVendor:
    """A vendor that the register does not know yet, put together from all its rows."""

    name: str
    legal_name: str = ""
    aliases: tuple[str, ...] = ()
    registration_number: str = ""
    website: str = ""
    country: str = ""
    unnamed_group: bool = False


@dataclass(slots=True)
class Plan:
    """All steps, the vendors they add, and what is counted on the button."""

    steps: list[Step]
    new_vendors: list[NewVendor]

    @property
    def counts(self) -> dict[str, int]:
        """Return the rows by action, the vendors added and changed, and the rows with a cell not understood."""
        rows = Counter(step.action for step in self.steps)
        writing = [step for step in self.steps if step.action in {"create", "update"}]
        return {
            **{action: rows[action] for action in ACTIONS},
            "vendors_new": len({step.new_vendor for step in writing if step.new_vendor is not None}),
            "vendors_changed": len({step.vendor_id for step in writing if step.new_vendor is None}),
            "problems": sum(1 for step in self.steps if step.waiting),
        }


@dataclass(slots=True, eq=False)
class Recorded:
    """An engagement as the register holds it, and what the last import said of it."""

    engagement: dict[str, Any]
    locations: list[dict[str, Any]]
    agreements: list[dict[str, Any]]
    review: dict[str, Any] | None = None
    base: Ask | None = None
    place: tuple[str, int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person answered to a row: its own vendor, this vendor, the sheet's value, or leave it out."""

    kind: Literal["new", "vendor", "take", "skip"]
    vendor_id: int | None = None
