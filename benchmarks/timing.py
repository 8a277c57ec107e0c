"""Time things, and put the figures into a table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, how much, against what, and what is aimed at."""

    what: str
    value: str
    against: str = ""
    ratio: float | None = None
    target: float | None = None

    def line(self) -> str:
        """Return the line as Markdown."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        target = "" if self.target is None else f"{self.target:g}"
        missed = " (missed)" if self.ratio is not None and self.target is not None and self.ratio > self.target else ""
        return f"| {self.what} | {self.value} | {self.against} | {ratio} | {target}{missed} |"


def median_of(runs: int, work: Callable[[], Any]) -> float:
    """Return the median seconds of some runs, after one that warms up."""
    work()
    return statistics.median(timed(work) for _ in range(runs))


async def median_of_async(runs: int, work: Callable[[], Awaitable[Any]]) -> float:
    """Return the median seconds of some awaited runs, after one that warms up."""
    await work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def milliseconds(seconds: float) -> str:
    """Return seconds as milliseconds for a reader."""
    return f"{seconds * 1000:.2f} ms"
