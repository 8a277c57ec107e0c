"""What is counted over the whole register, remembered until somebody changes something.

Every change writes an audit event in its own transaction, so the number of the last one tells whether a count still
holds. Two writers on PostgreSQL may commit out of the order of their numbers; a count that missed one is made again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import TypeVar, cast
from weakref import WeakSet

from register.sql import fetch_number

Counted = TypeVar("Counted")
LIFE = timedelta(seconds=5)
ROOM = 500


class Memo:
    """Counts of one process; `room` is how many are kept, `life` for how long."""

    def __init__(self, life: timedelta = LIFE, room: int = ROOM) -> None:
        self._life = life
        self._room = room
        self._last = -1
        self._known: dict[Hashable, tuple[datetime, object]] = {}
        _memos.add(self)

    def forget(self) -> None:
        """Forget everything: what is known is about another database."""
        self._last = -1
        self._known.clear()

    async def refresh(self) -> None:
        """Forget everything if the register changed; once for each page, before it counts."""
        last = await fetch_number("SELECT coalesce(max(id), 0) AS n FROM audit_event")
        if last != self._last or len(self._known) > self._room:
            self._last = last
            self._known.clear()

    async def get(self, key: Hashable, now: datetime, count: Callable[[], Awaitable[Counted]]) -> Counted:
        """Return what was counted under this key, or count it."""
        found = self._known.get(key)
        if found and timedelta() <= now - found[0] < self._life:
            return cast("Counted", found[1])
        counted = await count()
        self._known[key] = (now, counted)
        return counted


_memos: WeakSet[Memo] = WeakSet()


def forget_all() -> None:
    """Let every memo of this process forget what it knows, as between two tests."""
    for memo in _memos:
        memo.forget()
