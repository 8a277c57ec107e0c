"""Mail goes out by SMTP, to the server that the settings name."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from urllib.parse import unquote, urlsplit

import aiosmtplib

from assessments.transport import Letter, NotNow, Refused, ServerDown

# The lease of a message is longer than all of these together.
CONNECT_SECONDS = 20
COMMAND_SECONDS = 20
CLOSING = 421
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Smtp:
    """The way to one mail server; a password is only ever sent inside TLS, or to this very machine."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    sender: str = ""
    timeout: float = COMMAND_SECONDS

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SmtpLine]:
        """Return a connection that is greeted and, where there is a user, signed in; raise `ServerDown`."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.implicit_tls,
            start_tls=False,
            timeout=min(self.timeout, CONNECT_SECONDS),
            tls_context=_tls(local=self.local),
        )
        try:
            await self._greet(client)
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise ServerDown(said(error)) from error
        try:
            yield SmtpLine(client, self.sender)
        finally:
            await _leave(client)

    async def _greet(self, client: aiosmtplib.SMTP) -> None:
        await client.connect()
        await client.ehlo()
        if not self.implicit_tls and client.supports_extension("starttls"):
            await client.starttls()
            await client.ehlo()
        elif self.user and not self.implicit_tls and not self.local:
            raise ServerDown("The server offers no TLS, and the password is not sent without it.")
        if self.user:
            await client.login(self.user, self.password)

    @property
    def local(self) -> bool:
        """Return whether the server is on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class SmtpLine:
    """An open connection."""

    client: aiosmtplib.SMTP
    sender: str

    async def send(self, letter: Letter, recipient: str) -> str:
        """Send one message and return what the server said; raise `NotNow`, `Refused` or `ServerDown`."""
        handed_over = False
        try:
            await self.client.mail(self.sender)
            await self.client.rcpt(recipient)
            handed_over = True
            answer = await self.client.data(letter.content)
        except aiosmtplib.SMTPSenderRefused as error:
            # That this sender is not welcome is the fault of the settings, not of one message.
            raise ServerDown(said(error)) from error
        except aiosmtplib.SMTPServerDisconnected as error:
            raise ServerDown(said(error), doubtful=handed_over) from error
        except aiosmtplib.SMTPTimeoutError as error:
            self.client.close()
            raise ServerDown(said(error), doubtful=handed_over) from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code == CLOSING:
                raise ServerDown(said(error)) from error
            await self._start_over()
            raise (Refused if error.code >= 500 else NotNow)(said(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ServerDown(said(error), doubtful=handed_over) from error
        return f"{answer.code} {answer.message}"

    async def _start_over(self) -> None:
        try:
            await self.client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self.client.close()


def read_server(url: str, sender: str, timeout: float = COMMAND_SECONDS) -> Smtp:
    """Return the mail server that an address such as smtp://user:password@host:587 names, as the settings hold it."""
    parts = urlsplit(url)
    return Smtp(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=parts.scheme == "smtps",
        sender=parseaddr(sender)[1],
        timeout=timeout,
    )


def said(error: Exception) -> str:
    """Return what went wrong, with the code of the server where it gave one."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__


@cache
def _tls(*, local: bool) -> ssl.SSLContext:
    """Return the context for TLS, made once; a server on this machine has as a rule a certificate of its own making."""
    context = ssl.create_default_context()
    if local:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()
