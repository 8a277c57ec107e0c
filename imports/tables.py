"""What was imported, from which file, what each row did and how to undo it."""

from __future__ import annotations

from piccolo.columns import JSON, Boolean, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
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
    state = Varchar(length=12, default="planned", help_text="reading, refused, planned, committed, left, undone")
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


class ImportTask(Table):
    """Work on an import that may take long: what it is, how far it has come, and what came of it."""

    id: Serial
    batch = ForeignKey(ImportBatch, index=True, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=12, help_text="read, match, answer, correct, commit, undo")
    payload = JSON(default="{}", help_text="what was asked for")
    user = ForeignKey(User, on_delete=OnDelete.set_null)
    label = Varchar(length=255, help_text="who asked for it, also where that is no person")
    address = Varchar(length=64, default="")
    language = Varchar(length=5, default="en")
    state = Varchar(length=12, default="running", index=True, help_text="running, done, refused, failed, stopped")
    step = Varchar(length=20, default="")
    done = Integer(default=0)
    total = Integer(default=0)
    claim = Varchar(length=32, default="")
    claimed_until = Timestamptz(null=True, default=None, help_text="renewed while a process works on it")
    attempts = Integer(default=1)
    stop_asked = Boolean(default=False)
    outcome = JSON(default="{}", help_text="what came of it: see imports.outcomes")
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
