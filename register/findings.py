"""Findings: listed, accepted until a date, and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.actor import Actor

from register.lists import Page
from register.view_model import FindingView


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings to list; an empty value filters nothing. `sort`: severity, since, vendor or rule."""

    q: str = ""
    rule: str = ""
    severity: str = ""
    state: str = "open"
    organisation: int | None = None
    sort: str = "severity"
    descending: bool = False
    page: int = 1
    size: int = 50


async def list_findings(query: FindingQuery, actor: Actor) -> Page[FindingView]:
    """Return one page of the findings that fit."""
    raise NotImplementedError


async def find_finding(number: int, actor: Actor) -> FindingView:
    """Return one finding; raise `accounts.errors.NotFound` where there is none that the actor may see."""
    raise NotImplementedError


async def accept_finding(number: int, until: date, why: str, actor: Actor, now: datetime, today: date) -> None:
    """Accept a finding until a day, with the reason; never for ever: at most 24 months ahead."""
    raise NotImplementedError


async def reopen(number: int, actor: Actor, now: datetime) -> None:
    """Take back the acceptance of a finding."""
    raise NotImplementedError
