"""The pages of assessments: what is due, one review, reminders and their outbox, calendars."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from assessments.pages import due, feeds, outbox, owners, review, wishes

ROUTES: list[ControllerRouterHandler] = [
    *due.ROUTES,
    *review.ROUTES,
    *wishes.ROUTES,
    *feeds.ROUTES,
    *outbox.ROUTES,
    *owners.ROUTES,
]
