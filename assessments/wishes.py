"""How people want their reminders: their own wishes, everybody's, and doing without early ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import SYSTEM, Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Invalid
from accounts.events import Event
from accounts.i18n import LANGUAGES, gettext
from accounts.people import email_fault, tidy_email
from accounts.roles import Deed, demand, where_may
from assessments.recipients import EVERYBODY, HOUR, MANNERS
from assessments.steps import STEP_FAULT, read_steps
from assessments.tables import Preference

NUMBERS = {"hour": (0, 23), "overdue_days": (1, 90), "escalation_days": (1, 365)}
FIELDS = ("language", "hour", "manner", "steps", "overdue_days", "escalation", "escalation_days", "early")


async def change_own(actor: Actor, given: Mapping[str, str], now: datetime) -> None:
    """Change how the actor wants reminders; what is left empty follows what holds for everybody."""
    values = {**checked(given), "early": given.get("early", "") == "yes"}
    await _write(tidy_email(actor.label), values, actor, now)


async def change_common(actor: Actor, given: Mapping[str, str], now: datetime) -> None:
    """Change what holds for everybody who has said nothing else."""
    demand(actor, Deed.ADMINISTER)
    if where_may(actor, Deed.ADMINISTER) is not None:
        raise Invalid({"": gettext("This holds for all organisations. An administrator of all of them can change it.")})
    await _write(EVERYBODY, checked(given), actor, now)


async def want_early(email: str, now: datetime, *, early: bool) -> None:
    """Let an address do without early reminders, or have them again; a proof in a link stands for the person."""
    await _write(tidy_email(email), {"early": early}, SYSTEM, now)


async def wishes_of(email: str) -> dict[str, Any]:
    """Return what an address has said; empty where it said nothing."""
    row = await Preference.select().where(Preference.email == email).first()
    return dict(row) if row else {}


async def usual_hour() -> int:
    """Return the hour at which reminders go to whoever has said nothing else."""
    hour = (await wishes_of(EVERYBODY)).get("hour")
    return HOUR if hour is None else int(hour)


def checked(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of what was typed; raise `Invalid` with a sentence for each field that cannot be used."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, (least, most) in NUMBERS.items():
        text = given.get(name, "").strip()
        values[name] = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None
        if text and (values[name] is None or not least <= values[name] <= most):
            wrong[name] = gettext("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
    values["steps"] = given.get("steps", "").strip()
    if values["steps"]:
        try:
            values["steps"] = ",".join(map(str, read_steps(values["steps"])))
        except ValueError:
            wrong["steps"] = gettext(STEP_FAULT)
    values["escalation"] = tidy_email(given.get("escalation", ""))
    if values["escalation"] and email_fault(values["escalation"]):
        wrong["escalation"] = email_fault(values["escalation"])
    for name, known in (("language", LANGUAGES), ("manner", MANNERS)):
        values[name] = given.get(name, "")
        if values[name] and values[name] not in known:
            wrong[name] = gettext("Choose one from the list.")
    if wrong:
        raise Invalid(wrong)
    return values


async def _write(email: str, values: dict[str, Any], actor: Actor, now: datetime) -> None:
    async with transaction():
        before = await wishes_of(email)
        new = {name: value for name, value in values.items() if not before or before[name] != value}
        if not new:
            return
        if before:
            await Preference.update(new).where(Preference.email == email)  # type: ignore[arg-type]
        else:
            await Preference(email=email, **values).save()
        old = {name: before.get(name) for name in new}
        await record(Event.REMINDERS_CHANGED, actor, now, subject=("preference", 0), before=old, after=new)
