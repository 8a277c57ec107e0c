"""Vendors that are being added, many at once: judged and looked through before their rows are written.

Nothing is known of them but what is about to be written, so nothing has to be read back and nothing written twice.
`register.settle` would come to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any

from piccolo.table import Table

from accounts.bulk import Behind
from accounts.progress import tell
from law.store import Law
from register import ledger, load
from register.judging import judge_locations, put
from register.load import Loaded
from register.rows import EngagementRow, OrganisationRow
from register.rules import find
from register.rules.base import Case
from register.settle import STANDING, case_for
from register.standing import standing
from register.tables import Agreement, Engagement, Finding, Location, Standing, Vendor

TOLD = 100  # vendors: so often is told how far the judging has come
AT_ONCE = 4_000  # findings: while these are written, the next are found


class Newcomers:
    """New vendors of one organisation with all that hangs on them, as judging sees them.

    What is not said has the default that its column has.
    """

    def __init__(self, organisation: OrganisationRow) -> None:
        nothing: dict[str, Any] = {field.name: {} for field in fields(Loaded)}
        self.loaded = Loaded(**{**nothing, "organisations": {organisation["id"]: organisation}})
        of = {"organisation": organisation["id"]}
        self._vendor = _blank(Vendor, load.VENDOR)
        # Nothing stands above a new engagement yet.
        self._engagement = {**_blank(Engagement, load.ENGAGEMENT), "above_country": "", "above_authorises": False, **of}
        self._location = _blank(Location, load.LOCATION)
        self._agreement = {**_blank(Agreement, load.AGREEMENT), **of}

    def vendor(self, number: int, **said: Any) -> None:
        """Add a vendor."""
        row: Any = {**self._vendor, "aliases": [], "dpf": {}, "tags": [], **said, "id": number}
        self.loaded.vendors[number] = row

    def engagement(self, number: int, vendor: int, **said: Any) -> None:
        """Add an engagement."""
        row: Any = {**self._engagement, **said, "id": number, "vendor": vendor}
        self.loaded.engagements[number] = row

    def location(self, number: int, engagement: int, **said: Any) -> Mapping[str, Any]:
        """Add a location and return the row that its verdict will be written into."""
        row: Any = {**self._location, **said, "id": number, "engagement": engagement}
        self.loaded.locations.setdefault(engagement, []).append(row)
        found: Mapping[str, Any] = row
        return found

    def agreement(self, number: int, vendor: int, engagement: int, **said: Any) -> None:
        """Add an agreement that covers one engagement."""
        row: Any = {**self._agreement, **said, "id": number, "vendor": vendor, "engagement": engagement}
        self.loaded.agreements.setdefault(vendor, []).append(row)


async def settle_new(new: Newcomers, *, today: date, now: datetime, law: Law, behind: Behind) -> None:
    """Judge the locations of new vendors, in place, and hand their findings and standings over to be written.

    The vendors' own rows are handed over before it, their locations after it.
    """
    verdicts = judge_locations(new.loaded, law, today)
    for locations in new.loaded.locations.values():
        for location in locations:
            put(location, verdicts[location["id"]])
    standings: list[tuple[Any, ...]] = []
    book = ledger.Ledger(now, today)
    for judged, (case, active) in enumerate(_cases(new.loaded, today, law)):
        if judged % TOLD == 0:
            tell("judging", judged, len(new.loaded.vendors))
        vendor, organisation = case.vendor["id"], case.organisation["id"]
        for rule, found in find(case):
            book.add(vendor, organisation, rule, found, None)
        rules = book.open_rules.get((vendor, organisation), ())
        standings.append(tuple(standing(case, rules, active=active).values()))
        if len(book.inserted) >= AT_ONCE:
            await behind.insert(Finding, ledger.INSERTED, book.inserted)
            book.inserted = []
    await behind.insert(Finding, ledger.INSERTED, book.inserted)
    await behind.insert(Standing, STANDING, standings)


def _cases(loaded: Loaded, today: date, law: Law) -> Iterator[tuple[Case, bool]]:
    engagements: dict[tuple[int, int], list[EngagementRow]] = defaultdict(list)
    for engagement in loaded.engagements.values():
        engagements[engagement["vendor"], engagement["organisation"]].append(engagement)
    for (vendor, organisation), mine in sorted(engagements.items()):
        yield case_for(loaded, vendor, organisation, mine, today, law)


@cache
def _blank(table: type[Table], columns: str) -> dict[str, Any]:
    """Return the defaults of the columns that judging reads of a table."""
    names = [part.rpartition(".")[2] for part in columns.split(", ") if " AS " not in part]
    return {name: table._meta.get_column_by_name(name).get_default_value() for name in names if name != "id"}
