"""The one place where everything meets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

import accounts.pages
import assessments.pages
import imports.pages
import imports.pages_sample
import imports.vendor_pages
import register.pages
from accounts import i18n
from accounts.database import connections
from accounts.errors import DomainError
from accounts.keys import installation_secret
from accounts.provider import Provider
from accounts.sessions import sweep_sessions
from accounts.visits import Cookies, Visits
from accounts.web import DEPENDENCIES, closed, reachable
from app import api, first_page, health, jump, start, working
from app.assets import Assets, asset
from app.clock import utc_now
from app.forms import FormsFromHere
from app.garbage import collect_seldom
from app.headers import finish_headers
from app.law import the_law
from app.metrics import counting, metrics
from app.office import Office
from app.patience import Patience
from app.people_post import PeoplePost
from app.problems import answer_domain_error, answer_failure, answer_http_error
from app.scheduler import House, sender, ticking
from app.settings import Settings, read_settings
from app.templating import template_config
from app.workbench import place
from assessments.keeping import keep_reviews
from imports.workshop import PATIENCE, Workshop
from law.check import mark
from register.memo import Unfinished, stop_all
from register.pages.notices_part import notices_part

LOCALES = Path(__file__).parent / "locale"
MEGABYTE = 1024 * 1024
Clock = Callable[[], datetime]


def create_app(settings: Settings, clock: Clock = utc_now, patience: float = PATIENCE) -> Litestar:
    """Return the whole register as an ASGI app; it opens the database when it starts and closes it when it ends.

    `patience` is how many seconds a page waits for long work before it says how far that has come.
    """
    app = put_together(settings.megabytes, measured=bool(settings.metrics_token))
    furnish(app, settings, clock, patience)
    return app


def put_together(megabytes: int, *, measured: bool) -> Litestar:
    """Return an app that no installation has yet, for files of up to this size; whether it is measured shows in it."""
    collect_seldom()
    i18n.load_catalogues(LOCALES)
    assets = Assets()
    app = Litestar(
        route_handlers=routes(),
        dependencies=DEPENDENCIES,
        guards=[closed, reachable],
        middleware=[*([counting()] if measured else []), FormsFromHere],
        before_send=[finish_headers],
        exception_handlers={
            DomainError: answer_domain_error,
            HTTPException: answer_http_error,
            Unfinished: working.answer_unfinished,
            Exception: answer_failure,
        },
        template_config=template_config(assets),
        request_max_body_size=(megabytes + 1) * MEGABYTE,
        lifespan=[opened],
        openapi_config=None,
        logging_config=None,
    )
    app.state.assets, app.state.inner = assets, app.asgi_handler
    return app


def furnish(app: Litestar, settings: Settings, clock: Clock, patience: float = PATIENCE) -> None:
    """Give an app that does not run the installation that it serves next."""
    law = the_law(settings)
    assets, inner = app.state.assets, app.state.inner
    app.state = State(
        {
            "assets": assets,
            "inner": inner,
            "settings": settings,
            "policy": settings.policy,
            "provider": Provider(settings.provider) if settings.provider else None,
            "clock": clock,
            "law": law,
            "law_mark": mark(law),
            "patience": patience,
            "lists": {one.kind.name: one for one in (*register.pages.SHOWN, *assessments.pages.SHOWN)},
            "keep_in_step": keep_reviews,
            "vendor_parts": (*assessments.pages.VENDOR_PARTS, notices_part),
        }
    )
    app.asgi_handler = Visits(Patience(inner), Cookies(settings.secure, settings.port), clock, finish_headers)


def from_environment() -> Litestar:
    """Return the app of this process's settings, for servers that start several processes."""
    return create_app(read_settings())


def routes() -> list[ControllerRouterHandler]:
    """Return the routes of all packages."""
    return [
        start.start,
        jump.jump,
        asset,
        metrics,
        *health.ROUTES,
        *api.ROUTES,
        *first_page.ROUTES,
        working.how_far,
        *accounts.pages.ROUTES,
        *register.pages.ROUTES,
        *assessments.pages.ROUTES,
        *imports.pages.ROUTES,
        *imports.pages_sample.ROUTES,
        *imports.vendor_pages.ROUTES,
    ]


@asynccontextmanager
async def opened(app: Litestar) -> AsyncIterator[None]:
    """Keep the database open while the app runs."""
    async with connections():
        app.state.csrf_secret = await installation_secret("csrf")
        await sweep_sessions(app.state.clock())
        settings, clock = app.state.settings, app.state.clock
        house = House(settings, clock, app.state.law, await sender(settings))
        app.state.office = Office(house, clock())
        office = app.state.office
        app.state.post = PeoplePost(office.post, office.transport is not None, office.send_waiting)
        workshop = app.state.workshop = Workshop(place(settings, app.state.law, clock, app.state.patience))
        await workshop.resume()
        try:
            async with ticking(house) if settings.scheduler else nullcontext():
                yield
        finally:
            await workshop.close()
            await app.state.post.close()
            await stop_all()
