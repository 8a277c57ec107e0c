"""The questionnaires that come with the program: read from assessments/data, kept as templates for all."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from accounts.actor import SYSTEM
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.events import Event
from assessments.assessment_tables import Template, TemplateVersion
from assessments.questionnaire import Questionnaire

FOLDER = Path(__file__).parent / "data"
KEYS = ("intake", "guarantees", "tia", "yearly")


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Return the questionnaires by key."""
    return {
        key: Questionnaire.model_validate(tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8")))
        for key in KEYS
    }


async def load_shipped(now: datetime) -> int:
    """Keep each questionnaire as a template of which this content is the newest version; return how many were new.

    What was shipped before stays as an older version, so that assessments keep theirs.
    """
    rows = (
        await TemplateVersion.select(TemplateVersion.template.key, TemplateVersion.number, TemplateVersion.digest)
        .where(TemplateVersion.template.organisation.is_null())
        .order_by(TemplateVersion.number)
    )
    newest = {row["template.key"]: row["digest"] for row in rows}
    changed = {key: content for key, content in shipped().items() if newest.get(key) != content.digest}
    for key, content in changed.items():
        await _keep(key, content, now)
    return len(changed)


async def _keep(key: str, content: Questionnaire, now: datetime) -> None:
    async with transaction():
        await one_at_a_time("shipped questionnaires")
        values: dict[Any, Any] = {
            "name": content.title.say("en"),
            "titles": json.dumps(content.title.model_dump()),
            "purpose": content.purpose,
        }
        template = await Template.objects().where((Template.key == key) & Template.organisation.is_null()).first()
        if template is None:
            values |= {"key": key, "created_at": now}
            template = Template(values)
            await template.save()
        else:
            await Template.update(values).where(Template.id == template.id)
        last = (
            await TemplateVersion.select(TemplateVersion.number, TemplateVersion.digest)
            .where(TemplateVersion.template == template.id)
            .order_by(TemplateVersion.number, ascending=False)
            .first()
        )
        if last and last["digest"] == content.digest:
            # Another process was faster.
            return
        number = last["number"] + 1 if last else 1
        row = TemplateVersion(
            template=template.id,
            number=number,
            digest=content.digest,
            content=content.packed(),
            published_at=now,
            created_at=now,
            created_by=SYSTEM.label,
        )
        await row.save()
        await record(
            Event.TEMPLATE_SHIPPED,
            SYSTEM,
            now,
            subject=("template", int(template.id)),
            after={"key": key, "number": number},
        )
