"""A mail that can never be delivered is told to administrators where they cannot miss it, until somebody sees to it."""

from __future__ import annotations

from accounts.tables import Organisation
from assessments.tables import Mail, OwnerAddress
from tests.reminders.conftest import Round, review
from tests.reminders.test_mails import DUE
from tests.support.browsing import AsRole
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox

TOLD = "1 mail could not be delivered."


async def refuse(*_: object) -> str:
    return "550 no such mailbox"


async def test_a_mail_that_failed_for_good_stands_on_the_first_page_of_administrators(
    organisation: Organisation,
    owner: OwnerAddress,
    inbox: Inbox,
    post_round: Round,
    clock: Clock,
    as_role: AsRole,
) -> None:
    await review(organisation, DUE, now=START)
    inbox.on_rcpt = refuse
    clock.on(DUE)
    assert (await post_round()).refused == 1
    administrator = await as_role("administrator")
    page = (await administrator.get("/")).text
    assert TOLD in page
    assert 'href="/administration/reminders?state=failed"' in page
    outbox = (await administrator.get("/administration/reminders")).text
    assert "550 no such mailbox" in outbox
    for role in ("privacy", "procurement", "reader"):
        assert TOLD not in (await (await as_role(role)).get("/")).text
    (mail,) = await Mail.select(Mail.id)
    await administrator.post(f"/administration/mails/{mail['id']}/dismissal")
    assert TOLD not in (await administrator.get("/")).text
