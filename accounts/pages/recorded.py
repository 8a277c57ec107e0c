"""What the fields and codes of people, tokens and imports are called in the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from accounts import recorded
from accounts.events import N_
from accounts.i18n import LANGUAGES
from accounts.i18n import gettext as _
from accounts.pages.people import ROLE_NAMES
from accounts.pages.profile import THEME_NAMES
from accounts.pages.tokens import DEED_NAMES
from accounts.tables import ApiToken, Organisation, User

FIELDS: Mapping[str, str] = {
    "email": N_("e-mail address"),
    "roles": N_("roles"),
    "language": N_("language"),
    "theme": N_("theme"),
    "sessions": N_("sessions"),
    "by": N_("by means of"),
    "issuer": N_("identity provider"),
    "deeds": N_("may"),
    "days": N_("days"),
    "file": N_("file"),
    "from": N_("from"),
    "layout": N_("layout"),
    "columns": N_("columns"),
    "sheet": N_("sheet"),
    "row": N_("row"),
    "work": N_("work"),
    "backup": N_("backup"),
}
REFUSED: Mapping[str, str] = {
    "too many attempts": N_("too many attempts"),
    "no such account or wrong password": N_("no such account or wrong password"),
    "wrong code": N_("wrong code"),
    "too many codes": N_("too many codes"),
}
ROLES = {role.value: name for role, name in ROLE_NAMES.items()}


def role_at(organisation: str, role: str) -> str:
    """Return a role and where it holds."""
    name = recorded.named(ROLES)(role).partition(":")[0]
    return f"{organisation or _('All organisations')}: {name}"


async def people(ids: Collection[int]) -> dict[int, str]:
    """Return the addresses of people."""
    return {row["id"]: row["email"] for row in await User.select(User.id, User.email).where(User.id.is_in([*ids]))}


async def organisations(ids: Collection[int]) -> dict[int, str]:
    """Return the names of organisations."""
    rows = await Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.is_in([*ids]))
    return {row["id"]: row["name"] for row in rows}


async def tokens(ids: Collection[int]) -> dict[int, str]:
    """Return what the tokens of programs are for."""
    rows = await ApiToken.select(ApiToken.id, ApiToken.name).where(ApiToken.id.is_in([*ids]))
    return {row["id"]: row["name"] for row in rows}


recorded.learn(
    FIELDS,
    {
        "language": LANGUAGES,
        "theme": THEME_NAMES,
        "deeds": {deed.value: name for deed, name in DEED_NAMES.items()},
        "why": REFUSED,
    },
    {"roles": role_at},
    {"person": people, "organisation": organisations, "api_token": tokens},
)
