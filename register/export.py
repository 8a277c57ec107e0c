"""The register as a file: XLSX and CSV to read and edit, JSON whole."""

from __future__ import annotations

from datetime import date, datetime

from accounts.actor import Actor
from law.store import Law

from register.lists import VendorQuery


async def export_xlsx(actor: Actor, query: VendorQuery, *, law: Law, now: datetime, today: date) -> bytes:
    """Return the vendors that fit as a workbook."""
    raise NotImplementedError


async def export_csv(actor: Actor, query: VendorQuery, *, law: Law, now: datetime, today: date) -> bytes:
    """Return the vendors that fit as CSV: one row for each location."""
    raise NotImplementedError


async def export_json(actor: Actor, *, law: Law, now: datetime, today: date, organisation: int | None = None) -> bytes:
    """Return the whole register as JSON, with verdicts, reasons and findings."""
    raise NotImplementedError
