"""One question of a draft: its words, its options, what it weighs, and when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.errors import Conflict, DomainError, Invalid, NotFound
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, form_values, guard, render, see_other
from assessments import editing
from assessments.drafts import Draft, change_draft, draft_of
from assessments.pages.drafts import DRAFT, asked_direction, own_draft, sentences
from assessments.pages.question_fields import ROWS, read_question, shown_question
from assessments.pages.templates import PATH
from assessments.questionnaire import CHOSEN, Questionnaire
from assessments.templates import Listed, own_template
from assessments.words import EFFECTS, KINDS, LANGUAGE_NAMES
from register.change import GONE
from register.pages.queries import number

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class QuestionPage:
    """What the form of a question shows."""

    template: Listed
    key: str
    version: int
    typed: Mapping[str, str]
    labels: Mapping[str, str]
    sections: Options
    kinds: Options
    parents: Options
    effects: Options
    language_names: Options
    rows: int
    errors: Mapping[str, str] = field(default_factory=dict)


@get(f"{DRAFT}/questions/new", guards=[guard(Deed.EDIT)])
async def new_question(request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the form of a new question."""
    draft = await own_draft(template, actor)
    typed = {"section": request.query_params.get("section", ""), "kind": "yesno", "weight": "5", "required": "yes"}
    return await question_page(request, template, actor, draft, "", typed)


@get(f"{DRAFT}/questions/{{question:str}}", guards=[guard(Deed.EDIT)])
async def edit_question(
    request: AnyRequest, template: FromPath[int], question: FromPath[str], actor: NamedDependency[Actor]
) -> Page:
    """Show the form of a question."""
    draft = await own_draft(template, actor)
    found = draft.content.question(question)
    if found is None:
        raise NotFound(GONE)
    home = next(one.key for one in draft.content.sections if found in one.questions)
    return await question_page(request, template, actor, draft, question, shown_question(found, home))


@post(f"{DRAFT}/questions", guards=[guard(Deed.EDIT)])
async def add_question(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Add a question."""
    return await put(request, template, "", actor, now)


@post(f"{DRAFT}/questions/{{question:str}}", guards=[guard(Deed.EDIT)])
async def change_question(
    request: AnyRequest,
    template: FromPath[int],
    question: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Change a question."""
    return await put(request, template, question, actor, now)


@post(f"{DRAFT}/questions/{{question:str}}/place", guards=[guard(Deed.EDIT)])
async def move_question(
    request: AnyRequest,
    template: FromPath[int],
    question: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Move a question one place up or down."""
    direction = asked_direction(await form_values(request))
    await change_draft(template, lambda content: editing.move_question(content, question, direction), actor, now)
    return see_other(f"{PATH}/{template}/draft#q-{question}")


@post(f"{DRAFT}/questions/{{question:str}}/removal", guards=[guard(Deed.EDIT)])
async def remove_question(
    request: AnyRequest,
    template: FromPath[int],
    question: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Page:
    """Take a question out."""
    await change_draft(template, lambda content: editing.take_out(content, question), actor, now)
    flash(request, _("The question is taken out of the draft."))
    return see_other(f"{PATH}/{template}/draft")


async def put(request: AnyRequest, template: int, key: str, actor: Actor, now: datetime) -> Page:
    """Change a question, or add one where the key is empty."""
    typed = await form_values(request)
    made = ""

    def change(content: Questionnaire) -> Questionnaire:
        nonlocal made
        if key and content.question(key) is None:
            raise editing.NotThere(key)
        question = read_question(typed, key, content)
        made = question.key
        return editing.put_question(content, typed.get("section", ""), question)

    try:
        # A new question takes nothing from anybody, so it needs to have seen no certain version.
        await change_draft(template, change, actor, now, number(typed.get("version")) if key else None)
    except (Invalid, Conflict) as error:
        return await question_page(request, template, actor, await draft_of(template), key, typed, error)
    return see_other(f"{PATH}/{template}/draft#q-{made}")


async def question_page(
    request: AnyRequest,
    template: int,
    actor: Actor,
    draft: Draft,
    key: str,
    typed: Mapping[str, str],
    error: DomainError | None = None,
) -> Page:
    """Return the form of a question."""
    spoken = i18n.language.get()
    parents = [one for one in draft.content.questions if one.kind in CHOSEN and one.key != key]
    rows = max((row for row in range(ROWS) if typed.get(f"option-{row}-key")), default=-1)
    context = QuestionPage(
        template=await own_template(template, actor),
        key=key,
        version=draft.version,
        typed=typed,
        labels=labels(),
        sections=[(one.key, one.title.say(spoken)) for one in draft.content.sections],
        kinds=[(code, _(text)) for code, text in KINDS.items()],
        parents=[("", _("Always")), *((one.key, f"{one.text.say(spoken)} ({options(one)})") for one in parents)],
        effects=[(code, _(text)) for code, text in EFFECTS.items()],
        language_names=[(code, _(name)) for code, name in LANGUAGE_NAMES.items()],
        rows=min(rows + 4, ROWS),
        errors=sentences(error) if error else {},
    )
    status = 200 if error is None else 422 if isinstance(error, Invalid) else 409
    return render(request, "assessments/draft_question.html", context, status)


def options(question: Any) -> str:
    """Return the keys of a question's options."""
    return ", ".join(option.key for option in question.offered)


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    names = {code: _(name) for code, name in LANGUAGE_NAMES.items()}
    return {
        "section": _("Section"),
        "key": _("Key"),
        "kind": _("Kind of answer"),
        **{f"text-{code}": _("Question in %(language)s", language=name) for code, name in names.items()},
        **{f"guidance-{code}": _("Guidance in %(language)s", language=name) for code, name in names.items()},
        "weight": _("Weight"),
        "required": _("Must be answered"),
        "reference": _("Reference"),
        "shown_if": _("Shown if"),
        "answers": _("has one of these answers"),
        "options": _("Options"),
    }


ROUTES: list[ControllerRouterHandler] = [
    new_question,
    edit_question,
    add_question,
    change_question,
    move_question,
    remove_question,
]
