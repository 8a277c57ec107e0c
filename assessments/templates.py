"""Questionnaires as templates: which there are, their versions, and what an organisation makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Invalid, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand, may
from assessments.assessment_tables import Template, TemplateVersion
from assessments.editing import free_key
from assessments.questionnaire import Questionnaire, unpacked
from register.change import GONE
from register.scope import chosen_organisation
from register.sql import Where, fetch_all, numbers

IS_SHIPPED = N_("This questionnaire comes with the program and is the same for all. Make a copy and change that.")
NO_DRAFT = N_("There is no draft any more: it was published or discarded.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A template as the list shows it; `newest` is the number of the newest published version, 0 for none."""

    id: int
    key: str
    organisation: int | None
    organisation_name: str
    name: str
    titles: Mapping[str, str]
    purpose: str
    status: str
    newest: int
    draft: bool
    used: int

    @property
    def shipped(self) -> bool:
        """Return whether it comes with the program."""
        return self.organisation is None

    def title(self, language: str) -> str:
        """Return what it is called."""
        return self.titles.get(language) or self.titles.get("en") or self.name


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a template; `published_at` is None for a draft, `used` how many assessments keep it."""

    id: int
    template: int
    number: int
    published_at: datetime | None
    created_at: datetime
    created_by: str
    version: int
    used: int
    open: int


async def list_templates(actor: Actor, only: int | None = None) -> list[Listed]:
    """Return the templates that are open to the actor, the shipped first; only the one named if any is."""
    where = Where()
    if actor.scope is not None:
        mine = ", ".join("{}" for _ in actor.scope) or "NULL"
        where.add(f"(t.organisation IS NULL OR t.organisation IN ({mine}))", *sorted(actor.scope))
    if only is not None:
        where.add("t.id = {}", only)
    scope = _scope(actor)
    # Put together from names in the code and from numbers; values are bound.
    rows = await fetch_all(
        "SELECT t.id, t.key, t.organisation, o.name AS organisation_name, t.name, t.titles, t.purpose, t.status,"
        " (SELECT max(v.number) FROM template_version v"
        " WHERE v.template = t.id AND v.published_at IS NOT NULL) AS newest,"
        " (SELECT count(*) FROM template_version v WHERE v.template = t.id AND v.published_at IS NULL) AS draft,"
        " (SELECT count(*) FROM assessment a JOIN template_version v ON v.id = a.template_version"
        f" WHERE v.template = t.id{scope}) AS used"
        f" FROM template t LEFT JOIN organisation o ON o.id = t.organisation{where}"
        " ORDER BY t.status, CASE WHEN t.organisation IS NULL THEN 0 ELSE 1 END, t.name, t.id",
        where.values,
    )
    return [
        Listed(
            **{
                **row,
                "titles": loaded(row["titles"]),
                "organisation_name": row["organisation_name"] or "",
                "newest": row["newest"] or 0,
                "draft": bool(row["draft"]),
            }
        )
        for row in rows
    ]


async def find_template(number: int, actor: Actor) -> Listed:
    """Return one template; raise `NotFound` where there is none that the actor may see."""
    found = await list_templates(actor, number)
    if not found:
        raise NotFound(GONE)
    return found[0]


async def own_template(number: int, actor: Actor) -> Listed:
    """Return a template that the actor may change; raise `Invalid` for one that is shipped."""
    found = await find_template(number, actor)
    if found.organisation is None:
        demand(actor, Deed.EDIT)
        raise Invalid({"": IS_SHIPPED})
    demand(actor, Deed.EDIT, found.organisation)
    return found


def may_change(found: Listed, actor: Actor) -> bool:
    """Return whether the actor may change a template."""
    return found.organisation is not None and may(actor, Deed.EDIT, found.organisation)


async def versions_of(template: int, actor: Actor) -> list[Version]:
    """Return the versions of a template, the newest first."""
    scope = _scope(actor)
    used = f"(SELECT count(*) FROM assessment a WHERE a.template_version = v.id{scope}"
    rows = await fetch_all(
        "SELECT v.id, v.template, v.number, v.published_at, v.created_at, v.created_by, v.version,"
        f" {used}) AS used, {used} AND a.state IN ('open', 'submitted', 'correction')) AS open"
        " FROM template_version v WHERE v.template = {} ORDER BY v.number DESC",
        [template],
    )
    return [Version(**row) for row in rows]


async def content_of(template: int, number: int) -> Questionnaire:
    """Return the questions of a version; raise `NotFound` where there is none."""
    row = (
        await TemplateVersion.select(TemplateVersion.content)
        .where((TemplateVersion.template == template) & (TemplateVersion.number == number))
        .first()
    )
    if row is None:
        raise NotFound(GONE)
    return unpacked(row["content"])


async def add_template(
    content: Questionnaire, organisation: int | None, actor: Actor, now: datetime, *, like: str = ""
) -> int:
    """Add a template of an organisation, with its content as the first draft; `like` is the key it would have."""
    demand(actor, Deed.EDIT, organisation)
    async with transaction():
        owner = await chosen_organisation(organisation, actor)
        demand(actor, Deed.EDIT, owner)
        await one_at_a_time("questionnaires")
        taken = await Template.select(Template.key).where(Template.organisation == owner)
        key = free_key(like or content.title.say("en"), [row["key"] for row in taken], "questionnaire")
        template = Template(
            {**named(content), Template.key: key, Template.organisation: owner, Template.created_at: now}
        )
        await template.save()
        number = int(template.id)
        await write_draft(number, 1, content, actor, now)
        await record(
            Event.TEMPLATE_ADDED,
            actor,
            now,
            subject=("template", number),
            organisation_id=owner,
            after={"key": key, "name": content.title.say("en")},
        )
    return number


async def write_draft(template: int, number: int, content: Questionnaire, actor: Actor, now: datetime) -> None:
    """Write a draft, in the open transaction."""
    await TemplateVersion(
        template=template,
        number=number,
        digest="",
        content=content.packed(),
        created_at=now,
        created_by=actor.label,
    ).save()


async def retire(number: int, actor: Actor, now: datetime, *, retired: bool) -> None:
    """Offer a template no longer, or again; assessments that were started keep it."""
    found = await own_template(number, actor)
    status = "retired" if retired else "active"
    async with transaction():
        await Template.update({Template.status: status}).where(Template.id == number)
        event = Event.TEMPLATE_RETIRED if retired else Event.TEMPLATE_TAKEN_UP
        await record(event, actor, now, subject=("template", number), organisation_id=found.organisation)


def named(content: Questionnaire) -> dict[Any, Any]:
    """Return the columns of a template that its newest published version gives it."""
    return {
        Template.name: content.title.say("en")[:200],
        Template.titles: json.dumps(content.title.model_dump(), ensure_ascii=False),
        Template.purpose: content.purpose,
    }


def _scope(actor: Actor) -> str:
    return "" if actor.scope is None else f" AND a.organisation IN ({numbers(sorted(actor.scope))})"


def loaded(value: Any) -> Any:
    """Return a JSON column as it is, or read where the engine gave it as text."""
    return json.loads(value) if isinstance(value, str) else value
