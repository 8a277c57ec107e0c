"""The API: pages, versions, problems and scopes, as programs meet them."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar

from accounts.actor import Actor
from accounts.roles import Deed, Role
from accounts.tables import Organisation
from accounts.tokens import GRANTED, make_token
from accounts.visits import PROGRAMS
from app.api import document
from tests.support import builders
from tests.support.browsing import BASE

V1 = "/api/v1"
ACME = {"name": "Acme Cloud", "country": "US", "tags": ["cloud"]}


async def caller_of(
    app: Litestar, role: str, organisation: Organisation | None, now: datetime, deeds: tuple[Deed, ...] = GRANTED
) -> httpx.AsyncClient:
    user = await builders.user(role, organisation, now=now)
    scope = None if organisation is None else frozenset({int(organisation.id)})
    token = await make_token("a test", deeds, 30, Actor(user.id, user.email, Role(role), scope), now)
    headers = {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE, headers=headers)


@pytest.fixture
async def program(app: Litestar, organisation: Organisation, now: datetime) -> AsyncIterator[httpx.AsyncClient]:
    async with await caller_of(app, "privacy", organisation, now) as client:
        yield client


async def test_a_vendor_with_its_work_and_places_is_made_read_and_judged(
    program: httpx.AsyncClient, organisation: Organisation
) -> None:
    made = await program.post(f"{V1}/vendors", json=ACME)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    vendor = made.json()["id"]
    assert made.headers["location"] == f"{V1}/vendors/{vendor}"
    work = {"vendor": vendor, "organisation": organisation.id, "service": "Hosting", "role": "processor"}
    engagement = (await program.post(f"{V1}/engagements", json=work)).json()["id"]
    place = {"engagement": engagement, "country": "US", "ground_text": "Privacy Shield"}
    location = (await program.post(f"{V1}/locations", json=place)).json()
    assert (location["verdict"], location["grounds"]) == ("invalid", ["PS"]) or location["verdict"] == "invalid"
    agreement = {"vendor": vendor, "organisation": organisation.id, "status": "signed", "signed_on": "2025-01-31"}
    assert (await program.post(f"{V1}/agreements", json=agreement)).json()["signed_on"] == "2025-01-31"
    (listed,) = (await program.get(f"{V1}/vendors?verdict=invalid&q=acme")).json()["items"]
    assert (listed["name"], listed["verdict"], listed["findings"] > 0) == ("Acme Cloud", "invalid", True)
    found = (await program.get(f"{V1}/findings?severity=high")).json()
    assert found["total"] > 0
    finding = found["items"][0]["id"]
    accepted = await program.post(f"{V1}/findings/{finding}/acceptance", json={"until": "2027-01-31", "why": "moving"})
    assert accepted.json()["state"] == "accepted"
    assert (await program.delete(f"{V1}/findings/{finding}/acceptance")).status_code == 204
    assert (await program.get(f"{V1}/findings/{finding}")).json()["state"] == "open"
    for name in ("engagements", "locations", "agreements"):
        assert (await program.get(f"{V1}/{name}")).json()["total"] == 1, name


async def test_a_change_names_the_version_it_saw_so_that_none_is_lost(program: httpx.AsyncClient) -> None:
    here = (await program.post(f"{V1}/vendors", json=ACME)).headers["location"]
    assert (await program.patch(here, json={"owner": "IT"})).status_code == 428
    assert (await program.patch(here, json={"owner": "IT"}, headers={"if-match": "nonsense"})).status_code == 412
    first = await program.patch(here, json={"owner": "IT"}, headers={"if-match": '"1"'})
    assert (first.status_code, first.json()["owner"], first.headers["etag"]) == (200, "IT", '"2"')
    second = await program.patch(here, json={"owner": "Legal"}, headers={"if-match": '"1"'})
    assert (second.status_code, second.headers["etag"]) == (412, '"2"')
    assert (await program.get(here)).json()["owner"] == "IT"
    again = await program.get(here, headers={"if-none-match": '"2"'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "body",
    [{**ACME, "id": 7}, {**ACME, "search": "x"}, {**ACME, "version": 9}, {**ACME, "country": "XX"}, {}, {"name": 3}],
)
async def test_what_is_no_field_or_no_value_is_told_by_field_and_nothing_is_made(
    program: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await program.post(f"{V1}/vendors", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert (await program.get(f"{V1}/vendors?status=any")).json()["total"] == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b"null", b'{"name": "a\\u0000b\\ud800"', b"\xff\xfe", b"[" * 9000]
)
async def test_what_is_no_json_object_is_refused_in_one_sentence(program: httpx.AsyncClient, content: bytes) -> None:
    answer = await program.post(f"{V1}/vendors", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]


async def test_signs_that_no_text_has_are_left_out(program: httpx.AsyncClient) -> None:
    content = b'{"name": "Acme\\u0000 \\ud800Cloud", "notes": "a\\u0007b"}'
    made = await program.post(f"{V1}/vendors", content=content, headers={"content-type": "application/json"})
    assert (made.status_code, made.json()["name"], made.json()["notes"]) == (201, "Acme Cloud", "ab")


async def test_lists_come_in_pages_whose_size_is_bounded(program: httpx.AsyncClient) -> None:
    for number in range(5):
        await program.post(f"{V1}/vendors", json={"name": f"Vendor {number}"})
    page = (await program.get(f"{V1}/vendors?size=2&page=2")).json()
    assert ([one["name"] for one in page["items"]], page["page"], page["pages"], page["total"]) == (
        ["Vendor 2", "Vendor 3"],
        2,
        3,
        5,
    )
    for strange in ("size=0", "size=-1", "size=x", "size=99999999999", "page=x", "page=99999999", "order=up", "sort=;"):
        assert (await program.get(f"{V1}/vendors?{strange}")).status_code == 200, strange


async def test_what_belongs_to_another_organisation_is_not_there(
    app: Litestar, program: httpx.AsyncClient, organisation: Organisation, now: datetime
) -> None:
    vendor = (await program.post(f"{V1}/vendors", json=ACME)).json()["id"]
    work = {"vendor": vendor, "organisation": organisation.id}
    engagement = (await program.post(f"{V1}/engagements", json=work)).json()["id"]
    elsewhere = await builders.organisation(name="Somebody Else AS", now=now)
    async with await caller_of(app, "privacy", elsewhere, now) as other:
        for path in (f"vendors/{vendor}", f"engagements/{engagement}"):
            assert (await other.get(f"{V1}/{path}")).status_code == 404
            change = await other.patch(f"{V1}/{path}", json={"owner": "x"}, headers={"if-match": '"1"'})
            assert change.status_code == 404
        assert (await other.post(f"{V1}/engagements", json=work)).status_code in {403, 404, 422}
        place = {"engagement": engagement, "country": "US"}
        assert (await other.post(f"{V1}/locations", json=place)).status_code == 404
        assert (await other.get(f"{V1}/vendors?organisation={organisation.id}")).json()["total"] == 0


async def test_a_token_for_reading_changes_nothing(app: Litestar, organisation: Organisation, now: datetime) -> None:
    async with await caller_of(app, "administrator", organisation, now, deeds=()) as reader:
        assert (await reader.get(f"{V1}/vendors")).status_code == 200
        answer = await reader.post(f"{V1}/vendors", json=ACME)
        assert answer.status_code == 403
        assert "This token" in answer.json()["detail"]
        assert (await reader.get(f"{V1}/exports/register.json")).status_code == 403


async def test_a_list_is_uploaded_looked_at_committed_and_undone(program: httpx.AsyncClient) -> None:
    sheet = b"Vendor;Country\nAcme Cloud;US\nExample Hosting;SE\n"
    taken = await program.post(f"{V1}/imports", files={"file": ("vendors.csv", sheet, "text/csv")})
    assert taken.status_code == 202, taken.text
    here = taken.headers["location"]
    assert taken.json()["state"] == "planned"
    counts = taken.json()["counts"]
    rows = (await program.get(f"{here}/rows?action=create")).json()
    assert rows["total"] == 2
    wrong = await program.post(f"{here}/commit", json={"create": 1, "update": 0})
    assert wrong.status_code == 409
    expected = {name: counts[name] for name in ("create", "update")}
    assert (await program.post(f"{here}/commit", json=expected)).json()["state"] == "committed"
    assert (await program.get(f"{V1}/vendors")).json()["total"] == 2
    assert (await program.post(f"{here}/undo")).json()["state"] == "undone"
    assert (await program.get(f"{V1}/vendors")).json()["total"] == 0
    assert (await program.post(f"{V1}/imports", data={})).status_code == 422


async def test_the_register_leaves_as_files(program: httpx.AsyncClient) -> None:
    await program.post(f"{V1}/vendors", json={"name": "=cmd()"})
    workbook = await program.get(f"{V1}/exports/register.xlsx")
    assert workbook.content.startswith(b"PK")
    table = await program.get(f"{V1}/exports/register.csv")
    assert "'=cmd()" in table.text
    assert (await program.get(f"{V1}/exports/register.json")).json()
    assert (await program.get(f"{V1}/exports/register.csv?as_of=tomorrow")).status_code == 422


def test_every_address_of_the_api_is_described(app: Litestar) -> None:
    described = {(path, method) for path, item in document()["paths"].items() for method in item}
    there = {
        (route.path_format, method.lower())
        for route in app.routes
        if route.path.startswith(PROGRAMS)
        for method in getattr(route, "methods", ()) - {"OPTIONS", "HEAD"}
    }
    assert there - described == {(f"{V1}/openapi.json", "get")}
    assert described <= there
