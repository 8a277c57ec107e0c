"""Vendors, what they do for whom, where the data goes and on which ground."""

from __future__ import annotations

from piccolo.columns import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from accounts.tables import Organisation, User


class Vendor(Table):
    """A legal entity that receives personal data; shared by all organisations of the register."""

    id: Serial
    name = Varchar(length=300)
    legal_name = Varchar(length=300, default="")
    aliases = JSON(default="[]", help_text="other names: [text]")
    search = Text(default="", help_text="names and aliases, casefolded")
    registration_number = Varchar(length=60, default="", index=True)
    country = Varchar(length=3, default="", help_text="seat, ISO 3166-1 alpha-2; empty is unknown")
    parent_name = Varchar(length=300, default="")
    parent_country = Varchar(length=3, default="")
    website = Varchar(length=300, default="")
    contact = Text(default="")
    unnamed_group = Boolean(default=False, help_text="stands for several vendors whose names are not given")
    dpf = JSON(default="{}", help_text="facts of the Data Privacy Framework listing, by law.facts")
    dpf_checked_on = Date(null=True, default=None)
    tier = Varchar(length=10, default="", help_text="high, medium, low; empty is unknown")
    owner = Varchar(length=120, default="")
    status = Varchar(length=12, default="active", help_text="active, ended")
    notes = Text(default="")
    tags = JSON(default="[]", help_text="words by which people group vendors: [text]")
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer(default=1, help_text="counts changes, so that two editors cannot overwrite each other")


class Engagement(Table):
    """What a vendor does for an organisation."""

    id: Serial
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, index=True, null=False)
    parent: ForeignKey[Engagement] = ForeignKey("self", index=True, on_delete=OnDelete.set_null)
    service = Text(default="")
    role = Varchar(
        length=24, default="", help_text="processor, sub-processor, joint controller, controller; empty is unknown"
    )
    organisation_role = Varchar(length=12, default="controller", help_text="controller or processor: who exports")
    purposes = Text(default="")
    data_subjects = Text(default="")
    data_categories = Text(default="")
    special_categories = Boolean(null=True, default=None)
    retention = Text(default="")
    owner = Varchar(length=120, default="")
    status = Varchar(length=12, default="active", help_text="active, ended")
    started_on = Date(null=True, default=None)
    ended_on = Date(null=True, default=None)
    next_review = Date(null=True, default=None)
    next_review_text = Varchar(
        length=40, default="", help_text="as written, where it is no full date: 2027-02, 2027-Q3"
    )
    review_months = Integer(null=True, default=None)
    notes = JSON(default="{}", help_text="columns of a sheet that have no field here: {header: text}")
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer(default=1)


class Location(Table):
    """One place where an engagement's data goes, with the ground for its going there and the verdict on it."""

    id: Serial
    engagement = ForeignKey(Engagement, index=True, null=False, on_delete=OnDelete.cascade)
    country = Varchar(length=3, default="", help_text="ISO 3166-1 alpha-2, EPO or INT; empty is unknown")
    region = Varchar(length=10, default="", help_text="EU, EEA, EUROPE, GLOBAL, VARIES where no country is named")
    inferred = Boolean(default=False, help_text="the country was read from a city or a cloud region")
    place = Text(default="", help_text="as written")
    recipient = Varchar(length=300, default="", help_text="the legal entity there, where it is not the vendor itself")
    activity = Varchar(length=120, default="")
    ground_text = Text(default="", help_text="as written")
    grounds = Varchar(length=300, default="NONE", help_text="codes of law/FACTS, joined by |")
    facts = JSON(default="{}", help_text="the vocabulary of law.facts")
    verdict = Varchar(length=12, default="")
    reason = Varchar(length=40, default="", index=True)
    ground_used = Varchar(length=40, default="")
    params = JSON(default="{}", help_text="what the sentence of the reason needs")
    citation = Text(default="")
    records = Text(default="", help_text="ids of the legal records that the verdict rests on, as |id|id|")
    unconfirmed = Boolean(default=False, help_text="rests on a legal record that is not re-confirmed")
    since = Date(null=True, default=None, help_text="day from which the verdict holds, where it is known")
    changes_on = Date(null=True, default=None, index=True)
    judged_on = Date(null=True, default=None)
    law_digest = Varchar(length=64, default="")
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer(default=1)


