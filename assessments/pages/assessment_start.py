"""Start an assessment from a vendor's page or from an engagement, and change who sees to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n, recorded
from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.moments import local_day
from accounts.numbers import row_number
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments.asked import demand_on
from assessments.changing import change_assessment
from assessments.pages.assessment import page as assessment_page
from assessments.starting import (
    NO_DUE,
    Offered,
    Start,
    last_of,
    locations_of,
    offered,
    start_assessment,
    suggested,
)
from register import sentences
from register.naming import engagement_names
from register.organisations import list_organisations
from register.scope import chosen_organisation, vendor_in_scope
from register.sql import fetch_all
from register.subjects import where
from register.words import TIERS

DAYS = 30


@dataclass(frozen=True)
class StartPage:
    """What the form shows; `sent` says whether the answers are to come from the vendor."""

    vendor: int
    vendor_name: str
    tier: str
    known: bool
    organisation: int
    organisations: list[tuple[str, str]]
    engagements: list[tuple[str, str]]
    templates: list[tuple[str, str]]
    proposed: str
    earlier: Mapping[str, str]
    places: list[tuple[str, str]]
    languages_offered: list[tuple[str, str]]
    values: Mapping[str, Any]
    chosen_places: tuple[str, ...]
    labels: Mapping[str, str]
    errors: Mapping[str, str]


@get("/vendors/{vendor:int}/assessments/new", guards=[guard(Deed.EDIT)])
async def new(
    request: AnyRequest, vendor: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Page:
    """Show the form, with what fits the vendor's tier proposed."""
    asked = {name: request.query_params.get(name, "") for name in ("engagement", "organisation", "template")}
    return await page(request, vendor, actor, today, asked, (), {})


