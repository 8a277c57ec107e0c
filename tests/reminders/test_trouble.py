"""Mail servers that are down, refuse, are slow or break off: nothing is lost, held up, or comes twice."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from accounts.tables import Organisation
from assessments import outbox
from assessments.outbox import DELAYS, LEASE, MOST_ATTEMPTS
from assessments.tables import Mail, MailAttempt, OwnerAddress
from assessments.transport import Letter
from tests.reminders.conftest import Round, review
from tests.reminders.test_mails import DUE
from tests.support import builders
from tests.support.clock import START, Clock
from tests.support.mailserver import Handler, Inbox, break_off, mail_server


@pytest.fixture
async def three(organisation: Organisation, clock: Clock) -> list[str]:
    """Three departments with something due on the day at which the clock stands."""
    for name in ("One", "Two", "Three"):
        key = name.casefold()
        await builders.save(OwnerAddress(owner=name, owner_key=key, email=f"{key}@example.org"))
        await review(organisation, DUE, owner=name, name=f"Vendor of {name}", now=START)
    clock.on(DUE)
    return ["one@example.org", "three@example.org", "two@example.org"]


async def states() -> Counter[str]:
    """Return how many messages are in which state."""
    return Counter(row["state"] for row in await Mail.select(Mail.state))


async def test_a_server_that_is_down_for_a_day_loses_nothing(three: list[str], post_round: Round, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = f"smtp://127.0.0.1:{port}"
    began = clock()
    while clock() < began + timedelta(days=1):
        assert (await post_round(url=nobody)).down
        row = await Mail.select(Mail.next_try).order_by(Mail.next_try).first()
        assert row is not None
        clock.set(row["next_try"])
    assert await states() == {"queued": 3}
    with mail_server(port) as inbox:
        assert (await post_round(url=nobody)).sent == 3
        assert sorted(inbox.recipients) == three


async def test_attempts_come_further_and_further_apart_and_end(
    three: list[str], post_round: Round, clock: Clock
) -> None:
    nobody = "smtp://127.0.0.1:1"
    waited = []
    while not waited or (await states())["queued"]:
        before = clock()
        await post_round(url=nobody, lanes=1)
        clock.set(before + timedelta(minutes=max(DELAYS)))
        row = await Mail.select(Mail.next_try).order_by(Mail.id).first()
        assert row is not None
        waited.append((row["next_try"] - before).total_seconds() / 60)
    assert waited[: len(DELAYS)] == list(DELAYS)
    assert len(waited) == MOST_ATTEMPTS
    assert (await states())["failed"] == 3
    assert await MailAttempt.count() == 3 * MOST_ATTEMPTS


async def test_a_refused_recipient_fails_at_once_and_holds_nobody_up(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    async def refuse_two(_: SMTP, __: Session, envelope: Envelope) -> str | None:
        return "550 no such mailbox" if "two@example.org" in envelope.rcpt_tos else None

    inbox.on_rcpt = refuse_two
    done = await post_round(lanes=1)
    assert (done.sent, done.refused, done.down) == (2, 1, "")
    failed = await Mail.select(Mail.recipient, Mail.problem).where(Mail.state == "failed")
    assert [(row["recipient"], row["problem"]) for row in failed] == [("two@example.org", "550 no such mailbox")]
    clock.set(clock() + timedelta(days=1))
    assert (await post_round()).refused == 0

    number = (await Mail.select(Mail.id).where(Mail.state == "failed"))[0]["id"]
    inbox.on_rcpt = None
    assert await outbox.try_again(number, clock())
    assert (await post_round()).sent == 1


@pytest.mark.parametrize("answer", ["451 busy", "452 full"])
async def test_not_now_is_tried_again_and_holds_nobody_up(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock, answer: str
) -> None:
    async def not_two(_: SMTP, __: Session, envelope: Envelope) -> str | None:
        return answer if "two@example.org" in envelope.rcpt_tos else None

    inbox.on_data = not_two
    done = await post_round(lanes=1)
    assert (done.sent, done.deferred) == (2, 1)
    inbox.on_data = None
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 1
    assert sorted(inbox.recipients) == three


async def test_a_server_that_closes_for_the_day_is_asked_again_later(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    async def closing(*_: object) -> str | None:
        return "421 closing"

    inbox.on_rcpt = closing
    done = await post_round(lanes=1)
    assert (done.sent, done.refused) == (0, 0)
    assert await states() == {"queued": 3}
    inbox.on_rcpt = None
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 3


async def test_a_slow_server_is_left_and_the_message_may_have_been_accepted(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    async def slow(_: SMTP, __: Session, envelope: Envelope) -> str | None:
        if "two@example.org" in envelope.rcpt_tos:
            await asyncio.Event().wait()
        return None

    inbox.after_data = slow
    done = await post_round(lanes=1, patience=0.3)
    assert (done.sent, done.deferred) == (2, 1)
    doubtful = await Mail.select(Mail.recipient).where(Mail.doubtful == True)  # noqa: E712
    assert [row["recipient"] for row in doubtful] == ["two@example.org"]
    inbox.after_data = None
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 1
    twice = [number for number, count in Counter(inbox.numbers).items() if count == 2]
    assert len(twice) == 1
    assert Counter(inbox.recipients) == {"one@example.org": 1, "two@example.org": 2, "three@example.org": 1}


@pytest.mark.parametrize("moment", ["on_rcpt", "on_data", "after_data"])
async def test_a_server_that_cuts_off_one_message_takes_the_others(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock, moment: str
) -> None:
    async def cut(server: SMTP, _: Session, envelope: Envelope) -> str | None:
        if "two@example.org" in envelope.rcpt_tos:
            break_off(server)
        return None

    setattr(inbox, moment, cut)
    done = await post_round(lanes=1)
    assert (done.sent, done.deferred, done.down) == (2, 1, "")
    setattr(inbox, moment, None)
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 1
    assert sorted(set(inbox.recipients)) == three
    assert len(set(inbox.numbers)) == 3


async def test_a_server_that_refuses_the_sender_fails_no_message(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unwelcome(*_: object) -> str:
        return "550 you may not send from here"

    monkeypatch.setattr(Handler, "handle_MAIL", unwelcome, raising=False)
    done = await post_round(lanes=1)
    assert (done.sent, done.refused) == (0, 0)
    assert await states() == {"queued": 3}


async def test_one_message_that_cannot_be_written_holds_nobody_up(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessments import letters

    write = letters.due_mail

    def fail_for_two(wish, *args, **more) -> Letter:
        if wish.email == "two@example.org":
            raise RuntimeError("broken")
        return write(wish, *args, **more)

    monkeypatch.setattr(letters, "due_mail", fail_for_two)
    done = await post_round()
    assert (done.sent, done.deferred) == (2, 1)
    monkeypatch.undo()
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 1


async def test_what_somebody_else_is_sending_is_left_to_them_until_their_lease_ends(
    three: list[str], inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    from assessments.planning import plan_reminders
    from tests.reminders.conftest import POST, ZONE

    await plan_reminders(clock(), ZONE, POST.installation)
    taken = await outbox.claim(clock(), 2)
    assert len(taken) == 2
    assert (await post_round()).sent == 1
    clock.set(clock() + LEASE)
    assert (await post_round()).sent == 2
    # Who was too slow can no longer say anything about a message that went to somebody else.
    await outbox.record_refused(taken[0], "550 late", clock())
    assert await states() == {"sent": 3}


async def test_what_waited_for_the_server_goes_out_as_one_digest(
    three: list[str], organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    nobody = "smtp://127.0.0.1:1"
    await post_round(url=nobody)
    await review(organisation, DUE + timedelta(days=8), owner="One", name="Another", now=START)
    clock.set(clock() + timedelta(days=1))
    done = await post_round()
    assert done.sent == 3
    subject = next(str(letter["Subject"]) for to, letter in inbox.accepted if to == "one@example.org")
    assert subject.startswith("Review of Vendor of One is 1 day overdue, and 1 more")
