"""The outbox, for administrators: what waits, what went out, what failed, and how the jobs stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from assessments import outbox_view
from assessments.job_words import say
from assessments.jobs import JobState
from assessments.outbox_view import MailView, counts, mails

PATH = "/administration/reminders"
STATES = {"failed": N_("Failed"), "queued": N_("Waiting"), "sent": N_("Sent"), "dropped": N_("No longer due")}
JOB_STATES = {"ok": N_("In order"), "failed": N_("Failed"), "late": N_("Late"), "waiting": N_("Not run yet")}


# What carries no reminders of the register, and so is named while it has no subject yet.
KINDS = {
    "test": N_("Test mail"),
    "vendor": N_("Questions to a vendor"),
    "invitation": N_("Invitation"),
    "reset": N_("Link to set a password"),
}


@dataclass(frozen=True)
class OutboxPage:
    """What the page shows."""

    set_up: bool
    ticking: bool
    shown: str
    tabs: list[tuple[str, str, int]]
    mails: list[MailView]
    kinds: Mapping[str, str]
    jobs: list[JobState]
    job_names: Mapping[str, str]
    job_states: Mapping[str, str]
    next_runs: Mapping[str, datetime]
    zone: ZoneInfo


@get(PATH, guards=[guard(Deed.ADMINISTER)])
async def show(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Show the outbox and the jobs."""
    office = request.app.state.office
    counted = await counts(actor)
    asked = request.query_params.get("state", "")
    shown = asked if asked in STATES else "failed" if counted.get("failed") else "queued"
    context = OutboxPage(
        set_up=office.transport is not None,
        ticking=request.app.state.settings.scheduler,
        shown=shown,
        tabs=[(state, _(name), counted.get(state, 0)) for state, name in STATES.items()],
        mails=await mails(shown, actor),
        kinds={code: _(name) for code, name in KINDS.items()},
        jobs=[replace(job, did=say(job.did)) for job in await office.jobs(now)],
        job_names={name: _(purpose) for name, purpose in office.purposes.items()},
        job_states={state: _(name) for state, name in JOB_STATES.items()},
        next_runs=office.next_runs(now),
        zone=office.post.zone,
    )
    return render(request, "assessments/outbox.html", context)


@post(f"{PATH}/test", guards=[guard(Deed.ADMINISTER)])
async def test(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Send a test mail to oneself at once, and say what the server answered."""
    office = request.app.state.office
    if office.transport is None:
        flash(request, _("Mail is not set up, so nothing was sent. Set ART28_SMTP_URL and start the register again."))
        return see_other(PATH)
    number = await outbox_view.queue_test(actor, now, office.post.installation)
    await office.send_waiting()
    state, answer = await outbox_view.last_words(number)
    if state == "sent":
        said = _("The test mail to %(email)s was accepted: %(answer)s", email=actor.label, answer=answer)
    else:
        said = _("The test mail to %(email)s was not accepted: %(answer)s", email=actor.label, answer=answer)
    flash(request, said)
    return see_other(PATH)


@post("/administration/mails/{mail:int}/attempt", guards=[guard(Deed.ADMINISTER)])
async def attempt(
    request: AnyRequest, mail: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Queue a failed message again."""
    await outbox_view.try_again(mail, actor, now)
    flash(request, _("The message waits to be sent again."))
    return see_other(f"{PATH}?state=queued")


@post("/administration/mails/{mail:int}/dismissal", guards=[guard(Deed.ADMINISTER)])
async def dismiss(request: AnyRequest, mail: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Give up a failed message."""
    await outbox_view.leave(mail, actor)
    flash(request, _("This message is not tried again. Its reminders count as sent; later ones go out as usual."))
    return see_other(PATH)


ROUTES: list[ControllerRouterHandler] = [show, test, attempt, dismiss]
