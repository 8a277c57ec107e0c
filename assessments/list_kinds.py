"""What the lists of assessments and of reviews are made of. Pure."""

from __future__ import annotations

from accounts.events import N_
from assessments import tiers, words
from assessments.reviewing import OUTCOMES as REVIEWED
from register import words as register_words
from register.list_parts import Column, Key, Kind, Narrow, blank_last, day_key

RUNNING = "a.state IN ('open', 'submitted', 'correction')"
OWNER = "(CASE WHEN r.handed_over THEN r.owner ELSE coalesce(nullif(e.owner, ''), v.owner) END)"
AHEAD = {"late": -1, "30": 30, "90": 90, "365": 365}
SPANS = {
    "late": N_("Overdue"),
    "30": N_("Next 30 days"),
    "90": N_("Next 90 days"),
    "365": N_("Next 12 months"),
}
TIER_FIRST = "CASE {} WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END"
_OF_VENDOR = "s.vendor, s.organisation, s.name, o.name AS organisation_name"
_VENDOR = Column("vendor", N_("Vendor"), shown=True, sort=(Key("s.sort_name"), Key("s.id")))
_ORGANISATION = Column("organisation", N_("Organisation"), sort=(Key("o.name"),))
_BY_VENDOR = Narrow("vendor", N_("Vendor"), "s.name = {}")
_BY_TAG = Narrow("tag", N_("Tag"), "s.tags LIKE {} ESCAPE '!'", among="s.tags", member=True)

BEGUN = "EXISTS (SELECT 1 FROM answer x WHERE x.assessment = a.id) AS begun"
ASSESSMENTS = Kind(
    name="assessments",
    title=N_("Assessments"),
    source=(
        "assessment a JOIN standing s ON s.vendor = a.vendor AND s.organisation = a.organisation"
        " JOIN organisation o ON o.id = a.organisation JOIN template_version tv ON tv.id = a.template_version"
        " JOIN template t ON t.id = tv.template LEFT JOIN engagement e ON e.id = a.engagement"
    ),
    own="a",
    fields=(
        f"{_OF_VENDOR}, a.id, e.service, t.titles, t.name AS template_name, t.purpose, tv.number, a.state, a.tier,"
        " a.inherent, a.residual, a.outcome, a.outcome_note, a.owner, a.due, a.created_at, a.submitted_at,"
        f" a.concluded_on, a.decided_by, a.approved_by, a.next_review, s.tier AS vendor_tier, {BEGUN}"
    ),
    columns=(
        _VENDOR,
        Column("questionnaire", N_("Questionnaire"), shown=True, sort=(Key("t.name"), Key("tv.number"))),
        Column("state", N_("State"), shown=True, sort=(Key("a.state"),)),
        Column("risk", N_("Risk"), shown=True, sort=(Key(TIER_FIRST.format("a.tier")),)),
        Column("outcome", N_("Outcome"), shown=True, sort=(blank_last("a.outcome"),)),
        Column(
            "due",
            N_("Due"),
            shown=True,
            # What runs comes first, by its day; then what is over, the newest first.
            sort=(
                Key(
                    f"CASE WHEN {RUNNING} THEN a.due END",
                    f"CASE WHEN {RUNNING} AND a.due IS NOT NULL THEN 0 WHEN {RUNNING} THEN 1 ELSE 2 END",
                ),
                Key("a.concluded_on", "CASE WHEN a.concluded_on IS NULL THEN 1 ELSE 0 END", turned=True),
            ),
        ),
        Column("owner", N_("Owner"), shown=True, sort=(blank_last("a.owner"),)),
        Column("about", N_("About")),
        Column("purpose", N_("Purpose")),
        Column("tier", N_("Tier of the vendor"), sort=(Key(TIER_FIRST.format("s.tier")),)),
        Column("created_at", N_("Started on"), sort=(Key("a.created_at"),)),
        Column("submitted_at", N_("Handed in")),
        Column("concluded_on", N_("Concluded on"), sort=(day_key("a.concluded_on"),)),
        Column("decided_by", N_("Decided by")),
        Column("approved_by", N_("Approved by")),
        Column("note", N_("Note")),
        Column("next_review", N_("Next review"), sort=(day_key("a.next_review"),)),
        _ORGANISATION,
    ),
    narrows=(
        Narrow("state", N_("State"), "a.state = {}", words=words.STATES),
        Narrow("due", N_("Due"), f"a.due <= {{}} AND {RUNNING}", words=SPANS, days=AHEAD),
        Narrow("outcome", N_("Outcome"), "a.outcome = {}", words=words.OUTCOMES, blank=True),
        Narrow("tier", N_("Risk"), "a.tier = {}", words=tiers.LABELS, blank=True),
        Narrow("purpose", N_("Purpose"), "t.purpose = {}", words=words.PURPOSES),
        Narrow("owner", N_("Owner"), "a.owner = {}", among="a.owner", blank=True),
        _BY_VENDOR,
        _BY_TAG,
    ),
    sort="due",
    none_yet=N_("No assessment yet"),
    why_none=N_(
        "An assessment asks a vendor for its guarantees, or yourself for the risk of a new vendor."
        " Open a vendor and start one."
    ),
    vendor_first=False,
)

