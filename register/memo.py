"""What is counted over the whole register, remembered until somebody changes something.

Every change writes an audit event as the last act of its own transaction, and one transaction after the other, so the
number of the last event tells whether a count still holds.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Hashable
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from weakref import WeakSet

from accounts.events import Event
from accounts.progress import listen, tell
from register.sql import fetch_all

Counted = TypeVar("Counted")
LIFE = timedelta(seconds=5)
# What looks at all of the register is dear, and nothing but a change makes it untrue.
LONG = timedelta(minutes=10)
ROOM = 500
# Somebody signs in all day, and nothing that is counted is another one by it.
OF_NO_COUNT = (
    Event.SIGNED_IN,
    Event.SIGN_IN_REFUSED,
    Event.SIGNED_OUT,
    Event.SESSION_ENDED,
    Event.PERSON_SIGNED_OUT,
    Event.PASSWORD_CHANGED,
    Event.PASSWORD_RESET,
    Event.RESET_ASKED,
    Event.RESET_LINK_MADE,
    Event.RECOVERY_CODE_USED,
    Event.REGISTER_EXPORTED,
    Event.TRAIL_EXPORTED,
)
_OTHERS = ", ".join(f"'{event.value}'" for event in OF_NO_COUNT)
_COUNTS = f"max(CASE WHEN event NOT IN ({_OTHERS}) THEN id END)"
_NEWER = f"SELECT max(id) AS last, {_COUNTS} AS counts FROM audit_event WHERE id >= {{}}"  # noqa: S608 - no input
_ALL = "SELECT max(id) AS last, max(id) AS counts FROM audit_event"


class Unfinished(Exception):
    """What a page needs is still being worked out, once for all who ask."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work


class Work:
    """Something that is worked out of the whole register: its step, and how many vendors of how many (0: not known)."""

    def __init__(self, count: Callable[[], Awaitable[Any]], began: datetime) -> None:
        self.began = began
        self.name = secrets.token_hex(8)
        self.step, self.done, self.total = "", 0, 0
        # Work that waits for this one has come as far.
        self._around = copy_context()
        self.task = asyncio.create_task(self._do(count))
        _works[self.name] = self
        self.task.add_done_callback(lambda _done: _works.pop(self.name, None))

    async def _do(self, count: Callable[[], Awaitable[Any]]) -> Any:
        listen(self._hear)
        return await count()

    def _hear(self, step: str, done: int, total: int) -> None:
        self.step, self.done, self.total = step, done, total
        self._around.run(tell, step, done, total)


class Memo:
    """Counts of one process; `room` is how many are kept, `life` for how long."""

    def __init__(self, life: timedelta = LIFE, room: int = ROOM) -> None:
        self._life = life
        self._room = room
        self._seen = self._last = 0
        self._known: dict[Hashable, tuple[datetime, object]] = {}
        self._working: dict[Hashable, Work] = {}
        _memos.add(self)

    def forget(self) -> None:
        """Forget everything: what is known is about another database."""
        self._seen = self._last = 0
        self._drop()

    async def refresh(self) -> None:
        """Forget everything if the register changed; once for each page, before it counts."""
        found = (await (fetch_all(_NEWER, [self._seen]) if self._seen else fetch_all(_ALL)))[0]
        counts = found["counts"] or 0
        if counts > self._last or found["last"] is None:
            self._drop()
        self._seen, self._last = found["last"] or 0, max(counts, self._last)

    async def get(self, key: Hashable, now: datetime, count: Callable[[], Awaitable[Counted]]) -> Counted:
        """Return what was counted under this key, or count it."""
        if (found := self._fresh(key, now)) is not None:
            return cast("Counted", found[0])
        last = self._last
        counted = await count()
        # What the register changed under is true of neither: it answers who asked, and nobody after.
        if last == self._last:
            self._keep(key, now, counted)
        return counted

    async def work_out(
        self, key: Hashable, now: datetime, count: Callable[[], Awaitable[Counted]], patience: float | None
    ) -> Counted:
        """Return what was worked out under this key, or work it out, once for all who ask; without `patience` wait.

        Raise `Unfinished` when the seconds of patience are over: the work goes on, and what comes of it is remembered.
        """
        if (found := self._fresh(key, now)) is not None:
            return cast("Counted", found[0])
        work = self._working.get(key)
        if work is None:
            begun = work = self._working[key] = Work(count, now)
            work.task.add_done_callback(lambda _task: self._finished(key, begun))
        await asyncio.wait({work.task}, timeout=patience)
        if not work.task.done():
            raise Unfinished(work)
        if self._working.get(key) is work:  # it failed, and whoever asks next begins anew
            del self._working[key]
        return cast("Counted", work.task.result())

    def _finished(self, key: Hashable, work: Work) -> None:
        """Keep what came of work, unless the register changed under it; a failure waits for somebody to tell."""
        if self._working.get(key) is work and not work.task.cancelled() and work.task.exception() is None:
            del self._working[key]
            self._keep(key, work.began, work.task.result())

    def _fresh(self, key: Hashable, now: datetime) -> tuple[object] | None:
        found = self._known.get(key)
        return (found[1],) if found and timedelta() <= now - found[0] < self._life else None

    def _keep(self, key: Hashable, now: datetime, counted: object) -> None:
        self._known.pop(key, None)
        self._known[key] = (now, counted)
        # The oldest goes first.
        while len(self._known) > self._room:
            del self._known[next(iter(self._known))]

    def _drop(self) -> None:
        self._known.clear()
        self._working.clear()


# One looks through the whole register at a time: more would only wait for each other, and fill the memory meanwhile.
turn = asyncio.Lock()
_memos: WeakSet[Memo] = WeakSet()
_works: dict[str, Work] = {}


def work_called(name: str) -> Work | None:
    """Return the work of this process that has this name and is not done yet."""
    return _works.get(name)


def forget_all() -> None:
    """Let every memo of this process forget what it knows, as between two tests."""
    for memo in _memos:
        memo.forget()


async def stop_all() -> None:
    """End what is still being worked out, and forget everything: the database is about to close."""
    tasks = [work.task for work in _works.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    forget_all()
