"""What was imported, from which file, what each row did and how to undo it."""

from __future__ import annotations

from piccolo.columns import JSON, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from accounts.tables import Organisation, User


class ImportBatch(Table):
    """One uploaded file and what became of it."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    user = ForeignKey(User, on_delete=OnDelete.set_null)
    file_name = Varchar(length=255)
    digest = Varchar(length=64, index=True)
    size = Integer(default=0)
    state = Varchar(length=12, default="planned", help_text="planned, committed, left, undone")
    options = JSON(default="{}", help_text="sheets, header rows and mapping of columns as chosen")
    layout = JSON(default="{}", help_text="what was found: tables, header rows, columns")
    counts = JSON(default="{}")
    problems = JSON(default="[]")
    error = Text(default="")
    created_at = Timestamptz()
    committed_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class ImportRow(Table):
    """One row of a sheet: every raw cell, what was understood, what it does, and what stood before."""

    id: Serial
    batch = ForeignKey(ImportBatch, index=True, null=False, on_delete=OnDelete.cascade)
    sheet = Varchar(length=255)
    row = Integer()
    column = Integer(null=True, default=None)
    cells = JSON(default="{}", help_text="every raw cell: [[column, letter, header, text]]")
    understood = JSON(default="{}")
    action = Varchar(length=12, help_text="create, update, unchanged, needs-you, skip")
    why = Text(default="")
    problems = JSON(default="[]")
    problem_count = Integer(default=0)
    effect = JSON(default="{}", help_text="changes by field, and the vendors that it may be")
    vendor_id = Integer(null=True, default=None, index=True)
    engagement_id = Integer(null=True, default=None, index=True)
    undo = JSON(default="{}", help_text="what was added, and what stood before: see imports.undo")


class ImportLayout(Table):
    """What a person said of the columns of a layout: tables that look the same are read so from then on."""

    id: Serial
    organisation = ForeignKey(Organisation, index=True, null=False)
    digest = Varchar(length=16)
    columns = JSON(default="{}", help_text="the field of each column whose reading was changed, by letter")
    user = ForeignKey(User, on_delete=OnDelete.set_null)
    changed_at = Timestamptz()
