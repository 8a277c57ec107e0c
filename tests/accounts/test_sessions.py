"""A session: a secret that only the browser has, with an end."""

from datetime import datetime, timedelta
from typing import Any

from accounts.keys import hashed, installation_secret, new_token
from accounts.roles import Deed, Role, may
from accounts.sessions import (
    IDLE,
    LONGEST,
    NOTED,
    end_session,
    end_sessions,
    find_session,
    open_session,
    sweep_sessions,
)
from accounts.tables import Membership, Organisation, Secret, Session, User
from tests.support import builders


async def test_the_database_holds_only_the_hash_of_the_token(database: Any, now: datetime) -> None:
    user = await builders.owner()
    token = await open_session(user.id, now)
    row = (await Session.select(exclude_secrets=False))[0]
    assert row["token_hash"] == hashed(token)
    assert token not in str(row)


async def test_a_token_has_256_bits_and_is_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


async def test_a_session_names_the_person_the_role_and_the_address(
    database: Any, now: datetime, organisation: Organisation
) -> None:
    user = await builders.editor(organisation)
    token = await open_session(user.id, now)
    found = await find_session(token, now, "192.0.2.1")
    assert found is not None
    assert found.actor.id == user.id
    assert found.actor.role == Role.PROCUREMENT
    assert found.actor.organisations == frozenset({organisation.id})
    assert found.actor.address == "192.0.2.1"


async def test_an_unknown_token_opens_nothing(database: Any, now: datetime) -> None:
    assert await find_session(new_token(), now) is None


async def test_a_session_ends_after_idling(database: Any, now: datetime) -> None:
    token = await open_session((await builders.owner()).id, now)
    assert await find_session(token, now + IDLE) is None
    assert await find_session(token, now + IDLE - timedelta(seconds=1)) is not None


async def test_using_a_session_keeps_it_alive(database: Any, now: datetime) -> None:
    token = await open_session((await builders.owner()).id, now)
    assert await find_session(token, now + IDLE - timedelta(hours=1)) is not None
    assert await find_session(token, now + IDLE + timedelta(hours=1)) is not None


async def test_no_use_keeps_a_session_beyond_its_longest_life(database: Any, now: datetime) -> None:
    token = await open_session((await builders.owner()).id, now)
    moment = now
    while moment < now + LONGEST - IDLE:
        moment += IDLE - timedelta(hours=1)
        assert await find_session(token, moment) is not None
    assert await find_session(token, now + LONGEST) is None


async def test_looking_twice_within_minutes_writes_nothing(database: Any, now: datetime) -> None:
    token = await open_session((await builders.owner()).id, now)
    await find_session(token, now + NOTED)
    assert (await Session.select(Session.seen_at))[0]["seen_at"] == now


async def test_a_deactivated_person_is_out_at_once(database: Any, now: datetime) -> None:
    user = await builders.owner()
    token = await open_session(user.id, now)
    await User.update({User.active: False}).where(User.id == user.id)
    assert await find_session(token, now) is None


async def test_a_person_without_a_role_may_do_nothing(database: Any, now: datetime) -> None:
    user = await builders.owner()
    token = await open_session(user.id, now)
    await Membership.delete().where(Membership.user == user.id)
    assert await find_session(token, now) is None


async def test_each_role_counts_in_its_organisation(database: Any, now: datetime, organisation: Organisation) -> None:
    user = await builders.user("administrator", organisation)
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    await Membership(user=user.id, organisation=elsewhere.id, role="reader").save()
    found = await find_session(await open_session(user.id, now), now)
    assert found is not None
    assert may(found.actor, Deed.ADMINISTER, organisation.id)
    assert not may(found.actor, Deed.ADMINISTER, elsewhere.id)
    assert may(found.actor, Deed.EXPORT, elsewhere.id)
    assert found.actor.organisations == frozenset({organisation.id, elsewhere.id})


async def test_ending_all_sessions_of_a_person_leaves_those_of_others_and_the_one_to_keep(
    database: Any, now: datetime
) -> None:
    owner, editor = await builders.owner(), await builders.editor()
    kept, ended = await open_session(owner.id, now), await open_session(owner.id, now)
    others = await open_session(editor.id, now)
    session = await find_session(kept, now)
    assert session is not None
    await end_sessions(owner.id, keep=session.session_id)
    assert await find_session(kept, now) is not None
    assert await find_session(ended, now) is None
    assert await find_session(others, now) is not None
    await end_sessions(owner.id)
    assert await find_session(kept, now) is None


async def test_an_ended_session_opens_nothing(database: Any, now: datetime) -> None:
    token = await open_session((await builders.owner()).id, now)
    session = await find_session(token, now)
    assert session is not None
    await end_session(session.session_id)
    assert await find_session(token, now) is None


async def test_sweeping_deletes_only_what_has_ended(database: Any, now: datetime) -> None:
    user = await builders.owner()
    await open_session(user.id, now)
    await open_session(user.id, now + timedelta(hours=1))
    await sweep_sessions(now + IDLE)
    assert await Session.count() == 1


async def test_a_secret_of_the_installation_is_made_once(database: Any) -> None:
    first = await installation_secret("csrf")
    assert await installation_secret("csrf") == first
    assert await installation_secret("other") != first
    assert await Secret.count() == 2
