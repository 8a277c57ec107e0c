"""Every column that says which vendor a row belongs to, and what becomes of it when two vendors turn out to be one.

Tables of packages above are named, not imported; a test compares this list with all tables there are.
"""

from __future__ import annotations

# The rows go over to the vendor that stays, and come back when the merge is undone.
MOVED: tuple[tuple[str, str], ...] = (
    ("engagement", "vendor"),
    ("agreement", "vendor"),
    ("document", "vendor"),
    ("condition", "vendor"),
    ("subprocessor_notice", "vendor"),
    ("assessment", "vendor"),
    ("import_row", "vendor_id"),
    ("reminder", "vendor"),
)
# The rows follow from others and are made anew; findings keep who accepted them, and until when.
DERIVED: tuple[tuple[str, str], ...] = (("finding", "vendor"), ("standing", "vendor"))
# The trail says what was done to which vendor at the time; the history of the one that stays shows both.
LEFT: tuple[tuple[str, str], ...] = (("audit_event", "vendor_id"),)
# Moved rows that hang on an engagement as well: whatever is added to one goes where the engagement goes.
WITH_ENGAGEMENT = ("agreement", "condition", "subprocessor_notice", "assessment")
# Where a moved row says whose it is.
WITH_ORGANISATION = ("engagement", "agreement", "document", "condition", "subprocessor_notice", "assessment")
