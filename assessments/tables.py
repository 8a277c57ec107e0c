"""Reviews of vendors: due, done, and due again; and the reminders that see to it."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from accounts.tables import Organisation, User
from register.tables import Engagement


class Review(Table):
    """One review of an engagement; concluding it schedules the next."""

    id: Serial
    engagement = ForeignKey(Engagement, index=True, null=False, on_delete=OnDelete.cascade)
    due = Date(index=True)
    cadence_months = Integer(null=True, default=None)
    owner = Varchar(length=120, default="")
    why = Varchar(length=40, default="", help_text="a key of assessments.cadence.WHY")
    outcome = Varchar(length=20, default="", help_text="empty while open")
    note = Text(default="")
    concluded_on = Date(null=True, default=None)
    created_at = Timestamptz()
    planned = Date(null=True, default=None, help_text="the day that it had before something moved it earlier")
    why_on = Date(null=True, default=None, help_text="the day of what moved it earlier")
    planned_why = Varchar(length=40, default="", help_text="why it was planned for that day")
    handed_over = Boolean(default=False, help_text="belongs to `owner`, whoever owns the engagement")
    synced = Date(null=True, default=None, help_text="the engagement's next review as it was last brought in step")
    assessment = Integer(null=True, default=None, help_text="the assessment that concluded it")
    following = Integer(null=True, default=None, help_text="the review that concluding it scheduled")


class Mail(Table, tablename="mail"):
    """A message in the outbox: queued, sent, failed or dropped; whoever sends it claims it first."""

    id: Serial
    key = Varchar(length=300, unique=True, help_text="what makes it one message: kind, recipient and day or reminder")
    kind = Varchar(length=12, help_text="digest, single, test")
    recipient = Varchar(length=254, index=True, help_text="address, casefolded")
    day = Date(help_text="the local day for which it was planned")
    state = Varchar(length=8, default="queued", help_text="queued, sent, failed, dropped")
    next_try = Timestamptz(help_text="not before")
    claim = Varchar(length=32, default="", help_text="who is sending it now")
    claimed_until = Timestamptz(null=True, default=None)
    doubtful = Boolean(default=False, help_text="a server may have accepted it without saying so")
    attempts = Integer(default=0)
    message_id = Varchar(length=120, default="")
    subject = Varchar(length=300, default="")
    problem = Text(default="")
    created_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)


class MailAttempt(Table):
    """One attempt to send a message."""

    id: Serial
    mail = ForeignKey(Mail, index=True, null=False, on_delete=OnDelete.cascade)
    at = Timestamptz(index=True)
    outcome = Varchar(length=8, help_text="sent, deferred, refused")
    answer = Text(default="", help_text="what the server said")


class Reminder(Table):
    """That somebody is to be told of something that is due: once for each step, day and recipient."""

    id: Serial
    mail = ForeignKey(Mail, index=True, null=False, on_delete=OnDelete.cascade)
    what = Varchar(length=20, help_text="kind of what is due: review, expiry, notice ...")
    subject_type = Varchar(length=20)
    subject_id = Integer()
    due = Date()
    step = Varchar(length=20, help_text="before-30, on-the-day, overdue-1 ...")
    step_on = Date(help_text="the day of the step")
    recipient = Varchar(length=254)
    vendor = Integer(index=True, help_text="without a foreign key: what was sent outlives what it was about")
    dropped = Boolean(default=False, help_text="was no longer due when the message was written")


class OwnerAddress(Table):
    """To whom reminders for an owner go: a department's name as the register has it, and an address."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, on_delete=OnDelete.cascade)
    owner = Varchar(length=120, default="", help_text="empty: everything that nobody owns")
    owner_key = Varchar(length=120, default="", help_text="casefolded")
    email = Varchar(length=254)


class Preference(Table):
    """How an address wants its reminders; the row without an address holds for all, an empty value takes from it."""

    id: Serial
    email = Varchar(length=254, unique=True, help_text="casefolded; empty: everybody")
    language = Varchar(length=5, default="")
    hour = Integer(null=True, default=None)
    manner = Varchar(length=8, default="", help_text="digest or single")
    steps = Varchar(length=60, default="", help_text="days before, joined by commas")
    overdue_days = Integer(null=True, default=None, help_text="days between reminders of what is overdue")
    escalation = Varchar(length=254, default="", help_text="the second address")
    escalation_days = Integer(null=True, default=None, help_text="days overdue from which the second address is told")
    early = Boolean(default=True, help_text="wants reminders earlier than the day before")


class CalendarLink(Table):
    """A calendar that somebody subscribes to; only the hash of its secret is kept."""

    id: Serial
    user = ForeignKey(User, index=True, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, index=True, on_delete=OnDelete.cascade)
    token_hash = Varchar(length=64, unique=True, secret=True)
    created_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class JobRun(Table):
    """One run of a job of the scheduler."""

    id: Serial
    job = Varchar(length=20, index=True)
    began = Timestamptz(index=True)
    ended = Timestamptz(null=True, default=None)
    outcome = Varchar(length=8, default="", help_text="done or failed; empty while it runs")
    did = Text(default="")
