"""What a page of what is due shows is what the whole list holds in that place, and no more of it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from accounts.tables import Organisation
from assessments import due_page
from assessments.assessment_tables import Assessment, Template, TemplateVersion
from assessments.due import KINDS, Item, once
from assessments.due_page import DuePages, Wanted
from assessments.due_rows import load_due
from assessments.tables import Review
from register.sql import fetch_all
from register.tables import Condition, Document, Finding, SubprocessorNotice
from tests.register.cast import NOW, TODAY
from tests.support import builders

DAYS = (-800, -400, -31, -1, 0, 1, 30, 90, 91, 365, 500)
OWNERS = ("IT", "", "HR")


@pytest.fixture
async def mixed(organisation: Organisation) -> Organisation:
    """A register with all that can be due, on many days, for two organisations."""
    template = await builders.save(Template(key="short", name="Short", created_at=NOW))
    version = await builders.save(TemplateVersion(template=template.id, number=1, created_at=NOW))
    other = await builders.organisation("Elsewhere", "NO")
    for number, days in enumerate(DAYS * 3):
        on = TODAY + timedelta(days)
        name = ("Ängelholm AB", "alpha", "Beta", "Übung")[number % 4]
        home = (organisation, other)[number % 2]
        vendor = await builders.vendor(f"{name} {number}", owner=OWNERS[number % 3], dpf_checked_on=on - timedelta(365))
        engagement = await builders.engagement(vendor, home, owner=OWNERS[number % 2])
        await builders.location(engagement, "US", ground_used="DPF_EU_US")
        if number % 5 == 0:
            await builders.location(await builders.engagement(vendor, organisation, owner="Legal"), "US")
            await builders.engagement(vendor, other, owner="Finance")
        await builders.save(Review(engagement=engagement.id, due=on, why="schedule", created_at=NOW))
        await builders.save(
            Review(engagement=engagement.id, due=on, why="schedule", created_at=NOW, outcome="approved")
        )
        for notice in (None, 0, 30, 90):
            await builders.agreement(vendor, home, expires_on=on, notice_days=notice)
        file: dict[str, Any] = {"name": "a.pdf", "digest": "0" * 64, "uploaded_at": NOW}
        await builders.save(Document(organisation=home.id, vendor=vendor.id, expires_on=on, **file))
        about: dict[str, Any] = {
            "rule": "no_dpa",
            "subject_type": "vendor",
            "subject_id": vendor.id,
            "severity": "medium",
        }
        accepted: dict[str, Any] = {"state": "accepted", "accepted_until": on, "found_at": NOW}
        await builders.save(Finding(organisation=home.id, vendor=vendor.id, **about, **accepted))
        shared: dict[str, Any] = {"organisation": home.id, "vendor": vendor.id, "created_at": NOW}
        await builders.save(Condition(**shared, text="Show the report", due=on, owner=OWNERS[number % 3]))
        await builders.save(SubprocessorNotice(**shared, received_on=on, last_day=on))
        await builders.save(Assessment(**shared, template_version=version.id, due=on, owner=OWNERS[number % 2]))
    return organisation


async def whole(wanted: Wanted) -> tuple[list[Item], list[Item]]:
    """Return everything, and what of it is wanted, the unbounded way."""
    items = once(await load_due(wanted.today, max(wanted.reach, wanted.today), wanted.organisations))
    fitting = [item for item in items if item.on <= wanted.reach and wanted.kind in {"", item.what}]
    return items, [item for item in fitting if wanted.owners is None or item.owner in wanted.owners]


REACHES = (-401, -1, 0, 90, 365)


async def test_each_page_is_that_part_of_the_whole_list(mixed: Organisation) -> None:
    _items, usual = await whole(Wanted(TODAY, TODAY + timedelta(90), None))
    assert {item.what for item in usual} == set(KINDS)
    for wanted in wishes(mixed.id):
        items, shown = await whole(wanted)
        found = DuePages(wanted)
        await found.count()
        assert found.total == len(shown), wanted
        assert found.late == sum(item.on < TODAY for item in shown), wanted
        assert found.late_of_all == sum(item.on < TODAY for item in items), wanted
        assert found.by_day == Counter(item.on for item in shown), wanted
        assert found.by_kind == Counter(item.what for item in shown), wanted
        assert found.by_owner == Counter(item.owner for item in shown if item.owner), wanted
        for first in {0, 7, len(shown) // 2, max(len(shown) - 5, 0)}:
            assert await found.rows(first, 7) == shown[first : first + 7], (wanted, first)


def wishes(organisation: int) -> Iterable[Wanted]:
    """Return what pages ask for."""
    for days in REACHES:
        yield Wanted(TODAY, TODAY + timedelta(days), None)
    for scope in ({organisation}, set[int]()):
        yield Wanted(TODAY, TODAY + timedelta(90), scope)
    for kind in KINDS:
        yield Wanted(TODAY, TODAY + timedelta(90), None, kind)
    for owner in ("IT", "Finance", "Nobody's"):
        yield Wanted(TODAY, TODAY + timedelta(365), None, "", frozenset({owner}))
    yield Wanted(TODAY, TODAY + timedelta(365), {organisation}, "notice", frozenset({"IT"}))


async def test_a_day_of_the_calendar_begins_as_the_whole_list_does(mixed: Organisation) -> None:
    wanted = Wanted(TODAY, TODAY + timedelta(90), None)
    _items, shown = await whole(wanted)
    found = DuePages(wanted)
    await found.count()
    days = [TODAY + timedelta(number) for number in range(-40, 91)]
    first = await found.first_of_days(days, lambda number: min(number, 2))
    for day in days:
        assert first.get(day, []) == [item for item in shown if item.on == day][:2]


async def test_a_page_reads_no_more_rows_than_it_shows_and_those_days_hold(
    mixed: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    async def counted(*given: Any) -> list[dict[str, Any]]:
        rows = await fetch_all(*given)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(due_page, "fetch_all", counted)
    found = DuePages(Wanted(TODAY, TODAY + timedelta(365), None))
    await found.count()
    read.clear()
    items = await found.rows(0, 5)
    of_these_days = sum(found.by_day[on] for on in {item.on for item in items})
    assert len(items) == 5
    assert sum(read) <= of_these_days + 5 < found.total / 4


async def test_of_a_day_on_which_everything_is_due_only_what_is_shown_is_read(
    mixed: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = TODAY + timedelta(20)
    vendor = await builders.vendor("Example Crowd AB")
    told = {"organisation": mixed.id, "vendor": vendor.id, "created_at": NOW, "text": "Show it", "owner": "IT"}
    for _ in range(80):
        await builders.save(Condition(**told, due=on))
    wanted = Wanted(TODAY, TODAY + timedelta(90), None)
    _items, shown = await whole(wanted)
    found = DuePages(wanted)
    await found.count()
    read: list[int] = []

    async def counted(*given: Any) -> list[dict[str, Any]]:
        rows = await fetch_all(*given)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(due_page, "fetch_all", counted)
    first = await found.first_of_days([on], lambda number: min(number, 3))
    assert first[on] == [item for item in shown if item.on == on][:3]
    before = sum(found.by_day[day] for day in found.by_day if day < on)
    assert await found.rows(before + 70, 5) == shown[before + 70 : before + 75]
    assert sum(read) < found.by_day[on] + 30
