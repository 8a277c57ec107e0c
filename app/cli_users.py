"""What `art28 user` can do: invite, add, list, disable and enable people, and let them set a new password."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_user_commands(top: Any) -> None:
    """Add `art28 user` and what it can do."""
    from accounts.roles import Role

    sub = top.add_parser("user", help="invite, list and disable people, and help them back in").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = sub.add_parser("add", help="invite somebody, or add them with a password")
    add.add_argument("email")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--organisation", help="name of the one organisation that is open to them; all where left out")
    add.add_argument(
        "--password-stdin", action="store_true", help="take the password from the standard input and invite nobody"
    )
    add.set_defaults(run=add_user)

    add = sub.add_parser("list", help="list the people who can sign in")
    add.set_defaults(run=list_users)

    add = sub.add_parser("disable", help="let somebody in no longer, and sign them out everywhere")
    add.add_argument("email")
    add.set_defaults(run=disable_user)

    add = sub.add_parser("enable", help="let somebody in again")
    add.add_argument("email")
    add.set_defaults(run=enable_user)

    add = sub.add_parser("reset", help="mail somebody a link to set a new password, or print it where no mail is set")
    add.add_argument("email")
    add.add_argument("--second-factor", action="store_true", help="remove the second factor, and make no link")
    add.set_defaults(run=reset_user)


def add_user(args: argparse.Namespace) -> int:
    """Invite somebody or, with --password-stdin, add them with the first line of the standard input as password."""
    import asyncio

    from app import users

    if args.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        return asyncio.run(users.add(args.email, args.role, password, args.organisation))
    return asyncio.run(users.invited(args.email, args.role, args.organisation))


def list_users(_: argparse.Namespace) -> int:
    """List the people who can sign in."""
    import asyncio

    from app import users

    return asyncio.run(users.listed())


def disable_user(args: argparse.Namespace) -> int:
    """Let somebody in no longer."""
    import asyncio

    from app import users

    return asyncio.run(users.switched(args.email, active=False))


def enable_user(args: argparse.Namespace) -> int:
    """Let somebody in again."""
    import asyncio

    from app import users

    return asyncio.run(users.switched(args.email, active=True))


def reset_user(args: argparse.Namespace) -> int:
    """Let somebody set a new password, or remove their second factor."""
    import asyncio

    from app import users

    if args.second_factor:
        return asyncio.run(users.without_second_factor(args.email))
    return asyncio.run(users.reset(args.email))
