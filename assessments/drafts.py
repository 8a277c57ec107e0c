"""The draft of a template: one at a time, changed step by step, published or discarded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict, Invalid, NotFound
from accounts.events import N_, Event
from accounts.i18n import gettext as _
from assessments.assessment_tables import Template, TemplateVersion
from assessments.editing import Circle, NotThere
from assessments.faults import faults
from assessments.questionnaire import Questionnaire, unpacked
from assessments.templates import NO_DRAFT, content_of, named, own_template, write_draft
from register.change import GONE

OVERTAKEN = N_("Somebody else changed the draft in the meantime. What you typed is kept here; save once more.")
Change = Callable[[Questionnaire], Questionnaire]


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a template, and how often it was changed."""

    id: int
    number: int
    version: int
    content: Questionnaire


async def draft_of(template: int) -> Draft:
    """Return the draft of a template; raise `NotFound` where it has none."""
    row = (
        await TemplateVersion.select(
            TemplateVersion.id, TemplateVersion.number, TemplateVersion.version, TemplateVersion.content
        )
        .where((TemplateVersion.template == template) & TemplateVersion.published_at.is_null())
        .first()
    )
    if row is None:
        raise NotFound(NO_DRAFT)
    return Draft(row["id"], row["number"], row["version"], unpacked(row["content"]))


async def begin_draft(template: int, number: int, actor: Actor, now: datetime) -> None:
    """Begin a draft from a version; where there is one already, it stays as it is."""
    found = await own_template(template, actor)
    async with transaction():
        await one_at_a_time("questionnaires")
        if await _has_draft(template):
            return
        content = await content_of(template, number)
        last = (
            await TemplateVersion.select(TemplateVersion.number)
            .where(TemplateVersion.template == template)
            .order_by(TemplateVersion.number, ascending=False)
            .first()
        )
        await write_draft(template, (last["number"] if last else 0) + 1, content, actor, now)
        await record(
            Event.TEMPLATE_DRAFTED,
            actor,
            now,
            subject=("template", template),
            organisation_id=found.organisation,
            after={"from": number},
        )


async def change_draft(template: int, change: Change, actor: Actor, now: datetime, version: int | None = None) -> None:
    """Change the draft; raise `Conflict` where `version` was overtaken, `Invalid` where questions form a circle.

    A change that names no version is made to whatever the draft holds now, as moving a question is.
    """
    found = await own_template(template, actor)
    async with transaction():
        await one_at_a_time("questionnaires")
        draft = await draft_of(template)
        if version is not None and version != draft.version:
            raise Conflict(OVERTAKEN, current={"version": draft.version})
        made = changed(draft.content, change)
        if made == draft.content:
            return
        values: dict[Any, Any] = {
            TemplateVersion.content: made.packed(),
            TemplateVersion.version: draft.version + 1,
        }
        await TemplateVersion.update(values).where(TemplateVersion.id == draft.id)
        await record(
            Event.TEMPLATE_CHANGED,
            actor,
            now,
            subject=("template", template),
            organisation_id=found.organisation,
            before=_gist(draft.content, made),
            after=_gist(made, draft.content),
        )


async def replace_draft(template: int, content: Questionnaire, actor: Actor, now: datetime) -> None:
    """Make a whole questionnaire, as from a file, the draft."""
    found = await own_template(template, actor)
    async with transaction():
        if not found.draft:
            await begin_draft(template, found.newest, actor, now)
        await change_draft(template, lambda _before: content, actor, now)


async def publish(number: int, version: int, actor: Actor, now: datetime) -> int:
    """Publish the draft and return its number; what was started before keeps its own version."""
    found = await own_template(number, actor)
    async with transaction():
        await one_at_a_time("questionnaires")
        draft = await draft_of(number)
        if draft.version != version:
            raise Conflict(N_("Somebody else changed the draft in the meantime. Look at it again, then publish it."))
        refuse_faults(draft.content)
        values: dict[Any, Any] = {
            TemplateVersion.published_at: now,
            TemplateVersion.digest: draft.content.digest,
            TemplateVersion.created_by: actor.label,
        }
        await TemplateVersion.update(values).where(TemplateVersion.id == draft.id)
        await Template.update(named(draft.content)).where(Template.id == number)
        await record(
            Event.TEMPLATE_PUBLISHED,
            actor,
            now,
            subject=("template", number),
            organisation_id=found.organisation,
            after={"number": draft.number, "digest": draft.content.digest},
        )
    return draft.number


async def discard_draft(template: int, actor: Actor, now: datetime) -> bool:
    """Discard the draft, and the template with it if nothing was published; return whether the template stays."""
    found = await own_template(template, actor)
    async with transaction():
        await one_at_a_time("questionnaires")
        draft = await draft_of(template)
        await TemplateVersion.delete().where(TemplateVersion.id == draft.id)
        stays = await TemplateVersion.exists().where(TemplateVersion.template == template)
        if not stays:
            await Template.delete().where(Template.id == template)
        await record(
            Event.TEMPLATE_DRAFT_DISCARDED,
            actor,
            now,
            subject=("template", template),
            organisation_id=found.organisation,
            before={"number": draft.number, "name": found.name},
        )
    return bool(stays)


def changed(content: Questionnaire, change: Change) -> Questionnaire:
    """Return the changed questionnaire; raise `Invalid` with a sentence for a circle, `NotFound` for what is gone."""
    try:
        return change(content)
    except Circle as found:
        sentence = _(
            "These questions would be shown only if each other is answered, in a circle: %(circle)s. Choose another.",
            circle=" → ".join(found.keys),
        )
        raise Invalid({"shown_if": sentence}) from found
    except NotThere as gone:
        raise NotFound(GONE) from gone


def refuse_faults(content: Questionnaire) -> None:
    """Raise `Invalid` with a sentence for each fault that keeps a questionnaire from being published."""
    found: dict[str, str] = {}
    for fault in faults(content):
        place = f"{fault.where} {fault.field}".strip()
        found[place] = f"{fault.where}: {fault.sentence}" if fault.where else fault.sentence
    if found:
        raise Invalid(found)


async def _has_draft(template: int) -> bool:
    return bool(
        await TemplateVersion.exists().where(
            (TemplateVersion.template == template) & TemplateVersion.published_at.is_null()
        )
    )


def _gist(one: Questionnaire, other: Questionnaire) -> dict[str, Any]:
    """Return the questions of one that the other has not in the same form, and the order where only that differs."""
    others = {question.key: question for question in other.questions}
    told: dict[str, Any] = {
        question.key: question.model_dump(mode="json", exclude_defaults=True)
        for question in one.questions
        if others.get(question.key) != question
    }
    return told or {"sections": [[section.key, *(q.key for q in section.questions)] for section in one.sections]}
