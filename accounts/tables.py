"""Organisations, the people who work for them, and the trail of what they did."""

from __future__ import annotations

from piccolo.columns import (
    JSON,
    BigInt,
    Boolean,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Organisation(Table):
    """A legal entity whose register this is."""

    id: Serial
    parent: ForeignKey[Organisation] = ForeignKey(
        "self", index=True, on_delete=OnDelete.set_null, help_text="the company or body that this one belongs to"
    )
    name = Varchar(length=200, unique=True)
    country = Varchar(length=2, default="")
    regimes = Varchar(length=12, default="EU", help_text="EU, UK, CH, joined by |")
    acts_as = Varchar(length=12, default="controller", help_text="controller, processor or both")
    promises = JSON(default="[]", help_text="public promises: [{kind, text, recorded_on}]")
    review_months = Integer(default=12)
    example = Boolean(default=False, help_text="came with the sample register, and goes with it")
    created_at = Timestamptz()


class User(Table, tablename="person"):
    """Somebody who signs in."""

    id: Serial
    email = Varchar(length=254, unique=True, help_text="casefolded")
    name = Varchar(length=120, default="")
    password_hash = Text(default="", secret=True)
    language = Varchar(length=5, default="")
    theme = Varchar(length=5, default="")
    shown = Integer(null=True, default=None, help_text="the organisation whose register is shown; null: all of them")
    active = Boolean(default=True)
    created_at = Timestamptz()
    totp_secret = Text(default="", secret=True, help_text="of the authenticator app; sealed where a key is set")
    totp_since = Timestamptz(null=True, default=None, help_text="since when a code is asked for; empty: not set up")
    totp_step = BigInt(default=0, help_text="the last time step whose code was taken, so that none counts twice")


class Membership(Table):
    """What a person may do, in one organisation or, where none is named, in all of them."""

    id: Serial
    user = ForeignKey(User, index=True, null=False)
    organisation = ForeignKey(Organisation, index=True)
    role = Varchar(length=20)


class Session(Table, tablename="login"):
    """A signed-in browser; only the hash of its token is kept."""

    id: Serial
    user = ForeignKey(User, index=True, null=False)
    token_hash = Varchar(length=64, unique=True, secret=True)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    address = Varchar(length=64, default="")
    agent = Varchar(length=200, default="")
    method = Varchar(length=10, default="password", help_text="password or provider")


class Token(Table, tablename="one_time_token"):
    """A link that works once."""

    id: Serial
    kind = Varchar(length=20, help_text="first-administrator, invitation, reset, second-step, provider")
    token_hash = Varchar(length=64, unique=True, secret=True)
    user = ForeignKey(User, index=True)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class ApiToken(Table, tablename="api_token"):
    """What a program of somebody's shows instead of signing in; only its hash is kept."""

    id: Serial
    user = ForeignKey(User, index=True, null=False)
    name = Varchar(length=120, help_text="what it is for")
    token_hash = Varchar(length=64, unique=True, secret=True)
    start = Varchar(length=12, help_text="its first letters, to tell tokens apart")
    deeds = Varchar(length=120, help_text="what it may do of what its person may, joined by |")
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class AuditEvent(Table):
    """One thing that was done: append-only, without foreign keys, so that it outlives its subjects."""

    id: Serial
    at = Timestamptz(index=True)
    actor_id = Integer(null=True, default=None)
    actor = Varchar(length=254, default="")
    event = Varchar(length=60)
    organisation_id = Integer(null=True, default=None, index=True)
    subject_type = Varchar(length=40, default="")
    subject_id = Integer(null=True, default=None)
    vendor_id = Integer(null=True, default=None, index=True, help_text="the vendor in whose history this shows")
    before = JSON(default="{}")
    after = JSON(default="{}")
    address = Varchar(length=64, default="")
    number = Integer(null=True, default=None, help_text="its place in the chain: 1, 2, 3 without a gap")
    hash = Varchar(length=64, default="", help_text="see accounts.chain")


class AuditHead(Table):
    """The end of the audit trail: one row."""

    id: Serial
    number = Integer(default=0, help_text="how many events there are")
    hash = Varchar(length=64, default="", help_text="that of the last event")


class Secret(Table):
    """A secret of this installation that has to survive a restart."""

    id: Serial
    name = Varchar(length=40, unique=True)
    value = Text(secret=True)


class SignInAttempt(Table, tablename="sign_in_attempt"):
    """One attempt to sign in, under the hash of the account or of the address."""

    id: Serial
    key = Varchar(length=64, index=True, secret=True)
    at = Timestamptz(index=True)


class RecoveryCode(Table, tablename="recovery_code"):
    """A code that stands in once for the authenticator app; only its hash is kept."""

    id: Serial
    user = ForeignKey(User, index=True, null=False, on_delete=OnDelete.cascade)
    code_hash = Varchar(length=64, unique=True, secret=True)
    used_at = Timestamptz(null=True, default=None)


class Identity(Table, tablename="provider_identity"):
    """Who a person is to the identity provider."""

    id: Serial
    user = ForeignKey(User, index=True, null=False, on_delete=OnDelete.cascade)
    key = Varchar(length=64, unique=True, help_text="hash of issuer and subject")
    issuer = Varchar(length=300)
    subject = Varchar(length=255)
    created_at = Timestamptz()
