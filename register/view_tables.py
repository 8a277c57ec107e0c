"""Views of lists that people keep, and what they changed in many rows at once."""

from __future__ import annotations

from piccolo.columns import JSON, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from accounts.tables import Organisation, User


class SavedView(Table):
    """A list as somebody wants to see it again: its address, for themselves or for an organisation."""

    id: Serial
    kind = Varchar(length=20, help_text="the list: vendors, engagements, locations, agreements, findings ...")
    name = Varchar(length=80)
    query = Text(default="", help_text="the parameters of the list's address")
    owner = ForeignKey(User, index=True, on_delete=OnDelete.set_null)
    shared = Varchar(length=12, default="", help_text="organisation, everybody; empty: only its owner sees it")
    organisation = ForeignKey(Organisation, index=True, help_text="with whom it is shared; null: with all")
    created_at = Timestamptz()


class BulkChange(Table):
    """One change to many rows, with what stood before; numbers without foreign keys, as in the audit trail."""

    id: Serial
    kind = Varchar(length=20, help_text="the list in which the rows were chosen")
    field = Varchar(length=20, help_text="owner, tier, status, next_review, tag, untag")
    value = Text(default="")
    rows = Integer(default=0, help_text="how many rows of the list were changed")
    changes = JSON(default="[]", help_text="[{table, id, vendor, organisation, name, column, before, after}]")
    organisations = Text(default="", help_text="in which it changed something, as |id|id|")
    made_by = ForeignKey(User, index=True, on_delete=OnDelete.set_null)
    made_label = Varchar(length=254, default="")
    made_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)
    undone_label = Varchar(length=254, default="")
