"""Send an assessment to the vendor by a link, and withdraw it."""

from __future__ import annotations

from datetime import date, datetime

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, see_other
from assessments.pages.assessment import page
from assessments.pages.assessment_review import day_of
from assessments.vendor_links import make_link, revoke_link
from assessments.vendor_mail import queue_invitation
from assessments.vendor_paths import link_address


@post("/assessments/{number:int}/links", guards=[guard(Deed.EDIT)])
async def send(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Make a link, mail it where mail is set up, and show it this once."""
    values = await form_values(request)
    post_office = request.app.state.office.post
    try:
        until = day_of(values.get("until", ""), "until")
        link, token = await make_link(
            number,
            values.get("email", ""),
            values.get("language", ""),
            until or date.min,
            post_office.secret,
            actor,
            now,
        )
    except Invalid as error:
        return await page(
            request, number, actor, now, today, form="send", typed=values, errors=error.fields, status=422
        )
    if request.app.state.office.transport is not None:
        await queue_invitation(link, now, post_office.installation, now.astimezone(post_office.zone).date())
    return await page(request, number, actor, now, today, new_link=link_address(post_office.url, token))


@post("/assessments/{number:int}/links/{link:int}/revocation", guards=[guard(Deed.EDIT)])
async def revoke(
    request: AnyRequest,
    number: FromPath[int],
    link: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Let a link work no longer."""
    await revoke_link(number, link, actor, now)
    flash(request, _("The link works no longer. What the vendor has saved is kept."))
    return see_other(f"/assessments/{number}#send")


ROUTES: list[ControllerRouterHandler] = [send, revoke]
