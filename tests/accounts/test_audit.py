"""The trail and the change stand or fall together."""

from datetime import datetime
from typing import Any

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.audit import Entry, record, record_many
from accounts.database import insert_rows, transaction
from accounts.events import SENTENCES, Event
from accounts.roles import Role
from accounts.tables import AuditEvent, Organisation


def test_every_event_has_a_sentence_for_the_history() -> None:
    assert set(SENTENCES) == set(Event)
    assert all(sentence.strip() for sentence in SENTENCES.values())


def test_the_name_of_an_event_fits_its_column() -> None:
    assert all(len(event.value) <= 60 for event in Event)


async def test_an_event_holds_who_when_what_and_from_where(database: Any, now: datetime) -> None:
    actor = Actor(7, "privacy@example.org", Role.PRIVACY, None, "192.0.2.1")
    async with transaction():
        await record(
            Event.ORGANISATION_CHANGED,
            actor,
            now,
            subject=("organisation", 3),
            organisation_id=3,
            vendor_id=4,
            before={"name": "Öld"},
            after={"name": "New", "when": now},
        )
    row = (await AuditEvent.select())[0]
    assert (row["actor_id"], row["actor"], row["address"]) == (7, "privacy@example.org", "192.0.2.1")
    assert (row["event"], row["subject_type"], row["subject_id"]) == ("organisation-changed", "organisation", 3)
    assert (row["organisation_id"], row["vendor_id"], row["at"]) == (3, 4, now)
    assert '"Öld"' in row["before"].replace("\\u00d6", "Ö")
    assert str(now) in row["after"]


async def test_an_event_outside_a_transaction_is_refused(database: Any, now: datetime) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        await record(Event.SIGNED_OUT, SYSTEM, now)


async def test_rows_outside_a_transaction_are_refused(database: Any) -> None:
    with pytest.raises(RuntimeError, match="inside transaction"):
        await insert_rows(Organisation, ("name",), [("A",)])


async def test_an_event_is_gone_with_the_change_that_failed(database: Any, now: datetime) -> None:
    async def fail() -> None:
        async with transaction():
            await Organisation(name="A", created_at=now).save()
            await record(Event.ORGANISATION_ADDED, SYSTEM, now)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await AuditEvent.count() == 0
    assert await Organisation.count() == 0


async def test_many_events_keep_their_order(database: Any, now: datetime) -> None:
    entries = [Entry(Event.PERSON_ADDED, SYSTEM, now, ("person", number)) for number in range(1, 1201)]
    async with transaction():
        await record_many(entries)
        await record_many([])
    rows = await AuditEvent.select(AuditEvent.subject_id).order_by(AuditEvent.id)
    assert [row["subject_id"] for row in rows] == list(range(1, 1201))
