"""The sample register with one press: five example organisations, and away with them."""

from __future__ import annotations

from datetime import date, datetime

from litestar import post
from litestar.di import NamedDependency

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, see_other
from imports.sample import add_examples, remove_examples
from law.store import Law


@post("/examples", guards=[guard(Deed.ADMINISTER)])
async def add(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Add the example organisations."""
    await add_examples(actor, now, today, law, request.app.state.settings.data)
    flash(
        request, _("Five example organisations are here to look around in. Remove them on this page when you are done.")
    )
    return see_other("/")


@post("/examples/removal", guards=[guard(Deed.ADMINISTER)])
async def remove(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Remove the example organisations."""
    await remove_examples(actor, now, today, law)
    flash(request, _("The examples are removed. What is your own is as it was."))
    return see_other("/")


ROUTES = [add, remove]
