"""Who is told: from an owner in the register to an address, and how that address wants to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.i18n import DEFAULT, LANGUAGES
from accounts.people import email_fault, tidy_email
from accounts.tables import Membership, User
from assessments.steps import STEPS, Rhythm, read_steps
from assessments.tables import OwnerAddress, Preference

HOUR = 7
EVERYBODY = ""
MANNERS = ("digest", "single")


@dataclass(frozen=True, slots=True)
class Wish:
    """How an address wants its reminders, with nothing left open."""

    email: str
    language: str
    hour: int
    single: bool
    rhythm: Rhythm
    escalation: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in, and the organisations that are open to them (None: all)."""

    email: str
    organisations: frozenset[int] | None
    language: str


@dataclass(frozen=True)
class Directory:
    """All addresses: of owners by organisation (None: all) and casefolded name, of people, and wishes.

    `gone` are the people who were deactivated or have no organisation left: their addresses are told of nothing.
    """

    owners: Mapping[tuple[int | None, str], str] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    preferences: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def address(self, owner: str, organisation: int) -> str:
        """Return the address for an owner in an organisation, or "" where nobody is known.

        First what an administrator wrote down, then a person of this name or address who may see the organisation,
        then an address that stands in the register itself, and last the address for what nobody owns.
        """
        return next((email for email in self._candidates(owner, organisation) if email not in self.gone), "")

    def _candidates(self, owner: str, organisation: int) -> Iterator[str]:
        key = owner_key(owner)
        written = [self.owners[place, key] for place in (organisation, None) if key and (place, key) in self.owners]
        yield from written[:1]
        member = self.members.get(key)
        if member and (member.organisations is None or organisation in member.organisations):
            yield member.email
        if member is None and key and not email_fault(key) and key.isascii():
            yield key
        yield from (self.owners[place, ""] for place in (organisation, None) if (place, "") in self.owners)

    def leads_to(self, email: str, owner: str, organisation: int) -> bool:
        """Return whether an address is told of what an owner has open: as theirs, or as the second one."""
        theirs = self.address(owner, organisation)
        return bool(theirs) and email in {theirs, self.wish(theirs).escalation}

    def wish(self, email: str) -> Wish:
        """Return how an address wants its reminders."""
        own = self.preferences.get(email, {})
        common = self.preferences.get(EVERYBODY, {})
        member = self.members.get(email)

        def said(name: str, usual: Any) -> Any:
            return next((row[name] for row in (own, common) if row.get(name) not in (None, "")), usual)

        spoken = own.get("language") or (member.language if member else "") or common.get("language") or DEFAULT
        steps = said("steps", "")
        second = said("escalation", "")
        return Wish(
            email=email,
            language=spoken if spoken in LANGUAGES else DEFAULT,
            hour=said("hour", HOUR),
            single=said("manner", MANNERS[0]) == "single",
            rhythm=Rhythm(
                before=read_steps(steps) if steps else STEPS,
                overdue_days=max(1, said("overdue_days", Rhythm().overdue_days)),
                escalation_days=said("escalation_days", Rhythm().escalation_days),
                early=bool(own.get("early", True)),
            ),
            escalation="" if second in self.gone else second,
        )

    @property
    def reach(self) -> int:
        """Return how many days ahead anybody wants to be told of something."""
        steps = [read_steps(row["steps"]) for row in self.preferences.values() if row.get("steps")]
        return max(days for told in (*steps, STEPS) for days in told)


def owner_key(owner: str) -> str:
    """Return the form of an owner's name in which it is compared."""
    return " ".join(owner.split()).casefold()


async def load_directory() -> Directory:
    """Return all addresses and wishes as they stand."""
    owners = await OwnerAddress.select(OwnerAddress.organisation, OwnerAddress.owner_key, OwnerAddress.email)
    rows = await Membership.select(
        Membership.user.email.as_alias("email"),
        Membership.user.name.as_alias("name"),
        Membership.user.language.as_alias("language"),
        Membership.organisation,
    ).where(Membership.user.active == True)  # noqa: E712 - a condition in SQL
    wishes = await Preference.select()
    people = await User.select(User.email)
    members = _members(rows)
    return Directory(
        owners={(row["organisation"], row["owner_key"]): row["email"] for row in owners},
        members=members,
        preferences={row["email"]: row for row in wishes},
        gone=frozenset(email for row in people if (email := tidy_email(row["email"])) not in members),
    )


def _members(rows: list[dict[str, Any]]) -> dict[str, Member]:
    """Return people by their address and by their name; a name that two of them have stands for neither."""
    people: dict[str, Member] = {}
    names: dict[str, set[str]] = {}
    for row in rows:
        email = tidy_email(row["email"])
        before = people.get(email)
        everywhere = row["organisation"] is None or (before is not None and before.organisations is None)
        seen = before.organisations if before and before.organisations else frozenset()
        people[email] = Member(email, None if everywhere else seen | {row["organisation"]}, row["language"])
        if row["name"]:
            names.setdefault(owner_key(row["name"]), set()).add(email)
    return {**{name: people[next(iter(emails))] for name, emails in names.items() if len(emails) == 1}, **people}
