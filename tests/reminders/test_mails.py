"""What a reminder says, to whom it goes, and what it carries."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage

import icalendar
import pytest

from accounts import i18n
from accounts.tables import Organisation
from app.asgi import LOCALES
from assessments import letters
from assessments.recipients import load_directory
from assessments.tables import Mail, MailAttempt, OwnerAddress, Preference, Reminder
from tests.reminders.conftest import OWNER, POST, Round, review
from tests.support import builders
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox

DUE = date(2026, 12, 8)


def text(letter: EmailMessage, kind: str = "plain") -> str:
    """Return one version of a message."""
    body = letter.get_body((kind,))
    assert body is not None
    said: str = body.get_content()
    return said


async def test_one_reminder_says_what_and_when_and_leads_to_the_very_form(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    row = await review(organisation, DUE, name="Example & Sons", now=START)
    clock.on(date(2026, 12, 1))
    done = await post_round()
    assert (done.sent, done.deferred, done.refused) == (1, 0, 0)
    letter = inbox.letters[0]
    assert letter["Subject"] == "Review of Example & Sons is due in 7 days (8 December 2026)"
    assert letter["To"] == OWNER
    assert letter["From"] == "Register <register@example.org>"
    assert f"https://register.example/reviews/{row.id}#conclude" in text(letter)
    assert f'href="https://register.example/reviews/{row.id}#conclude"' in text(letter, "html")
    assert "Example &amp; Sons" in text(letter, "html")
    assert max(len(line) for line in text(letter).splitlines() if "http" not in line) <= 72


async def test_ten_things_make_one_digest_and_the_second_round_sends_nothing(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    for number in range(10):
        await review(organisation, DUE + timedelta(days=number), name=f"Vendor {number}", now=START)
    clock.on(DUE)
    assert (await post_round()).sent == 1
    assert inbox.letters[0]["Subject"] == "Review of Vendor 0 is due today, and 9 more (8 December 2026)"
    assert all(f"Vendor {number} " in text(inbox.letters[0]) for number in range(10))
    assert (await post_round()).sent == 0
    assert await Reminder.count() == 10


async def test_whoever_wants_single_mails_gets_one_for_each(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await builders.save(Preference(email=OWNER, manner="single"))
    for number in range(3):
        await review(organisation, DUE, name=f"Vendor {number}", now=START)
    clock.on(DUE)
    assert (await post_round()).sent == 3
    assert len(set(inbox.numbers)) == 3


async def test_nobody_is_written_to_before_their_hour(
    organisation: Organisation, owner: OwnerAddress, post_round: Round, clock: Clock
) -> None:
    await builders.save(Preference(email=OWNER, hour=10))
    await review(organisation, DUE, now=START)
    # Nine o'clock in Stockholm is eight in UTC, in winter.
    clock.set(START.replace(month=12, day=8, hour=8, minute=59))
    assert (await post_round()).sent == 0
    clock.set(START.replace(month=12, day=8, hour=9, minute=0))
    assert (await post_round()).sent == 1


async def test_only_people_with_open_work_are_written_to(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await builders.user("procurement", organisation)
    await builders.user("administrator")
    await review(organisation, DUE, now=START)
    clock.on(DUE)
    await post_round()
    assert inbox.recipients == [OWNER]


async def test_a_person_who_owns_something_by_name_is_written_to_only_where_they_may_see_it(
    organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    elsewhere = await builders.organisation("Elsewhere Ltd", "NO")
    await builders.user("procurement", elsewhere, name="Purchasing", email="purchasing@elsewhere.example")
    await review(organisation, DUE, owner="Purchasing", now=START)
    await review(elsewhere, DUE, owner="Purchasing", name="Theirs", now=START)
    clock.on(DUE)
    await post_round()
    assert inbox.recipients == ["purchasing@elsewhere.example"]
    assert "Theirs" in inbox.letters[0]["Subject"]


async def test_what_nobody_owns_goes_to_the_address_for_it(
    organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, owner="", now=START)
    clock.on(DUE)
    assert (await post_round()).sent == 0
    await builders.save(OwnerAddress(organisation=organisation.id, owner_key="", email="privacy@example.org"))
    assert (await post_round()).sent == 1
    assert inbox.recipients == ["privacy@example.org"]


async def test_after_fourteen_days_the_second_address_is_told_too(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await builders.save(Preference(email=OWNER, escalation="head@example.org"))
    await review(organisation, DUE, now=START)
    for days in (0, 7, 13):
        clock.on(DUE + timedelta(days=days))
        await post_round()
    assert inbox.recipients == [OWNER, OWNER]
    clock.on(DUE + timedelta(days=14))
    await post_round()
    assert sorted(inbox.recipients[2:]) == ["head@example.org", OWNER]
    assert inbox.letters[-1]["Subject"].startswith("Review of Example Hosting AB is 14 days overdue")


async def test_a_review_that_was_concluded_before_the_mail_was_written_is_not_said(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    row = await review(organisation, DUE, now=START)
    clock.on(DUE)
    from assessments.planning import plan_reminders
    from assessments.tables import Review

    assert await plan_reminders(clock(), POST.zone, POST.installation) == 1
    await Review.update({"outcome": "approved"}).where(Review.id == row.id)
    done = await post_round()
    assert (done.sent, done.dropped) == (0, 1)
    assert inbox.accepted == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Review of Example Hosting AB is due in 7 days (8 December 2026)"),
        ("sv", "8 december 2026"),
        ("nb", "8. desember 2026"),
    ],
)
async def test_each_is_written_to_in_their_language(
    organisation: Organisation,
    owner: OwnerAddress,
    inbox: Inbox,
    post_round: Round,
    clock: Clock,
    language: str,
    subject: str,
) -> None:
    i18n.load_catalogues(LOCALES)
    await builders.save(Preference(email=OWNER, language=language))
    await review(organisation, DUE, now=START)
    clock.on(date(2026, 12, 1))
    await post_round()
    assert subject in inbox.letters[0]["Subject"]
    assert f'lang="{language}"' in text(inbox.letters[0], "html")


async def test_a_mail_carries_an_entry_for_the_calendar(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    clock.on(DUE)
    await post_round()
    part = next(part for part in inbox.letters[0].walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    events = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [DUE]


async def test_early_reminders_can_be_done_without_and_late_ones_cannot(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    clock.on(date(2026, 12, 1))
    await post_round()
    early = inbox.letters[0]
    assert early["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert early["List-Unsubscribe"] == f"<{letters.stop_link(OWNER, POST)}>"
    clock.on(DUE)
    await post_round()
    assert "List-Unsubscribe" not in inbox.letters[1]


async def test_a_vendor_cannot_add_a_header(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, name="Evil\r\nBcc: victim@example.org\r\n\r\n<script>", now=START)
    clock.on(DUE)
    assert (await post_round()).sent == 1
    letter = inbox.letters[0]
    assert letter["Bcc"] is None
    assert inbox.recipients == [OWNER]
    assert "\n" not in letter["Subject"]
    assert "<script>" not in text(letter, "html")


@pytest.mark.parametrize("email", ["a@b.example\r\nBcc: x@y.example", "nobody", "", "ø@example.org", "x@"])
def test_an_address_that_mail_cannot_carry_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        letters.address(email)


async def test_every_attempt_is_logged(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    async def later(*_: object) -> str | None:
        return "451 try again later"

    await review(organisation, DUE, now=START)
    clock.on(DUE)
    inbox.on_rcpt = later
    assert (await post_round()).deferred == 1
    inbox.on_rcpt = None
    assert (await post_round()).sent == 0
    clock.set(clock() + timedelta(minutes=1))
    assert (await post_round()).sent == 1
    attempts = await MailAttempt.select(MailAttempt.outcome, MailAttempt.answer).order_by(MailAttempt.id)
    assert [row["outcome"] for row in attempts] == ["deferred", "sent"]
    assert "451 try again later" in attempts[0]["answer"]
    assert await Mail.exists().where((Mail.state == "sent") & (Mail.attempts == 2))


async def test_a_name_that_two_people_have_stands_for_neither(organisation: Organisation) -> None:
    for number in range(2):
        await builders.user("procurement", organisation, name="IT", email=f"it{number}@example.org")
    assert (await load_directory()).address("IT", organisation.id) == ""
