"""What the outbox asks of whatever carries mail; `app.mail` does it by SMTP."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole message as it travels, and its subject for those who look at the outbox."""

    subject: str
    content: bytes


class NotNow(Exception):
    """The server does not take this message now; the text is what it said."""


class Refused(Exception):
    """The server will never take this message; the text is what it said."""


class ServerDown(Exception):
    """The server does not answer, or broke off; `doubtful` where it may have accepted the message before."""

    def __init__(self, message: str, *, doubtful: bool = False) -> None:
        super().__init__(message)
        self.doubtful = doubtful


class Line(Protocol):
    """An open connection to a mail server."""

    async def send(self, letter: Letter, recipient: str) -> str:
        """Send one message and return what the server said; raise `NotNow`, `Refused` or `ServerDown`."""


class Transport(Protocol):
    """A way to a mail server."""

    def open(self) -> AbstractAsyncContextManager[Line]:
        """Return a connection that closes at the end of the block; entering it raises `ServerDown`."""
