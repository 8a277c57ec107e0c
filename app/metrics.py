"""Figures for Prometheus, where a token for them is set: requests by route, and what waits or went wrong."""

from __future__ import annotations

import hmac
import os
from datetime import datetime
from typing import TYPE_CHECKING

from litestar import Response, get
from litestar.di import NamedDependency

from accounts.actor import SYSTEM
from accounts.errors import NotFound
from accounts.web import AnyRequest
from assessments.outbox_view import counts
from register.sql import fetch_all

if TYPE_CHECKING:
    from litestar.middleware.base import DefineMiddleware
    from prometheus_client import CollectorRegistry

STATES = ("queued", "sent", "failed", "dropped")
SEVERITIES = ("high", "medium", "low")


def counting() -> DefineMiddleware:
    """Return what counts requests by route, method and status; addresses with numbers count as one route."""
    from litestar.plugins.prometheus import PrometheusConfig

    return PrometheusConfig(
        app_name="art28", prefix="art28", group_path=True, exclude_unhandled_paths=True, exclude="^/static/"
    ).middleware


@get("/metrics", opt={"public": True})
async def metrics(request: AnyRequest, now: NamedDependency[datetime]) -> Response[bytes]:
    """Answer with the figures to whoever bears the token; to everybody else there is nothing here."""
    token = request.app.state.settings.metrics_token
    given = request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound("There is nothing here.")
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    figures = generate_latest(requests_so_far()) + generate_latest(await register_now(request, now))
    return Response(figures, headers={"content-type": CONTENT_TYPE_LATEST})


def requests_so_far() -> CollectorRegistry:
    """Return what was counted, by this process or, where there are several, by all of them."""
    from prometheus_client import REGISTRY, CollectorRegistry, multiprocess

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


async def register_now(request: AnyRequest, now: datetime) -> CollectorRegistry:
    """Return what the register holds at this moment: open findings, mails by state, jobs that need a look."""
    from prometheus_client import CollectorRegistry, Gauge

    registry = CollectorRegistry()
    findings = Gauge("art28_open_findings", "Open findings by severity.", ["severity"], registry=registry)
    rows = await fetch_all("SELECT severity, count(*) AS n FROM finding WHERE state = 'open' GROUP BY severity")
    found = {row["severity"]: row["n"] for row in rows}
    for severity in SEVERITIES:
        findings.labels(severity).set(found.get(severity, 0))
    mails = Gauge("art28_mails", "Mails of the outbox by state.", ["state"], registry=registry)
    waiting = await counts(SYSTEM)
    for state in STATES:
        mails.labels(state).set(waiting.get(state, 0))
    jobs = Gauge("art28_job_sick", "1 where a job failed or is late.", ["job"], registry=registry)
    for job in await request.app.state.office.jobs(now):
        jobs.labels(job.job).set(job.state in {"failed", "late"})
    return registry
