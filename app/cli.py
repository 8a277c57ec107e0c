"""The command `art28`: what a person or a cron job types."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.cli_keeping import add_keeping_commands
from app.cli_users import add_user_commands

ACTS_AS = ("controller", "processor", "both")
ON_CONFLICT = ("ask", "hold", "keep", "take")
PROMISES = ("eea_only", "eea_or_ground", "eea_preferred", "other")


def judge(args: argparse.Namespace) -> int:
    """Judge a CSV file of transfers and print the verdicts as CSV."""
    from app.law import the_law
    from app.settings import read_settings
    from law import sheet

    return sheet.judge_file(args.file, sys.stdout, sys.stderr, the_law(read_settings()))


def read_grounds(args: argparse.Namespace) -> int:
    """Read the grounds in the column `written` of a CSV file and print them as CSV."""
    from law import sheet

    return sheet.read_grounds_file(args.file, sys.stdout, sys.stderr)


def check_law(_: argparse.Namespace) -> int:
    """List the records of the law that nobody has looked up for 90 days; exit status 1 where there is one."""
    from app.law import check
    from app.settings import read_settings

    return check(read_settings())


def import_file(args: argparse.Namespace) -> int:
    """Show what an import would do; do it with --yes; with --dry-run, change nothing."""
    from imports import command

    if not args.dry_run:
        from app.importing import around

        args.around = around()
    return command.run(args)


def update_dpf(args: argparse.Namespace) -> int:
    """Bring the vendors' Data Privacy Framework facts up to date from the downloaded list of participants."""
    from app.importing import around
    from imports import command_dpf

    args.around = around()
    return command_dpf.run(args)


def add_organisation(args: argparse.Namespace) -> int:
    """Add an organisation whose register this is."""
    import asyncio

    from app.importing import add_organisation

    return asyncio.run(add_organisation(args))


def export(args: argparse.Namespace) -> int:
    """Write the register, or one organisation's, as a workbook, CSV or JSON."""
    import asyncio

    from app.export import run

    return asyncio.run(run(args.file, args.organisation, args.as_of))


def remind(args: argparse.Namespace) -> int:
    """Send today's reminders, or list them with --dry-run; for cron instead of the built-in scheduler."""
    import asyncio

    from app.remind import run
    from app.settings import read_settings

    return asyncio.run(run(read_settings(), dry_run=args.dry_run))


def migrate(_: argparse.Namespace) -> int:
    """Bring the schema of the database up to date."""
    import asyncio

    from app import migrate

    try:
        asyncio.run(migrate.migrate())
    except migrate.MigrationError as error:
        print(f"art28: the database could not be brought up to date: {error}", file=sys.stderr)
        return 1
    print("The database is up to date.")
    return 0


