"""The history of a vendor: what the audit trail says of it, in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.actor import Actor
from accounts.events import N_, SENTENCES
from accounts.i18n import gettext as _
from register.sql import Where, fetch_all, numbers
from register.unmerging import merged_into
from register.view_model import HistoryLine

LINES = 50
# Fields that hold the number of a row: it says nothing to a person.
NUMBERS = frozenset({"vendor", "organisation", "engagement", "parent", "document"})
FIELDS: Mapping[str, str] = {
    "name": N_("name"),
    "legal_name": N_("legal name"),
    "aliases": N_("other names"),
    "registration_number": N_("registration number"),
    "country": N_("country"),
    "parent_name": N_("parent company"),
    "parent_country": N_("country of the parent company"),
    "website": N_("website"),
    "contact": N_("contact"),
    "unnamed_group": N_("unnamed group"),
    "dpf": N_("DPF listing"),
    "dpf_checked_on": N_("DPF listing checked on"),
    "tier": N_("tier"),
    "owner": N_("owner"),
    "status": N_("status"),
    "notes": N_("notes"),
    "tags": N_("tags"),
    "vendor": N_("vendor"),
    "organisation": N_("organisation"),
    "parent": N_("sub-processor of"),
    "service": N_("service"),
    "role": N_("role"),
    "organisation_role": N_("own role"),
    "purposes": N_("purposes"),
    "data_subjects": N_("data subjects"),
    "data_categories": N_("data categories"),
    "special_categories": N_("special categories"),
    "retention": N_("retention"),
    "started_on": N_("started on"),
    "ended_on": N_("ended on"),
    "next_review": N_("next review"),
    "next_review_text": N_("next review as written"),
    "review_months": N_("months between reviews"),
    "engagement": N_("engagement"),
    "region": N_("region"),
    "inferred": N_("country inferred"),
    "place": N_("place as written"),
    "recipient": N_("recipient"),
    "activity": N_("activity"),
    "ground_text": N_("ground as written"),
    "grounds": N_("grounds"),
    "facts": N_("facts"),
    "kind": N_("kind"),
    "text": N_("agreement as written"),
    "signed_on": N_("signed on"),
    "signed_text": N_("signing as written"),
    "expires_on": N_("expires on"),
    "notice_days": N_("days of notice"),
    "authorisation": N_("authorisation of sub-processors"),
    "objection_days": N_("days to object"),
    "checklist": N_("checklist of Art. 28(3)"),
    "clauses": N_("sections of the agreement"),
    "document": N_("document"),
    "verdict": N_("verdict"),
    "reason": N_("reason"),
    "accepted_until": N_("accepted until"),
    "accepted_why": N_("accepted because"),
    "due": N_("due"),
    "merged": N_("merged"),
    "unmerged": N_("came back"),
    "vendors": N_("vendors"),
    "why": N_("why"),
    "announced": N_("announced"),
    "received_on": N_("received on"),
    "days": N_("days"),
    "decision": N_("decision"),
    "outcome": N_("outcome"),
    "next": N_("next review"),
}

# What moved a verdict is part of its sentence.
CAUSES: Mapping[str, str] = {
    "ended": N_("judged a location again because %(act)s ended on %(day)s"),
    "began": N_("judged a location again because %(act)s holds from %(day)s"),
    "fact": N_("judged a location again because of a recorded day, %(day)s"),
    "law": N_("judged a location again because the records of the law were changed"),
}
TOLD = frozenset({"cause", "act", "day"})
_SENTENCES = {event.value: sentence for event, sentence in SENTENCES.items()}


async def history(vendor: int, actor: Actor, lines: int = LINES, skip: int = 0) -> tuple[HistoryLine, ...]:
    """Return what was done to a vendor, newest first, without what concerns organisations the actor may not see."""
    where = Where()
    # What went into this vendor by a merge is part of its history.
    where.add(f"vendor_id IN ({numbers([vendor, *await merged_into(vendor)])})")
    if actor.scope is not None:
        mine = ", ".join("{}" for _number in actor.scope) or "NULL"
        where.add(f"(organisation_id IS NULL OR organisation_id IN ({mine}))", *sorted(actor.scope))
    rows = await fetch_all(
        "SELECT at, actor, event, subject_type, subject_id, before, after"
        f" FROM audit_event{where} ORDER BY id DESC LIMIT {int(lines)} OFFSET {int(skip)}",
        where.values,
    )
    return tuple(line_of(row) for row in rows)


def line_of(row: Mapping[str, Any]) -> HistoryLine:
    """Return an event of the trail as a line: who did what, and what changed."""
    before, after = json.loads(row["before"]), json.loads(row["after"])
    return HistoryLine(
        at=row["at"],
        actor=row["actor"],
        event=row["event"],
        sentence=_sentence(row["event"], after),
        subject_type=row["subject_type"],
        subject_id=row["subject_id"],
        changes=tuple(_changes(before, after)),
    )


def _sentence(event: str, after: Mapping[str, Any]) -> str:
    if after.get("cause") in CAUSES:
        return _(CAUSES[after["cause"]], act=after.get("act", ""), day=after.get("day", ""))
    return _(_SENTENCES[event]) if event in _SENTENCES else event


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for name in {**before, **after}:
        if name in NUMBERS or (name in TOLD and "cause" in after):
            continue
        yield _(FIELDS.get(name, name.replace("_", " "))), _text(before.get(name)), _text(after.get(name))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return str(value)
