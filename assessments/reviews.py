"""Reviews: when the first one is due, and what a sheet says about how often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from accounts.bulk import take_ids
from accounts.database import insert_rows
from assessments.tables import Review
from law.names import fold

PROCESSORS = frozenset({"processor", "sub-processor"})
# "Regularly" says that it comes back and not how often: the organisation's own interval is taken.
REGULAR = 0
CADENCES = (
    (24, "vartannat ar|annethvert ar|hvert (andet|annet) ar|every (two|second) year|biennial|alle zwei jahre"),
    (6, "halvar|half-?year|semi-?annual|twice a year|halbjahr|semestr"),
    (3, "kvartal|quarter|vierteljahr|trimestr"),
    (1, "manad|maned|month|monatlich|mensuel"),
    (
        12,
        r"\barlig|annual|yearly|once a year|every year|(varje|hvert|per) ar\b|jahrlich|jedes jahr|annuel|chaque an",
    ),
    (REGULAR, "jevnlig|jaevnlig|regelbund|lop[ae]nde|regelmassig|regular|regulier|periodi|aterkommande|recurring"),
)
REVIEWING = re.compile(
    "review|oversyn|uppfolj|oppfolg|opfolg|follow|granskning|vurdering|bedomning|utvardering|gjennomgang|gennemgang"
    "|genomgang|revisjon|revision|kontrol|control|audit|tilsyn|assess|evaluat|pruf|bewert|verif"
)
LETTERS = re.compile(r"[^\W\d_]")
COLUMNS = ("id", "engagement", "due", "cadence_months", "owner", "why", "outcome", "note", "concluded_on", "created_at")


@dataclass(frozen=True, slots=True)
class Due:
    """A review to come: its day, how often it returns (None: once), and why it is on the list."""

    on: date
    cadence_months: int | None
    why: str


@lru_cache(maxsize=20_000)
def read_cadence(header: str, text: str) -> int | None:
    """Return after how many months a cell says that a review returns (`REGULAR` where it does not say), or None."""
    if not LETTERS.search(text):
        return None
    said = fold(text)
    if len(said) > 200 or not REVIEWING.search(f"{fold(header)} {said}"):
        return None
    return next((months for months, pattern in CADENCES if re.search(pattern, said)), None)


def first_review(role: str, written: date | None, cadence: int | None, today: date, usual_months: int) -> Due | None:
    """Return the first review of an engagement: on the day that is written, else in due time where one is owed.

    It is owed for processors and sub-processors, and wherever the sheet says that reviews recur.
    """
    months = usual_months if cadence == REGULAR else cadence
    if written is not None:
        return Due(written, months, "imported")
    if months is None and role not in PROCESSORS:
        return None
    return Due(today + relativedelta(months=months or usual_months), months or usual_months, "schedule")


async def schedule(reviews: Sequence[tuple[int, Due, str]], now: datetime) -> list[int]:
    """Write reviews of (engagement, due, owner) in the open transaction and return their ids."""
    ids = await take_ids(Review, len(reviews))
    await insert_rows(Review, COLUMNS, rows(ids, reviews, now))
    return ids


def rows(ids: Sequence[int], reviews: Sequence[tuple[int, Due, str]], now: datetime) -> list[tuple[Any, ...]]:
    """Return the rows of reviews of (engagement, due, owner), in the order of `COLUMNS`."""
    return [
        (number, engagement, due.on, due.cadence_months, owner[:120], due.why, "", "", None, now)
        for number, (engagement, due, owner) in zip(ids, reviews, strict=True)
    ]
