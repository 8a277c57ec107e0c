"""The command `art28 remind`: one day's reminders, from cron or by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from accounts import i18n
from accounts.actor import SYSTEM
from accounts.database import connections
from app.clock import utc_now
from app.law import the_law
from app.mail import read_server
from app.migrate import migrate
from app.scheduler import House, sender
from app.settings import Settings
from assessments import phrases
from assessments.jobs import recorded
from assessments.keeping import keep_reviews
from assessments.letters import speaking
from assessments.planning import plan_reminders, what_goes_out
from assessments.sending import Delivery, deliver
from assessments.vendor_mail import plan_vendor_mails, vendor_reminders, vendor_title
from assessments.writing import writer

# Not from app.asgi: cron waits for this command, and the pages take twice as long to load as all the rest.
LOCALES = Path(__file__).parent / "locale"


async def run(settings: Settings, *, dry_run: bool) -> int:
    """Send what is to go out today, or list it; return 1 where mail is not set up or did not go out."""
    await migrate()
    i18n.load_catalogues(LOCALES)
    async with connections():
        house = House(settings, utc_now, the_law(settings), await sender(settings))
        return await listed(house) if dry_run else await sent(house)


async def listed(house: House) -> int:
    """Print what would go out today, one line each: address, day, what, step."""
    planned = await what_goes_out(house.clock(), house.post.zone)
    for one in planned:
        with speaking(one.wish.language):
            what = phrases.sentence(one.item, house.today())
        print(one.wish.email, one.item.on, what, one.step.name, sep="\t")
    mails = len({one.key if one.wish.single else one.wish.email for one in planned})
    to_vendors = await vendor_reminders(house.clock(), house.post.zone)
    for reminder in to_vendors:
        with speaking(reminder.row["language"]):
            what = vendor_title(reminder.row, reminder.occasion)
        print(reminder.row["email"], reminder.due, what, reminder.step.name, sep="\t")
    reminders, mails = len(planned) + len(to_vendors), mails + len(to_vendors)
    print(f"{reminders} reminders in {mails} mails would go out today. Nothing was sent.")
    return 0


async def sent(house: House) -> int:
    """Send what is to go out today, and what waits from before."""
    if not house.settings.smtp_url:
        print(
            "art28: mail is not set up. Set ART28_SMTP_URL to the mail server; docs/settings.md says how.",
            file=sys.stderr,
        )
        return 1
    results: list[Delivery] = []

    async def work() -> str:
        await keep_reviews(house.today(), house.clock(), house.law, SYSTEM)
        queued = await plan_reminders(house.clock(), house.post.zone, house.post.installation, whole_day=True)
        queued += await plan_vendor_mails(house.clock(), house.post.zone, house.post.installation, whole_day=True)
        transport = read_server(house.settings.smtp_url, house.settings.sender)
        results.append(await deliver(transport, writer(house.post, house.clock), house.clock))
        return f"{queued} queued, {results[0].sent} sent"

    if not await recorded("remind", work, house.clock):
        print("art28: the reminders could not be sent; the log says why.", file=sys.stderr)
        return 1
    done = results[0]
    print(f"{done.sent} mails sent, {done.deferred} put off, {done.refused} refused.")
    if done.down:
        print(
            f"art28: the mail server does not take mail now ({done.down}). What waits goes out with the next run.",
            file=sys.stderr,
        )
    return 1 if done.down or done.refused else 0
