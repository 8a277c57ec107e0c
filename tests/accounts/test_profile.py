"""What people decide about themselves."""

from datetime import datetime
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.attempts import PER_ACCOUNT
from accounts.errors import Invalid, TooMany
from accounts.passwords import hash_password, verify_password
from accounts.profile import change_password, change_profile
from accounts.roles import Role
from accounts.sessions import SignedIn, find_session, open_session
from accounts.tables import AuditEvent, User
from tests.support import builders
from tests.support.builders import PASSWORD

NEW = "another long sentence of words"


@pytest.fixture
async def signed_in(database: Any, now: datetime) -> SignedIn:
    user = await builders.owner()
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id == user.id)
    session = await find_session(await open_session(user.id, now), now)
    assert session is not None
    return session


async def test_only_what_differs_is_written_and_on_the_trail(signed_in: SignedIn, now: datetime) -> None:
    await change_profile(signed_in.actor, now, {"name": " Privacy office ", "language": "sv", "theme": "dark"})
    row = (await AuditEvent.select())[0]
    assert "name" not in row["after"]
    assert '"sv"' in row["after"]
    await change_profile(signed_in.actor, now, {"language": "sv"})
    assert await AuditEvent.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("language", "xx"), ("theme", "pink"), ("name", "x" * 121), ("theme", "")]
)
async def test_what_is_no_choice_is_refused(signed_in: SignedIn, now: datetime, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        await change_profile(signed_in.actor, now, {field: value})
    assert set(refused.value.fields) == {field}


async def test_a_new_password_ends_the_other_sessions(signed_in: SignedIn, now: datetime) -> None:
    assert signed_in.actor.id is not None
    other = await open_session(signed_in.actor.id, now)
    await change_password(signed_in, PASSWORD, NEW, now)
    assert await find_session(other, now) is None
    kept = (await User.select(User.password_hash))[0]["password_hash"]
    assert await verify_password(kept, NEW)
    row = (await AuditEvent.select())[0]
    assert row["event"] == "password-changed"
    assert NEW not in str(row)


@pytest.mark.parametrize(("old", "new", "field"), [("wrong", NEW, "old"), (PASSWORD, "short", "new")])
async def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(
    signed_in: SignedIn, now: datetime, old: str, new: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await change_password(signed_in, old, new, now)
    assert set(refused.value.fields) == {field}


async def test_a_stolen_session_cannot_guess_the_password(signed_in: SignedIn, now: datetime) -> None:
    for _ in range(PER_ACCOUNT):
        with pytest.raises(Invalid):
            await change_password(signed_in, "wrong", NEW, now)
    with pytest.raises(TooMany):
        await change_password(signed_in, PASSWORD, NEW, now)


def test_an_actor_cannot_be_changed() -> None:
    actor = Actor(1, "a", Role.READER, None)
    with pytest.raises(AttributeError):
        actor.role = Role.ADMINISTRATOR  # type: ignore[misc]
