"""Why a verdict moved although nobody changed anything: what ended, what began, or which recorded day came. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date

from law.records import NEVER, Record
from law.store import Law
from register.settle import Moved

ENDED, BEGAN, FACT, LAW = "ended", "began", "fact", "law"
_REST = re.compile(r"(?:, OJ |;| \(rolled over\)).*", re.DOTALL)


def cause_of(moved: Moved, today: date, law: Law) -> dict[str, str]:
    """Return what moved a verdict: `cause`, and for what ended or began the `act` and the `day`."""
    new, old = _params(moved.params), _params(moved.old_params)
    ended = _ended(new, old, law, today)
    if ended is not None and (moved.old_judged_on is None or ended[1] >= moved.old_judged_on or moved.new_law):
        return {"cause": ENDED, "act": ended[0], "day": ended[1].isoformat()}
    began = new.get("from_date", "")
    if began and moved.old_judged_on is not None and moved.old_judged_on.isoformat() < began <= today.isoformat():
        return {"cause": BEGAN, "act": short(new["act"]), "day": began}
    if new.get("fact_date"):
        return {"cause": FACT, "day": new["fact_date"]}
    return {"cause": LAW}


def short(citation: str) -> str:
    """Return what an act is called, without where it was published and what became of it."""
    return _REST.sub("", citation).strip()


def _ended(new: Mapping[str, str], old: Mapping[str, str], law: Law, today: date) -> tuple[str, date] | None:
    """Return the act that ended and its last day: the one that the new verdict names, else the one it rested on."""
    until = new.get("until_date", "")
    if until and until < today.isoformat():
        return short(new["act"]), date.fromisoformat(until)
    act = short(old.get("act", ""))
    past = [record.ends for record in _called(act, law.records.values()) if record.ends < today]
    return (act, max(past)) if past else None


def _called(act: str, records: Iterable[Record]) -> Iterable[Record]:
    return (record for record in records if act and short(record.citation) == act and record.ends != NEVER)


def _params(text: str) -> dict[str, str]:
    known: dict[str, str] = json.loads(text) if text else {}
    return known
