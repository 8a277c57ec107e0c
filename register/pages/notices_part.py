"""What a vendor announced of its sub-processors, as a part of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, fragment
from register.pages.notices import DECISIONS
from register.pages.vendor_parts import Part
from register.pages.words import due
from register.subprocessors import NoticeView, notices_of
from register.view_model import VendorView

MOST = 10


@dataclass(frozen=True)
class Line:
    """An announcement in one line."""

    notice: NoticeView
    decision: str
    when: str
    late: bool


async def notices_part(request: AnyRequest, view: VendorView, actor: Actor, today: date) -> Part | None:
    """Return what a vendor announced; None where nothing is, and nobody could add to it."""
    found = await notices_of(view.id, actor)
    editing = may(actor, Deed.EDIT) and any(engagement.status != "ended" for engagement in view.engagements)
    if not found and not editing:
        return None
    lines = [line(one, today) for one in found[:MOST]]
    names = {"vendor": view.id, "lines": lines, "more": len(found) - len(lines), "may_edit": editing}
    html = fragment(request, "register/notices_part.html", **names)
    waiting = sum(not one.decision for one in found)
    return Part("announced", _("Announced"), html, waiting or None, wide=False)


def line(one: NoticeView, today: date) -> Line:
    """Return an announcement in one line."""
    open_until = one.last_day if not one.decision else None
    late = bool(open_until and open_until < today)
    return Line(one, _(DECISIONS[one.decision]), due(open_until, today) if open_until else "", late)
