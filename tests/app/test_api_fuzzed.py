"""The API against what its own description allows and forbids: no failure, and no answer that is not described."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.process import Installation

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 5


def program(installation: Installation, address: str) -> dict[str, str]:
    """Return the header of a token with every scope, made on the profile page by a new administrator."""
    password = "correct horse battery staple"
    installation.run("user", "add", "a@example.org", "--role", "administrator", "--password-stdin", stdin=password)
    with httpx.Client(base_url=address, follow_redirects=True) as browser:
        form = {"email": "a@example.org", "password": password, "_csrf": proof(browser.get("/sign-in").text)}
        browser.post("/session", data=form)
        page = browser.get("/profile/tokens").text
        wanted = {"name": "a test", "days": "30", "deed": ["edit", "import", "export", "decide"], "_csrf": proof(page)}
        made = browser.post("/profile/tokens", data=wanted).text
    found = re.search(r"art28_[\w-]{43}", made)
    assert found is not None
    return {"authorization": f"Bearer {found.group(0)}"}


def proof(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def furnish(address: str, headers: dict[str, str]) -> None:
    """Put one of each thing into the register, so that numbers of things that exist are tried too."""
    with httpx.Client(base_url=f"{address}/api/v1", headers=headers) as client:
        organisation = client.get("/organisations").json()[0]["id"]
        vendor = client.post("/vendors", json={"name": "Acme Cloud", "country": "US"}).json()["id"]
        work = {"vendor": vendor, "organisation": organisation, "role": "processor"}
        engagement = client.post("/engagements", json=work).json()["id"]
        assert client.post("/locations", json={"engagement": engagement, "country": "US"}).status_code == 201
        agreement = {"vendor": vendor, "organisation": organisation, "status": "missing"}
        assert client.post("/agreements", json=agreement).status_code == 201
        sheet = ("vendors.csv", b"Vendor;Country\nExample Hosting;SE\n", "text/csv")
        assert client.post("/imports", files={"file": sheet}).status_code == 202


def numbers(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Aim half of the numbers at things that exist."""
    del context
    if parameters is None:
        return None
    return {name: value % 3 if isinstance(value, int) and value % 2 else value for name, value in parameters.items()}


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_whatever_is_sent_the_answer_is_a_described_one(installation: Installation, mode: str) -> None:
    installation.run("organisation", "add", "Example AB", "--country", "SE")
    with installation.serve() as server:
        headers = program(installation, server.address)
        furnish(server.address, headers)
        schema = schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")
        schema.config.generation.update(modes=[schemathesis.GenerationMode(mode)])
        schema.hook("map_path_parameters")(numbers)
        operations = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            operations += 1

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            )
            def holds(case: schemathesis.Case) -> None:
                case.call_and_validate(headers=headers, checks=CHECKS)

            given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))(holds)()
        assert operations >= 35
