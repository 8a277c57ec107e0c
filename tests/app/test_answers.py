"""What every answer carries, and how refusals and failures look."""

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar, get

from accounts.errors import Conflict, Invalid
from accounts.tables import Organisation, User
from accounts.visits import Cookies
from app import asgi
from app.asgi import create_app
from app.settings import Settings
from tests.support.browsing import AsRole, app_for, browser, started
from tests.support.clock import Clock

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"accept": "application/json"}


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/static/css/art28.css", "/health", "/vendors"])
async def test_every_answer_forbids_what_is_not_from_here(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 16


async def test_a_page_is_kept_by_no_cache(as_role: AsRole) -> None:
    client = await as_role("reader")
    assert (await client.get("/profile")).headers["cache-control"] == "no-store"


async def test_behind_tls_cookies_are_bound_to_the_host_and_the_browser_stays_on_tls(
    database: Any, tmp_path: Path, clock: Clock
) -> None:
    app = app_for(Settings(data=tmp_path, url="https://register.example"), clock)
    async with (
        started(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://register.example") as client,
    ):
        answer = await client.get("/sign-in")
        assert answer.headers["set-cookie"].startswith("__Host-art28-")
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]


async def test_no_two_requests_have_one_number(client: httpx.AsyncClient) -> None:
    numbers = {(await client.get("/sign-in")).headers["x-request-id"] for _ in range(5)}
    assert len(numbers) == 5


async def test_an_unknown_address_is_a_page_with_a_way_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing")
    assert answer.status_code == 404
    assert '<a class="btn" href="/">' in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_an_unknown_address_keeps_a_signed_in_person_at_home(as_role: AsRole) -> None:
    client = await as_role("reader")
    assert 'action="/session/end"' in (await client.get("/nothing")).text


async def test_a_wrong_method_is_told_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_a_path_that_is_no_number_is_not_found(as_role: AsRole) -> None:
    client = await as_role("administrator")
    assert (await client.post("/people/x/activation")).status_code == 404


async def test_a_program_gets_problem_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing", headers=JSON)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert set(answer.json()) == {"type", "title", "status", "detail", "reference"}


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient, app: Litestar) -> None:
    answer = await client.post("/session", data={"email": "x" * 70_000})
    assert answer.status_code == 413
    huge = await client.post("/session", content=b"x", headers={**FORM, "content-length": str(10**10)})
    assert huge.status_code == 413


async def test_a_body_that_is_too_large_is_refused_without_an_announced_length(client: httpx.AsyncClient) -> None:
    async def body() -> Any:
        for _ in range(100):
            yield b"x" * 1024

    assert (await client.post("/session", content=body(), headers=FORM)).status_code == 413


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00%ZZ=&&;", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{", "application/json"),
    ],
)
async def test_a_mangled_form_is_refused_and_harms_nothing(
    client: httpx.AsyncClient, content: bytes, kind: str
) -> None:
    answer = await client.post("/session", content=content, headers={"content-type": kind})
    assert 400 <= answer.status_code < 500


async def test_a_nul_in_a_field_is_no_failure_on_either_engine(client: httpx.AsyncClient) -> None:
    answer = await client.post("/session", data={"email": "a\x00@example.org", "password": "x\x00" * 7})
    assert answer.status_code == 422