class Document(Table):
    """An uploaded file, kept under its digest outside the web root."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    vendor = ForeignKey(Vendor, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=255)
    kind = Varchar(length=20, default="")
    digest = Varchar(length=64, index=True)
    media_type = Varchar(length=100, default="")
    size = Integer(default=0)
    expires_on = Date(null=True, default=None)
    uploaded_by = ForeignKey(User, on_delete=OnDelete.set_null)
    uploaded_at = Timestamptz()
    removed_at = Timestamptz(null=True, default=None, help_text="taken away; the file is kept for a while, for undo")


class Agreement(Table):
    """A contract with a vendor: DPA, joint-controller arrangement, NDA, SCC set."""

    id: Serial
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, index=True, null=False)
    engagement = ForeignKey(Engagement, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=12, default="dpa", help_text="dpa, joint, nda, security, scc, other")
    status = Varchar(
        length=12,
        default="",
        help_text="missing, requested, negotiating, signed, expired, terminated; empty is unknown",
    )
    text = Text(default="", help_text="as written")
    signed_on = Date(null=True, default=None)
    signed_text = Varchar(length=40, default="", help_text="as written, where it is no full date")
    expires_on = Date(null=True, default=None)
    notice_days = Integer(null=True, default=None)
    authorisation = Varchar(length=10, default="", help_text="specific or general authorisation of sub-processors")
    objection_days = Integer(null=True, default=None)
    checklist = JSON(default="{}", help_text="Art. 28(3): {a..h: met, partly, missing}")
    clauses = JSON(default="{}", help_text="Art. 28(3): {a..h: where the agreement says it, such as § 7.2}")
    document = ForeignKey(Document, on_delete=OnDelete.set_null)
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer(default=1)


class Condition(Table):
    """Something that an approval of a vendor was made to depend on: who sees to it, and by when."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    engagement = ForeignKey(Engagement, index=True, on_delete=OnDelete.cascade)
    assessment_id = Integer(null=True, default=None, help_text="a number without a key: assessments lie above")
    text = Text(default="")
    owner = Varchar(length=120, default="")
    due = Date(index=True)
    done_on = Date(null=True, default=None)
    done_by = Varchar(length=254, default="")
    created_at = Timestamptz()


class Finding(Table):
    """Something that is wrong, since when, and what became of it."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    rule = Varchar(length=40, index=True)
    subject_type = Varchar(length=20)
    subject_id = Integer()
    severity = Varchar(length=8, help_text="high, medium, low")
    since = Date(null=True, default=None, help_text="day from which it is wrong in law or in the record")
    params = JSON(default="{}")
    state = Varchar(length=10, default="open", help_text="open, accepted, resolved")
    accepted_until = Date(null=True, default=None)
    accepted_by = Varchar(length=254, default="")
    accepted_why = Text(default="")
    found_at = Timestamptz()
    resolved_at = Timestamptz(null=True, default=None)


class Standing(Table):
    """Where a vendor stands with one organisation: what the lists show, derived after each change."""

    id: Serial
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False)
    name = Varchar(length=300)
    legal_name = Varchar(length=300, default="")
    sort_name = Varchar(length=300, default="")
    search = Text(default="")
    service = Text(default="")
    role = Varchar(length=24, default="")
    countries = Text(default="", help_text="codes, joined by |")
    locations = Integer(default=0)
    verdict = Varchar(length=12, default="", help_text="the worst")
    rank = Integer(default=0, help_text="4 invalid, 3 incomplete, 2 review, 1 valid, 0 no-transfer or no location")
    verdict_count = Integer(default=0, help_text="how many locations have the worst verdict")
    reason = Varchar(length=40, default="")
    ground = Varchar(length=40, default="", help_text="ground code of the worst location")
    dpa = Varchar(length=12, default="", help_text="status of the DPA, not-needed, or empty for unknown")
    dpa_on = Varchar(length=40, default="")
    tier = Varchar(length=10, default="")
    owner = Varchar(length=120, default="")
    status = Varchar(length=12, default="active")
    next_review = Date(null=True, default=None)
    findings = Integer(default=0)
    rules = Text(default="", help_text="rules of the open findings as |rule|rule|")
    tags = Text(default="", help_text="the vendor's tags as |tag|tag|")


class VendorMerge(Table):
    """Two vendors that turned out to be one; numbers without foreign keys, because one of them is gone."""

    id: Serial
    kept = Integer(index=True, help_text="the vendor that stayed")
    gone = Integer(index=True, help_text="the vendor that went into it; its number is free for its return")
    gone_name = Varchar(length=300)
    kept_name = Varchar(length=300, help_text="as it was called before")
    why = Text(default="")
    was = JSON(default="{}", help_text="what stood before: see register.unmerging")
    merged_by = Varchar(length=254, default="")
    merged_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class VendorsApart(Table):
    """Two vendors of which somebody said that they are not the same, so that nobody is asked again."""

    id: Serial
    lower = Integer(index=True, help_text="the smaller of the two numbers; without foreign keys, as in VendorMerge")
    higher = Integer(index=True)
    decided_by = Varchar(length=254, default="")
    decided_at = Timestamptz()


class SubprocessorNotice(Table):
    """What a vendor announced of its sub-processors, and what was decided about it."""

    id: Serial
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, index=True, null=False)
    engagement = ForeignKey(Engagement, index=True, on_delete=OnDelete.set_null, help_text="what they would work below")
    received_on = Date()
    days = Integer(null=True, default=None, help_text="days to object, by the DPA; null is unknown")
    last_day = Date(null=True, default=None, index=True, help_text="the last day to object; null is unknown")
    effective_on = Date(null=True, default=None, help_text="the day from which the vendor wants it")
    changes = JSON(default="[]", help_text="what was announced: see register.announced")
    source = Varchar(length=255, default="", help_text="the name of the vendor's list, or how the vendor told it")
    digest = Varchar(length=64, default="", help_text="of the vendor's list, where one was imported")
    batch = Integer(null=True, default=None, help_text="the import that it came with; without a foreign key")
    note = Text(default="")
    decision = Varchar(length=8, default="", help_text="accept, object; empty while open")
    why = Text(default="")
    decided_by = Varchar(length=254, default="")
    decided_at = Timestamptz(null=True, default=None)
    undo = JSON(default="{}", help_text="what accepting it did: see register.subprocessors_accept")
    created_at = Timestamptz()
    version = Integer(default=1)
