"""The command `art28 serve`: migrate, say where the register is, serve it until asked to stop."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable

import uvicorn
from uvicorn.supervisors import Multiprocess

from accounts.actor import SYSTEM
from accounts.database import connections
from accounts.first import new_first_token
from accounts.moments import local_day
from app.asgi import create_app
from app.clock import utc_now
from app.law import the_law
from app.logs import configure_logs
from app.migrate import MigrationError, migrate
from app.patience import BoundedHead
from app.settings import Settings
from law.errors import LawError
from law.store import Law
from register.nightly import rejudge_all

GRACE_SECONDS = 10
JUDGING_SECONDS = 20
BACKLOG = 2048


class Refused(Exception):
    """The register cannot be served; the text says why and what to do."""


class Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self.announce()


def serve(settings: Settings, workers: int) -> int:
    """Serve the register; return the exit status."""
    configure_logs()
    try:
        check_workers(settings, workers)
        listening = listen(settings)
        settings = settings.model_copy(update={"port": listening.getsockname()[1]})
        # A law with a mistake stops the start before anything is done.
        law = the_law(settings)
        token = asyncio.run(prepare(law))
        if workers > 1:
            serve_many(settings, listening, workers, token)
            return 0
        return serve_one(settings, listening, token)
    except (Refused, MigrationError, LawError) as error:
        print(f"art28: {error}", file=sys.stderr)
        return 1


def check_workers(settings: Settings, workers: int) -> None:
    """Refuse several processes on the embedded database, whose writers queue inside one process."""
    if workers > 1 and not settings.database_url:
        raise Refused(
            "Several processes need PostgreSQL: set DATABASE_URL, or leave --workers out; "
            "one process on the embedded database serves a whole organisation."
        )


def listen(settings: Settings) -> socket.socket:
    """Take the address before any work is done, so that a taken one is told at once."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, number)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise Refused(why_not(settings, error)) from error
    listening.set_inheritable(True)
    return listening


def why_not(settings: Settings, error: OSError) -> str:
    """Return why an address could not be taken, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken by another program. Set ART28_PORT to a free one, or to 0 for any."
    if error.errno == errno.EACCES:
        return f"Port {settings.port} is not open to this account. Set ART28_PORT to one above 1023."
    where = f"{settings.host}:{settings.port}"
    return f"Cannot listen on {where} ({error.strerror or error}). Check ART28_HOST and ART28_PORT."


async def prepare(law: Law) -> str | None:
    """Bring the database and its verdicts up to date; return the first administrator's token while there is nobody."""
    await migrate()
    await judge_again(law)
    return await new_first_token(utc_now())


async def judge_again(law: Law) -> None:
    """Judge again what a change of law or time has moved, so that no page shows a verdict of another law.

    A register of which this would hold up the start for long is served meanwhile; the nightly job does the rest.
    """
    last = time.monotonic() + JUDGING_SECONDS
    async with connections():
        now = utc_now()
        moved = await rejudge_all(local_day(now), law, SYSTEM, now, lambda: time.monotonic() < last)
    if moved:
        print(f"Verdicts that moved, because the law or a date did: {len(moved)}. The history of each vendor says why.")


def announce(settings: Settings, token: str | None) -> None:
    """Say where the register is, and how to get in for the first time."""
    print(f"art28 serves {settings.address}")
    if token:
        print("Nobody can sign in yet. Create the first administrator; the link works once, within 24 hours:")
        print(f"{settings.address}/first-administrator?token={token}")
    sys.stdout.flush()


def serve_one(settings: Settings, listening: socket.socket, token: str | None) -> int:
    """Serve from this process."""
    end_quietly()
    server = Server(config(create_app(settings)), lambda: announce(settings, token))
    server.run(sockets=[listening])
    return 0 if server.started else 1


def serve_many(settings: Settings, listening: socket.socket, workers: int, token: str | None) -> None:
    """Serve from several processes, which read the same settings and count together."""
    if settings.metrics_token:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="art28-metrics-")
    os.environ["ART28_PORT"] = str(settings.port)
    # Whoever follows the announced address before the first process is up waits instead of being refused.
    listening.listen(BACKLOG)
    announce(settings, token)
    several = config("app.asgi:from_environment", factory=True, workers=workers)
    Multiprocess(several, sockets=[listening]).run()


def config(app: object, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    """Return how uvicorn serves the app; its own lines go through the program's log."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=factory,
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=BoundedHead,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def end_quietly() -> None:
    """Make a stop that was asked for an exit with status 0: uvicorn raises the signal again after its clean end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
