"""The editor of a questionnaire: its draft as a whole; see `sections` and `questions` for its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.errors import Conflict, DomainError, Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments.drafts import Draft, begin_draft, discard_draft, draft_of, publish
from assessments.faults import Fault, faults
from assessments.pages.templates import PATH, gaps
from assessments.questionnaire import Questionnaire
from assessments.templates import Listed, own_template, versions_of
from assessments.words import KINDS, PURPOSES
from register.pages.queries import number

DRAFT = f"{PATH}/{{template:int}}/draft"


@dataclass(frozen=True)
class DraftPage:
    """What the editor shows."""

    template: Listed
    draft: Draft
    content: Questionnaire
    kinds: Mapping[str, str]
    purposes: Mapping[str, str]
    spoken: str
    faults: tuple[Fault, ...]
    gaps: str
    running: str
    errors: Mapping[str, str] = field(default_factory=dict)


@post(DRAFT, guards=[guard(Deed.EDIT)])
async def begin(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Begin a draft from a version."""
    typed = await form_values(request)
    await begin_draft(template, number(typed.get("version")), actor, now)
    return see_other(f"{PATH}/{template}/draft")


@get(DRAFT, guards=[guard(Deed.EDIT)])
async def show(request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the draft."""
    return await draft_page(request, template, actor)


@post(f"{DRAFT}/publication", guards=[guard(Deed.EDIT)])
async def publish_draft(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Publish the draft."""
    typed = await form_values(request)
    try:
        published = await publish(template, number(typed.get("version")), actor, now)
    except (Invalid, Conflict) as error:
        return await draft_page(request, template, actor, error)
    flash(request, _("Version %(n)s is published. Assessments that were started before keep theirs.", n=published))
    return see_other(f"{PATH}/{template}")


@post(f"{DRAFT}/removal", guards=[guard(Deed.EDIT)])
async def discard(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Discard the draft."""
    stays = await discard_draft(template, actor, now)
    flash(request, _("The draft is discarded."))
    return see_other(f"{PATH}/{template}" if stays else PATH)


async def own_draft(template: int, actor: Actor) -> Draft:
    """Return the draft of a template that the actor may change."""
    await own_template(template, actor)
    return await draft_of(template)


def asked_direction(typed: Mapping[str, str]) -> str:
    """Return up or down, as a button said."""
    return "up" if typed.get("direction") == "up" else "down"


def sentences(error: DomainError) -> dict[str, str]:
    """Return what is wrong, by field."""
    return {name: _(text) for name, text in error.fields.items()} if isinstance(error, Invalid) else {"": _(str(error))}


async def draft_page(request: AnyRequest, template: int, actor: Actor, error: DomainError | None = None) -> Page:
    """Return the editor."""
    found = await own_template(template, actor)
    draft = await draft_of(template)
    running = sum(one.open for one in await versions_of(template, actor))
    context = DraftPage(
        template=found,
        draft=draft,
        content=draft.content,
        kinds=KINDS,
        purposes=PURPOSES,
        spoken=i18n.language.get(),
        faults=faults(draft.content),
        gaps=gaps(draft.content),
        running=ngettext(
            "%(num)s assessment is running with an earlier version. It keeps that; the draft changes nothing in it.",
            "%(num)s assessments are running with earlier versions. They keep those; the draft changes nothing there.",
            running,
        )
        if running
        else "",
        errors=sentences(error) if error else {},
    )
    status = 200 if error is None else 422 if isinstance(error, Invalid) else 409
    return render(request, "assessments/draft.html", context, status)


ROUTES: list[ControllerRouterHandler] = [begin, show, publish_draft, discard]
