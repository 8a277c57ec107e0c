"""The pages of assessments: what is due, one review, reminders and their outbox, calendars."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from assessments.pages import due, feeds, outbox, owners, review, wishes
from assessments.pages.vendor_reviews import reviews_part
from register.pages.vendor_parts import Giver

# Sections of a vendor's page that tell what this package knows of the vendor, in their order.
VENDOR_PARTS: tuple[Giver, ...] = (reviews_part,)

ROUTES: list[ControllerRouterHandler] = [
    *due.ROUTES,
    *review.ROUTES,
    *wishes.ROUTES,
    *feeds.ROUTES,
    *outbox.ROUTES,
    *owners.ROUTES,
]
