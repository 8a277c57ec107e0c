"""Figures for Prometheus: for whoever bears the token, and otherwise there is nothing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.settings import Settings, SettingsError, read_settings
from tests.support.browsing import app_for, browser, started
from tests.support.clock import Clock

TOKEN = "0123456789abcdef0123"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def measured(database: Any, settings: Settings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = app_for(settings.model_copy(update={"metrics_token": TOKEN}), clock)
    async with started(app), browser(app) as client:
        yield client


async def test_whoever_bears_the_token_reads_the_figures(measured: httpx.AsyncClient) -> None:
    await measured.get("/vendors/4711")
    answer = await measured.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    found = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["art28_mails", (("state", "failed"),)] == 0
    assert found["art28_open_findings", (("severity", "high"),)] == 0
    paths = {dict(labels).get("path") for name, labels in found if name == "art28_requests_total"}
    assert "/vendors/{number}" in paths
    assert "/vendors/4711" not in paths


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
async def test_to_everybody_else_there_is_nothing(measured: httpx.AsyncClient, given: str) -> None:
    headers = {"authorization": given.encode("latin-1")} if given else {}
    assert (await measured.get("/metrics", headers=headers)).status_code == 404


async def test_without_a_token_in_the_settings_an_empty_one_opens_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics", headers={"authorization": "Bearer "})).status_code == 404


def test_a_token_that_could_be_guessed_stops_the_start_and_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"ART28_DATA": str(tmp_path), "ART28_METRICS_TOKEN": "secret"})
    assert "ART28_METRICS_TOKEN" in str(refused.value)
    assert "secret" not in str(refused.value)
