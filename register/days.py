"""Dates as the register counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

DPF_MONTHS = 12
ACCEPTANCE_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
