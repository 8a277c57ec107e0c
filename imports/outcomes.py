"""What came of work on an import, in a form that survives the process that did it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from accounts.errors import Conflict, DomainError, Invalid, NotFound
from accounts.events import N_
from imports.model import Refused

Kind = Literal["done", "refused", "invalid", "conflict", "missing", "failed", "stopped"]
NO_ROOM = N_(
    "There is no room left on the disk of the register, so nothing was written. Ask an administrator to make room,"
    " and try again."
)
LOCKED = N_(
    "Somebody’s import is being written and takes long, so nothing else could be. Nothing was saved; try again in a"
    " few minutes."
)
BROKEN = N_(
    "The register made a mistake while it worked on this; nothing was written. Try again, or tell an administrator."
)
DIED = N_(
    "The register stopped while it worked on this, more than once, so it was given up. Nothing was written. Try again,"
    " or tell an administrator."
)
STOPPED = N_("The work was stopped. Nothing was written.")
NOBODY = N_("Whoever asked for this may do nothing in the register any more, so it was given up.")
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# A quota, or a disk that is full when the index of the log grows, comes from SQLite under other names than a full disk.
FULL_SQLITE = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of work: what it did, or why it did nothing."""

    kind: Kind
    sentence: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    later: tuple[tuple[int, str, str], ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it in values that JSON can hold."""
        return asdict(self)


def outcome_from(stored: Mapping[str, Any]) -> Outcome:
    """Return the outcome that `as_json` gave."""
    return Outcome(**{**stored, "later": tuple((number, name, what) for number, name, what in stored["later"])})


def outcome_of(error: Exception) -> Outcome:
    """Return what to tell of work that was refused or failed."""
    if isinstance(error, Refused):
        return Outcome("refused", str(error))
    if isinstance(error, Invalid):
        return Outcome("invalid", str(error), error.fields)
    if isinstance(error, Conflict):
        later = tuple((one.vendor_id, one.vendor, one.what) for one in error.current.get("later", ()))
        return Outcome("conflict", str(error), later=later)
    if isinstance(error, NotFound):
        return Outcome("missing", str(error))
    if isinstance(error, DomainError):
        return Outcome("failed", str(error))
    return Outcome("failed", NO_ROOM if is_full(error) else LOCKED if is_locked(error) else BROKEN)


def is_full(error: BaseException | None) -> bool:
    """Return whether something failed because a disk or a quota is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "") in FULL_SQLITE:
            return True
        if getattr(error, "sqlstate", "") == "53100":  # PostgreSQL's disk_full
            return True
        error = error.__cause__ or error.__context__
    return False


def is_locked(error: BaseException) -> bool:
    """Return whether the embedded database was being written by another process for longer than anybody waits."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
