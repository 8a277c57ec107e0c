"""The pages of accounts: signing in and out, looks, one's own profile, people, the audit trail."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from accounts.pages import looks, people, profile, session, trail

ROUTES: list[ControllerRouterHandler] = [*session.ROUTES, *looks.ROUTES, *profile.ROUTES, *people.ROUTES, *trail.ROUTES]
