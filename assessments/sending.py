"""Send what the outbox holds: claim, write, send, record; one bad message never holds up the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import structlog

from assessments import outbox
from assessments.outbox import LEASE, Claimed
from assessments.transport import Letter, Line, NotNow, Refused, ServerDown, Transport

BATCH = 20
LANES = 4
# A message is begun only while so much of the lease is left that it ends, or times out, inside it.
MARGIN_SECONDS = 120
MOST_CUTS = 5
Clock = Callable[[], datetime]
Letters = dict[int, Letter | None]
Writer = Callable[[Sequence[Claimed]], Awaitable[Letters]]


@dataclass
class Delivery:
    """What came of one run: how many were sent, put off, refused or dropped, and why it ended early."""

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    dropped: int = 0
    down: str = ""


async def deliver(transport: Transport, write: Writer, clock: Clock, *, lanes: int = LANES) -> Delivery:
    """Send all messages that are ready, over a few connections at once, until none is left or the server is down."""
    delivery = Delivery()
    async with asyncio.TaskGroup() as group:
        for _ in range(lanes):
            group.create_task(_Lane(transport, write, clock, delivery).run())
    return delivery


class _Lane:
    """One connection at a time, and the messages that are claimed for it."""

    def __init__(self, transport: Transport, write: Writer, clock: Clock, delivery: Delivery) -> None:
        self.transport = transport
        self.write = write
        self.clock = clock
        self.delivery = delivery
        self.stack = AsyncExitStack()
        self.line: Line | None = None
        self.cuts = 0

    async def run(self) -> None:
        """Send batch by batch, over one connection as long as it stands."""
        async with self.stack:
            while not self.delivery.down:
                until = time.monotonic() + LEASE.total_seconds() - MARGIN_SECONDS
                batch = await outbox.claim(self.clock(), BATCH)
                if not batch:
                    return
                waiting = list(batch)
                try:
                    await self.send_batch(waiting, until)
                finally:
                    # Whatever was not tried, for whatever reason, is free again at once.
                    await asyncio.shield(outbox.release(waiting))

    async def send_batch(self, waiting: list[Claimed], until: float) -> None:
        """Send messages, the first of the list first; what is tried leaves the list. Connect again where it was cut."""
        letters = await self.write(waiting)
        while waiting and time.monotonic() < until:
            try:
                if self.line is None:
                    self.line = await self.stack.enter_async_context(self.transport.open())
            except ServerDown as error:
                self.delivery.down = str(error)
                while waiting:
                    await self.put_off(waiting.pop(0), error)
                return
            if not await self.send_one(self.line, waiting.pop(0), letters):
                self.line = None

    async def send_one(self, line: Line, mail: Claimed, letters: Letters) -> bool:
        """Send one message and record what came of it; return whether the connection still stands."""
        if mail.id not in letters:
            await self.put_off(mail, NotNow("The message could not be written; the log says why."))
            return True
        letter = letters[mail.id]
        if letter is None:
            await outbox.record_dropped(mail)
            self.delivery.dropped += 1
            return True
        try:
            answer = await line.send(letter, mail.recipient)
        except Refused as error:
            await outbox.record_refused(mail, str(error), self.clock())
            self.delivery.refused += 1
            structlog.get_logger("art28").warning("a mail was refused", mail=mail.id)
        except NotNow as error:
            await self.put_off(mail, error)
        except ServerDown as error:
            await self.put_off(mail, error, doubtful=error.doubtful)
            self.cuts += 1
            if self.cuts >= MOST_CUTS:
                self.delivery.down = str(error)
            return False
        else:
            await outbox.record_sent(mail, letter.subject, answer, self.clock())
            self.delivery.sent += 1
        return True

    async def put_off(self, mail: Claimed, error: Exception, *, doubtful: bool = False) -> None:
        """Record that a message has to wait."""
        await outbox.record_deferred(mail, str(error), self.clock(), doubtful=doubtful)
        self.delivery.deferred += 1
