"""Who may do what: one table, which a test compares with every route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.errors import Forbidden
from accounts.i18n import gettext

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
    ANSWER = "answer"
    EDIT = "edit"
    IMPORT = "import"
    EXPORT = "export"
    DECIDE = "decide"
    ADMINISTER = "administer"


COVERS: dict[Role, frozenset[Deed]] = {
    Role.ADMINISTRATOR: frozenset(Deed),
    Role.PRIVACY: frozenset({Deed.READ, Deed.ANSWER, Deed.EDIT, Deed.IMPORT, Deed.EXPORT, Deed.DECIDE}),
    Role.PROCUREMENT: frozenset({Deed.READ, Deed.ANSWER, Deed.EDIT, Deed.IMPORT, Deed.EXPORT}),
    Role.CONTRIBUTOR: frozenset({Deed.READ, Deed.ANSWER}),
    Role.READER: frozenset({Deed.READ, Deed.EXPORT}),
}
# From the weakest, to name one of somebody's roles; what they may do is never read from this order.
STRENGTH = (Role.READER, Role.CONTRIBUTOR, Role.PROCUREMENT, Role.PRIVACY, Role.ADMINISTRATOR)


def may(actor: Actor, deed: Deed, organisation: int | None = None) -> bool:
    """Return whether a role of the actor covers the deed in an organisation or, where none is named, in any."""
    if organisation is not None and not actor.sees(organisation):
        return False
    if actor.deeds is not None and deed not in actor.deeds:
        return False
    held = actor.held()
    if not held:
        # Nothing is open to somebody without an organisation, but the role says what they could do.
        return organisation is None and deed in COVERS[actor.role]
    return any(deed in COVERS[role] and (organisation is None or place in {None, organisation}) for place, role in held)


def demand(actor: Actor, deed: Deed, organisation: int | None = None) -> None:
    """Raise `Forbidden` unless a role of the actor covers the deed: in an organisation, or in any."""
    if may(actor, deed, organisation):
        return
    if actor.deeds is not None and deed not in actor.deeds:
        raise Forbidden(gettext("This token does not cover this. Make one that does on your profile."))
    if organisation is not None and may(actor, deed):
        raise Forbidden(
            gettext("Your role in this organisation does not cover this. Ask an administrator of the register.")
        )
    raise Forbidden(gettext("Your role does not cover this. Ask an administrator of the register."))


def demand_everywhere(actor: Actor, deed: Deed, organisations: Iterable[int]) -> None:
    """Raise `Forbidden` unless the deed is covered in each of the organisations, also those closed to the actor."""
    demand(actor, deed)
    if not all(may(actor, deed, organisation) for organisation in organisations):
        raise Forbidden(
            gettext("Other organisations share this, and your role does not cover it there. Ask an administrator.")
        )


def where_may(actor: Actor, deed: Deed) -> frozenset[int] | None:
    """Return the organisations in which the actor's roles cover the deed, or None for all."""
    if actor.deeds is not None and deed not in actor.deeds:
        return frozenset()
    places = [place for place, role in actor.held() if deed in COVERS[role]]
    return None if None in places else frozenset(place for place in places if place is not None)


def narrowed(actor: Actor, deed: Deed) -> Actor:
    """Return the actor with only those organisations open in which the deed is covered; `Forbidden` where in none."""
    demand(actor, deed)
    open_there = where_may(actor, deed)
    return actor if open_there == actor.organisations else replace(actor, organisations=open_there)