def serve(args: argparse.Namespace) -> int:
    """Serve the register."""
    from app.serve import serve
    from app.settings import read_settings

    return serve(read_settings(), args.workers)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="art28", description="A register of processors that judges every transfer ground."
    )
    sub = top.add_subparsers(required=True, metavar="COMMAND")

    add = sub.add_parser("judge", help="judge a CSV file of transfers")
    add.add_argument("file", type=Path)
    add.set_defaults(run=judge)

    add = sub.add_parser("read-grounds", help="read written transfer grounds from a CSV file")
    add.add_argument("file", type=Path)
    add.set_defaults(run=read_grounds)

    add_law_commands(sub.add_parser("law", help="look after the records of the law"))

    add = sub.add_parser("import", help="read a spreadsheet into the register")
    add.add_argument("file", type=Path)
    add.add_argument("--organisation", help="name of the organisation whose list this is")
    add.add_argument("--yes", action="store_true", help="commit without asking")
    add.add_argument("--dry-run", action="store_true", help="change nothing")
    add.add_argument("--json", action="store_true", help="print what was understood as JSON")
    add.add_argument(
        "--on-conflict",
        choices=ON_CONFLICT,
        default="ask",
        help="what to do with a row that may be a vendor the register has, or that changes what was changed here since:"
        " ask at the terminal (and hold it back elsewhere), hold it back, keep the register's, or take the file's",
    )
    add.add_argument("--create-organisation", action="store_true", help="create the organisation where it is missing")
    add.add_argument("--country", help="country of the organisation that is created, for example SE")
    add.add_argument("--acts-as", choices=ACTS_AS, default="controller", help="role of an organisation that is created")
    add_reading_options(add)
    add.set_defaults(run=import_file)

    add = sub.add_parser("dpf", help="update the vendors from a downloaded Data Privacy Framework list")
    add.add_argument("file", type=Path)
    add.add_argument("--checked-on", metavar="DAY", help="day on which the list was downloaded; today if left out")
    add.add_argument("--yes", action="store_true", help="write what is certain without asking")
    add.add_argument("--dry-run", action="store_true", help="change nothing")
    add.set_defaults(run=update_dpf)

    add_organisation_commands(sub.add_parser("organisation", help="add the organisations whose register this is"))

    add = sub.add_parser("export", help="write the register to a file")
    add.add_argument("file", type=Path, help="FILE.xlsx, FILE.csv or FILE.json")
    add.add_argument("--organisation", help="name of the one organisation to export; all where left out")
    add.add_argument("--as-of", metavar="DAY", help="judge on another day, such as 2019-03-01")
    add.set_defaults(run=export)

    add = sub.add_parser("remind", help="send today's reminders, for cron instead of the built-in scheduler")
    add.add_argument("--dry-run", action="store_true", help="list what would go out today and send nothing")
    add.set_defaults(run=remind)

    add = sub.add_parser("migrate", help="bring the schema of the database up to date")
    add.set_defaults(run=migrate)

    add = sub.add_parser("serve", help="migrate, then serve the register")
    add.add_argument("--workers", type=positive, default=1, help="number of processes; more than one needs PostgreSQL")
    add.set_defaults(run=serve)

    add_keeping_commands(sub)

    add_user_commands(sub)
    return top


def add_reading_options(add: argparse.ArgumentParser) -> None:
    """Add what a person can say about a spreadsheet that was not read as meant."""
    add.add_argument("--map", action="append", metavar="HEADER=FIELD", help='a column, for example "Leverantör=name"')
    add.add_argument("--sheet", action="append", help="name of a sheet to read; all lists in the file where left out")
    add.add_argument("--header-row", type=positive, help="number of the row that holds the headers")
    add.add_argument("--encoding", help="encoding of a text file, for example cp1252")
    add.add_argument("--delimiter", help="what parts the cells of a text file, for example ;")


def add_organisation_commands(organisation: argparse.ArgumentParser) -> None:
    """Add what `art28 organisation` can do."""
    sub = organisation.add_subparsers(required=True, metavar="COMMAND")
    add = sub.add_parser("add", help="add an organisation")
    add.add_argument("name")
    add.add_argument("--country", required=True, help="where it is established, for example SE")
    add.add_argument("--acts-as", choices=ACTS_AS, default="controller", help="its role towards the data")
    add.add_argument("--promise", action="append", default=[], help="a public promise, word for word; may be repeated")
    add.add_argument(
        "--promise-kind", choices=PROMISES, default="eea_only", help="what the promises mean; eea_only if left out"
    )
    add.set_defaults(run=add_organisation)


def add_law_commands(law: argparse.ArgumentParser) -> None:
    """Add what `art28 law` can do."""
    sub = law.add_subparsers(required=True, metavar="COMMAND")
    add = sub.add_parser("check", help="list the records of the law that nobody has looked up for 90 days")
    add.set_defaults(run=check_law)


def positive(text: str) -> int:
    """Return a number of at least 1; argparse tells whoever typed anything else."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def main() -> int:
    """Run one command and return its exit status."""
    from accounts import moments
    from app.garbage import collect_seldom
    from app.settings import SettingsError, read_settings
    from law.errors import LawError

    collect_seldom()
    # Database, documents and backups are for this account alone.
    os.umask(0o077)
    args = parser().parse_args()
    try:
        # Every command that opens the database does so by the settings, so a wrong one is told before anything starts.
        moments.zone.set(read_settings().zone)
        status: int = args.run(args)
    except SettingsError as error:
        print(f"art28: a setting cannot be used. {error}", file=sys.stderr)
        return 2
    except LawError as error:
        print(f"art28: the law cannot be read, so nothing was judged. {error}", file=sys.stderr)
        return 2
    except Exception as error:
        from app.trouble import told

        sentence = told(error)
        if not sentence:
            raise
        print(f"art28: {sentence}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
