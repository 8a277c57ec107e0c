"""No page grows with the register: what it reads and shows is the same when there is twice as much of everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM
from accounts.audit import record
from accounts.database import engine, transaction
from accounts.events import Event
from accounts.tables import Organisation
from assessments.assessment_tables import Assessment, TemplateVersion
from assessments.keeping import keep_reviews
from assessments.recipients import EVERYBODY, HOUR
from assessments.shipped import load_shipped
from assessments.tables import Mail, Preference
from assessments.wishes import usual_hour
from imports.tables import ImportBatch
from law.store import default_law
from register.memo import forget_all
from register.settle import settle
from register.tables import Condition, Document
from register.view_tables import BulkChange
from tests.app.test_api import caller_of
from tests.app.test_who_may import WHO
from tests.support import builders
from tests.support.browsing import AsRole

# Some more than a page of 50 or 100; then so many again.
MORE = 110
OWNERS = ("IT", "HR", "Legal")
COUNTRIES = ("US", "SE", "IN", "")
GROUNDS = ("DPF_EU_US", "EEA", "PRIVACY_SHIELD_EU_US", "NONE")
# What may be read beyond: values that a filter offers, and what is due on the first days of a page, to put it in order.
FEW = 60
ALIKE = "/vendors/alike"
# These look at everything for one answer, which is worked out beside the page.
WHOLE = (
    ALIKE,
    "/what-if",
    "/vendors?as_of=2019-03-01",
    "/vendors?as_of=2019-03-01&q=vendor",
    "/findings?as_of=2019-03-01",
)
# These answer only what is asked of them, and programs prove themselves otherwise.
ASKING = {"/bulk", "/views", "/views/new", *(path for _method, path in WHO if path.startswith("/api/"))}


def pages() -> list[str]:
    """Return the pages that are about no single thing, and some of them as they are narrowed or drawn otherwise."""
    plain = [path for (method, path), who in WHO.items() if method == "GET" and who != "anybody"]
    return [
        *(
            path
            for path in plain
            if not any(sign in path for sign in "{.") and path not in WHOLE and path not in ASKING
        ),
        "/jump?q=vendor",
        "/vendors?q=vendor&status=active&sort=owner",
        "/vendors?sort=verdict",
        "/locations?sort=verdict",
        "/findings?sort=vendor",
        "/reviews?span=365",
        "/reviews/all?state=concluded",
    ]


def lists_of_programs() -> list[str]:
    """Return the lists of the interface for programs."""
    plain = [path for (method, path) in WHO if method == "GET" and path.startswith("/api/v1/")]
    return [path for path in plain if not any(sign in path for sign in "{.")]


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the rows that each statement of this task brings, without those of work that goes on beside it."""
    found: list[int] = []
    kind = type(engine())
    run, here = kind.run_querystring, asyncio.current_task()

    async def counted(self: Any, *args: Any, **more: Any) -> Any:
        rows = await run(self, *args, **more)
        if asyncio.current_task() is here:
            found.append(len(rows))
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(kind, "run_querystring", counted)
        yield found


async def fill(organisation: Organisation, now: datetime, first: int) -> None:
    """Add vendors, each with one of everything."""
    version = await TemplateVersion.select(TemplateVersion.id).first()
    assert version is not None
    today, vendors = now.date(), []
    for number in range(first, first + MORE):
        # Twice as much is due on the same days and of the same owners, which are all that is counted apart.
        day = today + timedelta(days=number % MORE - 30)
        owner = OWNERS[number % MORE % 3]
        vendor = await builders.vendor(f"Vendor {number}", owner=owner, dpf_checked_on=today - timedelta(365))
        work = await builders.engagement(vendor, organisation, owner=owner, next_review=day)
        await builders.location(work, COUNTRIES[number % 4], grounds=GROUNDS[number % 4])
        await builders.agreement(vendor, organisation, signed_on=today, expires_on=day)
        shared = {"organisation": organisation.id, "vendor": vendor.id}
        kept = {"name": "a.pdf", "digest": f"{number:064}", "uploaded_at": now}
        await builders.save(Document(**shared, **kept, expires_on=day))
        await builders.save(Condition(**shared, text="Show it", due=day, owner=owner, created_at=now))
        state = ("open", "submitted", "concluded")[number % 3]
        asked = {"template_version": version["id"], "state": state, "due": day, "created_at": now}
        await builders.save(
            Assessment(**shared, **asked, tier="high", outcome="approved" if state == "concluded" else "")
        )
        file = {"file_name": "a.xlsx", "digest": f"{number:064}", "size": 1, "state": "planned", "created_at": now}
        await builders.save(ImportBatch(organisation=organisation.id, **file))
        sent = {"recipient": f"{number}@example.org", "day": today, "next_try": now, "created_at": now}
        await builders.save(Mail(key=str(number), kind="digest", state="failed", **sent))
        await builders.save(BulkChange(kind="vendors", field="owner", made_at=now))
        vendors.append(int(vendor.id))
    async with transaction():
        await settle(vendors, today=today, now=now, law=default_law(), actor=SYSTEM)
        for number in vendors:
            await record(Event.VENDOR_CHANGED, SYSTEM, now, subject=("vendor", number), vendor_id=number)
    await keep_reviews(today, now, default_law(), SYSTEM)


