"""Start an assessment: which questionnaire, for what, by when, who answers, and last year's answers as a start."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import insert_rows, transaction
from accounts.errors import Invalid
from accounts.events import N_, Event
from accounts.i18n import LANGUAGES
from accounts.people import email_fault, tidy_email
from accounts.roles import Deed, demand
from assessments.answers import refresh_score
from assessments.asked import Given, answers_of
from assessments.assessment_tables import Answer, Assessment, TierRule
from assessments.cadence import LONGEST_MONTHS, add_months
from assessments.questionnaire import Questionnaire, is_answered, problems_of, unpacked
from assessments.tia_places import cover
from assessments.tiers import USUAL_SECOND, USUAL_TEMPLATE
from register import sentences
from register.scope import chosen_organisation, vendor_in_scope
from register.sql import Where, fetch_all
from register.tables import Engagement

NO_TEMPLATE = N_("Choose a questionnaire from the list.")
NO_DUE = N_("Choose a day from today on, at most five years ahead.")
NO_LANGUAGE = N_("Choose one of the languages of the register.")
NO_ADDRESSES = N_("Write one e-mail address on each line, of people who sign in here.")
NO_LOCATIONS = N_("Choose the locations that the assessment covers: its outcome becomes part of their verdicts.")
OWNER_LENGTH = 120
MOST_ASSIGNEES = 20
BEFORE = "SELECT a.id, a.submitted_at FROM assessment a JOIN template_version tv ON tv.id = a.template_version"
PLACES = (
    "SELECT l.id, l.country, l.region, l.recipient, l.activity, l.place, l.grounds, l.verdict, l.engagement, e.service"
    " FROM location l JOIN engagement e ON e.id = l.engagement"
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A questionnaire that can be asked: its newest published version."""

    template: int
    key: str
    version: int
    number: int
    titles: Mapping[str, str]
    name: str
    purpose: str
    shipped: bool

    def title(self, language: str) -> str:
        """Return what it is called."""
        return self.titles.get(language) or self.titles.get("en") or self.name


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody wants to ask."""

    organisation: int
    engagement: int | None
    template_version: int
    language: str
    owner: str
    due: date
    assignees: tuple[str, ...]
    take_over: bool
    locations: tuple[int, ...]


async def offered(organisation: int) -> list[Offered]:
    """Return the questionnaires that an organisation can ask, its own first."""
    rows = await fetch_all(
        "SELECT t.id AS template, t.key, t.name, t.titles, t.purpose, t.organisation, tv.id AS version,"
        " tv.number FROM template t JOIN template_version tv ON tv.template = t.id WHERE t.status = 'active'"
        " AND (t.organisation IS NULL OR t.organisation = {}) AND tv.number = (SELECT max(n.number)"
        " FROM template_version n WHERE n.template = t.id AND n.published_at IS NOT NULL)"
        " AND tv.published_at IS NOT NULL ORDER BY t.organisation IS NULL, t.name, t.id",
        [organisation],
    )
    shipped = [row.pop("organisation") is None for row in rows]
    return [
        Offered(**{**row, "titles": _read(row["titles"])}, shipped=own) for row, own in zip(rows, shipped, strict=True)
    ]


async def suggested(organisation: int, tier: str, choices: Sequence[Offered]) -> Offered | None:
    """Return the questionnaire that the organisation asks of vendors of a tier; of an unknown tier the intake."""
    if tier not in USUAL_TEMPLATE:
        return next((one for one in choices if one.purpose == "intake"), None)
    mine = (TierRule.organisation == organisation) & (TierRule.tier == tier)
    rule = await TierRule.select(TierRule.template).where(mine).first()
    usual = next((one for one in choices if one.shipped and one.key == USUAL_TEMPLATE[tier]), None)
    return next((one for one in choices if rule and one.template == rule["template"]), usual)


async def second_needed(organisation: int, tier: str) -> bool:
    """Return whether a second person approves what is decided on vendors of a tier; of an unknown one nobody need."""
    mine = (TierRule.organisation == organisation) & (TierRule.tier == tier)
    rule = await TierRule.select(TierRule.second_needed).where(mine).first()
    return bool(rule["second_needed"]) if rule else USUAL_SECOND.get(tier, False)


async def last_of(vendor: int, organisation: int, engagement: int | None, template: int) -> dict[str, Any] | None:
    """Return the last assessment by the same questionnaire that was handed in: its id and the day."""
    where = Where()
    where.add("a.vendor = {} AND a.organisation = {} AND tv.template = {}", vendor, organisation, template)
    where.add("a.state IN ('submitted', 'concluded')")
    if engagement is None:
        where.add("a.engagement IS NULL")
    else:
        where.add("(a.engagement = {} OR a.engagement IS NULL)", engagement)
    rows = await fetch_all(f"{BEFORE}{where} ORDER BY a.submitted_at DESC, a.id DESC LIMIT 1", where.values)
    return rows[0] if rows else None


async def start_assessment(vendor: int, start: Start, actor: Actor, now: datetime, today: date) -> int:
    """Start an assessment of a vendor and return its number; raise `Invalid` with a sentence for each wrong field."""
    demand(actor, Deed.EDIT, start.organisation)
    async with transaction():
        row = await vendor_in_scope(vendor, actor, Deed.EDIT)
        organisation = await chosen_organisation(start.organisation, actor)
        chosen = await _checked(vendor, organisation, start, today)
        before = await last_of(vendor, organisation, start.engagement, chosen.template)
        made = Assessment(
            organisation=organisation,
            vendor=vendor,
            engagement=start.engagement,
            template_version=chosen.version,
            language=start.language,
            owner=start.owner,
            assignees=json.dumps([tidy_email(one) for one in start.assignees]),
            due=start.due,
            previous=before["id"] if before else None,
            second_needed=await second_needed(organisation, row["tier"]),
            created_at=now,
        )
        await made.save()
        number = int(made.id)
        questions = await questions_of(chosen.version)
        if before and start.take_over:
            await _take_over(number, questions, await answers_of(before["id"]), now)
        if questions.purpose == "tia":
            await cover(number, start.locations)
        await refresh_score(number)
        await record(
            Event.ASSESSMENT_STARTED,
            actor,
            now,
            subject=("assessment", number),
            organisation_id=organisation,
            vendor_id=vendor,
            after={"questionnaire": chosen.name, "number": chosen.number, "due": start.due, "owner": start.owner},
        )
    return number


async def questions_of(version: int) -> Questionnaire:
    """Return the questionnaire of a version."""
    rows = await fetch_all("SELECT content FROM template_version WHERE id = {}", [version])
    return unpacked(rows[0]["content"])


async def locations_of(vendor: int, organisation: int, engagement: int | None = None) -> list[dict[str, Any]]:
    """Return the locations of a vendor's active engagements in an organisation, or of one of them."""
    where = Where()
    where.add("e.vendor = {} AND e.organisation = {} AND e.status = 'active'", vendor, organisation)
    if engagement is not None:
        where.add("e.id = {}", engagement)
    return await fetch_all(f"{PLACES}{where} ORDER BY e.id, l.id", where.values)


