"""Evidence beside answers: uploaded by those who answer, accepted with its expiry by those who review."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, DomainError, Invalid, NotFound
from accounts.events import N_, Event
from accounts.roles import Deed, demand
from assessments.answers import demand_answering, hold, refresh_score, still_open
from assessments.asked import Asked, Proof, find_assessment
from assessments.assessment_tables import Answer, Evidence
from register.archive import Archive
from register.change import GONE
from register.documents import keep_document
from register.tables import Document

KINDS = {
    "iso27001": N_("ISO/IEC 27001 certificate"),
    "soc2": N_("SOC 2 report"),
    "pentest": N_("Penetration test"),
    "other": N_("Other evidence"),
}
# What it is called among the documents of the vendor.
DOCUMENT_KINDS = {"iso27001": "certificate", "soc2": "report", "pentest": "report", "other": "evidence"}
MOST = 40
NO_QUESTION = N_("Choose the question that the document belongs to.")
TOO_MANY = N_("An assessment takes at most 40 documents. Put several into one file.")
NO_KIND = N_("Choose what the document is.")
RUN_OUT = N_("This document has run out already. Ask for one that holds today.")
ACCEPTED = N_("This document has been accepted, so it stays. Whoever reviews can ask for another one.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    data: bytes
    archive: Archive


async def add_evidence(number: int, question: str, file: Upload, actor: Actor, now: datetime) -> int:
    """Add a document to an answer, by somebody who is signed in; return the number of the evidence."""
    asked = await find_assessment(number, actor)
    await demand_answering(asked, actor)
    return await put_evidence(asked, question, file, actor, now)


async def put_evidence(asked: Asked, question: str, file: Upload, actor: Actor, now: datetime) -> int:
    """Keep a file and put it beside an answer; for a question that asks for files, it is the answer."""
    _place(asked, question)
    document = await keep_document(
        file.data,
        archive=file.archive,
        name=file.name,
        organisation=asked.row["organisation"],
        vendor=asked.row["vendor"],
        kind="evidence",
        expires_on=None,
        actor=actor,
        now=now,
        deed=None,
    )
    try:
        return await _put(asked.id, question, document, file.name, actor, now)
    except DomainError:
        # Somebody handed the answers in while the file was looked through.
        await Document.update({Document.removed_at: now}).where(Document.id == document)
        raise


async def _put(number: int, question: str, document: int, name: str, actor: Actor, now: datetime) -> int:
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        _place(asked, question)
        row = Evidence(assessment=number, question=question, document=document)
        await row.save()
        await _answer_with(asked, question, [*_documents(asked, question), document], actor, now)
        await _tell(Event.EVIDENCE_ADDED, asked, actor, now, {"question": question, "document": name})
    return int(row.id)


async def remove_evidence(number: int, evidence: int, actor: Actor, now: datetime) -> None:
    """Take a document away from an answer, by somebody who is signed in."""
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        await demand_answering(asked, actor)
        await drop_evidence(asked, evidence, actor, now)


async def drop_evidence(asked: Asked, evidence: int, actor: Actor, now: datetime) -> None:
    """Take a document away from an answer in the open transaction; the file can be brought back for a while."""
    still_open(asked)
    proof = proof_of(asked, evidence)
    if proof.accepted_by:
        raise Conflict(ACCEPTED)
    if not asked.editable(proof.question) and proof.question not in asked.wanted:
        raise NotFound(GONE)
    await Evidence.delete().where(Evidence.id == evidence)
    await Document.update({Document.removed_at: now}).where(Document.id == proof.document)
    left = [one for one in _documents(asked, proof.question) if one != proof.document]
    await _answer_with(asked, proof.question, left, actor, now)
    await _tell(Event.EVIDENCE_REMOVED, asked, actor, now, {"question": proof.question, "document": proof.name})


async def accept_evidence(
    number: int, evidence: int, kind: str, expires_on: date | None, actor: Actor, now: datetime, today: date
) -> None:
    """Accept a document as what it is and for as long as it holds; its expiry is due among the vendor's documents."""
    wrong = {}
    if kind not in KINDS:
        wrong["kind"] = NO_KIND
    if expires_on is not None and expires_on < today:
        wrong["expires_on"] = RUN_OUT
    if wrong:
        raise Invalid(wrong)
    async with transaction():
        await hold(number)
        asked = await find_assessment(number, actor)
        demand(actor, Deed.DECIDE, asked.row["organisation"])
        proof = proof_of(asked, evidence)
        values: dict[Any, Any] = {
            Evidence.kind: kind,
            Evidence.expires_on: expires_on,
            Evidence.accepted_by: actor.label,
            Evidence.accepted_at: now,
        }
        await Evidence.update(values).where(Evidence.id == evidence)
        shown: dict[Any, Any] = {Document.kind: DOCUMENT_KINDS[kind], Document.expires_on: expires_on}
        await Document.update(shown).where(Document.id == proof.document)
        await record(
            Event.EVIDENCE_ACCEPTED,
            actor,
            now,
            subject=("assessment", asked.id),
            organisation_id=asked.row["organisation"],
            vendor_id=asked.row["vendor"],
            after={"document": proof.name, "kind": kind, "expires_on": expires_on},
        )


def proof_of(asked: Asked, evidence: int) -> Proof:
    """Return a document of an assessment; raise `accounts.errors.NotFound` where it has none of that number."""
    found = next((proof for proof in asked.proofs if proof.id == evidence), None)
    if found is None:
        raise NotFound(GONE)
    return found


def _place(asked: Asked, question: str) -> None:
    still_open(asked)
    visible = {one.key for one in asked.visible}
    may = asked.state == "open" or asked.editable(question) or question in asked.wanted
    if question not in visible or not may:
        raise Invalid({"question": NO_QUESTION})
    if len(asked.proofs) >= MOST:
        raise Invalid({"file": TOO_MANY})


def _documents(asked: Asked, question: str) -> list[int]:
    value = asked.given(question).value
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []


async def _answer_with(asked: Asked, question: str, documents: list[int], actor: Actor, now: datetime) -> None:
    found = asked.questionnaire.question(question)
    if found is None or found.kind != "file":
        return
    before = asked.given(question)
    values: dict[Any, Any] = {
        Answer.value: json.dumps(documents or None),
        Answer.from_previous: False,
        Answer.changed_at: now,
        Answer.changed_by: actor.label,
        Answer.version: before.version + 1,
    }
    if before.version:
        await Answer.update(values).where((Answer.assessment == asked.id) & (Answer.question == question))
    else:
        await Answer({Answer.assessment: asked.id, Answer.question: question, **values}).save()
    await refresh_score(asked.id)


async def _tell(event: Event, asked: Asked, actor: Actor, now: datetime, after: dict[str, Any]) -> None:
    await record(
        event,
        actor,
        now,
        subject=("assessment", asked.id),
        organisation_id=asked.row["organisation"],
        after=after,
    )
