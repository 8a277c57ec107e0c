"""Tiers: from which risk a vendor is high, medium or low, and what follows from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.events import N_

TIERS = ("high", "medium", "low")
# The lowest risk, of 100, that a tier begins at.
FROM = {"high": 60, "medium": 30, "low": 0}
LABELS = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low"), "": N_("Unknown")}
# Where an organisation has set nothing: the shipped questionnaire to ask, and whether a second person approves.
USUAL_TEMPLATE = {"high": "guarantees", "medium": "guarantees", "low": "yearly"}
USUAL_SECOND = {"high": True, "medium": False, "low": False}
# Months between two reviews, as assessments.cadence has them for tiers; medium takes the organisation's own interval.
MIDDLE_MONTHS = 12


def level(risk: int | None, *, warns: bool = False, blocks: bool = False) -> str:
    """Return the tier of a risk, empty where it is unknown.

    A warning holds it at medium at least, a blocker at high.
    """
    found = "" if risk is None else next(tier for tier in TIERS if risk >= FROM[tier])
    return worst([found, "medium" if warns else "", "high" if blocks else ""])


def worst(tiers: Iterable[str]) -> str:
    """Return the highest of some tiers; empty where none is known."""
    known = set(tiers)
    return next((tier for tier in TIERS if tier in known), "")
