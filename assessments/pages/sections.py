"""The title of a questionnaire and its sections: their words in three languages, their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Conflict, DomainError, Invalid, NotFound
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments import editing
from assessments.drafts import change_draft, draft_of
from assessments.pages.drafts import DRAFT, asked_direction, own_draft, sentences
from assessments.pages.templates import PATH
from assessments.questionnaire import Purpose, Questionnaire, Section, Words
from assessments.templates import Listed, own_template
from assessments.words import LANGUAGE_NAMES, PURPOSES
from register.change import GONE
from register.pages.queries import number


@dataclass(frozen=True)
class WordsPage:
    """What the form of a title and an introduction shows: of a section, or of the whole."""

    template: Listed
    heading: str
    action: str
    version: int
    typed: Mapping[str, str]
    labels: Mapping[str, str]
    purposes: list[tuple[str, str]]
    language_names: list[tuple[str, str]]
    errors: Mapping[str, str] = field(default_factory=dict)


@get(f"{DRAFT}/details", guards=[guard(Deed.EDIT)])
async def details(request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form of the title, the introduction and the purpose."""
    draft = await own_draft(template, actor)
    typed = {"purpose": draft.content.purpose, **said(title=draft.content.title, about=draft.content.about)}
    return await words_page(request, template, actor, "", draft.version, typed)


@post(f"{DRAFT}/details", guards=[guard(Deed.EDIT)])
async def change_details(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Change the title, the introduction and the purpose."""
    typed = await form_values(request)
    asked: Any = typed.get("purpose", "other")
    purpose: Any = asked if asked in get_args(Purpose) else "other"

    def change(content: Questionnaire) -> Questionnaire:
        return editing.with_details(content, words(typed, "title"), words(typed, "about"), purpose)

    try:
        if not words(typed, "title").say("en"):
            raise Invalid({"title-en": _("Say what the questionnaire is called, in one language at least.")})  # noqa: TRY301 - answered below like any other fault
        await change_draft(template, change, actor, now, number(typed.get("version")))
    except (Invalid, Conflict) as error:
        return await words_page(request, template, actor, "", 0, typed, error)
    return see_other(f"{PATH}/{template}/draft")


@get(f"{DRAFT}/sections/new", guards=[guard(Deed.EDIT)])
async def new_section(request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form of a new section."""
    draft = await own_draft(template, actor)
    return await words_page(request, template, actor, "new", draft.version, {})


@post(f"{DRAFT}/sections", guards=[guard(Deed.EDIT)])
async def add_section(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Add a section."""
    return await put_section(request, template, "new", actor, now)


@get(f"{DRAFT}/sections/{{section:str}}", guards=[guard(Deed.EDIT)])
async def edit_section(
    request: AnyRequest, template: FromPath[int], section: FromPath[str], actor: NamedDependency[Actor]
) -> Page:
    """Show the form of a section."""
    draft = await own_draft(template, actor)
    found = next((one for one in draft.content.sections if one.key == section), None)
    if found is None:
        raise NotFound(GONE)
    return await words_page(
        request, template, actor, section, draft.version, said(title=found.title, about=found.about)
    )


@post(f"{DRAFT}/sections/{{section:str}}", guards=[guard(Deed.EDIT)])
async def change_section(
    request: AnyRequest,
    template: FromPath[int],
    section: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Change a section."""
    return await put_section(request, template, section, actor, now)


@post(f"{DRAFT}/sections/{{section:str}}/place", guards=[guard(Deed.EDIT)])
async def move_section(
    request: AnyRequest,
    template: FromPath[int],
    section: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Move a section one place up or down."""
    direction = asked_direction(await form_values(request))
    await change_draft(template, lambda content: editing.move_section(content, section, direction), actor, now)
    return see_other(f"{PATH}/{template}/draft#s-{section}")


@post(f"{DRAFT}/sections/{{section:str}}/removal", guards=[guard(Deed.EDIT)])
async def remove_section(
    request: AnyRequest,
    template: FromPath[int],
    section: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Take a section out, with its questions."""
    await change_draft(template, lambda content: editing.take_out_section(content, section), actor, now)
    flash(request, _("The section and its questions are taken out of the draft."))
    return see_other(f"{PATH}/{template}/draft")


async def put_section(request: AnyRequest, template: int, section: str, actor: Actor, now: datetime) -> Page:
    """Change a section, or add one where it is `new`."""
    typed = await form_values(request)
    title = words(typed, "title")

    def change(content: Questionnaire) -> Questionnaire:
        key = section
        if section == "new":
            key = editing.free_key(title.say("en"), ["new", *(one.key for one in content.sections)], "section")
        else:
            editing.place_of(content.sections, section)
        return editing.put_section(content, Section(key=key, title=title, about=words(typed, "about")))

    try:
        if not title.say("en"):
            raise Invalid({"title-en": _("Say what the section is called, in one language at least.")})  # noqa: TRY301 - answered below like any other fault
        await change_draft(template, change, actor, now, None if section == "new" else number(typed.get("version")))
    except (Invalid, Conflict) as error:
        return await words_page(request, template, actor, section, 0, typed, error)
    return see_other(f"{PATH}/{template}/draft#sections")


def words(typed: Mapping[str, str], name: str) -> Words:
    """Return a text in its languages from the fields of a form."""
    return Words(**{code: typed.get(f"{name}-{code}", "").replace("\r\n", "\n").strip() for code in LANGUAGE_NAMES})


def said(**texts: Words) -> dict[str, str]:
    """Return texts as the fields of a form hold them."""
    return {f"{name}-{code}": getattr(text, code) for name, text in texts.items() for code in LANGUAGE_NAMES}


async def words_page(
    request: AnyRequest,
    template: int,
    actor: Actor,
    section: str,
    version: int,
    typed: Mapping[str, str],
    error: DomainError | None = None,
) -> Page:
    """Return the form of a title and an introduction: of a section, or of the whole where it is empty."""
    found = await own_template(template, actor)
    if error is not None:
        # What was typed is kept; saving once more goes over what is there now.
        version = (await draft_of(template)).version
    heading = {"": _("Title and purpose"), "new": _("Add section")}.get(section, _("Edit section"))
    action = {"": "details", "new": "sections"}.get(section, f"sections/{section}")
    names = {code: _(name) for code, name in LANGUAGE_NAMES.items()}
    context = WordsPage(
        template=found,
        heading=heading,
        action=f"{PATH}/{template}/draft/{action}",
        version=version,
        typed=typed,
        labels={
            **{f"title-{code}": _("Title in %(language)s", language=name) for code, name in names.items()},
            **{f"about-{code}": _("Introduction in %(language)s", language=name) for code, name in names.items()},
            "purpose": _("Purpose"),
        },
        purposes=[(code, _(text)) for code, text in PURPOSES.items()] if not section else [],
        language_names=list(names.items()),
        errors=sentences(error) if error else {},
    )
    status = 200 if error is None else 422 if isinstance(error, Invalid) else 409
    return render(request, "assessments/draft_words.html", context, status)


ROUTES: list[ControllerRouterHandler] = [
    details,
    change_details,
    new_section,
    add_section,
    edit_section,
    change_section,
    move_section,
    remove_section,
]
