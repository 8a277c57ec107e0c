"""What an installation demands of those who sign in."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.actor import Actor
from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Policy:
    """The roles that need a second factor, and the key under which its secrets are sealed ("": they are not)."""

    second_factor: frozenset[Role] = frozenset()
    key: str = field(default="", repr=False)

    def asks_second_factor(self, actor: Actor) -> bool:
        """Return whether one of the actor's roles needs a second factor."""
        return any(role in self.second_factor for _, role in actor.held())


FREE = Policy()


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """The identity provider: who it is, what it calls this register, and which of its roles mean what here.

    `mapping` leads from a value of `claim` to a role and the name of the one organisation in which it holds ("" for
    all). `link` says whether an account that is here already is taken over by its verified e-mail address.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scope: str
    claim: str
    mapping: tuple[tuple[str, Role, str], ...]
    link: bool
    callback: str


def read_mapping(text: str) -> tuple[tuple[str, Role, str], ...]:
    """Return what values of a claim mean, from “VALUE=role@Organisation; VALUE=role”; raise `ValueError`."""
    read = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        value, equals, meant = part.rpartition("=")
        role, _, organisation = meant.partition("@")
        if not equals or not value.strip() or role.strip() not in set(Role):
            raise ValueError(f"write {part!r} as VALUE=role, with one of the roles {', '.join(Role)}")
        read.append((value.strip(), Role(role.strip()), organisation.strip()))
    return tuple(read)