REVIEWS = Kind(
    name="reviews",
    title=N_("Reviews"),
    at="/reviews/all",
    source=(
        "standing s JOIN engagement e ON e.vendor = s.vendor AND e.organisation = s.organisation"
        " JOIN review r ON r.engagement = e.id JOIN organisation o ON o.id = s.organisation"
        " JOIN vendor v ON v.id = s.vendor"
    ),
    own="r",
    fields=(
        f"{_OF_VENDOR}, r.id, r.engagement, e.service, e.purposes, e.role, r.due, r.why, r.why_on,"
        f" r.cadence_months, r.outcome, r.note, r.concluded_on, s.tier, {OWNER} AS owner"
    ),
    columns=(
        _VENDOR,
        Column("service", N_("Service"), shown=True),
        Column("due", N_("Due"), shown=True, sort=(Key("r.due"),)),
        Column("why", N_("Why then"), shown=True),
        Column("outcome", N_("Outcome"), shown=True, sort=(blank_last("r.outcome"),)),
        Column("owner", N_("Owner"), shown=True, sort=(blank_last(OWNER),)),
        Column("tier", N_("Tier"), shown=True, sort=(Key(TIER_FIRST.format("s.tier")),)),
        Column("role", N_("Role"), sort=(blank_last("e.role"),)),
        Column("months", N_("Months between reviews"), number=True),
        Column("concluded_on", N_("Concluded on"), sort=(day_key("r.concluded_on"),)),
        Column("note", N_("Note")),
        _ORGANISATION,
    ),
    narrows=(
        Narrow(
            "state",
            N_("State"),
            words={"open": N_("To do"), "concluded": N_("Concluded")},
            usual="open",
            each={"open": "r.outcome = ''", "concluded": "r.outcome <> ''"},
        ),
        Narrow("due", N_("Due"), "r.due <= {}", words=SPANS, days=AHEAD),
        Narrow("outcome", N_("Outcome"), "r.outcome = {}", words=REVIEWED),
        Narrow("owner", N_("Owner"), f"{OWNER} = {{}}", among=OWNER, blank=True),
        Narrow("tier", N_("Tier"), "s.tier = {}", words=register_words.TIERS, blank=True),
        Narrow("role", N_("Role"), "e.role = {}", words=register_words.ROLES, blank=True),
        Narrow(
            "status",
            N_("Status"),
            words=register_words.STATUS,
            usual="active",
            each={
                "active": "e.status = 'active' AND v.status = 'active'",
                "ended": "(e.status <> 'active' OR v.status <> 'active')",
            },
        ),
        _BY_VENDOR,
        _BY_TAG,
    ),
    sort="due",
    none_yet=N_("No reviews yet"),
    why_none=N_("Every engagement with a processor gets a review by itself. Import a list, or add a vendor."),
    vendor_first=False,
)
