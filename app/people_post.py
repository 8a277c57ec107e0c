"""Mail to people about their account, on its way through the same outbox as the reminders."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from app.office import Office
from assessments.outbox import insert_missing
from assessments.people_letters import key_of
from assessments.planning import MAIL, message_id
from assessments.tables import Mail


@dataclass
class PeoplePost:
    """What `accounts.post.Post` asks for: the outbox of this register."""

    office: Office
    running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def set_up(self) -> bool:
        """Return whether mail can go out at all."""
        return self.office.transport is not None

    @property
    def url(self) -> str:
        """Return the address of the register as it is set, whatever a request says."""
        return self.office.post.url

    @property
    def host(self) -> str:
        """Return the host of that address."""
        return urlsplit(self.url).hostname or ""

    async def queue(self, kind: str, email: str, now: datetime) -> None:
        """Leave a mail in the outbox, in the open transaction."""
        key = key_of(kind, email, now)
        number = message_id(key, self.office.post.installation)
        await insert_missing(Mail, MAIL, [(key, kind, email, now.date(), "queued", now, number, now)])

    def send_soon(self) -> None:
        """Send what waits in a task of its own, so that no answer takes longer where there is something to send."""
        task = asyncio.create_task(self._send())
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def close(self) -> None:
        """Stop sending; what is left waits for the next run."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _send(self) -> None:
        try:
            await self.office.send_waiting()
        except Exception:  # noqa: BLE001 - the outbox keeps what could not be sent, and the scheduler tries again
            structlog.get_logger("art28").exception("waiting mail could not be sent")
