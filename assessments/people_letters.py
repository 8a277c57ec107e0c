"""The mails to people about their account: an invitation, and a link to set a new password."""

from __future__ import annotations

from datetime import datetime

from accounts.i18n import DEFAULT, gettext
from accounts.links import LIFE, new_link
from accounts.post import INVITATION, RESET
from assessments.letters import Head, Sender, message, speaking
from assessments.outbox import Claimed
from assessments.recipients import Wish
from assessments.transport import Letter

KINDS = frozenset({INVITATION, RESET})


async def people_letter(mail: Claimed, wish: Wish, post: Sender, now: datetime) -> Letter | None:
    """Return the mail with a link that is made at this moment, so that the outbox never holds one.

    None where there is nobody to write to, or where the mail has waited longer than its link would hold.
    """
    if now - asked_at(mail.key) > LIFE[mail.kind]:
        return None
    link = await new_link(mail.kind, mail.recipient, now)
    if link is None:
        return None
    with speaking(link.language or wish.language or DEFAULT):
        invited = mail.kind == INVITATION
        title = gettext("You are invited to art28") if invited else gettext("Set a new password for art28")
        context = {"title": title, "url": post.url, "link": f"{post.url}{link.path}", "stop": ""}
        head = Head(title, mail.recipient, mail.message_id, now)
        return message(head, post, "invitation" if invited else "reset", context)


def key_of(kind: str, email: str, now: datetime) -> str:
    """Return what makes such a mail one message: its kind, when it was asked for, and for whom."""
    return f"{kind}|{now.isoformat()}|{email}"


def asked_at(key: str) -> datetime:
    """Return when a mail was asked for, as its key says."""
    return datetime.fromisoformat(key.split("|")[1])
