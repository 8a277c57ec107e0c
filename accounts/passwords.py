"""Passwords: argon2id in threads of their own, so that a sign-in never holds up the pages of others."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.i18n import gettext

SHORTEST = 12
LONGEST = 200
# How digits and signs stand in for letters.
LEET = (str.maketrans("013457@$!", "oleastasi"), str.maketrans("013457@$!", "oieastasi"))
OURS = ("art28", "processor register", "subprocessor")
_NO_LETTER = re.compile(r"[\W\d_]+")
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
    if common(password, email):
        return gettext("Too many people have chosen a password like this one. Choose a sentence of your own.")
    return ""


def common(password: str, email: str = "") -> bool:
    """Return whether a password is one of the most common, or one of them with digits, signs and repetition around it.

    That refuses far more than a list of passwords could: “Password-2026!!”, “P@ssw0rdP@ssw0rd” and “qwerty123456” too.
    The name of this program and the parts of the person's address count as common: “Example2026!” at example.org.
    """
    folded = password.casefold()
    if not _NO_LETTER.sub("", folded):
        return _counted(folded)
    # Digits stand for letters, or for nothing.
    ways = {_NO_LETTER.sub("", folded), *(_NO_LETTER.sub("", folded.translate(table)) for table in LEET)}
    near = {_NO_LETTER.sub("", part) for part in (*re.split(r"[@.]", email.casefold()), email.casefold(), *OURS)}
    return any(_made_of_one(letters, near) for letters in ways if letters)


def _counted(signs: str) -> bool:
    """Return whether signs without a letter are few, repeated, or counted up or down."""
    digits = [int(sign) for sign in signs if sign.isascii() and sign.isdigit()]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    return len(set(signs)) < 6 or len(steps) < 3


def _made_of_one(letters: str, near: set[str]) -> bool:
    known = _known() | near
    halves = {letters[:length] for length in range(1, len(letters) + 1) if not len(letters) % length}
    return any(part * (len(letters) // len(part)) == letters and part in known for part in halves)


@cache
def _known() -> frozenset[str]:
    lines = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(_NO_LETTER.sub("", word.casefold()) for word in words)


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
