"""What long work on imports is done with in this installation, and how a process beside the server is started."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from app.settings import Settings
from imports.model import Limits
from imports.workshop import Place
from law.store import Law

MEGABYTE = 1024 * 1024


def place(settings: Settings, law: Law, clock: Callable[[], datetime], patience: float) -> Place:
    """Return what a workshop of these settings works with; `patience` is how many seconds a page waits for it."""
    limits = Limits(bytes=settings.upload_megabytes * MEGABYTE)
    given = {"data": str(settings.data), "law": str(settings.law or ""), "limits": asdict(limits)}
    beside = (sys.executable, "-X", "utf8", "-m", "app.task")
    return Place(settings.data, limits, law, clock, beside, given, patience)
