"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes that stand in once each."""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.attempts import attempt, forget_attempts
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Conflict, Invalid
from accounts.events import N_, Event
from accounts.i18n import gettext
from accounts.keys import hashed, same
from accounts.people import demand_whole, find_person
from accounts.policy import Policy
from accounts.sealing import seal, unseal
from accounts.sessions import end_sessions
from accounts.tables import RecoveryCode, User

STEP_SECONDS = 30
CODES = 10
# No letter that reads like a digit; 24 of them are 120 bits, so that a plain hash keeps them (ASVS 5.0, 6.5.2).
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
WRONG = N_("This code is not right. Wait for the next one in your app, and type it at once.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an authenticator app is given: the secret in groups of four, and a picture (SVG) that holds it."""

    secret: str
    picture: str


async def is_set_up(person_id: int) -> bool:
    """Return whether somebody is asked for a code."""
    return bool(await User.exists().where((User.id == person_id) & User.totp_since.is_not_null()))


async def codes_left(person_id: int) -> int:
    """Return how many recovery codes somebody has not used."""
    return int(await RecoveryCode.count().where((RecoveryCode.user == person_id) & RecoveryCode.used_at.is_null()))


async def start(person_id: int, policy: Policy) -> None:
    """Make a secret for somebody who has none in use; it asks for nothing until a first code confirms it."""
    import pyotp

    waiting = (User.id == person_id) & User.totp_since.is_null()
    await User.update({User.totp_secret: seal(pyotp.random_base32(), policy.key)}).where(waiting)


async def offer(person_id: int, policy: Policy, register: str) -> Offer | None:
    """Return what the app of somebody is to be given, or None where nothing waits to be confirmed."""
    import pyotp
    import segno

    row = await User.select(User.email, User.totp_secret, User.totp_since).where(User.id == person_id).first()
    if row is None or row["totp_since"] is not None or not row["totp_secret"]:
        return None
    secret = unseal(row["totp_secret"], policy.key)
    uri = pyotp.TOTP(secret).provisioning_uri(name=row["email"], issuer_name=f"art28 {register}")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", xmldecl=False, svgns=False, omitsize=True, light="#fff")
    return Offer(" ".join(re.findall(".{1,4}", secret)), picture.getvalue().decode())


async def confirm(actor: Actor, code: str, policy: Policy, now: datetime) -> list[str]:
    """Take a first code of the app, from which on one is asked for; return the recovery codes, which are shown once."""
    person_id = await _counted(actor, now)
    async with transaction():
        row = await _row(person_id)
        if row["totp_since"] is not None:
            raise Conflict(gettext("The second factor is set up already."))
        if not row["totp_secret"] or not await _take(row, code, policy, now):
            right = False
        else:
            right = True
            await User.update({User.totp_since: now}).where(User.id == person_id)
            codes = await _new_codes(person_id)
            await forget_attempts(f"code {person_id}", actor.address, now)
            await record(Event.SECOND_FACTOR_SET_UP, actor, now, subject=("person", person_id))
    if not right:
        raise Invalid({"code": gettext(WRONG)})
    return codes


async def check(actor: Actor, code: str, policy: Policy, now: datetime) -> None:
    """Take a code of the app or a recovery code, each only once; raise `Invalid` for a wrong one, and `TooMany`."""
    person_id = await _counted(actor, now)
    async with transaction():
        row = await _row(person_id)
        taken = await _take(row, code, policy, now)
        if not taken and await _take_recovery(person_id, code, now):
            taken = True
            await record(Event.RECOVERY_CODE_USED, actor, now, subject=("person", person_id))
        if taken:
            await forget_attempts(f"code {person_id}", actor.address, now)
    if not taken:
        raise Invalid({"code": gettext(WRONG)})


async def renew_codes(actor: Actor, code: str, policy: Policy, now: datetime) -> list[str]:
    """Return new recovery codes in place of all earlier ones, for who has a code."""
    await check(actor, code, policy, now)
    async with transaction():
        codes = await _new_codes(actor.id or 0)
        await record(Event.RECOVERY_CODES_MADE, actor, now, subject=("person", actor.id or 0))
    return codes


async def remove_own(actor: Actor, code: str, policy: Policy, now: datetime) -> None:
    """Ask the actor for no more codes; refused where a role of theirs needs them."""
    if policy.asks_second_factor(actor):
        raise Conflict(gettext("Your role needs a second factor, so it stays."))
    await check(actor, code, policy, now)
    async with transaction():
        await _remove(actor.id or 0)
        await record(Event.SECOND_FACTOR_REMOVED, actor, now, subject=("person", actor.id or 0))


async def remove_for(person_id: int, actor: Actor, now: datetime) -> None:
    """Ask somebody for no more codes, as an administrator who is sure whom they speak to; signs them out."""
    async with transaction():
        person = await find_person(person_id, actor)
        demand_whole(person)
        if not person.second_factor:
            return
        await _remove(person_id)
        await end_sessions(person_id)
        after = {"email": person.email}
        await record(Event.SECOND_FACTOR_REMOVED, actor, now, subject=("person", person_id), after=after)


async def _counted(actor: Actor, now: datetime) -> int:
    """Count one try of a code before it is looked at, and return whose it is."""
    assert actor.id is not None, "codes belong to people"
    await attempt(f"code {actor.id}", actor.address, now)
    return actor.id


async def _row(person_id: int) -> dict[str, Any]:
    columns = (User.id, User.totp_secret, User.totp_since, User.totp_step)
    rows: list[dict[str, Any]] = await User.select(*columns).where(User.id == person_id)
    return rows[0]


async def _take(row: dict[str, Any], code: str, policy: Policy, now: datetime) -> bool:
    """Take a code of the app for this moment or its neighbours; one of a step that was taken before is none."""
    import pyotp

    typed = re.sub(r"\s", "", code)
    if not row["totp_secret"] or not re.fullmatch(r"[0-9]{6}", typed):
        return False
    totp = pyotp.TOTP(unseal(row["totp_secret"], policy.key))
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if step > row["totp_step"] and same(totp.at(step * STEP_SECONDS), typed):
            unused = (User.id == row["id"]) & (User.totp_step < step)
            return bool(await User.update({User.totp_step: step}).where(unused).returning(User.id))
    return False


async def _take_recovery(person_id: int, code: str, now: datetime) -> bool:
    typed = hashed(re.sub(r"[\s-]", "", code).upper())
    mine = (RecoveryCode.user == person_id) & (RecoveryCode.code_hash == typed) & RecoveryCode.used_at.is_null()
    return bool(await RecoveryCode.update({RecoveryCode.used_at: now}).where(mine).returning(RecoveryCode.id))


async def _new_codes(person_id: int) -> list[str]:
    await RecoveryCode.delete().where(RecoveryCode.user == person_id)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(24)) for _ in range(CODES)]
    await RecoveryCode.insert(*(RecoveryCode(user=person_id, code_hash=hashed(code)) for code in codes))
    return ["-".join(re.findall(".{6}", code)) for code in codes]


async def _remove(person_id: int) -> None:
    nothing: dict[Any, Any] = {User.totp_secret: "", User.totp_since: None}
    await User.update(nothing).where(User.id == person_id)
    await RecoveryCode.delete().where(RecoveryCode.user == person_id)
