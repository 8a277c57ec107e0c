"""Signing in: for those who know the password, and telling the others nothing."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from accounts import passwords
from accounts.attempts import PER_ACCOUNT, PER_ADDRESS, WINDOW
from accounts.errors import Invalid, TooMany
from accounts.passwords import fault, hash_password, outdated, verify_password
from accounts.sessions import find_session
from accounts.signin import SESSIONS, sign_in, sign_out
from accounts.tables import AuditEvent, Session, SignInAttempt, User
from tests.support import builders
from tests.support.builders import OWNER, PASSWORD


@pytest.fixture
async def owner(database: Any) -> User:
    user = await builders.owner()
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id == user.id)
    return user


async def fail_to_sign_in(email: str, now: datetime, address: str = "192.0.2.1") -> str:
    with pytest.raises(Invalid) as refused:
        await sign_in(email, "not the password", now, address)
    return str(refused.value)


async def test_the_right_password_opens_a_session(owner: User, now: datetime) -> None:
    token = await sign_in(f"  {OWNER.upper()} ", PASSWORD, now, "192.0.2.1", "a browser")
    found = await find_session(token, now)
    assert found is not None
    assert found.actor.id == owner.id
    assert await AuditEvent.exists().where((AuditEvent.event == "signed-in") & (AuditEvent.address == "192.0.2.1"))


async def test_each_sign_in_gets_a_token_of_its_own(owner: User, now: datetime) -> None:
    assert await sign_in(OWNER, PASSWORD, now) != await sign_in(OWNER, PASSWORD, now)


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(owner: User, now: datetime) -> None:
    assert await fail_to_sign_in(OWNER, now) == await fail_to_sign_in("nobody@example.org", now)


async def test_a_deactivated_account_gets_the_same_answer_even_with_its_password(owner: User, now: datetime) -> None:
    expected = await fail_to_sign_in("nobody@example.org", now)
    await User.update({User.active: False}).where(User.id == owner.id)
    with pytest.raises(Invalid) as refused:
        await sign_in(OWNER, PASSWORD, now)
    assert str(refused.value) == expected


async def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(
    owner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002
            looked_at.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    await fail_to_sign_in(OWNER, now)
    known = len(looked_at)
    await fail_to_sign_in("nobody@example.org", now)
    assert known == 1
    assert len(looked_at) == 2


async def test_an_account_without_a_password_lets_nobody_in(database: Any, now: datetime) -> None:
    await builders.owner()
    with pytest.raises(Invalid):
        await sign_in(OWNER, "nobody has this password", now)


async def test_a_refused_sign_in_is_on_the_trail_without_the_password(owner: User, now: datetime) -> None:
    await fail_to_sign_in(OWNER, now)
    row = (await AuditEvent.select())[0]
    assert (row["event"], row["actor_id"], row["address"]) == ("sign-in-refused", None, "192.0.2.1")
    assert OWNER in row["after"]
    assert "not the password" not in str(row)


async def test_an_account_is_shut_after_too_many_attempts_and_opens_again(owner: User, now: datetime) -> None:
    for number in range(PER_ACCOUNT):
        await fail_to_sign_in(OWNER, now, f"192.0.2.{number}")
    with pytest.raises(TooMany) as refused:
        await sign_in(OWNER, PASSWORD, now, "198.51.100.1")
    assert refused.value.seconds == WINDOW.total_seconds()
    assert "Wait 15 minutes" in str(refused.value)
    assert await sign_in(OWNER, PASSWORD, now + WINDOW, "198.51.100.1")


async def test_an_unknown_account_is_shut_like_a_known_one(database: Any, now: datetime) -> None:
    for _ in range(PER_ACCOUNT):
        await fail_to_sign_in("nobody@example.org", now)
    with pytest.raises(TooMany):
        await sign_in("nobody@example.org", PASSWORD, now, "192.0.2.1")


async def test_an_address_is_shut_after_too_many_attempts_on_any_accounts(owner: User, now: datetime) -> None:
    for number in range(PER_ADDRESS):
        await fail_to_sign_in(f"person{number}@example.org", now)
    with pytest.raises(TooMany):
        await sign_in(OWNER, PASSWORD, now, "192.0.2.1")
    assert await sign_in(OWNER, PASSWORD, now, "198.51.100.1")


async def test_attempts_made_at_once_do_not_slip_past_the_limit(owner: User, now: datetime) -> None:
    tries = [sign_in(OWNER, "not the password", now, "192.0.2.1") for _ in range(PER_ACCOUNT + 5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, TooMany) for result in results) == 5


async def test_the_right_password_forgets_the_slips_before_it(owner: User, now: datetime) -> None:
    for _ in range(PER_ACCOUNT - 1):
        await fail_to_sign_in(OWNER, now)
    await sign_in(OWNER, PASSWORD, now, "192.0.2.1")
    await fail_to_sign_in(OWNER, now)


async def test_attempts_are_kept_under_hashes_and_no_longer_than_they_count(owner: User, now: datetime) -> None:
    await fail_to_sign_in("nobody@example.org", now)
    assert "nobody" not in str(await SignInAttempt.select(exclude_secrets=False))
    await sign_in(OWNER, PASSWORD, now + WINDOW + timedelta(seconds=1), "198.51.100.1")
    assert await SignInAttempt.count() == 0


async def test_somebody_with_many_sessions_loses_the_oldest(owner: User, now: datetime) -> None:
    oldest = await sign_in(OWNER, PASSWORD, now)
    newest = [await sign_in(OWNER, PASSWORD, now) for _ in range(SESSIONS)]
    assert await Session.count() == SESSIONS
    assert await find_session(oldest, now) is None
    assert await find_session(newest[0], now) is not None


async def test_signing_out_ends_the_session_and_is_on_the_trail(owner: User, now: datetime) -> None:
    token = await sign_in(OWNER, PASSWORD, now)
    session = await find_session(token, now)
    assert session is not None
    await sign_out(session, now)
    assert await find_session(token, now) is None
    assert await AuditEvent.exists().where(AuditEvent.event == "signed-out")


async def test_a_hash_made_with_weaker_parameters_is_renewed_at_sign_in(owner: User, now: datetime) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await User.update({User.password_hash: weak}).where(User.id == owner.id)
    assert outdated(weak)
    await sign_in(OWNER, PASSWORD, now)
    kept = (await User.select(User.password_hash))[0]["password_hash"]
    assert not outdated(kept)
    assert await verify_password(kept, PASSWORD)


@pytest.mark.costly
async def test_a_password_is_checked_off_the_event_loop() -> None:
    kept = await hash_password(PASSWORD)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    assert await verify_password(kept, PASSWORD)
    ticking.cancel()
    assert ticks > 10


async def test_text_that_is_no_hash_lets_nobody_in() -> None:
    assert not await verify_password("plain", "plain")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "shorter than 12"),
        ("x" * 201, "longer than 200"),
        ("privacy@example.org", "is the e-mail address"),
        ("aaaaaaaaaaaaaa", "repeats"),
        ("Example-2026!!", "Too many people"),
        ("Privacy.1234567", "Too many people"),
        ("art28-art28-art28", "Too many people"),
        (PASSWORD, ""),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, says: str) -> None:
    found = fault(password, OWNER)
    assert says in found
    assert bool(found) == bool(says)


async def test_an_office_behind_one_address_signs_in_however_many_they_are(owner: User, now: datetime) -> None:
    for _ in range(PER_ADDRESS + 1):
        await sign_in(OWNER, PASSWORD, now, "192.0.2.1")


async def test_signing_in_rightly_forgets_no_wrong_tries_of_the_same_address(owner: User, now: datetime) -> None:
    for number in range(PER_ADDRESS):
        await fail_to_sign_in(f"person{number}@example.org", now - timedelta(minutes=1))
        if number < PER_ADDRESS - 1:
            await sign_in(OWNER, PASSWORD, now, "192.0.2.1")
    with pytest.raises(TooMany):
        await sign_in(OWNER, PASSWORD, now, "192.0.2.1")
