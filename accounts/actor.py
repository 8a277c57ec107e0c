"""Who acts: a signed-in person, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something, and the organisations that are open to them (None: all)."""

    id: int | None
    label: str
    role: Role
    organisations: frozenset[int] | None
    address: str = ""

    @property
    def scope(self) -> frozenset[int] | None:
        """Return the ids of the organisations that every query filters by, or None for all."""
        return self.organisations

    def sees(self, organisation_id: int) -> bool:
        """Return whether the organisation is open to the actor."""
        return self.organisations is None or organisation_id in self.organisations


SYSTEM = Actor(id=None, label="art28", role=Role.ADMINISTRATOR, organisations=None)
