"""What the pages of long work on an import show: which step it is at, and how much of that is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.tables import Organisation
from imports.outcomes import Outcome
from imports.page_words import size_word
from imports.reader_words import say_outcome
from imports.workshop import Running

HEADINGS: Mapping[str, str] = {
    "read": N_("The file is being read"),
    "match": N_("The file is being read again"),
    "answer": N_("Your answer is being worked in"),
    "correct": N_("Your correction is being worked in"),
    "commit": N_("The list is being imported"),
    "undo": N_("The import is being undone"),
}
LEADS: Mapping[str, str] = {
    "commit": N_("It is written as a whole or not at all. If you stop it, the register stays as it is."),
    "undo": N_("It is undone as a whole or not at all. If you stop it, the register stays as it is."),
}
LEAD = N_("Nothing is saved in the register by this. You may leave the page and come back.")
STEPS: Mapping[str, str] = {
    "waiting": N_("Waiting for its turn"),
    "reading": N_("Reading the file"),
    "understanding": N_("Understanding the rows"),
    "twins": N_("Looking for vendors that stand twice"),
    "planning": N_("Comparing with the register"),
    "writing": N_("Writing vendors, uses and places"),
    "undoing": N_("Taking back what the import did"),
    "judging": N_("Judging the transfers"),
    "storing": N_("Keeping what each row does"),
}
READING = ("reading", "understanding", "twins", "planning", "storing")
ORDER: Mapping[str, tuple[str, ...]] = {
    "read": READING,
    "match": READING,
    "answer": ("planning", "storing"),
    "correct": ("planning", "storing"),
    "commit": ("planning", "writing", "judging", "storing"),
    "undo": ("undoing", "judging"),
}


@dataclass(frozen=True)
class WorkStep:
    """One step of the work: done, now or coming, and how much of it is done where that is known."""

    word: str
    state: str
    done: int = 0
    total: int = 0
    span: str = ""


@dataclass(frozen=True)
class WorkPage:
    """Work that is going on."""

    batch: int
    file_name: str
    file_size: str
    organisation: str
    heading: str
    lead: str
    at: int
    steps: tuple[WorkStep, ...]
    may_stop: bool


@dataclass(frozen=True)
class RefusedPage:
    """An import whose file could not be read."""

    batch: int
    file_name: str
    file_size: str
    organisation: str
    why: str
    may_import: bool


async def work_page(row: Mapping[str, Any], running: Running, actor: Actor) -> WorkPage:
    """Return how far work on an import has come."""
    kind = running.task.kind
    steps = tuple(_steps(running))
    return WorkPage(
        batch=row["id"],
        file_name=row["file_name"],
        file_size=size_word(row["size"]),
        organisation=await _name(row["organisation"]),
        heading=_(HEADINGS[kind]),
        lead=_(LEADS.get(kind, LEAD)),
        at={"commit": 4, "undo": 4}.get(kind, 2 if kind in {"read", "match"} else 3),
        steps=steps,
        may_stop=may(actor, Deed.IMPORT, row["organisation"]) and not running.stopping,
    )


def _steps(running: Running) -> list[WorkStep]:
    order = ORDER[running.task.kind]
    if running.step == "waiting":
        order = ("waiting", *order)
    at = order.index(running.step) if running.step in order else 0
    found = []
    for place, key in enumerate(order):
        word = _(STEPS[key])
        if place != at:
            found.append(WorkStep(word, "done" if place < at else "coming"))
            continue
        span = _("%(done)s of %(total)s", done=running.done, total=running.total) if running.total else ""
        found.append(WorkStep(word, "now", running.done, running.total, span))
    return found


async def refused_page(row: Mapping[str, Any], actor: Actor) -> RefusedPage:
    """Return why the file of an import could not be read."""
    return RefusedPage(
        batch=row["id"],
        file_name=row["file_name"],
        file_size=size_word(row["size"]),
        organisation=await _name(row["organisation"]),
        why=say_outcome(row["error"])
        if row["error"]
        else _("The file is not read yet. Open this page again in a moment."),
        may_import=may(actor, Deed.IMPORT, row["organisation"]),
    )


def done_word(kind: str, outcome: Outcome) -> str:
    """Return what is said after work that is done; nothing where the page itself says it."""
    if kind == "commit" and outcome.result:
        return _(
            "The import is done: %(new)s vendors added, %(changed)s updated. It can be undone on this page.",
            new=outcome.result["vendors_new"],
            changed=outcome.result["vendors_changed"],
        )
    if kind == "undo":
        return _("The import was undone. The register is as it was before.")
    if kind == "match":
        return _("The file was read again. Nothing is saved in the register yet; check the rows below.")
    return ""


async def _name(organisation: int) -> str:
    rows = await Organisation.select(Organisation.name).where(Organisation.id == organisation)
    return str(rows[0]["name"]) if rows else ""