@post("/vendors/{vendor:int}/assessments", guards=[guard(Deed.EDIT)])
async def create(
    request: AnyRequest,
    vendor: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Start the assessment, or show the form again."""
    values = await form_values(request)
    # A tick stands for all locations that nothing tells apart.
    places = tuple(str(several) for several in (await request.form()).getall("locations", []))
    try:
        organisation = await chosen_organisation(row_number(values.get("organisation", "")), actor)
        start = Start(
            organisation=organisation,
            engagement=row_number(values.get("engagement", "")),
            template_version=row_number(values.get("template", "")) or 0,
            language=values.get("language", ""),
            owner=" ".join(values.get("owner", "").split()),
            due=day_of(values.get("due", "")),
            assignees=tuple(values.get("assignees", "").replace(",", " ").split()),
            take_over=values.get("take_over") == "yes",
            locations=tuple(number for several in places for one in several.split(",") if (number := row_number(one))),
        )
        made = await start_assessment(vendor, start, actor, now, today)
    except Invalid as error:
        return await page(request, vendor, actor, today, values, places, error.fields)
    if values.get("by") == "vendor":
        flash(request, _("The assessment is started. Send it to the vendor now."))
        return see_other(f"/assessments/{made}#send")
    flash(request, _("The assessment is started. Answers are saved as they are typed."))
    return see_other(f"/assessments/{made}")


@post("/assessments/{number:int}", guards=[guard(Deed.EDIT)])
async def change(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Change who sees to an assessment, who answers it, and by when."""
    await demand_on(number, actor, Deed.EDIT)
    values = await form_values(request)
    try:
        await change_assessment(
            number,
            owner=" ".join(values.get("owner", "").split()),
            due=day_of(values.get("due", "")),
            assignees=tuple(values.get("assignees", "").replace(",", " ").split()),
            actor=actor,
            now=now,
            today=today,
        )
    except Invalid as error:
        return await assessment_page(
            request, number, actor, now, today, form="change", typed=values, errors=error.fields, status=422
        )
    flash(request, _("The assessment is saved."))
    return see_other(f"/assessments/{number}")


async def page(
    request: AnyRequest,
    vendor: int,
    actor: Actor,
    today: date,
    values: Mapping[str, str],
    places: tuple[str, ...],
    errors: Mapping[str, str],
) -> Page:
    """Return the form, with what was typed and what is wrong with it."""
    row = await vendor_in_scope(vendor, actor, Deed.EDIT)
    engagements = await engagements_of(vendor, actor)
    organisations = [
        (str(one["organisation"]), str(one["name"])) for one in {e["organisation"]: e for e in engagements}.values()
    ] or [(str(one["id"]), str(one["name"])) for one in await list_organisations(actor)]
    started = next((e for e in engagements if str(e["id"]) == values.get("engagement")), None)
    asked = values.get("organisation", "")
    # Of an organisation that is not on the list, nothing is shown.
    usual = next((one for one, _name in organisations if one == asked), organisations[0][0] if organisations else "0")
    organisation = started["organisation"] if started else int(usual)
    choices = await offered(organisation)
    language = i18n.language.get()
    proposed = await suggested(organisation, row["tier"], choices)
    open_places = place_options(await locations_of(vendor, organisation), {e["id"]: e["called"] for e in engagements})
    context = StartPage(
        vendor=vendor,
        vendor_name=row["name"],
        tier=_(TIERS.get(row["tier"], row["tier"])),
        known=bool(row["tier"]),
        organisation=organisation,
        organisations=organisations,
        engagements=[
            ("", _("The vendor as a whole")),
            *((str(e["id"]), label(e, len(organisations) > 1)) for e in engagements),
        ],
        templates=[("", _("Choose one")), *((str(one.version), said(one, language)) for one in choices)],
        proposed=said(proposed, language) if proposed else "",
        earlier=await earlier_of(vendor, organisation, choices, language),
        places=open_places,
        languages_offered=list(i18n.LANGUAGES.items()),
        values={
            "template": str(proposed.version) if proposed else "",
            "language": language,
            "owner": row["owner"],
            "due": (today + timedelta(days=DAYS)).isoformat(),
            "by": "inside",
            "take_over": "" if errors else "yes",
            "assignees": "",
            "engagement": "",
            **{name: value for name, value in values.items() if value or errors},
            "organisation": str(organisation),
        },
        chosen_places=places or tuple(value for value, _words in open_places if not errors),
        labels=labels(),
        errors={name: _(sentence) for name, sentence in errors.items()},
    )
    return render(request, "assessments/start.html", context, 422 if errors else 200)


async def engagements_of(vendor: int, actor: Actor) -> list[dict[str, Any]]:
    """Return the active engagements of a vendor that the actor may see."""
    rows = await fetch_all(
        "SELECT e.id, e.service, e.organisation, o.name FROM engagement e JOIN organisation o ON o.id = e.organisation"
        " WHERE e.vendor = {} AND e.status = 'active' ORDER BY o.name, e.id",
        [vendor],
    )
    names = await engagement_names(row["id"] for row in rows)
    return [{**row, "called": names[row["id"]]} for row in rows if actor.sees(row["organisation"])]


async def earlier_of(vendor: int, organisation: int, choices: list[Offered], language: str) -> dict[str, str]:
    """Return which questionnaires were answered before, with the day."""
    found = {}
    for one in choices:
        before = await last_of(vendor, organisation, None, one.template)
        if before:
            found[one.title(language)] = local_day(before["submitted_at"]).isoformat()
    return found


def said(one: Offered, language: str) -> str:
    """Return a questionnaire with its version, as a list offers it."""
    return _("%(title)s (version %(number)s)", title=one.title(language), number=one.number)


def label(engagement: Mapping[str, Any], several: bool) -> str:  # noqa: FBT001 - of one list
    """Return what an engagement is called, with its organisation where there are several."""
    return f"{engagement['name']}: {engagement['called']}" if several else str(engagement["called"])


def place_options(places: list[dict[str, Any]], called: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return locations as a list offers them: alike ones with what tells them apart, or else all by one tick."""
    words = {place["id"]: [where(place), place["recipient"], place["activity"]] for place in places}
    for more in (
        lambda place: called.get(place["engagement"], ""),
        lambda place: place["place"],
        lambda place: recorded.say("location", "grounds", place["grounds"]),
    ):
        for alike in _alike(places, words):
            # What all of them say tells nothing.
            if len({more(place) for place in alike}) > 1:
                for place in alike:
                    words[place["id"]].append(" ".join(more(place).split())[:60])
    return [
        (
            ",".join(str(place["id"]) for place in alike),
            ngettext("%(place)s", "%(place)s (%(num)s locations)", len(alike), place=_listed(words[alike[0]["id"]])),
        )
        for alike in _alike(places, words)
    ]


def _alike(places: list[dict[str, Any]], words: Mapping[int, list[str]]) -> list[list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for place in places:
        groups.setdefault(_listed(words[place["id"]]), []).append(place)
    return list(groups.values())


def _listed(words: list[str]) -> str:
    return ", ".join(word for word in words if word)


def day_of(text: str) -> date:
    """Return a day that has to be given; raise `accounts.errors.Invalid` for what is none."""
    if not text.strip():
        raise Invalid({"due": NO_DUE})
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid({"due": sentences.NO_DATE}) from error


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "template": _("Questionnaire"),
        "organisation": _("Organisation"),
        "engagement": _("About"),
        "by": _("Who answers"),
        "assignees": _("People here who answer"),
        "language": _("Language of the questions"),
        "owner": _("Owner"),
        "due": _("Due"),
        "take_over": _("Last answers"),
        "locations": _("Locations that it covers"),
    }


ROUTES: list[ControllerRouterHandler] = [new, create, change]
