"""Where a vendor answers: the address is the secret, so it stands in one place."""

from __future__ import annotations

PREFIX = "/answer/"


def link_address(url: str, token: str) -> str:
    """Return the address that a vendor gets."""
    return f"{url}{PREFIX}{token}"
