"""What an engagement is called where somebody chooses among several: lists from procurement often name no service."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from accounts.i18n import country_name
from accounts.i18n import gettext as _
from register.sql import fetch_all, numbers

LONGEST = 80


async def engagement_names(engagements: Iterable[int]) -> dict[int, str]:
    """Return a name for each engagement: its service, else its purposes; where two are alike, with the countries."""
    wanted = sorted(set(engagements))
    if not wanted:
        return {}
    some = numbers(wanted)
    rows = await fetch_all(f"SELECT id, service, purposes FROM engagement WHERE id IN ({some})")  # noqa: S608 - integers
    names = {row["id"]: _short(row["service"]) or _short(row["purposes"]) or _("Service not named") for row in rows}
    alike = Counter(names.values())
    places: dict[int, list[str]] = defaultdict(list)
    for row in await fetch_all(
        f"SELECT DISTINCT engagement, country FROM location WHERE engagement IN ({some}) AND country <> ''"  # noqa: S608
        " ORDER BY engagement, country"
    ):
        places[row["engagement"]].append(country_name(row["country"]))
    return {
        number: f"{name} ({_short(', '.join(places[number]))})" if alike[name] > 1 and places[number] else name
        for number, name in names.items()
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