def copied(questions: Questionnaire, earlier: Mapping[str, Given]) -> dict[str, Given]:
    """Return the answers of an earlier assessment that still fit; files were evidence of their own time."""
    return {
        question.key: given
        for question in questions.questions
        if (given := earlier.get(question.key)) is not None
        and question.kind != "file"
        and (is_answered(given.value) or given.comment)
        and not problems_of(question, given.value)
    }


async def _take_over(number: int, questions: Questionnaire, earlier: Mapping[str, Given], now: datetime) -> None:
    rows = [
        (number, key, json.dumps(given.value, ensure_ascii=False), given.comment, True, now, given.changed_by, 1)
        for key, given in copied(questions, earlier).items()
    ]
    columns = ("assessment", "question", "value", "comment", "from_previous", "changed_at", "changed_by", "version")
    await insert_rows(Answer, columns, rows)


def people_faults(owner: str, assignees: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with those who see to an assessment, by field."""
    wrong = {}
    if len(owner) > OWNER_LENGTH:
        wrong["owner"] = sentences.TOO_LONG
    if len(assignees) > MOST_ASSIGNEES or any(email_fault(tidy_email(one)) for one in assignees):
        wrong["assignees"] = NO_ADDRESSES
    return wrong


async def _checked(vendor: int, organisation: int, start: Start, today: date) -> Offered:
    wrong = {}
    chosen = next((one for one in await offered(organisation) if one.version == start.template_version), None)
    if chosen is None:
        wrong["template"] = NO_TEMPLATE
    if start.language not in LANGUAGES:
        wrong["language"] = NO_LANGUAGE
    if not today <= start.due <= add_months(today, LONGEST_MONTHS):
        wrong["due"] = NO_DUE
    wrong |= people_faults(start.owner, start.assignees)
    if start.engagement is not None:
        mine = (
            (Engagement.id == start.engagement)
            & (Engagement.vendor == vendor)
            & (Engagement.organisation == organisation)
        )
        if not await Engagement.exists().where(mine):
            wrong["engagement"] = sentences.NO_SUCH_ENGAGEMENT
    if chosen is not None and chosen.purpose == "tia":
        open_places = {row["id"] for row in await locations_of(vendor, organisation, start.engagement)}
        if not start.locations or not set(start.locations) <= open_places:
            wrong["locations"] = NO_LOCATIONS
    if wrong or chosen is None:
        raise Invalid(wrong)
    return chosen


def _read(value: Any) -> dict[str, str]:
    return json.loads(value) if isinstance(value, str) else dict(value)
