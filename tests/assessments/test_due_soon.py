"""What the start page counts is what the list of all that is due holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.tables import Organisation
from assessments.due_rows import load_due
from assessments.due_soon import due_soon
from assessments.tables import Review
from register.tables import Document
from tests.register.cast import NOW, TODAY, Desk
from tests.support import builders

AHEAD = (30, 60, 90)
DAYS = (-400, -1, 0, 30, 31, 60, 61, 90, 91)


async def review(engagement: int, due: date, **more: Any) -> None:
    await Review(engagement=engagement, due=due, why="schedule", created_at=NOW, **more).save()


@pytest.fixture
async def filled(organisation: Organisation) -> Organisation:
    desk = Desk()
    for number, days in enumerate(DAYS):
        vendor = await desk.vendor(organisation, f"Vendor {number}", owner=("IT", "HR")[number % 2])
        engagement = await desk.engagement(vendor, organisation)
        await Review.delete().where(Review.engagement == engagement)
        await review(engagement, TODAY + timedelta(days))
        await review(engagement, TODAY, outcome="approved")
        row = {"name": "a.pdf", "digest": "", "uploaded_at": NOW, "organisation": organisation.id, "vendor": vendor}
        await Document(**row, expires_on=TODAY + timedelta(days)).save()
    ended = await desk.vendor(organisation, "Ended", status="ended")
    await review(await desk.engagement(ended, organisation), TODAY)
    return organisation


async def test_counts_by_span_are_those_of_the_whole_list(filled: Organisation) -> None:
    soon = await due_soon(TODAY, AHEAD, None, frozenset(), 6)
    items = await load_due(TODAY, TODAY + timedelta(90))
    assert (soon.late, soon.by_span) == (4, (4, 4, 4))
    assert soon.late + sum(soon.by_span) == len(items)
    assert [item.on for item in soon.first] == [item.on for item in items[:6]]


async def test_an_owner_sees_their_own_first(filled: Organisation) -> None:
    soon = await due_soon(TODAY, AHEAD, None, frozenset({"HR"}), 6)
    items = [item for item in await load_due(TODAY, TODAY + timedelta(90)) if item.owner == "HR"]
    assert soon.mine_number == len(items) == 8
    assert [item.key for item in soon.mine] == [item.key for item in items[:6]]


async def test_another_organisation_counts_for_nothing(filled: Organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere", "NO")
    soon = await due_soon(TODAY, AHEAD, frozenset({elsewhere.id}), frozenset({"HR"}), 6)
    assert (soon.late, soon.by_span, soon.first, soon.mine, soon.mine_number) == (0, (0, 0, 0), (), (), 0)
