"""The pages of accounts: signing in and out, looks, one's own profile, people, the audit trail."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from accounts.pages import (
    links,
    looks,
    people,
    person,
    profile,
    provider,
    second_factor,
    second_step,
    session,
    tokens,
    trail,
)

ROUTES: list[ControllerRouterHandler] = [
    *session.ROUTES,
    *second_step.ROUTES,
    *provider.ROUTES,
    *links.ROUTES,
    *looks.ROUTES,
    *profile.ROUTES,
    *second_factor.ROUTES,
    *tokens.ROUTES,
    *people.ROUTES,
    *person.ROUTES,
    *trail.ROUTES,
]