async def read(
    client: httpx.AsyncClient, path: str, monkeypatch: pytest.MonkeyPatch, *, again: bool = False
) -> tuple[int, int, int]:
    """Return the statements, the rows and the characters of a page that nothing is remembered of, or is seen again."""
    if not again:
        forget_all()
    with counting(monkeypatch) as rows:
        page = await client.get(path, headers={"accept": "text/html"})
    assert page.status_code == 200, path
    return len(rows), sum(rows), len(page.text)


async def test_no_page_grows_with_the_register(
    app: Litestar, organisation: Organisation, now: datetime, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load_shipped(now)
    await fill(organisation, now, 0)
    client = await as_role("administrator", organisation)
    async with await caller_of(app, "administrator", organisation, now) as program:
        callers = {**dict.fromkeys(pages(), client), **dict.fromkeys(lists_of_programs(), program)}
        small = {path: await read(caller, path, monkeypatch) for path, caller in callers.items()}
        await fill(organisation, now, MORE)
        grown = {}
        for path, before in small.items():
            after = await read(callers[path], path, monkeypatch)
            if after[0] > before[0] + 2 or after[1] > before[1] + FEW or after[2] > before[2] * 1.1:
                grown[path] = (before, after)
    assert grown == {}


async def test_a_page_about_everything_neither_waits_for_it_nor_grows_with_what_came_of_it(
    app: Litestar, organisation: Organisation, now: datetime, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await as_role("administrator", organisation)

    async def looks() -> dict[str, tuple[tuple[int, int, int], ...]]:
        found = {}
        for path in WHOLE:
            app.state.patience = 0
            waiting = await read(client, path, monkeypatch)
            app.state.patience = 60
            await client.get(path)
            found[path] = (waiting, await read(client, path, monkeypatch, again=True))
        return found

    await load_shipped(now)
    # A quarter of the locations rest on what falls: of twice as many, more than a page.
    await fill(organisation, now, 0)
    await fill(organisation, now, MORE)
    small = await looks()
    await fill(organisation, now, 2 * MORE)
    grown = await looks()
    for path in WHOLE:
        for before, after in zip(small[path], grown[path], strict=True):
            assert after[0] <= before[0], path
            assert after[1] <= before[1] + FEW, path
            assert after[2] <= before[2] * 1.1, path


async def test_a_list_of_programs_counts_its_rows_for_the_first_page_and_after_a_change(
    app: Litestar, organisation: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load_shipped(now)
    await fill(organisation, now, 0)
    async with await caller_of(app, "administrator", organisation, now) as program:
        for path in ("/api/v1/engagements", "/api/v1/findings", "/api/v1/reviews"):
            await program.get(path)
            first = await read(program, path, monkeypatch)
            next_one = await read(program, f"{path}?page=2", monkeypatch, again=True)
            assert next_one[0] == first[0] - 1, path
        before = (await program.get("/api/v1/engagements")).json()["total"]
        known = (await program.get("/api/v1/engagements")).json()["items"][0]
        more = {"vendor": known["vendor"], "organisation": known["organisation"], "role": "processor"}
        made = await program.post("/api/v1/engagements", json=more)
        assert made.status_code == 201, made.text
        assert (await program.get("/api/v1/engagements")).json()["total"] == before + 1


async def test_pairs_that_look_alike_are_found_once_and_then_only_those_shown_are_read(
    organisation: Organisation, now: datetime, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await as_role("administrator", organisation)
    known: dict[str, int] = {}

    async def twins(first: int) -> list[tuple[int, int, int]]:
        made = []
        for number in range(first, first + MORE):
            vendor = await builders.vendor(f"Vendor {number}", registration_number=f"55667788{number // 2:04}")
            await builders.engagement(vendor, organisation)
            made.append(int(vendor.id))
        async with transaction():
            await settle(made, today=now.date(), now=now, law=default_law(), actor=SYSTEM)
            await record(Event.VENDOR_CHANGED, SYSTEM, now)
        merge = f"/vendors/{known.setdefault('first', made[0])}/merge"
        paths = (ALIKE, merge, f"{merge}?q=vendor")
        await read(client, ALIKE, monkeypatch)
        return [await read(client, path, monkeypatch, again=True) for path in paths]

    small = await twins(0)
    grown = await twins(MORE)
    for before, after in zip(small, grown, strict=True):
        assert after[0] <= before[0]
        assert after[1] <= before[1] + FEW


async def test_how_somebody_wants_reminders_is_shown_without_what_others_want(
    organisation: Organisation, now: datetime, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await as_role("administrator", organisation)
    small = await read(client, "/profile/reminders", monkeypatch)
    for number in range(20):
        await builders.user("reader", organisation, email=f"{number}@example.org", now=now)
        await builders.save(Preference(email=f"{number}@example.org", hour=9))
    assert (await read(client, "/profile/reminders", monkeypatch))[:2] == small[:2]
    assert await usual_hour() == HOUR
    await builders.save(Preference(email=EVERYBODY, hour=0))
    assert await usual_hour() == 0
