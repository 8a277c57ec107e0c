"""Is it alive, and can it work? For load balancers and people who watch."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Response, get

from accounts.tables import Organisation


@get("/health", opt={"public": True}, sync_to_thread=False)
def health() -> dict[str, str]:
    """Answer while the process runs."""
    return {"status": "ok"}


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
