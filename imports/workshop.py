"""Where long work on imports is done while pages are served: beside the server where it is much, else in it.

Each work is a row that says how far it has come (`imports.tasks`). Much work runs in a process of its own: pages answer
meanwhile, its memory goes with it, and to stop it is to end it, because all that it writes is one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from accounts import i18n, progress
from accounts.actor import SYSTEM, Actor
from accounts.bulk import on_sqlite
from accounts.database import transaction
from accounts.errors import Forbidden
from accounts.sessions import actor_of
from imports import away, deeds, incoming, tasks
from imports.beside import Beside
from imports.model import Limits
from imports.outcomes import BROKEN, DIED, NO_ROOM, NOBODY, STOPPED, Outcome, outcome_from, outcome_of
from imports.store import File
from imports.tables import ImportBatch
from imports.tasks import Task
from law.store import Law
from register.sql import fetch_number

# So long a person waits for an answer before a page says how far the work has come.
PATIENCE = 1.0
# What the server does itself, because it takes no longer than a page.
SMALL_FILE, FEW_ROWS = 48 * 1024, 300
AT_ONCE = 2
RENEWED = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """What a workshop works with: files, limits, law, clock, and how a process beside the server is started."""

    data: Path
    limits: Limits
    law: Law
    clock: Callable[[], datetime]
    beside: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    patience: float = PATIENCE
    few_rows: int = FEW_ROWS


@dataclass(slots=True)
class Running:
    """Work that this process does."""

    task: Task
    work: asyncio.Task[Outcome] | None = None
    step: str = ""
    done: int = 0
    total: int = 0
    stopping: bool = False

    def hear(self, step: str, done: int, total: int) -> None:
        """Take note of how far it has come."""
        self.step, self.done, self.total = step, done, total


class Workshop:
    """The long work of one server process."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._running: dict[int, Running] = {}
        self._beside = asyncio.Semaphore(AT_ONCE)
        self._begun = 0

    async def read(self, file: File, organisation: int, actor: Actor) -> tuple[int, Outcome | None]:
        """Begin to read a kept file; return the number of its import, and what came of it if it did not take long."""
        now = self._place.clock()
        with self._beginning():
            async with transaction():
                batch = await incoming.start(file, organisation, actor=actor, now=now)
                language = i18n.language.get()
                task = await tasks.begin_reading(batch, actor=actor, language=language, now=now)
            running = self._start(task, actor)
        return batch, await self._wait(running)

    async def ask(self, kind: str, batch: int, payload: Mapping[str, Any], actor: Actor) -> Outcome | None:
        """Begin work on an import and return what came of it, or None where it takes longer than a page may.

        Raises `Conflict` where somebody is at the same import. What was told at once is not kept to be told again.
        """
        language = i18n.language.get()
        with self._beginning():
            now = self._place.clock()
            task = await tasks.begin(kind, batch, payload, actor=actor, language=language, now=now)
            running = self._start(task, actor)
        outcome = await self._wait(running)
        if outcome is not None:
            await tasks.forget(task)
        return outcome

    async def progress(self, batch: int) -> Running | None:
        """Return how far the work on an import has come, or None where nobody is at it.

        Work of a process that has died is taken up again.
        """
        here = self._running.get(batch)
        if here is not None:
            return here
        row = await tasks.last_of(batch)
        if row is None or row["state"] != "running":
            return None
        if not self._begun:
            await self.resume(batch)
        return self._running.get(batch) or Running(
            tasks.task_of(row), step=row["step"], done=row["done"], total=row["total"]
        )

    async def stop(self, batch: int) -> None:
        """Stop the work on an import; nothing of it is written, unless it was done by then."""
        here = self._running.get(batch)
        if here is None or here.work is None:
            await tasks.ask_to_stop(batch)
            return
        here.stopping = True
        here.work.cancel()
        await asyncio.wait({here.work})

    async def resume(self, batch: int | None = None) -> None:
        """Take up the work of processes that have died.

        The embedded database has one server, so at its start whatever is open was left by one that died.
        """
        found = await tasks.take_over(self._place.clock(), batch=batch, all_of_them=on_sqlite())
        for task in found:
            actor = await actor_of(task.user, task.label, task.address) if task.user else SYSTEM
            self._start(task, actor)

    async def close(self) -> None:
        """End all work; the next process takes it up."""
        works = [one.work for one in self._running.values() if one.work is not None]
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    @contextlib.contextmanager
    def _beginning(self) -> Iterator[None]:
        """Hold that what has just been claimed and is not yet begun looks like work of a process that died."""
        self._begun += 1
        try:
            yield
        finally:
            self._begun -= 1

    def _start(self, task: Task, actor: Actor | None) -> Running:
        running = self._running[task.batch] = Running(task)
        running.work = asyncio.create_task(self._work(running, actor))
        return running

    async def _wait(self, running: Running) -> Outcome | None:
        assert running.work is not None
        await asyncio.wait({running.work}, timeout=self._place.patience)
        return running.work.result() if running.work.done() else None

    async def _work(self, running: Running, actor: Actor | None) -> Outcome:
        task = running.task
        try:
            outcome = await self._outcome(running, actor)
        except asyncio.CancelledError:
            if not running.stopping:  # the server ends
                self._running.pop(task.batch, None)
                await tasks.release(task)
                raise
            outcome = Outcome("done") if await deeds.is_done(task) else Outcome("stopped", STOPPED)
        try:
            await tasks.finish(task, outcome, actor or SYSTEM, self._place.clock())
        except Exception as error:  # noqa: BLE001 - as when the disk is full: whoever waits is told, the row stays open
            structlog.get_logger("art28").error("the end of work on an import is not recorded", exc_info=error)
            outcome = outcome if outcome.kind == "failed" else outcome_of(error)
        finally:
            self._running.pop(task.batch, None)
        return outcome

    async def _outcome(self, running: Running, actor: Actor | None) -> Outcome:
        task = running.task
        renewing = asyncio.create_task(self._renew(running))
        try:
            if task.attempts > 1 and await deeds.is_done(task):
                return Outcome("done")
            if task.attempts > tasks.MOST_ATTEMPTS:
                return Outcome("failed", DIED)
            if actor is None:
                raise Forbidden(NOBODY)  # noqa: TRY301 - told like every other refusal
            if await self._is_little(task):
                return await self._here(running, actor)
            return await self._away(running)
        except away.TooMuch:
            return await self._away(running)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever asked for the work is told
            outcome = outcome_of(error)
            if outcome.sentence in {BROKEN, NO_ROOM}:
                structlog.get_logger("art28").error("work on an import failed", kind=task.kind, exc_info=error)
            return outcome
        finally:
            renewing.cancel()

    async def _is_little(self, task: Task) -> bool:
        if task.kind in {"read", "match"}:
            row = await ImportBatch.select(ImportBatch.size).where(ImportBatch.id == task.batch).first()
            return row is not None and row["size"] <= SMALL_FILE
        sql = "SELECT count(*) AS n FROM (SELECT id FROM import_row WHERE batch = {} LIMIT {}) AS few"
        most = self._place.few_rows
        return await fetch_number(sql, [task.batch, most + 1]) <= most

    async def _here(self, running: Running, actor: Actor) -> Outcome:
        place = self._place
        progress.listen(running.hear)
        means = deeds.Means(place.data, place.limits, place.law, place.clock(), away.understand_apart, place.few_rows)
        return Outcome("done", result=await deeds.do(running.task, actor, means))

    async def _away(self, running: Running) -> Outcome:
        task, place = running.task, self._place
        given = {**place.given, "task": task.id, "now": place.clock().isoformat()}
        beside = Beside(place.beside, running.hear)
        running.hear("waiting", 0, 0)
        async with self._beside:
            running.hear("", 0, 0)
            told = await beside.run(given)
        if told is not None:
            return outcome_from(told)
        if await deeds.is_done(task):
            return Outcome("done")
        raise RuntimeError(f"the process beside the server ended without an answer: {beside.complaint}")

    async def _renew(self, running: Running) -> None:
        """Let other processes see how far work has come, and hear from them whether it is to be stopped.

        The embedded database has no other process, and while work beside the server writes, no room for a note.
        """
        while not on_sqlite():
            await asyncio.sleep(RENEWED)
            stop = False
            with contextlib.suppress(Exception):
                stop = await tasks.note(running.task, running.step, running.done, running.total, self._place.clock())
            if stop and running.work is not None:
                running.stopping = True
                running.work.cancel()
                return
