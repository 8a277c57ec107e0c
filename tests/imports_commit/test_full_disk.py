"""Where there is no room left, one sentence says so, and the register is as it was; with room again, all goes on."""

from __future__ import annotations

import errno
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from piccolo.engine import engine_finder
from structlog.testing import capture_logs

from accounts.tables import AuditEvent, Organisation
from app.settings import Settings
from imports import store, upload
from imports.outcomes import NO_ROOM
from imports.tables import ImportBatch, ImportRow, ImportTask
from imports.workshop import Place, Workshop
from register.tables import Document, Vendor
from tests.imports_commit.test_pages import LIST, hidden, send, text_of
from tests.support import builders
from tests.support.engine import POSTGRES

pytestmark = pytest.mark.apart

MANY = LIST + "".join(f"Vendor {n:03d},Purpose {'x' * 400},Sweden,,yes,2027-01-01\n" for n in range(90))
UNLIMITED = 1_073_741_823
# The process that works beside the server, where it may make no file any larger.
CRAMPED = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
runpy.run_module("app.task", run_name="__main__")
"""


@pytest.fixture
async def desk(as_role: Any, organisation: Organisation) -> Any:
    """The browser of somebody in procurement."""
    return await as_role("procurement", organisation)


@asynccontextmanager
async def full(pages: int, table: str) -> AsyncIterator[None]:
    """Let the database of the tests have room for so many pages and no more, as on a disk that is nearly full.

    On PostgreSQL, whose disk cannot be filled from here, it answers to a row of the table as it would then.
    """
    engine = engine_finder()
    assert engine is not None
    if POSTGRES:
        raising = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END"
        await engine.run_ddl(f"CREATE FUNCTION no_room() RETURNS trigger AS $${raising}$$ LANGUAGE plpgsql")
        await engine.run_ddl(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()")
    else:
        await engine.run_ddl("VACUUM")
        now = (await engine._all[0].execute("PRAGMA page_count"))[0]["page_count"]  # type: ignore[attr-defined]
        await most_pages(now + pages)
    try:
        yield
    finally:
        if POSTGRES:
            await engine.run_ddl("DROP FUNCTION no_room CASCADE")
        else:
            await most_pages(UNLIMITED)


async def most_pages(number: int) -> None:
    """Let the embedded database grow to so many pages."""
    for connection in engine_finder()._all:  # type: ignore[union-attr]
        await connection.execute(f"PRAGMA max_page_count = {number}")


@pytest.mark.parametrize("pages", [0, 12])
async def test_an_upload_that_has_no_room_in_the_database_leaves_nothing(
    desk: Any, settings: Settings, pages: int
) -> None:
    with capture_logs():
        async with full(pages, "import_row" if pages else "import_batch"):
            answer = await send(desk, MANY)
    assert answer.status_code == 422
    assert NO_ROOM in text_of(answer.text)
    assert [await table.count() for table in (ImportBatch, ImportRow, ImportTask, Vendor)] == [0, 0, 0, 0]
    assert list((settings.data / "uploads").iterdir()) == []
    assert (await send(desk, MANY)).status_code == 303


@pytest.mark.parametrize("pages", [0, 30])
async def test_a_commit_that_has_no_room_writes_nothing_and_can_be_done_again(desk: Any, pages: int) -> None:
    path = (await send(desk, MANY)).headers["location"]
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    with capture_logs():
        async with full(pages, "location" if pages else "import_task"):
            answer = await desk.post(f"{path}/commit", data=seen)
    assert answer.status_code in {303, 507}
    assert NO_ROOM in text_of((answer if answer.status_code == 507 else await desk.get(path)).text)
    await written_once(desk, path, seen)


async def test_a_process_beside_the_server_that_has_no_room_writes_nothing_and_says_so(
    app: Litestar, desk: Any
) -> None:
    path = (await send(desk, MANY)).headers["location"]
    seen = hidden((await desk.get(path)).text, f"{path}/commit")
    usual: Place = app.state.workshop._place
    cramped = replace(usual, few_rows=1, beside=(sys.executable, "-c", CRAMPED))
    app.state.workshop = Workshop(replace(usual, few_rows=1) if POSTGRES else cramped)
    with capture_logs():
        async with full(0, "location") if POSTGRES else nullcontext():
            await desk.post(f"{path}/commit", data=seen)
    assert NO_ROOM in text_of((await desk.get(path)).text)
    app.state.workshop = Workshop(usual)
    await written_once(desk, path, seen)


async def written_once(desk: Any, path: str, seen: dict[str, str]) -> None:
    """Hold that a commit wrote nothing, and that it can be done once there is room."""
    assert await Vendor.count() == 0
    assert await AuditEvent.count().where(AuditEvent.event == "import-committed") == 0
    await ImportTask.update({ImportTask.state: "failed"}, force=True)
    await desk.post(f"{path}/commit", data=seen)
    assert await Vendor.count() == 90


async def test_a_document_that_has_no_room_says_so_and_leaves_no_file(
    as_role: Any, organisation: Organisation, settings: Settings
) -> None:
    desk, vendor = await as_role("procurement"), await builders.vendor()
    kept, answer = -1, None
    with capture_logs():
        async with full(0, "document"):
            while answer is None or answer.status_code == 303:  # what is left of the last pages may do for a few
                kept += 1
                file = {"file": ("dpa.pdf", b"%%PDF-1.7 signed %d" % kept, "application/pdf")}
                answer = await desk.post(f"/vendors/{vendor.id}/documents", files=file, data={"kind": "dpa"})
    assert answer.status_code == 507, text_of(answer.text)
    assert NO_ROOM in text_of(answer.text)
    assert await Document.count() == kept
    assert len([one for one in (settings.data / "documents").rglob("*") if one.is_file()]) == kept


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
