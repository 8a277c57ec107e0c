"""A client that trickles its request, or never ends it, gives its place up; one on a slow line does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from litestar import Litestar

from app.patience import HEAD_BYTES, BoundedHead, Patience
from app.serve import config
from tests.support.browsing import AsRole

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Hasty(BoundedHead):
    """As served, with less patience than people on slow lines need."""

    head_seconds = 0.2


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """Serve an app as `art28 serve` does, on a free port of this machine; `config` says which protocol reads."""
    settings = config(app)
    assert settings.http is BoundedHead
    settings.http, settings.lifespan, settings.port = Hasty, "off", 0
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined, method-assign]
    settings.load()
    server.lifespan = settings.lifespan_class(settings)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await server.shutdown()


async def until_closed(port: int, beginning: bytes, more: bytes = b"", pause: float = 0.01) -> bytes:
    """Send a beginning and then trickle; return what was answered before the connection ended."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(beginning)
    answered = b""
    try:
        async with asyncio.timeout(20):
            while more:
                writer.write(more)
                await writer.drain()
                try:
                    answered += await asyncio.wait_for(reader.read(65536), pause)
                except TimeoutError:
                    continue
                break
            answered += await reader.read()
    except ConnectionError:
        pass
    finally:
        writer.close()
    return answered


@pytest.mark.parametrize(
    ("beginning", "more"),
    [
        (b"", b""),
        (b"GET /sign-in HTTP/1.1\r\nHost: a\r\n", b"x: y\r\n"),
        (b"GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\n", b"x: y\r\n"),
        (b"GET /health HTTP/1.1\r\nHost: a\r\n", b"x: " + b"y" * HEAD_BYTES + b"\r\n"),
        # The body of a request that was answered without it.
        (b"POST /nothing HTTP/1.1\r\nHost: a\r\ncontent-length: 99999999\r\n\r\n", b"x"),
    ],
)
async def test_a_connection_that_trickles_its_head_or_says_nothing_is_ended(
    app: Litestar, beginning: bytes, more: bytes
) -> None:
    async with served(app) as port:
        answered = await until_closed(port, beginning, more)
    assert answered.count(b"HTTP/1.1") <= 1


async def test_a_body_that_trickles_is_answered_with_408_and_the_connection_ends(app: Litestar) -> None:
    inner = app.asgi_handler.app  # type: ignore[attr-defined]
    assert isinstance(inner, Patience)
    inner.seconds = 0.2
    head = b"POST /session HTTP/1.1\r\nHost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n"
    async with served(app) as port:
        answered = await until_closed(port, head + b"content-length: 5000\r\n\r\n", b"x")
    assert answered.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in answered.lower()
    assert b"did not arrive in time" in answered


async def test_a_slow_line_on_which_the_body_keeps_coming_is_waited_for(app: Litestar, as_role: AsRole) -> None:
    app.asgi_handler.app.seconds = 0.2  # type: ignore[attr-defined]
    client = await as_role("reader")
    parts = iter([b"language=sv&x=" + b"x" * 500, *[b"y" * 500] * 8])

    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            came = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(0.05, came.set_result, None)
            await came
            yield part

    assert (await client.post("/language", content=body(), headers=FORM)).status_code == 303


async def test_a_hundred_megabytes_are_refused_wherever_they_are_sent_and_never_read_to_the_end(
    app: Litestar, as_role: AsRole
) -> None:
    client = await as_role("administrator")
    most = app.state.settings.upload_megabytes + 1
    piece = b"x" * 1024 * 1024
    for path, kind in (("/imports", "multipart/form-data; boundary=x"), ("/vendors", FORM["content-type"])):
        read = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal read
            for _ in range(100):
                read += 1
                yield piece

        answer = await client.post(path, content=body(), headers={"content-type": kind})
        assert answer.status_code == 413, path
        assert read <= most + 1, path
        announced = {"content-type": kind, "content-length": str(100 * 1024 * 1024)}
        assert (await client.post(path, content=b"x", headers=announced)).status_code == 413, path
