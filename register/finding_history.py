"""The history of a finding: what brought it, who accepted it and why, what mended it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.events import N_
from accounts.i18n import gettext as _
from register.history import EVENTS, lines_of
from register.sql import fetch_all
from register.view_model import FindingView, HistoryLine

# What happened at the very moment at which a finding appeared or went is what brought or mended it.
BROUGHT = N_("%(deed)s; with that, this was found")
MENDED = N_("%(deed)s; with that, this was resolved")
ITSELF = {"found": N_("found this, when the register was judged"), "mended": N_("resolved this, as it holds no more")}
FEW = 3


async def finding_history(found: FindingView) -> tuple[HistoryLine, ...]:
    """Return what became of a finding, newest first; whoever asks may see its organisation."""
    own = await fetch_all(
        f"{EVENTS} WHERE vendor_id = {{}} AND subject_type = 'finding' AND subject_id = {{}} ORDER BY id",
        [found.vendor, found.id],
    )
    # What the finding is called stands above its history.
    lines = [replace(line, subject="") for line in await lines_of(own)]
    lines += await _moment(found, found.found_at, BROUGHT, ITSELF["found"])
    if found.state == "resolved" and found.resolved_at is not None:
        lines += await _moment(found, found.resolved_at, MENDED, ITSELF["mended"])
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


async def _moment(found: FindingView, at: datetime, sentence: str, alone: str) -> list[HistoryLine]:
    rows = await fetch_all(
        f"{EVENTS} WHERE vendor_id = {{}} AND at = {{}} AND subject_type <> 'finding'"
        f" AND (organisation_id IS NULL OR organisation_id = {{}}) ORDER BY id LIMIT {FEW}",
        [found.vendor, at, found.organisation],
    )
    lines = await lines_of(rows)
    if not lines:
        return [HistoryLine(at, "art28", "", _(alone), "finding", found.id, "", ())]
    return [replace(line, sentence=_(sentence, deed=line.sentence)) for line in lines]
