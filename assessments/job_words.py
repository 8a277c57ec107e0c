"""What the jobs say they did, in the language of the page: a job runs for nobody, so it is recorded in English."""

from __future__ import annotations

import re
from functools import cache

from accounts.events import N_
from accounts.i18n import gettext as _

SAID = (
    N_("mail is not set up"),
    N_("no backups are kept (ART28_BACKUPS=0)"),
    N_("the backup of today is there"),
    N_("verdicts moved: %(n)s"),
    N_("scheduled: %(n)s"),
    N_("moved: %(n)s"),
    N_("queued: %(n)s"),
    N_("to vendors: %(n)s"),
    N_("sent: %(n)s"),
    N_("put off: %(n)s"),
    N_("refused: %(n)s"),
    N_("dropped: %(n)s"),
    N_("runs: %(n)s"),
    N_("mails: %(n)s"),
    N_("removed documents: %(n)s"),
    N_("files: %(n)s"),
    N_("events: %(n)s"),
    N_("old removed: %(n)s"),
)
_PARTS = re.compile(r"(, |; |(?<=\.tar\.gz): )")
_COUNT = re.compile(r"(\d+) ([a-z ]+)")


def say(did: str) -> str:
    """Return what a job did in the language of the page; what a server or an error said stays as it is."""
    return "".join(_one(part) for part in _PARTS.split(did))


def is_known(part: str) -> bool:
    """Return whether a part of what a job says can be said in other languages."""
    counted = _COUNT.fullmatch(part)
    return part in _said() or bool(counted and _template(counted[2]) in _said())


def _one(part: str) -> str:
    counted = _COUNT.fullmatch(part)
    if counted and _template(counted[2]) in _said():
        return _(_template(counted[2]), n=counted[1])
    return _(part) if part in _said() else part


def _template(word: str) -> str:
    return f"{word}: %(n)s"


@cache
def _said() -> frozenset[str]:
    return frozenset(SAID)