@pytest.fixture
async def broken(database: Any, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:
    @get("/broken", opt={"public": True})
    async def fail() -> None:
        raise LookupError("the inside of the program")

    @get("/invalid", opt={"public": True})
    async def invalid() -> None:
        raise Invalid({"name": "The name is missing. Write it."})

    @get("/conflict", opt={"public": True})
    async def conflict() -> None:
        raise Conflict("Somebody else was faster. Load the page again.")

    known = asgi.routes()
    monkeypatch.setattr(asgi, "routes", lambda: [*known, fail, invalid, conflict])
    app = create_app(settings, clock=clock)
    async with started(app), browser(app) as client:
        yield client


async def test_a_mistake_of_the_program_tells_a_reference_and_nothing_of_the_inside(broken: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await broken.get("/broken")
    assert answer.status_code == 500
    assert "LookupError" not in answer.text
    assert "the inside" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert any(isinstance(line.get("exc_info"), LookupError) for line in lines)
    assert (await broken.get("/broken", headers=JSON)).json()["detail"]


async def test_what_cannot_be_used_is_listed_for_people_and_programs(broken: httpx.AsyncClient) -> None:
    page = await broken.get("/invalid")
    assert page.status_code == 422
    assert "The name is missing. Write it." in page.text
    assert (await broken.get("/invalid", headers=JSON)).json()["errors"] == {"name": "The name is missing. Write it."}


async def test_a_conflict_is_told(broken: httpx.AsyncClient) -> None:
    answer = await broken.get("/conflict")
    assert answer.status_code == 409
    assert "Somebody else was faster" in answer.text


async def test_a_failing_database_is_told_in_plain_words(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OSError

    client = await as_role("reader")
    monkeypatch.setattr("accounts.visits.find_session", fail)
    answer = await client.get("/profile")
    assert answer.status_code == 503
    assert "database" in answer.text


async def test_health_answers_while_the_process_runs_and_ready_only_with_a_database(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.get("/ready")).status_code == 200
    monkeypatch.setattr("app.health.Organisation.exists", lambda: 1 / 0)
    assert (await client.get("/ready")).status_code == 503
    assert (await client.get("/health")).status_code == 200


async def test_the_log_has_no_query_no_name_and_no_address(as_role: AsRole) -> None:
    client = await as_role("reader", email="somebody@example.org")
    with structlog.testing.capture_logs() as lines:
        await client.get("/profile?token=secret", headers={"user-agent": "a browser"})
    (line,) = [line for line in lines if line["event"] == "request"]
    assert set(line) == {"event", "log_level", "method", "path", "status", "milliseconds", "person"}
    assert "secret" not in str(line)
    assert "example.org" not in str(line)


async def test_files_of_the_look_are_named_by_their_content_and_kept(client: httpx.AsyncClient, app: Litestar) -> None:
    url = app.state.assets.url("css/art28.css")
    answer = await client.get(url)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "@import" not in answer.text
    assert (await client.get("/static/css/art28.css?v=old")).headers["cache-control"] == "no-cache"
    again = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/../asgi.py", "/static/%2e%2e/asgi.py", "/static//etc/passwd", "/static/css/..%2f..%2fcli.py"]
)
async def test_no_path_leads_out_of_the_files_of_the_look(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_pages_take_no_style_or_script_within(client: httpx.AsyncClient) -> None:
    page = (await client.get("/sign-in")).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/nothing", "/vendors"])
async def test_the_head_of_an_answer_can_be_asked_for_alone(client: httpx.AsyncClient, path: str) -> None:
    whole, head = await client.get(path), await client.head(path)
    assert head.status_code == whole.status_code
    assert head.headers.get("content-type") == whole.headers.get("content-type")
    assert head.content == b""


async def test_a_deed_out_of_its_time_is_not_blamed_on_somebody_else(
    as_role: AsRole, client: httpx.AsyncClient
) -> None:
    administrator = await as_role("administrator", email="owner@example.org")
    number = (await User.select(User.id).where(User.email == "owner@example.org").first())["id"]
    answer = await administrator.post(f"/people/{number}/deactivation")
    assert answer.status_code == 409
    assert "You cannot deactivate yourself." in answer.text
    assert "Changed by somebody else" not in answer.text


async def test_a_message_with_the_longest_name_fits_into_a_cookie_and_is_shown(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement")
    answer = await client.post("/vendors", data={"name": "😀" * 300})
    assert answer.status_code == 303
    assert len(answer.headers["set-cookie"]) < 4096
    assert "😀" * 300 + " is in the register." in (await client.get("/profile")).text


async def test_a_message_that_somebody_made_up_is_no_failure(as_role: AsRole, app: Litestar) -> None:
    client = await as_role("reader")
    settings = app.state.settings
    deep = base64.urlsafe_b64encode(b"[" * 20_000).decode()
    client.cookies.set(Cookies(settings.secure, settings.port).name("flash"), deep)
    assert (await client.get("/profile")).status_code == 200
