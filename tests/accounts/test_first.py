"""The first administrator: whoever has the link from where the register was started, once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.errors import Conflict, Invalid
from accounts.first import KIND, LIFE, create_first_administrator, first_token_holds, new_first_token
from accounts.keys import hashed
from accounts.roles import Role
from accounts.tables import AuditEvent, Token, User
from tests.support import builders
from tests.support.builders import OWNER, PASSWORD


async def test_a_new_register_gives_a_token_that_is_kept_as_a_hash(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    rows = await Token.select(exclude_secrets=False)
    assert [row["token_hash"] for row in rows] == [hashed(token)]
    assert await first_token_holds(token, now)


async def test_a_new_start_ends_the_earlier_link(database: Any, now: datetime) -> None:
    earlier, later = await new_first_token(now), await new_first_token(now)
    assert earlier is not None
    assert later is not None
    assert not await first_token_holds(earlier, now)
    assert await first_token_holds(later, now)


async def test_the_link_ends_after_a_day(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    assert await first_token_holds(token, now + LIFE - timedelta(seconds=1))
    assert not await first_token_holds(token, now + LIFE)


async def test_a_token_of_another_kind_makes_no_administrator(database: Any, now: datetime) -> None:
    await Token(kind="reset", token_hash=hashed("token"), created_at=now, expires_at=now + LIFE).save()
    assert not await first_token_holds("token", now)


async def test_a_register_with_people_gives_no_token_and_takes_none(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    await builders.editor()
    assert await new_first_token(now) is None
    assert not await first_token_holds(token, now)
    with pytest.raises(Conflict):
        await create_first_administrator(token, OWNER, PASSWORD, now)


async def test_the_link_makes_one_administrator_of_everything(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    actor = await create_first_administrator(token, OWNER, PASSWORD, now, "192.0.2.1")
    assert (actor.role, actor.organisations, actor.label) == (Role.ADMINISTRATOR, None, OWNER)
    assert await AuditEvent.exists().where(AuditEvent.event == "first-administrator-added")
    with pytest.raises(Conflict):
        await create_first_administrator(token, "second@example.org", PASSWORD, now)
    assert await User.count() == 1


async def test_of_two_people_with_the_link_at_once_one_wins_and_the_other_is_told(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    results = await asyncio.gather(
        *(create_first_administrator(token, f"person{n}@example.org", PASSWORD, now) for n in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert await User.count() == 1


async def test_a_weak_password_keeps_the_link_alive(database: Any, now: datetime) -> None:
    token = await new_first_token(now)
    assert token is not None
    with pytest.raises(Invalid) as refused:
        await create_first_administrator(token, "no address", "short", now)
    assert set(refused.value.fields) == {"email", "password"}
    assert await first_token_holds(token, now)
    assert await Token.exists().where(Token.kind == KIND)
