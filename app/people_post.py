"""Mail to people about their account, on its way through the same outbox as the reminders."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from assessments.letters import Sender
from assessments.outbox import insert_missing
from assessments.people_letters import key_of
from assessments.planning import MAIL, message_id
from assessments.tables import Mail


@dataclass
class PeoplePost:
    """What `accounts.post.Post` asks for: who writes, whether mail can go out, and how it is sent (None: later)."""

    sender: Sender
    set_up: bool
    send: Callable[[], Awaitable[None]] | None
    queued: int = 0
    running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Return the address of the register as it is set, whatever a request says."""
        return self.sender.url

    @property
    def host(self) -> str:
        """Return the host of that address."""
        return urlsplit(self.url).hostname or ""

    async def queue(self, kind: str, email: str, now: datetime) -> None:
        """Leave a mail in the outbox, in the open transaction."""
        key = key_of(kind, email, now)
        number = message_id(key, self.sender.installation)
        await insert_missing(Mail, MAIL, [(key, kind, email, now.date(), "queued", now, number, now)])
        self.queued += 1

    def send_soon(self) -> None:
        """Send what waits in a task of its own, so that no answer takes longer where there is something to send."""
        if self.send is None:
            return
        task = asyncio.create_task(self._send(self.send))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def settle(self) -> None:
        """Wait until everything is sent that has begun to be."""
        await asyncio.gather(*self.running)

    async def close(self) -> None:
        """Stop sending; what is left waits for the next run."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _send(self, send: Callable[[], Awaitable[None]]) -> None:
        try:
            await send()
        except Exception:  # noqa: BLE001 - the outbox keeps what could not be sent, and the scheduler tries again
            structlog.get_logger("art28").exception("waiting mail could not be sent")
