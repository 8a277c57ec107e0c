"""The commands by which a register is kept safe: the audit trail, backup and restore."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_keeping_commands(sub: Any) -> None:
    """Add the commands to those of `art28`."""
    add_audit_commands(sub.add_parser("audit", help="prove and write out the audit trail"))

    add = sub.add_parser("backup", help="write the register into one file, while it is running")
    add.add_argument("file", type=Path, nargs="?", help="FILE.tar.gz; in the folder of the backups if left out")
    add.set_defaults(run=backup)

    add = sub.add_parser("restore", help="bring a register back from a backup; stop the server first")
    add.add_argument("file", type=Path)
    add.add_argument("--replace", action="store_true", help="although a register is there; its files are set aside")
    add.set_defaults(run=restore)


def add_audit_commands(audit: argparse.ArgumentParser) -> None:
    """Add what `art28 audit` can do."""
    sub = audit.add_subparsers(required=True, metavar="COMMAND")
    add = sub.add_parser("verify", help="check that no event was changed or removed; exit status 1 where one was")
    add.add_argument("--kept", metavar="NUMBER:HASH", help="an end of the trail that an earlier run printed")
    add.set_defaults(run=verify_audit)
    add = sub.add_parser("export", help="write the whole audit trail to a file")
    add.add_argument("file", type=Path, help="FILE.csv or FILE.jsonl")
    add.set_defaults(run=export_audit)


def verify_audit(args: argparse.Namespace) -> int:
    """Say whether the audit trail is whole; exit status 1 where it is not."""
    import asyncio

    from app import audit

    return asyncio.run(audit.verify(args.kept))


def export_audit(args: argparse.Namespace) -> int:
    """Write the audit trail as CSV or JSON lines."""
    import asyncio

    from app import audit

    return asyncio.run(audit.export(args.file))


def backup(args: argparse.Namespace) -> int:
    """Write the register into one file and check it by reading it back."""
    import asyncio

    from app import keeping

    return asyncio.run(keeping.backup(args.file))


def restore(args: argparse.Namespace) -> int:
    """Bring a register back from a backup."""
    import asyncio

    from app import keeping

    return asyncio.run(keeping.restore(args.file, replace=args.replace))
