"""What is due soon, for a page that shows the first of it: the reviews, which are many, the database counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from assessments.due import Item, what_is_due
from assessments.due_rows import REVIEWS, load_rows, reviews_where
from register.desk import ENDED
from register.sql import Where, fetch_all


@dataclass(frozen=True, slots=True)
class Soon:
    """How many things are overdue and due in each span, and the first of them; then the same for some owners."""

    late: int
    by_span: tuple[int, ...]
    first: tuple[Item, ...]
    mine: tuple[Item, ...]
    mine_number: int


async def due_soon(
    today: date, ahead: Sequence[int], organisations: Collection[int] | None, owners: Collection[str], most: int
) -> Soon:
    """Return what is due in spans that end `ahead` days from today, and the first `most` of it."""
    until = today + timedelta(days=ahead[-1])
    rows = await load_rows(until, organisations, None, reviews=most)
    items = what_is_due(rows, today, until)
    others = [item for item in items if item.what != "review"]
    ends = [today + timedelta(days=-1), *(today + timedelta(days=days) for days in ahead)]
    upto = [
        a + sum(item.on <= end for item in others)
        for a, end in zip(await _count(ends, organisations), ends, strict=True)
    ]
    mine: list[Item] = []
    number = 0
    if owners:
        theirs = await load_rows(until, organisations, None, reviews=most, owners=owners)
        mine = [item for item in what_is_due(theirs, today, until) if item.owner in owners]
        [reviews] = await _count([until], organisations, owners)
        number = reviews + sum(item.what != "review" for item in mine)
    spans = tuple(later - earlier for earlier, later in pairwise(upto))
    return Soon(upto[0], spans, tuple(items[:most]), tuple(mine[:most]), number)


async def _count(
    ends: Sequence[date], organisations: Collection[int] | None, owners: Collection[str] = ()
) -> list[int]:
    """Return how many open reviews are due on each of some days or before."""
    where, source = reviews_where(ends[-1], organisations, owners=owners), REVIEWS
    if not owners and organisations is None:
        # An index on reviews alone tells them.
        where, source = Where(), "FROM review"
        where.add(f"review.outcome = '' AND review.due <= {{}} AND review.engagement NOT IN ({ENDED})", ends[-1])
    sums = ", ".join(
        f"coalesce(sum(CASE WHEN review.due <= {{}} THEN 1 ELSE 0 END), 0) AS n{n}" for n in range(len(ends))
    )
    [row] = await fetch_all(f"SELECT {sums} {source}{where}", [*ends, *where.values])
    return [int(row[f"n{n}"]) for n in range(len(ends))]
