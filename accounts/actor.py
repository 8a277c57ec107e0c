"""Who acts: a signed-in person, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Deed, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something, and the organisations that are open to them (None: all).

    `roles` says where each role holds (None: in all organisations); where it is empty, `role` holds in all that are
    open. `role` is the strongest: it is for showing, and what the actor may do is asked of `accounts.roles`.
    A program that acts for somebody does no more than its `deeds` (None: whatever the roles cover).
    """

    id: int | None
    label: str
    role: Role
    organisations: frozenset[int] | None
    address: str = ""
    roles: tuple[tuple[int | None, Role], ...] = ()
    deeds: frozenset[Deed] | None = None

    @property
    def scope(self) -> frozenset[int] | None:
        """Return the ids of the organisations that every query filters by, or None for all."""
        return self.organisations

    def sees(self, organisation_id: int) -> bool:
        """Return whether the organisation is open to the actor."""
        return self.organisations is None or organisation_id in self.organisations

    def held(self) -> tuple[tuple[int | None, Role], ...]:
        """Return the actor's roles, each with the organisation in which it holds (None: in all)."""
        if self.roles:
            return self.roles
        open_to_it = (None,) if self.organisations is None else sorted(self.organisations)
        return tuple((organisation, self.role) for organisation in open_to_it)


SYSTEM = Actor(id=None, label="art28", role=Role.ADMINISTRATOR, organisations=None)
