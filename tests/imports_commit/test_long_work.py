"""Work that takes longer than a page says how far it has come, can be stopped, and outlives the process that did it."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from accounts.sessions import actor_of
from accounts.tables import AuditEvent, Membership, Organisation, User
from imports import batches, tasks
from imports.outcomes import DIED, STOPPED
from imports.tables import ImportBatch, ImportRow, ImportTask
from imports.workshop import FEW_ROWS, Place, Workshop
from register.tables import Location, Vendor
from tests.app.test_who_may import WHO
from tests.imports_commit import sheets
from tests.imports_commit.test_pages import CLOUD, LIST, MAIL, hidden, send, text_of, upload
from tests.support.clock import Clock
from tests.support.engine import POSTGRES

pytestmark = pytest.mark.apart

HTMX = {"hx-request": "true"}
TWO_NEW = {"expected": {"create": 2, "update": 0}}


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


def hurried(app: Litestar, **other: Any) -> Workshop:
    """Return the workshop of an app that waits for nothing, with other means where they are given."""
    place: Place = app.state.workshop._place
    workshop = app.state.workshop = Workshop(replace(place, **{"patience": 0, "few_rows": FEW_ROWS, **other}))
    return workshop


async def ended(app: Litestar, batch: int) -> None:
    """Wait until nobody in this process works on an import."""
    running = app.state.workshop._running.get(batch)
    if running is not None:
        await asyncio.wait({running.work})


@pytest.fixture
async def beside(app: Litestar, desk: Any) -> Workshop:
    """A workshop that does all but the shortest work in a process of its own, and lets nobody wait."""
    return hurried(app, few_rows=1)


@pytest.fixture
async def path(desk: Any, organisation: Organisation, now: datetime) -> str:
    """The page of an import that would add two vendors, made without reading a file."""
    person = (await User.select())[0]
    actor = await actor_of(person["id"], person["email"])
    assert actor is not None
    understood = sheets.sheet(sheets.CLOUD, sheets.MAIL)
    batch = await batches.propose(sheets.FILE, understood, organisation.id, options={}, actor=actor, now=now)
    return f"/imports/{batch}"


async def last() -> Any:
    """Return the last work on the one import there is."""
    row = await tasks.last_of((await ImportBatch.select())[0]["id"])
    assert row is not None
    return row


def number(path: str) -> int:
    return int(path.rsplit("/", 1)[1])


async def test_a_file_that_takes_long_shows_its_progress_and_then_its_rows(
    app: Litestar, desk: Any, beside: Any
) -> None:
    path = await upload(desk, LIST + CLOUD + MAIL)
    page = (await desk.get(path)).text
    assert "The file is being read" in page
    assert f'hx-get="{path}/progress"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "vendors.csv" in text_of(page)
    part = await desk.get(f"{path}/progress", headers=HTMX)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "<progress" in part.text
    assert (await desk.get("/imports")).text.count("Being read") == 1
    await ended(app, number(path))
    over = await desk.get(f"{path}/progress", headers=HTMX)
    assert over.headers["hx-redirect"] == path
    assert "Add 2 vendors" in text_of((await desk.get(path)).text)


@pytest.mark.parametrize("state", ["reading", "refused"])
async def test_no_page_or_deed_of_an_import_fails_before_its_file_is_read(
    app: Litestar, desk: Any, beside: Any, state: str
) -> None:
    content = b"%PDF-1.7 nothing" if state == "refused" else LIST + CLOUD + MAIL
    path = str((await send(desk, content, "list.csv")).headers["location"])
    if state == "refused":
        await ended(app, number(path))
    one = "/imports/{batch:int}"
    deeds = [(method, route.replace(one, path)) for method, route in WHO if route.startswith(one)]
    assert len(deeds) > 10
    for method, address in deeds:
        if not address.endswith(("/stop", "/leave")):
            answer = await desk.request(method, address, data={"do": "match"})
            assert answer.status_code < 500, (method, address, answer.text)
    assert await Vendor.count() == 0


async def test_a_commit_beside_the_server_does_what_the_button_said_and_tells_it(
    app: Litestar, desk: Any, beside: Any, path: str
) -> None:
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    await desk.post(f"{path}/commit", data=seen)
    assert "The list is being imported" in (await desk.get(path)).text
    await ended(app, number(path))
    await desk.get(f"{path}/progress", headers=HTMX)
    assert "2 vendors added, 0 updated" in text_of((await desk.get(path)).text)
    assert await Vendor.count() == 2
    await desk.post(f"{path}/undo")
    assert "The import is being undone" in (await desk.get(path)).text
    await ended(app, number(path))
    assert "This import was undone" in (await desk.get(path)).text
    assert await Vendor.count() == 0


async def test_what_a_process_beside_the_server_refuses_is_told_on_the_page(
    app: Litestar, desk: Any, path: str
) -> None:
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    hurried(app, few_rows=1)
    await Location.update({Location.version: 2}, force=True)
    await desk.post(f"{path}/undo")
    await ended(app, number(path))
    said = text_of((await desk.get(path)).text)
    assert "undoing it would lose that" in said
    assert "Cloud Ltd : it was edited" in said
    assert (await last())["state"] == "failed"
    assert await Vendor.count() == 2


async def test_a_second_person_at_the_same_import_is_told_and_does_nothing(
    app: Litestar, desk: Any, beside: Any, path: str, as_role: Any, organisation: Organisation
) -> None:
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    other = await as_role("privacy", organisation)
    await asyncio.gather(*(person.post(f"{path}/commit", data=seen) for person in (desk, other)))
    assert await ImportTask.count() == 1
    pages = [(await person.get(path)).text for person in (desk, other)]
    assert sum("Somebody is at this import just now" in page for page in pages) == 1
    await ended(app, number(path))
    assert await Vendor.count() == 2
    done = AuditEvent.event == "import-committed"
    assert await AuditEvent.count().where(done) == 1


@pytest.mark.parametrize("deed", ["commit", "undo"])
async def test_work_that_is_stopped_leaves_everything_as_it_was(app: Litestar, desk: Any, path: str, deed: str) -> None:
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    before = 0
    if deed == "undo":
        await desk.post(f"{path}/commit", data=seen)
        before = 2
    hurried(app, few_rows=1)
    await desk.post(f"{path}/{deed}", data=seen)
    page = (await desk.get(path)).text
    assert f'action="{path}/stop"' in page
    await desk.post(f"{path}/stop")
    page = (await desk.get(path)).text
    assert STOPPED in page
    assert 'role="alert"' not in page, "it was asked for, so it is no alarm"
    assert await Vendor.count() == before
    assert await AuditEvent.count().where(AuditEvent.event == "import-stopped") == 1
    hurried(app)
    await desk.post(f"{path}/{deed}", data=seen)
    await ended(app, number(path))
    assert await Vendor.count() == 2 - before


async def test_reading_that_is_stopped_leaves_the_import(app: Litestar, desk: Any, beside: Any) -> None:
    path = await upload(desk, LIST + CLOUD + MAIL)
    await desk.post(f"{path}/stop")
    assert "This import was left" in (await desk.get(path)).text
    assert await ImportRow.count() == 0


async def test_a_file_that_is_refused_late_says_so_on_its_page(app: Litestar, desk: Any, beside: Any) -> None:
    path = str((await send(desk, b"%PDF-1.7 nothing", "list.pdf")).headers["location"])
    await ended(app, number(path))
    page = (await desk.get(path)).text
    assert "This file was not read" in page
    assert "not a spreadsheet" in page
    assert "/imports/new" in page
    assert "Not read" in (await desk.get("/imports")).text
    assert await AuditEvent.count().where(AuditEvent.event == "import-refused") == 1


@pytest.mark.parametrize("deed", ["read", "commit"])
async def test_work_of_a_process_that_died_is_taken_up_once(app: Litestar, desk: Any, clock: Clock, deed: str) -> None:
    path = await upload(desk, LIST + CLOUD)
    seen = {"expected": {"create": 1, "update": 0}}
    if deed == "read":
        await ImportRow.delete(force=True)
        await ImportBatch.update({ImportBatch.state: "reading"}, force=True)
    await died(deed, seen, clock)
    assert await AuditEvent.count().where(AuditEvent.event == "import-committed") == 0
    if POSTGRES:  # whose other processes live on, so a claim has to run out first
        clock.set(clock() + 2 * tasks.LEASE)
    else:
        await app.state.workshop.resume()
    await asyncio.gather(*(desk.get(path) for _ in range(3)))
    await ended(app, number(path))
    row = (await ImportBatch.select())[0]
    assert row["state"] == {"read": "planned", "commit": "committed"}[deed]
    assert (await last())["state"] == "done"
    assert await ImportRow.count() == 1
    assert await Vendor.count() == (deed == "commit")


async def test_a_claim_that_holds_is_left_alone(app: Litestar, desk: Any, path: str, clock: Clock) -> None:
    if not POSTGRES:
        pytest.skip("the embedded database has one server, which knows what it does")
    await died("commit", TWO_NEW, clock)
    clock.set(clock() + timedelta(milliseconds=500))
    assert "The list is being imported" in (await desk.get(path)).text
    assert await Vendor.count() == 0
    await desk.post(f"{path}/stop")
    assert (await last())["stop_asked"]


async def test_work_that_ended_before_its_process_could_say_so_is_not_done_twice(
    app: Litestar, desk: Any, path: str, clock: Clock
) -> None:
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    await died("commit", TWO_NEW, clock)
    clock.set(clock() + 2 * tasks.LEASE)
    await desk.get(path)
    await ended(app, number(path))
    assert (await last())["state"] == "done"
    assert await Vendor.count() == 2


async def test_work_that_kills_every_process_is_given_up(app: Litestar, desk: Any, path: str, clock: Clock) -> None:
    await died("commit", TWO_NEW, clock)
    await ImportTask.update({ImportTask.attempts: tasks.MOST_ATTEMPTS}, force=True)
    clock.set(clock() + 2 * tasks.LEASE)
    await desk.get(path)
    await ended(app, number(path))
    assert DIED in (await desk.get(path)).text
    assert "Add 2 vendors" in text_of((await desk.get(path)).text)
    assert await Vendor.count() == 0


async def test_whoever_lost_their_role_meanwhile_writes_nothing(
    app: Litestar, desk: Any, beside: Any, path: str, clock: Clock
) -> None:
    await died("commit", TWO_NEW, clock)
    await Membership.delete(force=True)
    await app.state.workshop.resume(number(path)) if not POSTGRES else clock.set(clock() + 2 * tasks.LEASE)
    await app.state.workshop.progress(number(path))
    await ended(app, number(path))
    assert (await last())["state"] == "failed"
    assert await Vendor.count() == 0


async def test_a_process_beside_the_server_that_crashes_is_told_and_nothing_is_written(
    app: Litestar, desk: Any, path: str
) -> None:
    hurried(app, few_rows=1, beside=("false",))
    with capture_logs() as logged:
        await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
        await ended(app, number(path))
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["work on an import failed"]
    assert "The register made a mistake while it worked on this" in (await desk.get(path)).text
    assert await Vendor.count() == 0


# Each step of the transaction itself: test_killed.py.
@pytest.mark.parametrize("step", ["imports.apply.settle+", "imports.deeds.do+"])
async def test_a_commit_whose_process_is_killed_at_a_step_is_whole_or_not_there(
    app: Litestar, desk: Any, path: str, step: str
) -> None:
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    hurried(app, few_rows=1, beside=(sys.executable, "-m", "tests.imports_commit.killed", step, "beside"))
    with capture_logs():  # to write down what the process complained of takes longer than all the rest
        await desk.post(f"{path}/commit", data=seen)
        await ended(app, number(path))
    page = (await desk.get(path)).text
    if step == "imports.deeds.do+":  # killed after it was done, before it could say so
        assert "What this import did" in page
    else:
        assert "The register made a mistake while it worked on this" in page
        assert (await Vendor.count(), await Location.count()) == (0, 0)
        hurried(app)
        await desk.post(f"{path}/commit", data=seen)
        await ended(app, number(path))
    assert await Vendor.count() == 2
    assert await AuditEvent.count().where(AuditEvent.event == "import-committed") == 1


async def test_the_end_of_the_server_leaves_its_work_to_the_next(app: Litestar, desk: Any, path: str) -> None:
    workshop = hurried(app, few_rows=1)
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    await workshop.close()
    assert (await last())["state"] == "running"
    assert await Vendor.count() == 0
    await hurried(app).resume()
    await ended(app, number(path))
    assert await Vendor.count() == 2


async def died(kind: str, payload: dict[str, Any], clock: Clock) -> None:
    """Leave the row of work whose process is gone."""
    batch = (await ImportBatch.select())[0]
    await ImportTask.delete(force=True)
    await ImportTask(
        batch=batch["id"],
        kind=kind,
        payload=json.dumps(payload),
        user=batch["user"],
        label="procurement@example.org",
        claim="of a process that is gone",
        claimed_until=clock() + timedelta(seconds=1),
        created_at=clock(),
    ).save()
