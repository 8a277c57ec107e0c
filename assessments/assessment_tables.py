"""Questionnaires and their versions, what vendors answered, and what was decided."""

from __future__ import annotations

from piccolo.columns import JSON, Boolean, Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from accounts.tables import Organisation, User
from register.tables import Document, Engagement, Location, Vendor


class Template(Table):
    """A questionnaire that people ask again and again; its versions hold the questions."""

    id: Serial
    key = Varchar(length=60, index=True)
    organisation = ForeignKey(Organisation, index=True, help_text="empty: shipped, for all")
    name = Varchar(length=200, help_text="in English, or in the first language that it has")
    titles = JSON(default="{}", help_text="{en, sv, nb}, of the version that was published last")
    purpose = Varchar(length=12, default="other", help_text="intake, guarantees, tia, yearly, other")
    status = Varchar(length=8, default="active", help_text="active, retired")
    created_at = Timestamptz()


class TemplateVersion(Table):
    """The questions of a template at one time; once published, they do not change."""

    id: Serial
    template = ForeignKey(Template, index=True, null=False, on_delete=OnDelete.cascade)
    number = Integer()
    digest = Varchar(length=64, help_text="of the content; empty for a draft")
    content = JSON(help_text="assessments.questionnaire.Questionnaire")
    published_at = Timestamptz(null=True, default=None, help_text="empty: a draft")
    created_at = Timestamptz()
    created_by = Varchar(length=254, default="")
    version = Integer(default=1, help_text="counts changes of a draft")


class TierRule(Table):
    """What an organisation asks of vendors of a tier: which questionnaire, how often, and who approves."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False, on_delete=OnDelete.cascade)
    tier = Varchar(length=10, help_text="high, medium, low")
    template = ForeignKey(Template, index=True, on_delete=OnDelete.set_null)
    months = Integer(null=True, default=None, help_text="empty: as assessments.cadence says")
    second_needed = Boolean(default=False)


class Assessment(Table):
    """One questionnaire, asked of one vendor; it keeps the version that it was started with."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    vendor = ForeignKey(Vendor, index=True, null=False, on_delete=OnDelete.cascade)
    engagement = ForeignKey(Engagement, index=True, on_delete=OnDelete.cascade)
    template_version = ForeignKey(TemplateVersion, index=True, null=False, on_delete=OnDelete.restrict)
    state = Varchar(length=12, default="open", help_text="open, submitted, correction, concluded, cancelled")
    language = Varchar(length=5, default="en")
    owner = Varchar(length=120, default="")
    assignees = JSON(default="[]", help_text="addresses of those who may answer although their role edits nothing")
    due = Date(null=True, default=None, index=True)
    previous: ForeignKey[Assessment] = ForeignKey("self", index=True, on_delete=OnDelete.set_null)
    tier = Varchar(
        length=10, default="", help_text="of an intake the tier that follows, else the level of what remains"
    )
    inherent = Integer(null=True, default=None, help_text="0 to 100; the risk before guarantees")
    residual = Integer(null=True, default=None, help_text="0 to 100; what remains with the guarantees given")
    score = JSON(default="{}", help_text="assessments.scoring.Score as it was when it was last computed")
    outcome = Varchar(length=12, default="", help_text="approved, conditions, rejected; empty is undecided")
    outcome_note = Text(default="")
    tia = Varchar(length=12, default="", help_text="adequate, inadequate, negative: what it says of its locations")
    measures = Varchar(length=12, default="", help_text="supplementary measures: effective, ineffective, none")
    conditions = JSON(default="[]", help_text="[{text, owner, due}] as decided; rows of the register once concluded")
    next_review = Date(null=True, default=None, help_text="the day that was chosen when it was decided")
    decided_by = Varchar(length=254, default="")
    decided_at = Timestamptz(null=True, default=None)
    second_needed = Boolean(default=False)
    approved_by = Varchar(length=254, default="")
    approved_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    concluded_on = Date(null=True, default=None)
    version = Integer(default=1)


class Answer(Table):
    """The answer to one question of an assessment."""

    id: Serial
    assessment = ForeignKey(Assessment, index=True, null=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60)
    value = JSON(default="null", help_text="by kind: key, [keys], text, number, ISO date, [documents]")
    comment = Text(default="")
    from_previous = Boolean(default=False, help_text="taken over from the assessment before and not confirmed yet")
    changed_at = Timestamptz()
    changed_by = Varchar(length=254, default="")
    version = Integer(default=1)


class AnswerNote(Table):
    """What a reviewer said about an answer."""

    id: Serial
    assessment = ForeignKey(Assessment, index=True, null=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60)
    author = Varchar(length=254)
    text = Text(default="")
    wants_correction = Boolean(default=False)
    at = Timestamptz()
    settled_at = Timestamptz(null=True, default=None)


class Evidence(Table):
    """A document that supports an answer."""

    id: Serial
    assessment = ForeignKey(Assessment, index=True, null=False, on_delete=OnDelete.cascade)
    question = Varchar(length=60)
    document = ForeignKey(Document, index=True, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=10, default="", help_text="iso27001, soc2, pentest, other")
    expires_on = Date(null=True, default=None)
    accepted_by = Varchar(length=254, default="")
    accepted_at = Timestamptz(null=True, default=None)


class VendorLink(Table):
    """A link by which a vendor answers one assessment; only the hash of its secret is kept."""

    id: Serial
    assessment = ForeignKey(Assessment, index=True, null=False, on_delete=OnDelete.cascade)
    token_hash = Varchar(length=64, unique=True, secret=True)
    email = Varchar(length=254, default="")
    language = Varchar(length=5, default="en")
    made_by = ForeignKey(User, on_delete=OnDelete.set_null)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)


class AssessmentLocation(Table):
    """A location that a transfer impact assessment covers."""

    id: Serial
    assessment = ForeignKey(Assessment, index=True, null=False, on_delete=OnDelete.cascade)
    location = ForeignKey(Location, index=True, null=False, on_delete=OnDelete.cascade)
    place = JSON(default="{}", help_text="country, region and recipient as it was when the assessment was started")
    before = JSON(default="{}", help_text="the facts that its outcome replaced, to put back when it is opened again")
