"""The filters of the list of vendors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from accounts.i18n import gettext as _
from register import words
from register.lists import UNKNOWN, Facets, VendorQuery
from register.pages.filters import Filter, filter_of
from register.pages.queries import ANY, address, state
from register.pages.words import Options, country, options
from register.rules import RULES


def filters(path: str, query: VendorQuery, facets: Facets, organisations: Options) -> Iterable[Filter]:
    """Return the filters of the list at an address, each with what it can be set to."""
    now = state(query)
    unknown = (UNKNOWN, _("Unknown"))
    status = filter_of(path, "status", _("Status"), query.status, options(words.STATUS), now)
    yield replace(status, off=address(path, now, status=ANY))
    yield filter_of(path, "verdict", _("Verdict"), query.verdict, options(words.VERDICTS), now, facets.verdicts)
    # On another day nothing is searched for what is wrong before somebody asks for it.
    counts = facets.findings if query.as_of is None or query.finding else None
    findings = [
        (name, _(rule.title)) for name, rule in RULES.items() if name in facets.findings or name == query.finding
    ]
    yield filter_of(path, "finding", _("Finding"), query.finding, findings, now, counts)
    places = [unknown, *sorted(((code, country(code)) for code in facets.countries), key=lambda pair: pair[1])]
    yield filter_of(path, "country", _("Country"), query.country, places if facets.countries else [], now)
    dpa = [(code or UNKNOWN, name) for code, name in options(words.DPA)]
    yield filter_of(path, "dpa", _("DPA"), query.dpa, dpa, now)
    roles = [(code or UNKNOWN, name) for code, name in options(words.ROLES)]
    yield filter_of(path, "role", _("Role"), query.role, roles, now)
    owners = [unknown, *((owner, owner) for owner in facets.owners)]
    yield filter_of(path, "owner", _("Owner"), query.owner, owners if facets.owners else [], now)
    tiers = [(code or UNKNOWN, name) for code, name in options(words.TIERS)]
    yield filter_of(path, "tier", _("Tier"), query.tier, tiers, now)
    yield filter_of(path, "tag", _("Tag"), query.tag, [(tag, tag) for tag in facets.tags], now)
    if query.rests:
        yield filter_of(path, "rests", _("Rests on"), query.rests, [], now)
    if len(organisations) > 1:
        one = filter_of(path, "organisation", _("Organisation"), str(query.organisation or ""), organisations, now)
        yield replace(one, off=address(path, now, organisation=ANY))
