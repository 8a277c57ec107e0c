"""The sample register: five example organisations with their lists, added to an empty register, removed as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from piccolo.columns import ForeignKey
from piccolo.conf.apps import Finder
from piccolo.table import sort_table_classes

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import one_at_a_time, transaction
from accounts.errors import Conflict
from accounts.events import N_, Event
from accounts.i18n import gettext
from accounts.roles import Deed, demand, where_may
from accounts.tables import Organisation
from imports import batches, store
from imports.model import Options
from imports.understand import understand
from law.store import Law
from register.inputs import OrganisationInput
from register.organisations import create_organisation
from register.settle import settle
from register.sql import fetch_all, numbers
from register.tables import Vendor

_YES = True
FOLDER = Path(__file__).parent / "data" / "sample"
LOCK = "sample"
NOT_EMPTY = N_("The register has vendors already, and examples would mix with them. Add examples to an empty one only.")
NOT_EVERYWHERE = N_("Only an administrator of all organisations can add or remove the examples. Ask one of them.")
AVOIDS = "We avoid processing outside the EU/EEA; otherwise EU Model Clauses."
APPROVED = "Only recipients in the EU/EEA, under Privacy Shield or otherwise approved."
INSIDE = "All processing takes place inside the EU/EEA."


@dataclass(frozen=True, slots=True)
class Example:
    """An organisation of the sample register, and the list that it keeps."""

    file: str
    name: str
    country: str
    acts_as: str = "controller"
    promise: tuple[str, str] = ("", "")


EXAMPLES = (
    Example("energy-software-se.xlsx", N_("Example: energy software"), "SE", promise=("eea_preferred", AVOIDS)),
    Example("builders-group-no.xlsx", N_("Example: builders' group"), "NO"),
    Example("marketing-se-bilaga-2.tsv", N_("Example: marketing"), "SE", "both", ("eea_or_ground", APPROVED)),
    Example("it-services-se.csv", N_("Example: IT services"), "SE"),
    Example("mailing-se.xlsx", N_("Example: mailing"), "SE", promise=("eea_only", INSIDE)),
)


async def add_examples(actor: Actor, now: datetime, today: date, law: Law, data: Path) -> None:
    """Add the five example organisations with their lists, all or nothing, to a register without vendors."""
    _everywhere(actor)
    read = [await asyncio.to_thread(understand, FOLDER / example.file, Options()) for example in EXAMPLES]
    async with transaction():
        await one_at_a_time(LOCK)
        if await Vendor.exists():
            raise Conflict(NOT_EMPTY)
        for example, understood in zip(EXAMPLES, read, strict=True):
            number = await create_organisation(_organisation(example, today), actor, now)
            await Organisation.update({Organisation.example: True}).where(Organisation.id == number)
            path = FOLDER / example.file
            digest = await asyncio.to_thread(store.keep, path, data)
            file = store.File(example.file, digest, path.stat().st_size)
            await batches.import_at_once(file, understood, number, actor=actor, now=now, today=today, law=law)
        await record(Event.EXAMPLES_ADDED, actor, now)


async def remove_examples(actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Remove the example organisations with all that is recorded for them; a vendor that others use too stays."""
    _everywhere(actor)
    async with transaction():
        await one_at_a_time(LOCK)
        examples = [row["id"] for row in await Organisation.select(Organisation.id).where(Organisation.example == _YES)]
        if not examples:
            return
        vendors = await _vendors(examples)
        for key in _belonging():
            await key._meta.table.delete().where(key.is_in(examples))
        gone = await fetch_all(
            f"DELETE FROM vendor WHERE id IN ({numbers(vendors)}) AND NOT EXISTS"
            " (SELECT 1 FROM engagement WHERE engagement.vendor = vendor.id) RETURNING id"
        )
        await Organisation.delete().where(Organisation.id.is_in(examples))
        left = set(vendors) - {row["id"] for row in gone}
        if left:
            await settle(sorted(left), today=today, now=now, law=law, actor=actor)
        await record(Event.EXAMPLES_REMOVED, actor, now)


async def has_examples() -> bool:
    """Return whether the sample register is there."""
    return bool(await Organisation.exists().where(Organisation.example == _YES))


def may_have_examples(actor: Actor) -> bool:
    """Return whether the actor may add or remove the sample register."""
    return where_may(actor, Deed.ADMINISTER) is None


def _organisation(example: Example, today: date) -> OrganisationInput:
    kind, text = example.promise
    promises = [{"kind": kind, "text": text, "recorded_on": today}] if kind else []
    values: Mapping[str, Any] = {"country": example.country, "acts_as": example.acts_as, "promises": promises}
    return OrganisationInput(name=gettext(example.name), **values)


def _everywhere(actor: Actor) -> None:
    demand(actor, Deed.ADMINISTER)
    if not may_have_examples(actor):
        raise Conflict(NOT_EVERYWHERE)


async def _vendors(organisations: list[int]) -> list[int]:
    rows = await fetch_all(
        f"SELECT DISTINCT vendor FROM engagement WHERE organisation IN ({numbers(organisations)}) UNION"
        f" SELECT DISTINCT vendor FROM standing WHERE organisation IN ({numbers(organisations)})"
    )
    return [row["vendor"] for row in rows]


def _belonging() -> list[ForeignKey[Any]]:
    """Return the columns that say to which organisation a row belongs, those that nothing else hangs on first."""
    order = {table: place for place, table in enumerate(sort_table_classes(Finder().get_table_classes()))}
    keys = [key for key in Organisation._meta.foreign_key_references if key._meta.table is not Organisation]
    return sorted(keys, key=lambda key: -order[key._meta.table])
