"""Reviews of vendors: due, done, and due again."""

from __future__ import annotations

from piccolo.columns import Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table
from register.tables import Engagement


class Review(Table):
    """One review of an engagement; concluding it schedules the next."""

    id: Serial
    engagement = ForeignKey(Engagement, index=True, null=False, on_delete=OnDelete.cascade)
    due = Date(index=True)
    cadence_months = Integer(null=True, default=None)
    owner = Varchar(length=120, default="")
    why = Varchar(length=40, default="", help_text="schedule, imported, agreement-expires, finding ...")
    outcome = Varchar(length=20, default="", help_text="empty while open")
    note = Text(default="")
    concluded_on = Date(null=True, default=None)
    created_at = Timestamptz()
