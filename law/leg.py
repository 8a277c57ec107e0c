"""One leg of a judgement: one transfer, seen by one regime, on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from law.facts import Facts
from law.records import Record
from law.store import Law


class Outcome(NamedTuple):
    """What one step found: a reason code, the ground it is about, and what it rests on."""

    reason: str
    ground: str = ""
    records: tuple[Record, ...] = ()
    fact_date: date | None = None
    country: str | None = None
    """Where the data really goes, if that is not the importer's country."""


@dataclass(slots=True, eq=False)
class Leg:
    """What the steps of one judgement share.

    `country` is where the data really goes: blank when nobody knows. `place`, `pending` and `out_of_scope` are set on
    the way.
    """

    law: Law
    on: date
    regime: str
    exporter_country: str
    exporter_role: str
    importer_role: str
    country: str
    grounds: tuple[str, ...]
    facts: Facts
    place: Record | None = field(default=None)
    reached_from_outside: bool = False
    goes_on: bool = False
    """The importer lies inside, and hands the data on to `country`."""
    pending: Outcome | None = None
    """What stands unless a ground holds by itself: a place for a lawyer, or a scope that is not known."""
    out_of_scope: Record | None = None

    def find(self, kind: str, about: str) -> Record | None:
        """Return the record of this kind that holds for the regime on the day."""
        return self.law.find(kind, self.regime, about, self.on)

    def nearest(self, kind: str, about: str) -> Record | None:
        """Return the record of this kind that holds on the day, or the one that comes nearest."""
        return self.law.nearest(kind, self.regime, about, self.on)

    def rule(self, name: str) -> Record | None:
        """Return the general rule if it binds on the day."""
        return self.law.find("rule", self.regime, name, self.on)

    def exports_as_processor(self) -> bool:
        """Return whether a processor hands data to another processor."""
        return self.exporter_role == "processor" and self.importer_role in {"processor", "sub-processor"}
