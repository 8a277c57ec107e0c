"""Questionnaires: the list, a new one, one with its versions, a preview."""

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
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments.faults import untranslated
from assessments.pages.template_uploads import uploaded
from assessments.questionnaire import Questionnaire, Words
from assessments.questionnaire_files import Problem, Unreadable
from assessments.templates import (
    Listed,
    Version,
    add_template,
    content_of,
    find_template,
    list_templates,
    may_change,
    retire,
    versions_of,
)
from assessments.words import KINDS, LANGUAGE_NAMES, PURPOSES
from register.organisations import list_organisations
from register.pages.queries import number

PATH = "/assessments/templates"
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class TemplatesPage:
    """What the list of questionnaires shows."""

    templates: list[Listed]
    retired: list[Listed]
    purposes: Mapping[str, str]
    spoken: str
    may_edit: bool


@dataclass(frozen=True)
class NewPage:
    """What the form of a new questionnaire shows."""

    organisations: Options
    sources: Options
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class TemplatePage:
    """What one questionnaire shows."""

    template: Listed
    spoken: str
    purposes: Mapping[str, str]
    versions: list[Version]
    organisations: Options
    may_edit: bool
    may_copy: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PreviewPage:
    """What one version shows."""

    template: Listed
    version: Version
    content: Questionnaire
    kinds: Mapping[str, str]
    shown_in: str
    languages_there: Options
    gaps: str
    texts: Mapping[str, str]


@get(PATH, guards=[guard(Deed.READ)])
async def templates(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the questionnaires that can be asked."""
    found = await list_templates(actor)
    context = TemplatesPage(
        templates=[one for one in found if one.status == "active"],
        retired=[one for one in found if one.status != "active"],
        purposes=PURPOSES,
        spoken=i18n.language.get(),
        may_edit=may(actor, Deed.EDIT),
    )
    return render(request, "assessments/templates.html", context)


@get(f"{PATH}/new", guards=[guard(Deed.EDIT)])
async def new_template(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the form of a new questionnaire."""
    return await new_page(request, actor, {"source": str(number(request.query_params.get("source")) or "")})


@post(PATH, guards=[guard(Deed.EDIT)])
async def add(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Add a questionnaire: empty, like another, or from a file."""
    typed = await form_values(request)
    try:
        content, like = await first_content(request, typed, actor)
        made = await add_template(content, number(typed.get("organisation")) or None, actor, now, like=like)
    except Invalid as error:
        problems = error.problems if isinstance(error, Unreadable) else ()
        return await new_page(request, actor, typed, {name: _(text) for name, text in error.fields.items()}, problems)
    flash(request, _("The questionnaire is a draft. Nobody is asked before it is published."))
    return see_other(f"{PATH}/{made}/draft")


@get(f"{PATH}/{{template:int}}", guards=[guard(Deed.READ)])
async def template(request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show a questionnaire and its versions."""
    return await template_page(request, template, actor)


@get(f"{PATH}/{{template:int}}/versions/{{version:int}}", guards=[guard(Deed.READ)])
async def preview(
    request: AnyRequest, template: FromPath[int], version: FromPath[int], actor: NamedDependency[Actor]
) -> Page:
    """Show a version as it would be asked."""
    found = await find_template(template, actor)
    content = await content_of(template, version)
    versions = {one.number: one for one in await versions_of(template, actor)}
    asked = request.query_params.get("language", i18n.language.get())
    shown_in = asked if asked in LANGUAGE_NAMES else "en"
    context = PreviewPage(
        template=found,
        version=versions[version],
        content=content,
        kinds=KINDS,
        shown_in=shown_in,
        languages_there=[(code, _(name)) for code, name in LANGUAGE_NAMES.items()],
        gaps=gaps(content),
        texts={question.key: question.text.say(shown_in) for question in content.questions},
    )
    return render(request, "assessments/template_version.html", context)


@post(f"{PATH}/{{template:int}}/retirement", guards=[guard(Deed.EDIT)])
async def put_away(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Offer a questionnaire no longer."""
    await retire(template, actor, now, retired=True)
    flash(request, _("The questionnaire is no longer offered. Assessments that were started with it go on."))
    return see_other(f"{PATH}/{template}")


@post(f"{PATH}/{{template:int}}/retirement/undo", guards=[guard(Deed.EDIT)])
async def take_up(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Offer a questionnaire again."""
    await retire(template, actor, now, retired=False)
    flash(request, _("The questionnaire is offered again."))
    return see_other(f"{PATH}/{template}")


async def first_content(request: AnyRequest, typed: Mapping[str, str], actor: Actor) -> tuple[Questionnaire, str]:
    """Return what a new questionnaire begins with, and the key it would have."""
    content = await uploaded(request)
    title = typed.get("title", "").strip()
    like = ""
    if content is None and (source := number(typed.get("source"))):
        found = await find_template(source, actor)
        content, like = await content_of(source, found.newest), found.key
    if content is None:
        if not title:
            raise Invalid({"title": _("Say what the questionnaire is called, or choose what it begins with.")})
        content = Questionnaire(title=Words())
    if title:
        language = i18n.language.get()
        content = content.model_copy(update={"title": Words(**{language: title[:200]})})
    return content, "" if title else like


async def new_page(
    request: AnyRequest,
    actor: Actor,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """Return the form of a new questionnaire."""
    language = i18n.language.get()
    sources = [(str(one.id), one.title(language)) for one in await list_templates(actor) if one.newest]
    context = NewPage(
        organisations=await organisations_to_edit(actor),
        sources=[("", _("Nothing: start empty")), *sources],
        typed=typed,
        errors=errors or {},
        problems=problems,
    )
    return render(request, "assessments/template_new.html", context, 422 if errors else 200)


async def template_page(
    request: AnyRequest,
    template: int,
    actor: Actor,
    error: Invalid | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """Return the page of a questionnaire."""
    found = await find_template(template, actor)
    context = TemplatePage(
        template=found,
        spoken=i18n.language.get(),
        purposes=PURPOSES,
        versions=await versions_of(template, actor),
        organisations=await organisations_to_edit(actor),
        may_edit=may_change(found, actor),
        may_copy=may(actor, Deed.EDIT) and bool(found.newest),
        errors={name: _(text) for name, text in error.fields.items()} if error else {},
        problems=problems,
    )
    return render(request, "assessments/template.html", context, 422 if error else 200)


async def organisations_to_edit(actor: Actor) -> Options:
    """Return the organisations in which the actor may change questionnaires."""
    listed = await list_organisations(actor)
    return [(str(row["id"]), str(row["name"])) for row in listed if may(actor, Deed.EDIT, int(row["id"]))]


def gaps(content: Questionnaire) -> str:
    """Return which languages lack how many texts, in a sentence; nothing where none does."""
    missing = [
        f"{_(LANGUAGE_NAMES[code])}: {ngettext('%(num)s text', '%(num)s texts', count)}"
        for code, count in untranslated(content).items()
    ]
    return ", ".join(missing)


ROUTES: list[ControllerRouterHandler] = [
    templates,
    new_template,
    add,
    template,
    preview,
    put_away,
    take_up,
]
