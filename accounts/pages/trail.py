"""The audit trail: who did what, when and from where; and whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

import accounts.pages.recorded  # noqa: F401 - tells what fields and codes are called
from accounts import recorded
from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.events import N_, SENTENCES, Event
from accounts.i18n import gettext
from accounts.moments import local_day
from accounts.numbers import row_number
from accounts.pages.session import SMALL
from accounts.recorded import Reading
from accounts.roles import Deed, narrowed
from accounts.trail import Wanted, as_csv, as_json_lines, events, verify, whole
from accounts.web import AnyRequest, Page, flash, guard, render, see_other

SIZE = 50
NAMES = {event.value: sentence for event, sentence in SENTENCES.items()}
# What an event can be about, as people call it; the trail itself keeps the name of the kind.
SUBJECTS = {
    "agreement": N_("agreement"),
    "api_token": N_("token"),
    "assessment": N_("assessment"),
    "change": N_("change of several rows"),
    "condition": N_("condition"),
    "document": N_("document"),
    "engagement": N_("engagement"),
    "finding": N_("finding"),
    "import": N_("import"),
    "location": N_("location"),
    "notice": N_("announcement"),
    "organisation": N_("organisation"),
    "person": N_("person"),
    "preference": N_("settings of reminders"),
    "review": N_("review"),
    "template": N_("questionnaire"),
    "vendor": N_("vendor"),
    "view": N_("view"),
}


@dataclass(frozen=True)
class Line:
    """One event, as the page shows it."""

    number: int
    at: datetime
    actor: str
    sentence: str
    subject: str
    href: str
    address: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail, the filters above it and the way to older events."""

    lines: list[Line]
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    kinds: list[tuple[str, str]]
    older: str
    newest: str
    query: str
    whole: bool


@get("/audit", guards=[guard(Deed.EXPORT)])
async def show(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the newest events that fit the filters."""
    reader = narrowed(actor, Deed.EXPORT)
    wanted, errors = asked(request)
    before = row_number(str(request.query_params.get("before", "")))
    rows = [] if errors else await events(wanted, reader, before=before, limit=SIZE + 1)
    typed = {name: str(request.query_params.get(name, "")) for name in ("actor", "event", "since", "until")}
    query = urlencode({name: text for name, text in typed.items() if text})
    more = len(rows) > SIZE
    reading = await recorded.read(rows[:SIZE])
    older = urlencode({**{n: t for n, t in typed.items() if t}, "before": rows[SIZE - 1]["id"] if more else ""})
    page = TrailPage(
        lines=[line(row, reading) for row in rows[:SIZE]],
        typed=typed,
        errors=errors,
        kinds=sorted(((value, gettext(name)) for value, name in NAMES.items()), key=lambda kind: kind[1].casefold()),
        older=f"/audit?{older}" if more else "",
        newest=f"/audit?{query}" if before else "",
        query=query,
        whole=whole(reader),
    )
    return render(request, "accounts/trail.html", page, status=400 if errors else 200)


@post("/audit/verification", guards=[guard(Deed.ADMINISTER)], request_max_body_size=SMALL)
async def check(request: AnyRequest) -> Page:
    """Follow the whole chain and say whether it holds."""
    proof = await verify()
    if proof.broken:
        flash(
            request,
            gettext(
                "The audit trail does not hold at event %(number)s: %(wrong)s. Compare it with a backup.",
                number=proof.broken.number,
                wrong=proof.broken.wrong,
            ),
        )
    else:
        flash(
            request,
            gettext(
                "The audit trail is whole: %(number)s events. Its end is %(head)s",
                number=proof.head.number,
                head=proof.head.hash,
            ),
        )
    return see_other("/audit")


@get("/audit.csv", guards=[guard(Deed.EXPORT)])
async def table(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Stream:
    """Send the events that fit the filters as CSV."""
    reader, wanted = await taken(request, actor, now)
    return Stream(as_csv(wanted, reader), media_type="text/csv; charset=utf-8", headers=saved_as("csv", now))


@get("/audit.jsonl", guards=[guard(Deed.EXPORT)])
async def lines(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Stream:
    """Send the events that fit the filters as JSON lines."""
    reader, wanted = await taken(request, actor, now)
    return Stream(as_json_lines(wanted, reader), media_type="application/jsonl", headers=saved_as("jsonl", now))


async def taken(request: AnyRequest, actor: Actor, now: datetime) -> tuple[Actor, Wanted]:
    """Record that the trail leaves the register, and return for whom and what of it."""
    reader = narrowed(actor, Deed.EXPORT)
    wanted, _errors = asked(request)
    async with transaction():
        await record(Event.TRAIL_EXPORTED, reader, now)
    return reader, wanted


def saved_as(ending: str, now: datetime) -> dict[str, str]:
    """Return the headers by which a browser saves a file instead of showing it."""
    return {"content-disposition": f'attachment; filename="art28-audit-{local_day(now).isoformat()}.{ending}"'}


def asked(request: AnyRequest) -> tuple[Wanted, dict[str, str]]:
    """Return which events the address asks for, and what of it cannot be read."""
    given, errors = request.query_params, {}
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        text = str(given.get(name, "")).strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
            errors[name] = gettext("Write the day as 2026-12-31.")
    # No text that is stored holds a NUL, and PostgreSQL refuses to be asked for one.
    actor, event = (str(given.get(name, "")).replace("\0", "") for name in ("actor", "event"))
    return Wanted(actor[:254].strip(), event[:60], **days, zone=request.app.state.settings.zone), errors


def line(row: Mapping[str, Any], reading: Reading) -> Line:
    """Return one event as the page shows it."""
    return Line(
        number=row["number"],
        at=row["at"],
        actor=row["actor"],
        sentence=gettext(NAMES[row["event"]]) if row["event"] in NAMES else row["event"],
        subject=subject(row, reading),
        href=f"/vendors/{row['vendor_id']}" if row["vendor_id"] else "",
        address=row["address"],
        changes=reading.changes(row),
    )


def subject(row: Mapping[str, Any], reading: Reading) -> str:
    """Return what an event is about: its name, else its kind and number; and the vendor that it belongs to."""
    name = reading.subject(row)
    if not row["subject_id"] or name == row["actor"]:
        return ""
    if not name:
        name = f"{gettext(SUBJECTS.get(row['subject_type'], row['subject_type']))} {row['subject_id']}"
    vendor = reading.vendor(row) if row["subject_type"] != "vendor" else ""
    return f"{name}, {vendor}" if vendor else name


ROUTES: list[ControllerRouterHandler] = [show, check, table, lines]
