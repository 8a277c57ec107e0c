"""The audit trail proves itself: what was changed, removed, added past it or cut off shows."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.append_only import protect, release
from accounts.audit import Entry, head, record, record_many
from accounts.chain import Head
from accounts.database import transaction
from accounts.events import Event
from accounts.roles import Role
from accounts.tables import AuditEvent, AuditHead
from accounts.trail import Wanted, as_csv, as_json_lines, verify

Forged = tuple[str, int, str]
FORGERIES: dict[str, Forged] = {
    "an actor": ("UPDATE audit_event SET actor = 'somebody else' WHERE number = 3", 3, "not what was recorded"),
    "a moment": (
        "UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
        2,
        "not what was recorded",
    ),
    "what stood after": ("UPDATE audit_event SET after = 'null' WHERE number = 5", 5, "not what was recorded"),
    "a removed event": ("DELETE FROM audit_event WHERE number = 4", 4, "1 of the events before it were removed"),
    "a removed beginning": ("DELETE FROM audit_event WHERE number < 3", 1, "2 of the events"),
    "a cut end": ("DELETE FROM audit_event WHERE number > 3", 4, "the last 2 events were removed"),
    "all gone": ("DELETE FROM audit_event", 1, "the last 5 events were removed"),
    "one added past it": ("INSERT INTO audit_event (event, actor) VALUES ('person-added', 'x')", 6, "past the trail"),
}


async def five(now: datetime) -> None:
    async with transaction():
        await record_many(
            [Entry(Event.PERSON_ADDED, SYSTEM, now, ("person", n), after={"name": "Öl", "n": n}) for n in range(1, 6)]
        )


async def test_a_trail_that_nobody_touched_holds(database: Any, now: datetime) -> None:
    assert (await verify()).broken is None
    await five(now)
    proof = await verify()
    assert proof.broken is None
    assert proof.head == await head()
    assert proof.head.number == 5


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
async def test_what_is_done_to_the_trail_past_the_product_shows(database: Any, now: datetime, forgery: Forged) -> None:
    sql, number, wrong = forgery
    await five(now)
    await release()
    try:
        await AuditEvent.raw(sql)
    finally:
        await protect()
    broken = (await verify()).broken
    assert broken is not None
    assert (broken.number, wrong in broken.wrong) == (number, True), broken


async def test_the_database_refuses_to_change_or_delete_an_event(database: Any, now: datetime) -> None:
    await five(now)
    for sql in ("UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(Exception, match="append-only"):
            await AuditEvent.raw(sql)
    assert (await verify()).head.number == 5


async def test_a_kept_end_shows_that_the_trail_was_written_anew(database: Any, now: datetime) -> None:
    await five(now)
    kept = await head()
    async with transaction():
        await record(Event.SIGNED_OUT, SYSTEM, now)
    assert (await verify(kept)).broken is None
    broken = (await verify(Head(5, "f" * 64))).broken
    assert broken is not None
    assert "not the one whose end was kept" in broken.wrong


async def test_writers_at_once_make_one_chain(database: Any, now: datetime) -> None:
    async def write(number: int) -> None:
        async with transaction():
            await record(Event.PERSON_ADDED, SYSTEM, now, subject=("person", number))
            await record(Event.SIGNED_IN, SYSTEM, now, subject=("person", number))

    await asyncio.gather(*(write(number) for number in range(20)))
    proof = await verify()
    assert (proof.broken, proof.head.number) == (None, 40)
    pairs = await AuditEvent.select(AuditEvent.subject_id).order_by(AuditEvent.number)
    assert all(pairs[place]["subject_id"] == pairs[place + 1]["subject_id"] for place in range(0, 40, 2))


async def test_a_deed_of_which_there_is_nothing_to_tell_leaves_the_chain_as_it_is(database: Any, now: datetime) -> None:
    for _ in range(2):
        async with transaction():
            await record_many([])
        await five(now)
    assert await AuditHead.count() == 1
    proof = await verify()
    assert (proof.broken, proof.head.number) == (None, 10)


async def test_an_event_says_what_it_said_when_it_was_recorded(database: Any, now: datetime) -> None:
    facts = {"status": "active"}
    async with transaction():
        await record(Event.SIGNED_IN, SYSTEM, now, after=facts)
        facts["status"] = "changed later"
    assert (await AuditEvent.select())[0]["after"] == '{"status": "active"}'


async def test_the_trail_is_written_out_whole_and_harmless(database: Any, now: datetime) -> None:
    async with transaction():
        await record(Event.PERSON_ADDED, Actor(1, "=cmd()", Role.READER, None), now, after={"name": 'a "b"'})
        await record(Event.PERSON_ADDED, SYSTEM, now, organisation_id=8)
    everything = Actor(2, "administrator@example.org", Role.ADMINISTRATOR, None)
    lines = "".join([piece async for piece in as_csv(Wanted(), everything)]).splitlines()
    assert len(lines) == 3
    assert "'=cmd()" in lines[1]
    objects = [
        json.loads(line) for line in "".join([p async for p in as_json_lines(Wanted(), everything)]).splitlines()
    ]
    assert [one["number"] for one in objects] == [1, 2]
    assert json.loads(objects[0]["after"]) == {"name": 'a "b"'}
    for organisation, seen in ((8, 1), (9, 0)):
        reader = Actor(3, "reader@example.org", Role.READER, frozenset({organisation}))
        assert len("".join([piece async for piece in as_csv(Wanted(), reader)]).splitlines()) == 1 + seen
