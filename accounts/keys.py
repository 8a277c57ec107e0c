"""Random tokens, their hashes, and the secrets of this installation."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from accounts.database import transaction
from accounts.tables import Secret


def new_token() -> str:
    """Return 256 random bits that fit in a link or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return the form in which a token is kept: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed(secret: str, *parts: str) -> str:
    """Return the signature of some text under a secret."""
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


async def installation_secret(name: str) -> str:
    """Return a secret of this installation; it is made once and survives restarts.

    Several processes may start at once: the first one to write wins and the others read what it wrote.
    """
    rows = await Secret.select(Secret.value).where(Secret.name == name)
    if not rows:
        async with transaction():
            await Secret.raw(
                "INSERT INTO secret (name, value) VALUES ({}, {}) ON CONFLICT (name) DO NOTHING", name, new_token()
            )
        rows = await Secret.select(Secret.value).where(Secret.name == name)
    return str(rows[0]["value"])
