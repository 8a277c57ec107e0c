"""Proof that a form was served by this register to this browser: a signature over the browser's own cookie."""

from __future__ import annotations

from accounts.keys import same, signed

FIELD = "_csrf"
HEADER = "x-csrf-token"


def csrf_token(secret: str, cookie: str) -> str:
    """Return the token that forms of a browser carry: `cookie` is its session's token or, signed out, its visitor's."""
    return signed(secret, "csrf", cookie)


def holds(secret: str, cookie: str, given: str) -> bool:
    """Return whether the token that came with a change belongs to the browser's cookie."""
    return bool(cookie) and same(csrf_token(secret, cookie), given)
