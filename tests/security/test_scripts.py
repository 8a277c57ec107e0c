"""Scripts and markup that people type are shown as text on every page, whoever typed them and wherever they stand."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from litestar import Litestar

from tests.security.crawling import MARKUP, Walk
from tests.security.world import world

LOOPBACK = ("127.", "::1", "localhost")


async def test_markup_in_every_field_is_text_on_every_page_and_nothing_asks_the_world(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = await world(app, MARKUP)
    away: list[Any] = []
    refuse_the_world(monkeypatch, away)
    walk = Walk(there.client)
    await walk.read_all()
    assert not walk.faults, walk.faults[:20]
    assert not away, away
    # A walk that met nothing proves nothing.
    met = (len(walk.pages), len(walk.sent), len(walk.accepted), len(walk.escaped))
    assert all(count >= least for count, least in zip(met, (100, 90, 35, 60), strict=True)), met


def refuse_the_world(monkeypatch: pytest.MonkeyPatch, away: list[Any]) -> None:
    """Note and refuse every connection and every name that is asked for beyond this machine."""
    connect, ask = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            away.append(address)
            raise ConnectionRefusedError
        connect(self, address)

    def guarded_name(host: Any, *args: Any, **more: Any) -> Any:
        if host is not None and not str(host).startswith(LOOPBACK):
            away.append(host)
            raise socket.gaierror
        return ask(host, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_name)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", guarded_name, raising=False)
