"""Between the plan and the mail things change: only who still has open work is told, and each of them once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from litestar import Litestar

from accounts.tables import Membership, Organisation, User
from app.mail import read_server
from assessments import deciding
from assessments.planning import plan_reminders, what_goes_out
from assessments.sending import deliver
from assessments.tables import Mail, OwnerAddress, Preference, Reminder, Review
from assessments.vendor_answers import submit
from assessments.vendor_links import Opened, make_link, open_link
from assessments.writing import writer
from register.tables import Engagement, Vendor
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.reminders.conftest import OWNER, POST, ZONE, Round, review
from tests.reminders.test_mails import DUE
from tests.support import builders
from tests.support.browsing import browser
from tests.support.clock import START, Clock
from tests.support.mailserver import Inbox

BUYER = "buyer@example.org"
# Of what is due this late nobody is told yet.
LATER = START.date() + timedelta(days=50)


async def queued(clock: Clock) -> int:
    return await plan_reminders(clock(), ZONE, POST.installation)


@pytest.mark.parametrize("change", ["vendor ended", "engagement ended", "concluded", "put off", "handed over"])
async def test_what_is_no_longer_open_is_not_said(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock, change: str
) -> None:
    row = await review(organisation, DUE, now=START)
    clock.on(DUE)
    assert await queued(clock) == 1
    if change == "vendor ended":
        await Vendor.update({Vendor.status: "ended"}, force=True)
    elif change == "engagement ended":
        await Engagement.update({Engagement.status: "ended"}, force=True)
    elif change == "handed over":
        await Review.update({"owner": "Nobody known", "handed_over": True}).where(Review.id == row.id)
    else:
        new = {"outcome": "approved"} if change == "concluded" else {"due": DUE + timedelta(days=99)}
        await Review.update(new).where(Review.id == row.id)
    done = await post_round()
    assert (done.sent, done.dropped) == (0, 1)
    assert inbox.kept == []
    assert await Reminder.count().where(Reminder.dropped == True) == 1  # noqa: E712 - becomes SQL


async def test_a_new_address_of_an_owner_is_told_and_the_old_one_is_not(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    clock.on(DUE)
    assert await queued(clock) == 1
    await OwnerAddress.update({OwnerAddress.email: "later@example.org"}, force=True)
    for _ in range(3):
        await post_round()
    assert inbox.recipients == ["later@example.org"]


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ("deactivated", True),
        ("deactivated", False),
        ("organisation lost", False),
        ("all lost", True),
        ("all lost", False),
    ],
)
async def test_who_may_not_see_it_any_more_is_not_told(
    organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock, change: str, written: bool
) -> None:
    person = await builders.user("procurement", organisation, email=BUYER)
    if written:
        await builders.save(OwnerAddress(owner="IT", owner_key="it", email=BUYER))
    await review(organisation, DUE, owner="IT" if written else BUYER, now=START)
    clock.on(DUE)
    assert await queued(clock) == 1
    if change == "deactivated":
        await User.update({User.active: False}).where(User.id == person.id)
    elif change == "all lost":
        await Membership.delete().where(Membership.user == person.id)
    else:
        other = await builders.organisation("Elsewhere Ltd", "NO")
        await Membership.update({Membership.organisation: other.id}).where(Membership.user == person.id)
    for _ in range(3):
        await post_round()
    assert inbox.kept == []


async def test_the_second_address_is_told_although_it_owns_nothing(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await builders.save(Preference(email=OWNER, escalation="head@example.org"))
    await review(organisation, DUE, now=START)
    clock.on(DUE + timedelta(days=14))
    assert (await post_round()).sent == 2
    assert sorted(inbox.recipients) == ["head@example.org", OWNER]


async def test_each_person_has_an_hour_a_language_and_a_manner_of_their_own(
    organisation: Organisation, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    wishes = {"early@example.org": {"hour": 5, "manner": "single"}, "late@example.org": {"hour": 15, "steps": "3, 0"}}
    for email, wish in wishes.items():
        name = email.split("@")[0]
        await builders.save(OwnerAddress(owner=name, owner_key=name, email=email))
        await builders.save(Preference(email=email, **wish))
        for number in range(2):
            await review(organisation, DUE, owner=name, name=f"{name} {number}", now=START)
    sent = {}
    for days in (7, 3):
        for hour in (4, 6, 16):
            clock.set(clock().replace(hour=0))
            clock.on(DUE - timedelta(days=days))
            clock.set(clock().replace(hour=hour - 1))
            before = len(inbox.kept)
            await post_round()
            sent[days, hour] = sorted(inbox.recipients[before:])
    assert sent == {
        (7, 4): [],
        (7, 6): ["early@example.org"] * 2,
        (7, 16): [],
        (3, 4): [],
        (3, 6): [],
        (3, 16): ["late@example.org"],
    }


async def handed_in(organisation: Organisation) -> tuple[int, Opened]:
    number = await Office().start(
        organisation, await Desk().vendor(organisation), await template(), owner="IT", due=LATER
    )
    until = START.date() + timedelta(days=60)
    _, token = await make_link(number, "a@vendor.example", "en", until, POST.secret, Office().actor, START)
    await Office().answer(number, breach="no")
    link = await open_link(token, POST.secret, "", START)
    await submit(link, START)
    return number, link


async def test_the_owner_is_told_once_that_a_vendor_has_handed_in(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    number, _link = await handed_in(organisation)
    assert [one.item.what for one in await what_goes_out(clock(), ZONE)] == ["answers"]
    for days in range(12):
        clock.on(START.date() + timedelta(days=days))
        await post_round()
    assert inbox.recipients == [OWNER]
    letter = inbox.letters[0]
    assert letter["Subject"] == "Example Hosting AB has handed in its answers (21 November 2026)"
    body = letter.get_body(("plain",))
    assert body is not None
    assert f"https://register.example/assessments/{number}" in body.get_content()
    assert "reminded again" not in body.get_content()
    assert "text/calendar" not in {part.get_content_type() for part in letter.walk()}


async def test_what_is_decided_before_the_mail_goes_out_is_not_told(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    number, _link = await handed_in(organisation)
    assert await queued(clock) == 1
    await Office().decide(number)
    await post_round()
    assert inbox.kept == []


async def test_answers_that_were_given_inside_are_no_news(organisation: Organisation, owner: OwnerAddress) -> None:
    number = await Office().start(
        organisation, await Desk().vendor(organisation), await template(), owner="IT", due=LATER
    )
    await Office().hand_in(number)
    assert await what_goes_out(START, ZONE) == []


async def test_a_corrected_answer_is_told_again(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    number, link = await handed_in(organisation)
    await post_round()
    await deciding.add_note(number, "breach", "To whom?", Office().actor, START, correction=True)
    await deciding.ask_correction(number, Office().actor, START)
    later = START + timedelta(days=2)
    await submit(link, later)
    clock.set(later)
    await post_round()
    await post_round()
    assert inbox.recipients == [OWNER, OWNER]
    assert await Mail.count() == 2


async def test_the_link_in_the_header_of_a_mail_ends_early_reminders_with_one_press(
    app: Litestar, organisation: Organisation, owner: OwnerAddress, inbox: Inbox, clock: Clock
) -> None:
    post = app.state.office.post
    await review(organisation, DUE, now=START)

    async def run() -> int:
        await plan_reminders(clock(), ZONE, post.installation)
        return (await deliver(read_server(inbox.url, post.sender, 5), writer(post, clock), clock, lanes=1)).sent

    clock.on(DUE - timedelta(days=14))
    assert await run() == 1
    link = str(inbox.letters[0]["List-Unsubscribe"]).strip("<>")
    one_click = dict([str(inbox.letters[0]["List-Unsubscribe-Post"]).split("=")])
    async with browser(app) as mail_program:
        # A mail program has no cookie and no proof of a form, and follows the address as it stands.
        mail_program.headers.pop("x-csrf-token")
        mail_program.cookies.clear()
        assert (await mail_program.post(link, data=one_click)).status_code == 200
    told = []
    for days in (-7, -1, 0):
        clock.on(DUE + timedelta(days=days))
        told.append(await run())
    assert told == [0, 1, 1]


@pytest.mark.parametrize(
    "name", ["Bj\u00f8rn\u2019s IT \u202e<x> \u65e5\u672c \U0001f642", "A\x0bB\x00C", "=1+1;--", "x" * 300]
)
async def test_a_mail_about_a_vendor_with_strange_signs_arrives_whole(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock, name: str
) -> None:
    await review(organisation, DUE, name=name.replace("\x00", ""), now=START)
    clock.on(DUE)
    assert (await post_round()).sent == 1
    [letter] = inbox.letters
    assert letter["To"] == OWNER
    assert letter.defects == []
    assert "due today" in letter["Subject"] or len(letter["Subject"]) >= 190
    assert all(part.get_content_type() for part in letter.walk())


async def test_an_address_that_mail_cannot_carry_holds_nobody_else_up(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await builders.save(OwnerAddress(owner="HR", owner_key="hr", email="\u00f8re@example.org"))
    await review(organisation, DUE, owner="HR", name="Another AB", now=START)
    await review(organisation, DUE, now=START)
    clock.on(DUE)
    done = await post_round()
    assert (done.sent, done.deferred) == (1, 1)
    assert inbox.recipients == [OWNER]


async def test_a_clock_that_jumps_ahead_and_back_tells_of_each_step_once(
    organisation: Organisation, owner: OwnerAddress, inbox: Inbox, post_round: Round, clock: Clock
) -> None:
    await review(organisation, DUE, now=START)
    for days in (-14, 3, -14, -13, -7, -1, 0, 2, 3, 7):
        clock.on(DUE + timedelta(days=days))
        await post_round()
    # Three days late it was told of the day itself; that step does not come again, nor one before it.
    dates = [letter["Date"].datetime.date() for letter in inbox.letters]
    assert dates == [DUE + timedelta(days=days) for days in (-14, 3, 7)]
