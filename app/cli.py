"""The command `art28`: what a person or a cron job types."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def judge(args: argparse.Namespace) -> int:
    """Judge a CSV file of transfers and print the verdicts as CSV."""
    from law import sheet

    return sheet.judge_file(args.file, sys.stdout, sys.stderr)


def read_grounds(args: argparse.Namespace) -> int:
    """Read the grounds in the column `written` of a CSV file and print them as CSV."""
    from law import sheet

    return sheet.read_grounds_file(args.file, sys.stdout, sys.stderr)


def import_file(args: argparse.Namespace) -> int:
    """Show what an import would do; do it with --yes; with --dry-run, change nothing."""
    from imports import command

    return command.run(args)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="art28", description="A register of processors that judges every transfer ground.")
    sub = top.add_subparsers(required=True, metavar="COMMAND")

    add = sub.add_parser("judge", help="judge a CSV file of transfers")
    add.add_argument("file", type=Path)
    add.set_defaults(run=judge)

    add = sub.add_parser("read-grounds", help="read written transfer grounds from a CSV file")
    add.add_argument("file", type=Path)
    add.set_defaults(run=read_grounds)

    add = sub.add_parser("import", help="read a spreadsheet into the register")
    add.add_argument("file", type=Path)
    add.add_argument("--organisation", help="name of the organisation whose list this is")
    add.add_argument("--yes", action="store_true", help="commit without asking")
    add.add_argument("--dry-run", action="store_true", help="change nothing")
    add.add_argument("--json", action="store_true", help="print what was understood as JSON")
    add.set_defaults(run=import_file)
    return top


def main() -> int:
    """Run one command and return its exit status."""
    args = parser().parse_args()
    status: int = args.run(args)
    return status


if __name__ == "__main__":
    sys.exit(main())
