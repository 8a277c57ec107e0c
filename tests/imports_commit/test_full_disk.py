"""Where there is no room left, one sentence says so, and the register is as it was; with room again, all goes on."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from piccolo.engine import engine_finder

from accounts.tables import AuditEvent, Organisation
from app.settings import Settings
from imports import store, upload
from imports.outcomes import NO_ROOM
from imports.tables import ImportBatch, ImportRow, ImportTask
from register.tables import Vendor
from tests.imports_commit.test_pages import LIST, hidden, send, text_of
from tests.support.engine import POSTGRES

MANY = LIST + "".join(f"Vendor {n:03d},Purpose {'x' * 400},Sweden,,yes,2027-01-01\n" for n in range(90))
UNLIMITED = 1_073_741_823


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


@asynccontextmanager
async def full(pages: int) -> AsyncIterator[None]:
    """Let the database of the tests grow by so many pages and no more, as on a disk that is nearly full."""
    connections = engine_finder()._all  # type: ignore[union-attr]
    now = (await connections[0].execute("PRAGMA page_count"))[0]["page_count"]
    free = (await connections[0].execute("PRAGMA freelist_count"))[0]["freelist_count"]
    if free:
        await connections[0].execute("VACUUM")
        now = (await connections[0].execute("PRAGMA page_count"))[0]["page_count"]
    for connection in connections:
        await connection.execute(f"PRAGMA max_page_count = {now + pages}")
    try:
        yield
    finally:
        for connection in connections:
            await connection.execute(f"PRAGMA max_page_count = {UNLIMITED}")


@pytest.mark.skipif(POSTGRES, reason="its disk cannot be made full from here")
@pytest.mark.parametrize("pages", [0, 12])
async def test_an_upload_that_has_no_room_in_the_database_leaves_nothing(
    desk: Any, settings: Settings, pages: int
) -> None:
    async with full(pages):
        answer = await send(desk, MANY)
    assert answer.status_code == 422
    assert NO_ROOM in text_of(answer.text)
    assert [await table.count() for table in (ImportBatch, ImportRow, ImportTask, Vendor)] == [0, 0, 0, 0]
    assert list((settings.data / "uploads").iterdir()) == []
    assert (await send(desk, MANY)).status_code == 303


@pytest.mark.skipif(POSTGRES, reason="its disk cannot be made full from here")
@pytest.mark.parametrize("pages", [0, 30])
async def test_a_commit_that_has_no_room_writes_nothing_and_can_be_done_again(desk: Any, pages: int) -> None:
    path = (await send(desk, MANY)).headers["location"]
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    async with full(pages):
        answer = await desk.post(f"{path}/commit", data=seen)
        assert answer.status_code in {303, 507}
    assert NO_ROOM in text_of((answer if answer.status_code == 507 else await desk.get(path)).text)
    assert await Vendor.count() == 0
    assert await AuditEvent.count().where(AuditEvent.event == "import-committed") == 0
    await ImportTask.update({ImportTask.state: "failed"}, force=True)
    await desk.post(f"{path}/commit", data=seen)
    assert await Vendor.count() == 90


@pytest.mark.parametrize("place", ["_copy", "keep"])
async def test_an_upload_that_has_no_room_among_the_files_leaves_nothing(
    desk: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upload if place == "_copy" else store, place, no_room)
    answer = await send(desk, MANY)
    assert answer.status_code == 422
    assert NO_ROOM in text_of(answer.text)
    assert await ImportBatch.count() == 0
    assert list((settings.data / "uploads").iterdir()) == []
