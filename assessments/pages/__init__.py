"""The pages of assessments: what is due, one review, reminders and their outbox, calendars."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

import assessments.recorded  # noqa: F401 - tells what fields and codes are called
from assessments.pages import (
    assessment_answers,
    assessment_links,
    assessment_lists,
    assessment_out,
    assessment_review,
    assessment_start,
    drafts,
    due,
    feeds,
    outbox,
    owners,
    questions,
    review,
    sections,
    shown_lists,
    template_files,
    templates,
    tiers,
    vendor_answer,
    wishes,
)
from assessments.pages.assessment import show as assessment
from assessments.pages.vendor_assessments import assessments_part
from assessments.pages.vendor_reviews import reviews_part
from register.pages.shown import ShownList
from register.pages.vendor_parts import Giver

# Sections of a vendor's page that tell what this package knows of the vendor, in their order.
VENDOR_PARTS: tuple[Giver, ...] = (assessments_part, reviews_part)
# The lists of this package, as they are shown, kept as views, exported and changed.
SHOWN: tuple[ShownList, ...] = shown_lists.SHOWN

ROUTES: list[ControllerRouterHandler] = [
    assessment,
    *assessment_start.ROUTES,
    *assessment_answers.ROUTES,
    *assessment_links.ROUTES,
    *assessment_review.ROUTES,
    *assessment_out.ROUTES,
    *vendor_answer.ROUTES,
    *due.ROUTES,
    *shown_lists.ROUTES,
    *review.ROUTES,
    *wishes.ROUTES,
    *feeds.ROUTES,
    *outbox.ROUTES,
    *owners.ROUTES,
    *assessment_lists.ROUTES,
    *tiers.ROUTES,
    *templates.ROUTES,
    *template_files.ROUTES,
    *drafts.ROUTES,
    *sections.ROUTES,
    *questions.ROUTES,
]
