"""What is due soon, for a page that shows the first of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from assessments.due import Item
from assessments.due_page import Wanted, counted


@dataclass(frozen=True, slots=True)
class Soon:
    """How many things are overdue and due in each span, and the first of them; then the same for some owners."""

    late: int
    by_span: tuple[int, ...]
    first: tuple[Item, ...]
    mine: tuple[Item, ...]
    mine_number: int


async def due_soon(
    today: date, ahead: Sequence[int], organisations: frozenset[int] | None, owners: frozenset[str], most: int
) -> Soon:
    """Return what is due in spans that end `ahead` days from today, and the first `most` of it."""
    ends = [today + timedelta(days=days) for days in (-1, *ahead)]
    found = await counted(Wanted(today, ends[-1], organisations, by_owner=False))
    spans = [sum(number for on, number in found.by_day.items() if last < on <= end) for last, end in pairwise(ends)]
    first = await found.rows(0, most)
    if not owners:
        return Soon(found.late, tuple(spans), tuple(first), (), 0)
    mine = await counted(Wanted(today, ends[-1], organisations, owners=owners))
    return Soon(found.late, tuple(spans), tuple(first), tuple(await mine.rows(0, most)), mine.total)
