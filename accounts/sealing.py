"""Secrets that have to be read again, such as those of authenticator apps: sealed where the installation has a key."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from accounts.errors import Conflict
from accounts.i18n import gettext

MARK = "sealed:"


def seal(secret: str, key: str) -> str:
    """Return a secret as it is kept: encrypted under the key, or as it is where there is no key."""
    return MARK + _box(key).encrypt(secret.encode()).decode() if key else secret


def unseal(kept: str, key: str) -> str:
    """Return a secret that was kept; raise `Conflict` where the key is missing or another one."""
    from cryptography.fernet import InvalidToken

    if not kept.startswith(MARK):
        return kept
    try:
        return bytes(_box(key or MARK).decrypt(kept.removeprefix(MARK).encode())).decode()
    except InvalidToken as error:
        raise Conflict(
            gettext("The key of this installation has changed, so no code can be checked. Ask an administrator.")
        ) from error


def _box(key: str) -> Any:
    from cryptography.fernet import Fernet  # slow to import, and most installations never need it

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"art28 seal\0" + key.encode()).digest()))
