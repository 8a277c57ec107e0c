"""Is it alive, and can it work? For load balancers and people who watch."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import structlog
from litestar import Response, get
from litestar.di import NamedDependency

from accounts.tables import Organisation
from accounts.web import AnyRequest
from assessments.outbox_view import failed_mails

PATIENCE = 2


@get("/health", opt={"public": True})
async def health(request: AnyRequest, now: NamedDependency[datetime]) -> dict[str, Any]:
    """Answer while the process runs, and name the jobs that failed or are late."""
    try:
        async with asyncio.timeout(PATIENCE):
            jobs = await request.app.state.office.jobs(now)
            failed = await failed_mails()
    except Exception:  # noqa: BLE001 - alive is alive; whether the database answers is the question of /ready
        return {"status": "ok"}
    sick = {job.job: job.state for job in jobs if job.state in {"late", "failed"}}
    found = {**({"jobs": sick} if sick else {}), **({"failed_mails": failed} if failed else {})}
    return {"status": "attention", **found} if found else {"status": "ok"}


@get("/ready", opt={"public": True})
async def ready() -> Response[dict[str, Any]]:
    """Answer 200 while the database answers and has the tables, else 503."""
    try:
        await Organisation.exists().run()
    except Exception:  # noqa: BLE001 - whatever the reason, the answer is: not now
        structlog.get_logger("art28").warning("not ready", exc_info=True)
        return Response({"status": "not ready", "database": "no answer"}, status_code=503)
    return Response({"status": "ok", "database": "ok"})


ROUTES = [health, ready]
