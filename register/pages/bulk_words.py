"""What changing many rows at once says of its fields and values, in words."""

from __future__ import annotations

from accounts.i18n import gettext as _
from register import words
from register.pages.words import word


def value_of(column: str, value: object) -> str:
    """Return a value in words."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    vocabulary = {"tier": words.TIERS, "status": words.STATUS}.get(column)
    return word(vocabulary, str(value or "")) if vocabulary else str(value or "")


def said(name: str, value: str) -> str:
    """Return what a change does, as a heading."""
    shown = value_of(name, value) or _("nobody")
    return {
        "owner": _("Owner becomes %(value)s", value=shown),
        "tier": _("Tier becomes %(value)s", value=shown),
        "status": _("Status becomes %(value)s", value=shown),
        "next_review": _("Next review becomes %(value)s", value=shown),
        "tag": _("Tag %(value)s is added", value=shown),
        "untag": _("Tag %(value)s is taken away", value=shown),
    }[name]


def labels() -> dict[str, str]:
    """Return what can be changed."""
    return {
        "field": _("What to change"),
        "owner": _("Owner"),
        "tier": _("Tier"),
        "status": _("Status"),
        "next_review": _("Next review"),
        "tag": _("Add a tag"),
        "untag": _("Take a tag away"),
    }
