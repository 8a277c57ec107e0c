"""What `art28 import` and `art28 organisation` need of the program around them."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from accounts.actor import SYSTEM
from accounts.database import connections
from accounts.errors import Invalid
from accounts.moments import local_day
from app.clock import utc_now
from app.law import the_law
from app.migrate import migrate
from app.settings import read_settings
from imports.command_commit import Around
from register.inputs import OrganisationInput
from register.organisations import create_organisation
from register.reading import read


def around() -> Around:
    """Return the folder, law, clock and schema of this process's settings."""
    settings = read_settings()
    return Around(settings.data, partial(the_law, settings), utc_now, migrate)


async def add_organisation(args: argparse.Namespace) -> int:
    """Add an organisation with its public promises and return the exit status."""
    now = utc_now()
    promises = [{"kind": args.promise_kind, "text": text, "recorded_on": local_day(now)} for text in args.promise]
    given = {"name": args.name, "country": args.country, "acts_as": args.acts_as, "promises": promises}
    async with connections():
        await migrate()
        try:
            await create_organisation(read(OrganisationInput, given), SYSTEM, now)
        except Invalid as error:
            for sentence in error.fields.values():
                print(f"art28: {sentence}", file=sys.stderr)
            return 2
    print(f"{args.name} is in the register.")
    return 0
