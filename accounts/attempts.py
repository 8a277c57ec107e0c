"""How often somebody may try to sign in: counted in the database, so that it holds over processes and restarts."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.database import one_at_a_time, transaction
from accounts.errors import TooMany
from accounts.i18n import gettext
from accounts.keys import hashed
from accounts.tables import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 40


async def attempt(email: str, address: str, now: datetime, *, most: int = PER_ACCOUNT) -> None:
    """Count one attempt; raise `TooMany` where the account or the address has had too many.

    `email` may name something else that is tried, such as a code. It is counted before the password is looked at, so
    that many attempts at once do not slip past the limit.
    """
    limits = [(account_key(email), most), (address_key(address), PER_ADDRESS)]
    async with transaction():
        await one_at_a_time("sign-in")
        await SignInAttempt.delete().where(SignInAttempt.at <= now - WINDOW)
        for key, limit in limits:
            earlier = (
                await SignInAttempt.select(SignInAttempt.at).where(SignInAttempt.key == key).order_by(SignInAttempt.at)
            )
            if len(earlier) >= limit:
                wait = earlier[len(earlier) - limit]["at"] + WINDOW - now
                minutes = max(1, round(wait.total_seconds() / 60))
                raise TooMany(
                    gettext("Too many attempts. Wait %(minutes)s minutes and try again.", minutes=minutes),
                    max(1, int(wait.total_seconds())),
                )
        await SignInAttempt.insert(*(SignInAttempt(key=key, at=now) for key, _ in limits))


async def forget_attempts(email: str, address: str, now: datetime) -> None:
    """Forget the attempts on an account whose password was right, and of its address the one that was right.

    A whole office may share an address: who signs in there rightly takes no attempt from the others.
    """
    await SignInAttempt.delete().where(SignInAttempt.key == account_key(email))
    right = (SignInAttempt.key == address_key(address)) & (SignInAttempt.at == now)
    row = await SignInAttempt.select(SignInAttempt.id).where(right).first()
    if row:
        await SignInAttempt.delete().where(SignInAttempt.id == row["id"])


def account_key(email: str) -> str:
    """Return the key under which an account's attempts count, whether it exists or not."""
    return hashed(f"account {email}")


def address_key(address: str) -> str:
    """Return the key under which an address's attempts count."""
    return hashed(f"address {address}")
