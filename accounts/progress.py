"""How far long work has come: told by whoever does it, heard by whoever started it; where none listens, by nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextvars import ContextVar
from typing import TypeVar

Thing = TypeVar("Thing")
SELDOM = 100

# What hears of it: the step, how much of it is done, and how much there is (0: not known).
Listener = Callable[[str, int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def listen(listener: Listener) -> None:
    """Let a listener hear how far the work of this task, and of those that it starts, has come."""
    _listener.set(listener)


def counted(things: Collection[Thing], step: str) -> Iterator[Thing]:
    """Yield things one by one and tell, now and then, how many have been taken."""
    if _listener.get() is None:
        yield from things
        return
    for place, thing in enumerate(things):
        if place % SELDOM == 0:
            tell(step, place, len(things))
        yield thing


def tell(step: str, done: int = 0, total: int = 0) -> None:
    """Say which step the work is at, and how much of it is done."""
    listener = _listener.get()
    if listener is not None:
        listener(step, done, total)
