"""What each list is made of: where its rows come from, what it can be narrowed by and sorted by. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.events import N_
from register import words
from register.list_parts import Column, Key, Kind, Narrow, blank_last, day_key
from register.rules import RULES

RANK = (
    "CASE {} WHEN 'invalid' THEN 0 WHEN 'incomplete' THEN 1 WHEN 'review' THEN 2 WHEN 'valid' THEN 3"
    " WHEN 'no-transfer' THEN 4 ELSE 5 END"
)
WORST_OF = (
    f"(SELECT l.verdict FROM location l WHERE l.engagement = e.id ORDER BY {RANK.format('l.verdict')}, l.id LIMIT 1)"
)
_OF_VENDOR = "s.vendor, s.organisation, s.name, s.legal_name, o.name AS organisation_name"
_NAME = (Key("s.sort_name", least="''"), Key("s.id"))
_VENDOR = Column("vendor", N_("Vendor"), shown=True, sort=_NAME)
_ORGANISATION = Column("organisation", N_("Organisation"), sort=(Key("o.name"),))
_BY_ROLE = Narrow("role", N_("Role"), "e.role = {}", words=words.ROLES, blank=True)
_BY_TAG = Narrow("tag", N_("Tag"), "s.tags LIKE {} ESCAPE '!'", among="s.tags", member=True)
_BY_STATUS = Narrow("status", N_("Status"), "e.status = {}", words=words.STATUS, usual="active")
_LOCATED = (
    "standing s JOIN engagement e ON e.vendor = s.vendor AND e.organisation = s.organisation"
    " JOIN organisation o ON o.id = s.organisation"
)

ENGAGEMENTS = Kind(
    name="engagements",
    title=N_("Engagements"),
    source=_LOCATED,
    own="e",
    fields=(
        f"{_OF_VENDOR}, e.id, e.service, e.role, e.purposes, e.data_subjects, e.data_categories, e.special_categories,"
        " e.retention, e.owner, e.status, e.started_on, e.ended_on, e.next_review, e.review_months, e.notes, e.parent,"
        " (SELECT count(*) FROM location l WHERE l.engagement = e.id) AS locations,"
        f" {WORST_OF} AS verdict"
    ),
    columns=(
        _VENDOR,
        Column("service", N_("Service and purpose"), shown=True),
        Column("role", N_("Role"), shown=True, sort=(blank_last("e.role"),)),
        Column("verdict", N_("Verdict"), shown=True),
        Column("special", N_("Special categories"), shown=True),
        Column("next_review", N_("Next review"), shown=True, sort=(day_key("e.next_review"),)),
        Column("owner", N_("Owner"), shown=True, sort=(blank_last("e.owner"),)),
        _ORGANISATION,
        Column("data_subjects", N_("Data subjects")),
        Column("data_categories", N_("Data categories")),
        Column("retention", N_("Retention")),
        Column("locations", N_("Locations"), number=True),
        Column("started_on", N_("Started on"), sort=(day_key("e.started_on"),)),
        Column("ended_on", N_("Ended on"), sort=(day_key("e.ended_on"),)),
        Column("status", N_("Status")),
        Column("notes", N_("Notes")),
    ),
    narrows=(
        _BY_STATUS,
        _BY_ROLE,
        Narrow(
            "special",
            N_("Special categories"),
            "CASE WHEN e.special_categories IS NULL THEN '' WHEN e.special_categories THEN 'yes' ELSE 'no' END = {}",
            words={"yes": N_("Yes"), "no": N_("No"), "": N_("Unknown")},
            blank=True,
        ),
        Narrow(
            "chain",
            N_("Chain"),
            "CASE WHEN e.parent IS NULL THEN 'direct' ELSE 'below' END = {}",
            words={"direct": N_("Works for us directly"), "below": N_("Sub-processor of a vendor")},
        ),
        Narrow("owner", N_("Owner"), "e.owner = {}", among="e.owner", blank=True),
        Narrow("tier", N_("Tier"), "s.tier = {}", words=words.TIERS, blank=True),
        _BY_TAG,
    ),
    sort="vendor",
    none_yet=N_("No engagements yet"),
    why_none=N_("An engagement is what a vendor does for you. Import a list, or add one on the page of a vendor."),
)

LOCATIONS = Kind(
    name="locations",
    title=N_("Locations"),
    source=f"{_LOCATED} JOIN location l ON l.engagement = e.id",
    own="l",
    fields=(
        f"{_OF_VENDOR}, l.id, l.engagement, l.country, l.region, l.place, l.recipient, l.activity, l.ground_text,"
        " l.grounds, l.verdict, l.reason, l.ground_used, l.params, l.citation, l.unconfirmed, l.since, l.changes_on,"
        " l.judged_on, e.service, e.purposes, e.role, e.owner"
    ),
    columns=(
        _VENDOR,
        Column("country", N_("Country"), shown=True, sort=(blank_last("l.country"),)),
        Column("verdict", N_("Verdict and ground"), shown=True, sort=(Key(RANK.format("l.verdict"), least="0"),)),
        Column("because", N_("Reason"), shown=True),
        Column("service", N_("Service"), shown=True),
        Column("activity", N_("Activity")),
        Column("recipient", N_("Recipient")),
        Column("place", N_("Place as written")),
        Column("ground_text", N_("Ground as written")),
        Column("todo", N_("What to do")),
        Column("citation", N_("Citation")),
        Column("since", N_("Since"), sort=(day_key("l.since"),)),
        Column("changes_on", N_("Changes on"), shown=True, sort=(day_key("l.changes_on"),)),
        Column("judged_on", N_("Judged on")),
        Column("owner", N_("Owner"), sort=(blank_last("e.owner"),)),
        _ORGANISATION,
    ),
    narrows=(
        _BY_STATUS,
        Narrow("verdict", N_("Verdict"), "l.verdict = {}", words=words.VERDICTS),
        Narrow("country", N_("Country"), "l.country = {}", among="l.country", blank=True),
        Narrow("ground", N_("Ground"), "'|' || l.grounds || '|' LIKE {} ESCAPE '!'", among="l.grounds", member=True),
        Narrow("rests", N_("Rests on"), "l.records LIKE {} ESCAPE '!'", member=True),
        _BY_ROLE,
        Narrow("owner", N_("Owner"), "e.owner = {}", among="e.owner", blank=True),
        _BY_TAG,
    ),
    sort="vendor",
    none_yet=N_("No locations yet"),
    why_none=N_("A location is where data goes. Import a list, or add one to an engagement on the page of a vendor."),
)

AGREEMENTS = Kind(
    name="agreements",
    title=N_("Agreements"),
    source=(
        # The plus keeps SQLite from looking through all agreements of the organisation for each vendor.
        "standing s JOIN agreement a ON a.vendor = s.vendor AND +a.organisation = s.organisation"
        " JOIN organisation o ON o.id = s.organisation LEFT JOIN engagement e ON e.id = a.engagement"
    ),
    own="a",
    fields=(
        f"{_OF_VENDOR}, a.id, a.kind, a.status, a.text, a.signed_on, a.signed_text, a.expires_on, a.notice_days,"
        " a.authorisation, a.objection_days, a.checklist, a.engagement, e.service, e.purposes, s.owner"
    ),
    columns=(
        _VENDOR,
        Column("kind", N_("Kind"), shown=True, sort=(Key("a.kind"),)),
        Column("status", N_("Status"), shown=True, sort=(blank_last("a.status"),)),
        Column("signed_on", N_("Signed on"), shown=True, sort=(day_key("a.signed_on"),)),
        Column("expires_on", N_("Expires on"), shown=True, sort=(day_key("a.expires_on"),)),
        Column("checklist", N_("Art. 28(3)"), shown=True),
        Column("covers", N_("Covers"), shown=True),
        Column("authorisation", N_("Sub-processors")),
        Column("objection_days", N_("Days to object"), number=True),
        Column("notice_days", N_("Days of notice"), number=True),
        Column("text", N_("As written")),
        Column("owner", N_("Owner"), sort=(blank_last("s.owner"),)),
        _ORGANISATION,
    ),
    narrows=(
        Narrow("kind", N_("Kind"), "a.kind = {}", words=words.KINDS),
        Narrow("state", N_("Status"), "a.status = {}", words=words.AGREEMENTS, blank=True),
        Narrow("authorisation", N_("Sub-processors"), "a.authorisation = {}", words=words.AUTHORISATIONS, blank=True),
        Narrow("owner", N_("Owner"), "s.owner = {}", among="s.owner", blank=True),
        _BY_TAG,
    ),
    sort="vendor",
    none_yet=N_("No agreements yet"),
    why_none=N_("Contracts with vendors stand here: data processing agreements, clauses, joint arrangements."),
)

WORST = "CASE f.severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END"
FINDINGS = Kind(
    name="findings",
    title=N_("Findings"),
    source=(
        "finding f JOIN standing s ON s.vendor = f.vendor AND s.organisation = +f.organisation"
        " JOIN organisation o ON o.id = f.organisation"
    ),
    own="f",
    fields=(
        f"{_OF_VENDOR}, f.id, f.rule, f.params, f.severity, f.since, f.subject_type, f.subject_id, f.state,"
        " f.accepted_until, f.accepted_by, f.accepted_why, f.found_at, f.resolved_at, s.owner, s.service AS uses,"
        " CASE f.subject_type WHEN 'engagement' THEN (SELECT e.service FROM engagement e WHERE e.id = f.subject_id)"
        " WHEN 'location' THEN (SELECT e.service FROM location l JOIN engagement e ON e.id = l.engagement"
        " WHERE l.id = f.subject_id) END AS service"
    ),
    columns=(
        Column("vendor", N_("Vendor"), shown=True, sort=_NAME),
        Column("severity", N_("Urgency"), shown=True, sort=(Key(WORST), Key("f.since", "f.since IS NULL"))),
        Column("finding", N_("What is wrong, and what to do"), shown=True, sort=(Key("f.rule"),)),
        Column("since", N_("Since"), shown=True, sort=(day_key("f.since"),)),
        Column("state", N_("State"), shown=True, sort=(Key("f.accepted_until", "f.accepted_until IS NULL"),)),
        Column("owner", N_("Owner"), sort=(blank_last("s.owner"),)),
        Column("found_at", N_("Found on"), sort=(Key("f.found_at"),)),
        Column("resolved_at", N_("Resolved on")),
        _ORGANISATION,
    ),
    narrows=(
        Narrow(
            "state",
            N_("State"),
            "f.state = {}",
            words={"open": N_("Open"), "accepted": N_("Accepted for a time"), "resolved": N_("Resolved")},
            usual="open",
        ),
        Narrow("severity", N_("Urgency"), "f.severity = {}", words=words.SEVERITIES),
        Narrow("rule", N_("Finding"), "f.rule = {}", words={name: rule.title for name, rule in RULES.items()}),
        Narrow("owner", N_("Owner"), "s.owner = {}", among="s.owner", blank=True),
        Narrow("tier", N_("Tier"), "s.tier = {}", words=words.TIERS, blank=True),
        _BY_TAG,
    ),
    sort="severity",
    none_yet=N_("Nothing is wrong, as far as is recorded"),
    why_none=N_(
        "Findings appear here by themselves when a ground does not hold, an agreement is missing or a promise is"
        " broken."
    ),
    vendor_first=False,
)

# The list of vendors has a table of its own (`register.lists`); what can be seen of it is said here.
VENDORS = (
    Column("name", N_("Vendor"), shown=True),
    Column("service", N_("Service and purpose"), shown=True),
    Column("role", N_("Role"), shown=True),
    Column("countries", N_("Countries"), shown=True),
    Column("verdict", N_("Verdict and ground"), shown=True),
    Column("dpa", N_("DPA"), shown=True),
    Column("next_review", N_("Next review"), shown=True),
    Column("owner", N_("Owner"), shown=True),
    Column("tier", N_("Tier")),
    Column("findings", N_("Open findings"), number=True),
    Column("chain", N_("Worst link of the chain")),
    Column("tags", N_("Tags")),
    Column("locations", N_("Locations"), number=True),
    Column("status", N_("Status")),
    Column("organisation", N_("Organisation")),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (ENGAGEMENTS, LOCATIONS, AGREEMENTS, FINDINGS)}
