"""`python -m tests.reminders.die POINT`: run `art28 remind` and end at one point of it as a power cut would."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import Any

# Each point: the module or class and the function there, and whether the end comes before it or after it.
POINTS = {
    "before-the-plan-is-written": ("assessments.planning", "insert_missing", "before"),
    "while-the-plan-is-written": ("assessments.planning", "insert_missing", "after"),
    "when-the-plan-is-written": ("app.remind", "plan_reminders", "after"),
    "when-messages-are-claimed": ("assessments.outbox", "claim", "after"),
    "when-letters-are-written": ("assessments.writing", "write_letters", "after"),
    "before-the-first-is-sent": ("app.mail:SmtpLine", "send", "before"),
    "when-the-first-is-accepted": ("app.mail:SmtpLine", "send", "after"),
    "while-the-first-is-recorded": ("assessments.outbox", "transaction", "inside"),
    "when-the-first-is-recorded": ("assessments.outbox", "record_sent", "after"),
}
ACCEPTED = {"when-the-first-is-accepted", "while-the-first-is-recorded"}


def end() -> None:
    """End at once; no handler runs."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Put the end in its place."""
    place, name, when = POINTS[point]
    module, _, inner = place.partition(":")
    holder: Any = importlib.import_module(module)
    holder = getattr(holder, inner) if inner else holder
    whole = getattr(holder, name)

    async def before(*_args: Any, **_more: Any) -> None:
        end()

    async def after(*args: Any, **more: Any) -> None:
        await whole(*args, **more)
        end()

    @asynccontextmanager
    async def inside() -> Any:
        async with whole():
            yield
            end()

    setattr(holder, name, {"before": before, "after": after, "inside": inside}[when])


def main() -> int:
    """Run the command with the end in its place."""
    from app.remind import run
    from app.settings import read_settings

    arm(sys.argv[1])
    return asyncio.run(run(read_settings(), dry_run=False))


if __name__ == "__main__":
    sys.exit(main())
