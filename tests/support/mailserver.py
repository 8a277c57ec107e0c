"""A real SMTP server on loopback that keeps what it accepts, and misbehaves where a test asks it to."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[SMTP, Session, Envelope], Awaitable[str | None]]
OK = "250 OK"


@dataclass
class Inbox:
    """What a server accepted, and how it answers: `on_rcpt` and `on_data` may answer, wait or break off."""

    port: int = 0
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    on_rcpt: Answer | None = None
    on_data: Answer | None = None
    after_data: Answer | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Return the address for the setting."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def accepted(self) -> list[tuple[str, EmailMessage]]:
        """Return who was written to, and the message, in order; read only now, so that a test of many is not slowed."""
        return [(recipient, message_from_bytes(content, policy=policy.default)) for recipient, content in self.kept]

    @property
    def recipients(self) -> list[str]:
        """Return who was written to, in order."""
        return [recipient for recipient, _ in self.kept]

    @property
    def letters(self) -> list[EmailMessage]:
        """Return the accepted messages, in order."""
        return [letter for _, letter in self.accepted]

    @property
    def numbers(self) -> list[str]:
        """Return the Message-IDs, in order."""
        read = BytesHeaderParser(policy=policy.default).parsebytes
        return [str(read(content)["Message-ID"]) for _, content in self.kept]


class Handler:
    """What the server calls; apart from the inbox, because at each connection all members of a handler are read.

    A property that reads a thousand messages would be worked out for every one of them.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or answer as the test says."""
        envelope.rcpt_tos.append(address)
        answer = await self.inbox.on_rcpt(server, session, envelope) if self.inbox.on_rcpt else None
        if answer is not None:
            envelope.rcpt_tos.remove(address)
        return answer or OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message, or answer as the test says."""
        answer = await self.inbox.on_data(server, session, envelope) if self.inbox.on_data else None
        if answer is not None:
            return answer
        content = bytes(envelope.original_content or b"")
        with self.inbox.lock:
            self.inbox.kept += [(recipient, content) for recipient in envelope.rcpt_tos]
        answer = await self.inbox.after_data(server, session, envelope) if self.inbox.after_data else None
        return answer or OK


class OnAnyPort(Controller):
    """A controller that lets the kernel choose the port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(port: int = 0, **ways: Any) -> Iterator[Inbox]:
    """Run a server in a thread of its own while the block lasts."""
    inbox = Inbox(**ways)
    # Without a name of its own it would ask the network for one at each connection, and stand still meanwhile.
    controller = OnAnyPort(
        Handler(inbox), hostname="127.0.0.1", port=port, ready_timeout=10, server_hostname="mail.example"
    )
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop(no_assert=True)


def break_off(server: SMTP) -> None:
    """Cut the connection as a crash would."""
    assert server.transport is not None
    server.transport.abort()
