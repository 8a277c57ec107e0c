"""What the head of every kind of answer says to browsers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.settings import Settings
from tests.security.world import world
from tests.support.browsing import AsRole, app_for, browser, started
from tests.support.clock import Clock

ADDRESS = "https://register.example"
KINDS = (
    "/sign-in",
    "/nothing",
    "/vendors",
    "/static/css/art28.css",
    "/health",
    "/api/v1/vendors",
    "/answer/x",
    "/metrics",
)


async def test_behind_tls_every_kind_of_answer_keeps_the_browser_on_tls(
    database: Any, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError

    app = app_for(Settings(data=tmp_path, url=ADDRESS, scheduler=False), clock)
    async with started(app), browser(app) as client:
        client.base_url = httpx.URL(ADDRESS)
        answers = [await client.get(path) for path in KINDS]
        # Also the answer that no page can be made for.
        monkeypatch.setattr("accounts.visits.find_session", fail)
        client.cookies.set(app.asgi_handler.cookies.name("session"), "x")  # type: ignore[attr-defined]
        answers.append(await client.get("/profile"))
    assert answers[-1].status_code == 503
    for answer in answers:
        held = answer.headers
        assert held["strict-transport-security"] == "max-age=31536000; includeSubDomains", answer.url
        assert "frame-ancestors 'none'" in held["content-security-policy"], answer.url
        assert held["x-content-type-options"] == "nosniff"
        for cookie in held.get_list("set-cookie"):
            assert cookie.startswith("__Host-")
            assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))


@pytest.mark.parametrize("path", KINDS)
async def test_no_answer_is_open_to_another_origin(client: httpx.AsyncClient, path: str) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method in ("GET", "OPTIONS"):
        answer = await client.request(method, path, headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_neither_folders_nor_traces_are_answered(client: httpx.AsyncClient, as_role: AsRole) -> None:
    for path in ("/static/", "/static/css/", "/static/js", "/static"):
        assert (await client.get(path)).status_code in {303, 404}, path
    for method in ("TRACE", "CONNECT", "PROPFIND"):
        assert (await client.request(method, "/sign-in")).status_code == 405, method


@pytest.mark.parametrize(
    "name", ['a"; filename="b.html', "a\r\nset-cookie: x=1", "räksmörgås", "../../etc/passwd", "a%0d%0ab"]
)
async def test_a_download_is_an_attachment_that_nothing_runs_in(app: Litestar, name: str) -> None:
    there = await world(app, name)
    answer = await there.client.get(f"/documents/{there.numbers['document']}")
    head = answer.headers
    assert answer.status_code == 200
    assert head["content-disposition"].startswith("attachment")
    assert head["content-disposition"].isascii()
    assert ".html" not in head["content-disposition"].split("filename*=")[0].replace("b.html.pdf", "")
    assert "/" not in head["content-disposition"]
    assert (head["content-type"], head["x-content-type-options"]) == ("application/pdf", "nosniff")
    assert "sandbox" in head["content-security-policy"]
    assert "set-cookie" not in head
