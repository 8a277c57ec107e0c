"""How long a client may take to send a request: a slow one gives its place up to others."""

from __future__ import annotations

import asyncio

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 20.0
HEAD_BYTES = 64 * 1024
BODY_SECONDS = 30.0
BODY_BYTES_A_SECOND = 1024


class TooSlow(HTTPException):
    """The body of a request did not come in time; the connection ends with the answer."""

    status_code = 408

    def __init__(self) -> None:
        super().__init__(headers={"connection": "close"})


class Patience:
    """ASGI layer that waits for a body only as long as it keeps coming, at a kilobyte a second after half a minute."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with a body that is waited for no longer than allowed."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        left, coming = self.seconds, True
        loop = asyncio.get_running_loop()

        async def patient() -> ReceiveMessage:
            nonlocal left, coming
            if not coming:
                return await receive()
            # Only the time in which the client is waited for counts: what the register does meanwhile is not its fault.
            began = loop.time()
            try:
                async with asyncio.timeout(max(left, 0)):
                    message = await receive()
            except TimeoutError:
                coming = False
                raise TooSlow from None
            left -= loop.time() - began
            if message["type"] == "http.request":
                left += len(message["body"]) / BODY_BYTES_A_SECOND
                coming = message["more_body"]
            return message

        await self.app(scope, patient, send)


class BoundedHead(HttpToolsProtocol):
    """uvicorn's reading of a request, with an end to heads that come too slowly or never end."""

    head_seconds = HEAD_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._waiting: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_body = False
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came; a head of more than `HEAD_BYTES` ends the connection."""
        super().data_received(data)
        if self._waiting is not None and not self._in_body:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Wait for the rest of the head of a request on a connection that was used before."""
        super().on_message_begin()
        if self._waiting is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """Let the app take over."""
        self._stop()
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for nothing more."""
        self._stop()
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait no longer than for a head for the rest of a body that nobody reads any more."""
        super().on_response_complete()
        if self._in_body:
            self._wait()

    def _wait(self) -> None:
        self._head_bytes = 0
        self._waiting = self.loop.call_later(self.head_seconds, self._give_up)

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.abort()

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
