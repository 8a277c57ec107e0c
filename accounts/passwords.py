"""Passwords: argon2id in threads of their own, so that a sign-in never holds up the pages of others."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.i18n import gettext

SHORTEST = 12
LONGEST = 200
# OWASP's first choice for argon2id: 19 MiB, two passes. Two at a time bound what sign-ins can take of the machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """Return the hash under which a password is kept."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(kept: str, password: str) -> bool:
    """Return whether a password is the kept one; "" (no such account) costs the same time and never holds."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, kept, password)


def outdated(kept: str) -> bool:
    """Return whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def fault(password: str, email: str = "") -> str:
    """Return what is wrong with a new password, or "" for one that will do."""
    if len(password) < SHORTEST:
        return gettext("The password is shorter than %(count)s characters. Choose a longer one.", count=SHORTEST)
    if len(password) > LONGEST:
        return gettext("The password is longer than %(count)s characters. Choose a shorter one.", count=LONGEST)
    if email and password.casefold() == email.casefold():
        return gettext("The password is the e-mail address. Choose another one.")
    if len(set(password)) < 4:
        return gettext("The password repeats a few characters. Choose another one.")
    return ""


def _verify(kept: str, password: str) -> bool:
    decoy = _decoy()
    try:
        _hasher.verify(kept or decoy, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody has this password")
