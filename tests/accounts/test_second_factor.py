"""The second factor: codes that count once, recovery codes that count once, and who has to have it."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
from litestar import Litestar

from accounts import second_factor
from accounts.actor import Actor
from accounts.attempts import PER_ACCOUNT
from accounts.errors import Conflict, Invalid, NotFound, TooMany
from accounts.passwords import hash_password
from accounts.policy import FREE, Policy
from accounts.roles import Role
from accounts.sealing import MARK, seal, unseal
from accounts.sessions import find_session, open_session
from accounts.signin import STEP_LIFE, SecondStep, finish, sign_in
from accounts.tables import AuditEvent, Organisation, RecoveryCode, Session, User
from app.settings import Settings
from tests.support import builders
from tests.support.browsing import AsRole, browser
from tests.support.builders import OWNER, PASSWORD
from tests.support.clock import Clock

SEALED = Policy(key="a key of this installation, long enough")
NEEDED = Policy(frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
async def owner(database: Any) -> Actor:
    user = await builders.owner()
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id == user.id)
    return Actor(int(user.id), OWNER, Role.ADMINISTRATOR, None, "192.0.2.1")


async def app_of(owner: Actor, now: Any, policy: Policy = FREE) -> tuple[pyotp.TOTP, list[str]]:
    """Set the second factor up a minute ago; return the app and the recovery codes."""
    await second_factor.start(owner.id or 0, policy)
    offer = await second_factor.offer(owner.id or 0, policy, "register.example.org")
    assert offer is not None
    totp = pyotp.TOTP(offer.secret.replace(" ", ""))
    before = now - timedelta(minutes=1)
    return totp, await second_factor.confirm(owner, totp.at(before), policy, before)


async def step_of(now: Any, policy: Policy = FREE) -> SecondStep:
    with pytest.raises(SecondStep) as needed:
        await sign_in(OWNER, PASSWORD, now, "192.0.2.1", "", policy)
    return needed.value


async def test_with_a_second_factor_the_password_alone_opens_nothing(owner: Actor, now: Any) -> None:
    totp, _ = await app_of(owner, now)
    step = await step_of(now)
    assert not step.set_up
    assert not await Session.exists()
    token = await finish(step.token, totp.at(now), now, "192.0.2.1", "", FREE)
    assert await find_session(token, now) is not None


async def test_a_code_counts_once(owner: Actor, now: Any) -> None:
    totp, _ = await app_of(owner, now)
    await second_factor.check(owner, totp.at(now), FREE, now)
    for moment in (now, now + timedelta(seconds=29)):
        with pytest.raises(Invalid):
            await second_factor.check(owner, totp.at(now), FREE, moment)
    await second_factor.check(owner, totp.at(now + timedelta(seconds=30)), FREE, now + timedelta(seconds=30))


async def test_of_two_who_give_the_same_code_at_once_one_gets_in(owner: Actor, now: Any) -> None:
    totp, codes = await app_of(owner, now)
    for code in (totp.at(now), codes[0]):
        tries = (second_factor.check(owner, code, FREE, now) for _ in range(3))
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert [isinstance(result, Invalid) for result in results].count(True) == 2


async def test_a_code_of_the_steps_beside_counts_and_no_older_one(owner: Actor, now: Any) -> None:
    totp, _ = await app_of(owner, now - timedelta(minutes=5))
    with pytest.raises(Invalid):
        await second_factor.check(owner, totp.at(now - timedelta(seconds=61)), FREE, now)
    await second_factor.check(owner, totp.at(now - timedelta(seconds=30)), FREE, now)
    await second_factor.check(owner, totp.at(now + timedelta(seconds=30)), FREE, now)


async def test_a_recovery_code_counts_once_however_it_is_typed(owner: Actor, now: Any) -> None:
    _, codes = await app_of(owner, now)
    assert len(set(codes)) == 10
    await second_factor.check(owner, f" {codes[0].lower().replace('-', ' ')} ", FREE, now)
    with pytest.raises(Invalid):
        await second_factor.check(owner, codes[0], FREE, now)
    assert await second_factor.codes_left(owner.id or 0) == 9


async def test_new_recovery_codes_end_the_earlier_ones(owner: Actor, now: Any) -> None:
    totp, codes = await app_of(owner, now)
    fresh = await second_factor.renew_codes(owner, totp.at(now), FREE, now)
    assert not set(fresh) & set(codes)
    with pytest.raises(Invalid):
        await second_factor.check(owner, codes[0], FREE, now)
    await second_factor.check(owner, fresh[0], FREE, now)


async def test_codes_cannot_be_guessed_for_long(owner: Actor, now: Any) -> None:
    totp, codes = await app_of(owner, now)
    for number in range(PER_ACCOUNT):
        with pytest.raises(Invalid):
            await second_factor.check(owner, f"{number:06d}", FREE, now)
    for code in (totp.at(now), codes[0]):
        with pytest.raises(TooMany):
            await second_factor.check(owner, code, FREE, now)


async def test_a_step_ends_after_ten_minutes_and_is_used_once(owner: Actor, now: Any) -> None:
    totp, codes = await app_of(owner, now)
    step = await step_of(now)
    with pytest.raises(Conflict):
        await finish(step.token, totp.at(now + STEP_LIFE), now + STEP_LIFE, "", "", FREE)
    await finish(step.token, codes[0], now, "", "", FREE)
    with pytest.raises(Conflict):
        await finish(step.token, codes[1], now, "", "", FREE)
    with pytest.raises(Conflict):
        await finish("made up", codes[1], now, "", "", FREE)


async def test_secrets_are_kept_sealed_under_the_key_and_codes_as_hashes(owner: Actor, now: Any) -> None:
    totp, codes = await app_of(owner, now, SEALED)
    (row,) = await User.select(User.totp_secret)
    assert row["totp_secret"].startswith(MARK)
    assert totp.secret not in row["totp_secret"]
    kept = json.dumps(await RecoveryCode.select(), default=str)
    assert not any(code.replace("-", "") in kept for code in codes)
    await second_factor.check(owner, totp.at(now), SEALED, now)
    for policy in (FREE, Policy(key="another key, which is long enough too")):
        with pytest.raises(Conflict, match="key of this installation"):
            await second_factor.check(owner, totp.at(now + timedelta(seconds=30)), policy, now)


def test_what_was_kept_before_there_was_a_key_is_still_read() -> None:
    assert unseal(seal("SECRET", ""), "a key") == "SECRET"


async def test_a_role_that_needs_a_second_factor_sets_it_up_before_it_gets_in(owner: Actor, now: Any) -> None:
    step = await step_of(now, NEEDED)
    assert step.set_up
    with pytest.raises(Conflict, match="Set up"):
        await finish(step.token, "000000", now, "", "", NEEDED)
    await builders.user("reader", email="reader@example.org", password_hash=await hash_password(PASSWORD))
    assert await sign_in("reader@example.org", PASSWORD, now, policy=NEEDED)


async def test_who_needs_a_second_factor_does_not_remove_it_and_others_need_a_code_to(owner: Actor, now: Any) -> None:
    totp, _ = await app_of(owner, now)
    with pytest.raises(Conflict):
        await second_factor.remove_own(owner, totp.at(now), NEEDED, now)
    with pytest.raises(Invalid):
        await second_factor.remove_own(owner, "000000", FREE, now)
    await second_factor.remove_own(owner, totp.at(now), FREE, now)
    assert await sign_in(OWNER, PASSWORD, now)


async def test_an_administrator_removes_a_lost_one_and_signs_the_person_out(
    owner: Actor, now: Any, organisation: Organisation
) -> None:
    editor = await builders.editor(organisation)
    actor = Actor(int(editor.id), editor.email, Role.PROCUREMENT, None)
    await app_of(actor, now)
    token = await open_session(editor.id, now)
    elsewhere = Actor(9, "x", Role.ADMINISTRATOR, frozenset({int(organisation.id) + 1}))
    with pytest.raises(NotFound):
        await second_factor.remove_for(editor.id, elsewhere, now)
    await second_factor.remove_for(editor.id, owner, now)
    assert not await second_factor.is_set_up(editor.id)
    assert await find_session(token, now) is None
    row = await AuditEvent.select().order_by(AuditEvent.id, ascending=False).first()
    assert row is not None
    assert (row["event"], row["actor"]) == ("second-factor-removed", OWNER)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"second_factor": "administrator"})


async def test_a_browser_sets_it_up_at_sign_in_and_gives_a_code_the_next_time(
    client: httpx.AsyncClient, app: Litestar, owner: Actor, clock: Clock
) -> None:
    data = {"email": OWNER, "password": PASSWORD, "next": "/findings"}
    answer = await client.post("/session", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/set-up?next=%2Ffindings")
    assert (await client.get("/profile")).status_code == 303, "no session before the code"
    page = await client.get(answer.headers["location"])
    assert '<div class="qr"' in page.text
    assert "style=" not in page.text
    secret = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.text)
    assert secret is not None
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    assert (await client.post("/sign-in/set-up", data={"code": "000000"})).status_code == 422
    done = await client.post("/sign-in/set-up", data={"code": totp.at(clock()), "next": "https://evil.example/"})
    assert len(re.findall(r"[A-Z0-9]{6}(?:-[A-Z0-9]{6}){3}", done.text)) == 10
    assert 'href="/"' in done.text
    assert "evil" not in done.text
    assert (await client.get("/profile")).status_code == 200
    clock.set(clock() + timedelta(minutes=1))
    async with browser(app) as other:
        asked = await other.post("/session", data=data)
        assert asked.headers["location"] == "/sign-in/code?next=%2Ffindings"
        assert (await other.get("/sign-in/set-up")).headers["location"] == "/sign-in", "the secret is shown no more"
        assert (await other.post("/sign-in/code", data={"code": "1"})).status_code == 422
        entered = await other.post("/sign-in/code", data={"code": totp.at(clock()), "next": "//evil.example"})
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert (await other.get("/profile")).status_code == 200
    trail = json.dumps(await AuditEvent.select(), default=str)
    assert totp.secret not in trail
    assert "wrong code" in trail


async def test_it_is_set_up_on_the_profile_by_who_knows_the_password(as_role: AsRole, clock: Clock) -> None:
    user = await builders.user("reader", email="r@example.org", password_hash=await hash_password(PASSWORD))
    client = await as_role("reader")
    await User.update({User.password_hash: await hash_password(PASSWORD)}).where(User.id != user.id)
    assert (await client.post("/profile/second-factor", data={"password": "wrong"})).status_code == 422
    assert 'class="qr"' not in (await client.get("/profile/second-factor")).text
    assert (await client.post("/profile/second-factor", data={"password": PASSWORD})).status_code == 303
    page = (await client.get("/profile/second-factor")).text
    secret = page.split('<code class="key">')[1].split("<")[0].replace(" ", "")
    done = await client.post("/profile/second-factor/confirmation", data={"code": pyotp.TOTP(secret).at(clock())})
    assert "shown this once" in done.text
    assert secret not in (await client.get("/profile/second-factor")).text
