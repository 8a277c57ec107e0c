"""The way to mail, as accounts knows it: those above this package write and send."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

INVITATION = "invitation"
RESET = "reset"


class Post(Protocol):
    """Where mails to people are left."""

    @property
    def set_up(self) -> bool:
        """Whether mail can go out at all."""

    @property
    def url(self) -> str:
        """The address of the register that links start with: the one that is set, whatever a request says."""

    async def queue(self, kind: str, email: str, now: datetime) -> None:
        """Leave a mail in the outbox, in the open transaction; its link is made when it is written."""

    def send_soon(self) -> None:
        """Send what waits, without holding up the answer to a person."""

    @property
    def host(self) -> str:
        """The host of that address, by which an authenticator app names the register."""
