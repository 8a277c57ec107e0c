"""Whose register is shown: one organisation of several, from the address or as the person chose it, or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts.actor import Actor
from accounts.numbers import row_number
from accounts.visits import visit_of
from accounts.web import AnyRequest

ANY = "any"


def remembered(request: AnyRequest) -> int | None:
    """Return the organisation that the person chose to see, or None for all that are open to them."""
    signed_in = visit_of(request).signed_in
    if signed_in is None or signed_in.shown is None or not signed_in.actor.sees(signed_in.shown):
        return None
    return signed_in.shown


def organisation_of(request: AnyRequest, given: Mapping[str, Any] | None = None) -> tuple[int | None, bool]:
    """Return the organisation that the address asks for, or else the one chosen; and whether it asks for all."""
    text = str((request.query_params if given is None else given).get("organisation", ""))
    if text == ANY:
        return None, True
    asked = row_number(text)
    return (asked, False) if asked else (remembered(request), False)


def as_shown(request: AnyRequest, actor: Actor) -> Actor:
    """Return the actor with only that organisation open whose register is shown: what pages read and count by."""
    asked, _everywhere = organisation_of(request)
    if asked is None:
        return actor
    return replace(actor, organisations=frozenset({asked}) if actor.sees(asked) else frozenset())
