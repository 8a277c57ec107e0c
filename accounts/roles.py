"""Who may do what: one table, which a test compares with every route."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.errors import Forbidden

if TYPE_CHECKING:
    from accounts.actor import Actor


class Role(StrEnum):
    """What a person is to the register."""

    ADMINISTRATOR = "administrator"
    PRIVACY = "privacy"
    PROCUREMENT = "procurement"
    CONTRIBUTOR = "contributor"
    READER = "reader"


class Deed(StrEnum):
    """A kind of thing that can be done."""

    READ = "read"
    EDIT = "edit"
    IMPORT = "import"
    EXPORT = "export"
    DECIDE = "decide"
    ADMINISTER = "administer"


COVERS: dict[Role, frozenset[Deed]] = {
    Role.ADMINISTRATOR: frozenset(Deed),
    Role.PRIVACY: frozenset({Deed.READ, Deed.EDIT, Deed.IMPORT, Deed.EXPORT, Deed.DECIDE}),
    Role.PROCUREMENT: frozenset({Deed.READ, Deed.EDIT, Deed.IMPORT, Deed.EXPORT}),
    Role.CONTRIBUTOR: frozenset({Deed.READ}),
    Role.READER: frozenset({Deed.READ, Deed.EXPORT}),
}


def may(actor: Actor, deed: Deed) -> bool:
    """Return whether the actor's role covers the deed."""
    return deed in COVERS[actor.role]


def demand(actor: Actor, deed: Deed) -> None:
    """Raise `Forbidden` unless the actor's role covers the deed."""
    if not may(actor, deed):
        raise Forbidden(f"The role {actor.role} does not cover this. Ask an administrator of the register.")
