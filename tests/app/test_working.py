"""What looks at the whole register: worked out once for all who ask, and no page waits for it longer than it may."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import SYSTEM
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.progress import tell
from accounts.tables import Organisation
from app.problems import TITLES
from register.memo import OF_NO_COUNT, Memo, Unfinished, work_called
from tests.app.test_api import caller_of
from tests.register.cast import Desk
from tests.support.browsing import AsRole

WAITING = "The whole register is looked through"
HTMX = {"hx-request": "true"}
NAME = re.compile(r'hx-get="/working/([0-9a-f]+)"')
# Each with what the page says once it is worked out.
PAGES = {
    "/vendors/alike": "Alpha Mail",
    "/vendors?as_of=2019-03-01": "Alpha Mail",
    "/vendors?as_of=2019-03-01&sort=verdict": "Alpha Mail",
    "/findings?as_of=2019-03-01": "Alpha Mail",
    "/what-if": "Alpha Mail",
    "/law": "(EU) 2023/1795",
    "/": "Alpha Mail",
}


@pytest.fixture
async def twins(organisation: Organisation) -> None:
    """Two vendors that look alike, on a ground of today."""
    desk = Desk()
    for name in ("Alpha Mail", "Alpha Mail Inc."):
        await desk.place(organisation, "US", "DPF_EU_US", name)


async def done(page: httpx.Response) -> str:
    """Return the name of the work that a page waits for, when it has ended."""
    found = NAME.search(page.text)
    assert found, page.text
    work = work_called(found[1])
    if work is not None:
        await asyncio.wait({work.task})
    return found[1]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_says_how_far_the_work_is_and_then_shows_what_came_of_it(
    app: Litestar, organisation: Organisation, twins: None, as_role: AsRole, path: str
) -> None:
    client = await as_role("procurement", organisation)
    app.state.patience = 0
    page = await client.get(path)
    assert (page.status_code, WAITING in page.text) == (200, True)
    assert PAGES[path] not in page.text
    name = await done(page)
    assert (await client.get(f"/working/{name}", headers=HTMX)).headers["hx-refresh"] == "true"
    page = await client.get(path)
    assert (page.status_code, WAITING in page.text) == (200, False)
    assert PAGES[path] in page.text


async def test_a_part_of_a_page_is_asked_for_again_as_the_whole_page(
    app: Litestar, organisation: Organisation, twins: None, as_role: AsRole
) -> None:
    client = await as_role("procurement", organisation)
    app.state.patience = 0
    part = await client.get("/vendors?as_of=2019-03-01&q=alpha", headers=HTMX)
    assert (part.text, part.headers["hx-redirect"]) == ("", "/vendors?as_of=2019-03-01&q=alpha")


async def test_programs_and_files_wait_to_the_end(
    app: Litestar, organisation: Organisation, now: datetime, twins: None, as_role: AsRole
) -> None:
    client = await as_role("administrator", organisation)
    app.state.patience = 0
    async with await caller_of(app, "administrator", organisation, now) as program:
        found = (await program.get("/api/v1/vendors?as_of=2019-03-01")).json()
    assert [one["name"] for one in found["items"]] == ["Alpha Mail", "Alpha Mail Inc."]
    assert (await client.get("/what-if.xlsx")).content[:2] == b"PK"
    assert "Alpha Mail" in (await client.get("/export.csv?as_of=2019-03-01")).text


async def test_how_far_work_has_come_is_told_as_a_share_and_only_to_who_may_read(
    app: Litestar, organisation: Organisation, now: datetime, as_role: AsRole
) -> None:
    client = await as_role("reader", organisation)
    memo, on = Memo(), asyncio.Event()

    async def slow() -> str:
        tell("judging", 4_000, 10_000)
        await on.wait()
        return "done"

    with pytest.raises(Unfinished) as caught:
        await memo.work_out("a", now, slow, 0)
    await asyncio.sleep(0)
    path = f"/working/{caught.value.work.name}"
    part = await client.get(path, headers=HTMX)
    assert '<progress max="100" value="40"' in part.text
    # How many vendors there are is for nobody who sees one organisation of several.
    assert "40 %" in part.text
    assert "000" not in part.text.replace(path, "")
    assert (await client.get(path)).headers["location"] == "/"
    client.cookies.clear()
    assert (await client.get(path, headers=HTMX)).status_code == 401
    on.set()
    assert await memo.work_out("a", now, slow, None) == "done"


async def test_who_asks_meanwhile_waits_for_the_same_work(organisation: Organisation, now: datetime) -> None:
    memo, on, begun = Memo(), asyncio.Event(), []

    async def slow() -> int:
        begun.append(1)
        await on.wait()
        return 28

    waiting = [asyncio.create_task(memo.work_out("a", now, slow, None)) for _ in range(3)]
    with pytest.raises(Unfinished):
        await memo.work_out("a", now, slow, 0)
    on.set()
    assert await asyncio.gather(*waiting) == [28, 28, 28]
    assert len(begun) == 1
    assert await memo.work_out("a", now, slow, 0) == 28


async def test_work_that_a_change_overtakes_is_done_again_for_who_asks_after_it(
    organisation: Organisation, now: datetime
) -> None:
    memo, on, known = Memo(), asyncio.Event(), ["before"]

    async def slow() -> str:
        found = known[-1]
        await on.wait()
        return found

    await memo.refresh()
    first = asyncio.create_task(memo.work_out("a", now, slow, None))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    known.append("after")
    async with transaction():
        await record(Event.VENDOR_CHANGED, SYSTEM, now)
    await memo.refresh()
    second = asyncio.create_task(memo.work_out("a", now, slow, None))
    on.set()
    assert (await first, await second) == ("before", "after")
    assert await memo.work_out("a", now, slow, 0) == "after"


async def test_what_nobody_came_back_for_takes_no_more_room_than_what_somebody_did(
    organisation: Organisation, now: datetime
) -> None:
    memo, on, counted = Memo(room=2), asyncio.Event(), []

    async def ask(key: str, patience: float | None) -> str:
        async def slow() -> str:
            counted.append(key)
            await on.wait()
            return key

        return await memo.work_out(key, now, slow, patience)

    tasks = []
    for key in "abcd":
        with pytest.raises(Unfinished) as caught:
            await ask(key, 0)
        tasks.append(caught.value.work.task)
    on.set()
    await asyncio.wait(tasks)
    assert [await ask(key, None) for key in "cd"] == ["c", "d"]
    assert counted == ["a", "b", "c", "d"]
    assert await ask("a", None) == "a"
    assert counted == ["a", "b", "c", "d", "a"]


async def test_what_is_counted_while_the_register_changes_is_not_remembered(
    organisation: Organisation, now: datetime
) -> None:
    memo, known = Memo(), ["before"]

    async def count() -> str:
        found = known[-1]
        if found == "before":
            known.append("after")
            async with transaction():
                await record(Event.VENDOR_CHANGED, SYSTEM, now)
            await memo.refresh()  # as somebody else's page does meanwhile
        return found

    await memo.refresh()
    assert await memo.get("a", now, count) == "before"
    assert await memo.get("a", now, count) == "after"


async def test_one_looks_through_the_whole_register_at_a_time(
    organisation: Organisation, now: datetime, twins: None, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    from register import asof, whatif

    inside, most = [0], [0]

    def counted(load: Callable[..., Any]) -> Callable[..., Any]:
        async def beside(*args: Any, **more: Any) -> Any:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            await asyncio.sleep(0)
            found = await load(*args, **more)
            inside[0] -= 1
            return found

        return beside

    client = await as_role("procurement", organisation)
    monkeypatch.setattr(asof, "load", counted(asof.load))
    monkeypatch.setattr(whatif, "load", counted(whatif.load))
    days = [f"/vendors?as_of=2019-03-{day:02}" for day in range(1, 6)]
    answers = await asyncio.gather(*(client.get(path) for path in (*days, "/what-if", "/findings?as_of=2019-03-09")))
    assert {answer.status_code for answer in answers} == {200}
    assert most == [1]


async def test_work_that_fails_is_told_once_and_begun_anew(organisation: Organisation, now: datetime) -> None:
    memo, wrong = Memo(), [ValueError("no")]

    async def fails() -> str:
        if wrong:
            raise wrong.pop()
        return "done"

    with pytest.raises(ValueError, match="no"):
        await memo.work_out("a", now, fails, None)
    assert await memo.work_out("a", now, fails, None) == "done"


async def test_a_page_whose_work_failed_says_so(
    app: Litestar, organisation: Organisation, twins: None, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await as_role("procurement", organisation)

    async def broken(*_: object, **__: object) -> None:
        raise ArithmeticError

    with monkeypatch.context() as patch:
        patch.setattr("register.asof_lists.snapshot", broken)
        page = await client.get("/vendors?as_of=2019-03-01")
    assert (page.status_code, TITLES[500] in page.text) == (500, True)
    assert "Alpha Mail" in (await client.get("/vendors?as_of=2019-03-01")).text


async def test_signing_in_makes_nothing_untrue_and_a_change_does(organisation: Organisation, now: datetime) -> None:
    memo, counted = Memo(), []

    async def count() -> int:
        counted.append(1)
        return len(counted)

    async def after(event: Event) -> int:
        async with transaction():
            await record(event, SYSTEM, now)
        await memo.refresh()
        return await memo.get("a", now, count)

    first = await after(Event.VENDOR_CHANGED)
    assert [await after(event) for event in OF_NO_COUNT] == [first] * len(OF_NO_COUNT)
    assert await after(Event.VENDOR_CHANGED) == first + 1
    others: Callable[[Event], bool] = lambda event: event not in OF_NO_COUNT  # noqa: E731
    for number, event in enumerate(filter(others, Event), first + 2):
        assert await after(event) == number, event


async def test_what_was_asked_for_last_is_kept(organisation: Organisation, now: datetime) -> None:
    memo, counted = Memo(room=2), []

    async def ask(key: str) -> None:
        async def count() -> str:
            counted.append(key)
            return key

        assert await memo.get(key, now, count) == key

    for key in "aabbcccba":
        await ask(key)
    assert counted == ["a", "b", "c", "a"]


async def test_a_day_is_judged_once_for_all_that_is_asked_of_it(
    organisation: Organisation, now: datetime, twins: None, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    from register import asof_lists

    client, days, judge = await as_role("procurement", organisation), [], asof_lists.snapshot

    async def counted(day: date, *args: object, **more: object) -> object:
        days.append(day)
        return await judge(day, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(asof_lists, "snapshot", counted)
    for more in ("", "&sort=verdict", "&q=alpha", "&page=2", "&verdict=valid"):
        assert (await client.get(f"/vendors?as_of=2019-03-01{more}")).status_code == 200
    assert days == [date(2019, 3, 1)]
