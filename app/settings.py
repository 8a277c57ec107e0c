"""Settings: what may differ between two installations, read from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from accounts.policy import Policy, ProviderSettings, read_mapping
from accounts.roles import Role


class SettingsError(Exception):
    """A setting has a value that cannot be used."""


class Settings(BaseModel):
    """Everything that is set from outside; each field is documented in docs/settings.md."""

    model_config = ConfigDict(frozen=True)

    data: Path = Field(Path("data"), description="Folder of the embedded database, the uploads and the secrets.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8028, ge=0, le=65535, description="Port to listen on.")
    database_url: str = Field(
        "", repr=False, description="postgresql://... for a PostgreSQL server; empty for the embedded SQLite file."
    )
    url: str = Field("", description="Address at which people reach the register; empty for http://HOST:PORT.")
    law: Path | None = Field(None, description="Folder of local law files (law.d) that add to or end the shipped law.")
    smtp_url: str = Field(
        "", repr=False, description="smtp://user:password@host:587 of the mail server; empty: no mail."
    )
    mail_from: str = Field("", description="Sender of mails; empty for art28@ and the host of the register's address.")
    timezone: str = Field(
        "Europe/Stockholm", description="Time zone in which days begin and reminders have their hour."
    )
    scheduler: bool = Field(default=True, description="Whether the server sends reminders and judges again by itself.")
    upload_megabytes: int = Field(20, ge=1, le=500, description="Largest file that may be uploaded or imported.")
    document_megabytes: int = Field(20, ge=1, le=500, description="Largest document that may be kept.")
    backups: int = Field(7, ge=0, le=400, description="How many nightly backups are kept; 0 for none.")
    backup_to: Path | None = Field(
        None, description="Folder of the nightly backups; empty for backups/ in the data folder."
    )
    metrics_token: str = Field(
        "", repr=False, description="What Prometheus has to show to read /metrics; empty: there is no such address."
    )
    scanner: str = Field("", description="Command that looks through a document for viruses; empty for none.")

    second_factor: str = Field("", description="Roles that need a second factor, parted by commas; empty: none does.")
    secret_key: str = Field(
        "", repr=False, description="Key under which the secrets of authenticator apps are sealed; empty: they are not."
    )
    oidc_issuer: str = Field("", description="Address of the OpenID Connect provider; empty: people use passwords.")
    oidc_client_id: str = Field("", description="By which name the provider knows this register.")
    oidc_client_secret: str = Field("", repr=False, description="What the register proves itself with to the provider.")
    oidc_name: str = Field("", description="What the button for signing in says; empty for the provider's host.")
    oidc_scope: str = Field("openid email profile", description="What the provider is asked for.")
    oidc_claim: str = Field("roles", description="The claim that names groups or roles; dots lead into it.")
    oidc_roles: str = Field("", description="VALUE=role, or VALUE=role@Organisation, parted by semicolons.")
    oidc_link: bool = Field(
        default=False, description="Whether an account here is taken over by its verified e-mail address."
    )

    @field_validator("second_factor")
    @classmethod
    def _roles(cls, value: str) -> str:
        if not {part.strip() for part in value.split(",") if part.strip()} <= set(Role):
            raise ValueError(f"name roles such as administrator,privacy; there are {', '.join(Role)}")
        return value

    @field_validator("secret_key")
    @classmethod
    def _key(cls, value: str) -> str:
        if value and len(value) < SHORTEST_KEY:
            raise ValueError(f"choose at least {SHORTEST_KEY} random characters, or leave it empty")
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not fits_address(value):
            raise ValueError("write it as https://register.example.org, without a path: people reach its root")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if value and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))):
            raise ValueError("write it as https://login.example.org, as the provider spells it")
        return value

    @field_validator("oidc_roles")
    @classmethod
    def _mapping(cls, value: str) -> str:
        read_mapping(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not fits_database(value):
            raise ValueError("write it as postgresql://user:password@host:5432/database")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        if value and not fits_server(value):
            raise ValueError("write it as smtp://user:password@host:587, or smtps:// for TLS from the start")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _token(cls, value: str) -> str:
        if value and not re.fullmatch(r"[\x21-\x7e]{20,200}", value):
            raise ValueError("take 20 to 200 random letters, digits and signs, for example of `openssl rand -hex 20`")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and not (value.isprintable() and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", parseaddr(value)[1])):
            raise ValueError("write it as register@example.org, or as Name <register@example.org>")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, KeyError, OSError) as error:
            raise ValueError("name a zone of the IANA list, such as Europe/Oslo") from error
        return value

    @model_validator(mode="after")
    def _known_to_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("ART28_OIDC_ISSUER needs ART28_OIDC_CLIENT_ID, by which the provider knows this register")
        return self

    @property
    def megabytes(self) -> int:
        """Return how large the largest file may be that anybody sends."""
        return max(self.upload_megabytes, self.document_megabytes)

    @property
    def policy(self) -> Policy:
        """Return what is demanded of those who sign in."""
        roles = (part.strip() for part in self.second_factor.split(","))
        return Policy(frozenset(Role(role) for role in roles if role), self.secret_key)

    @property
    def provider(self) -> ProviderSettings | None:
        """Return how people sign in through an identity provider, or None where there is none."""
        if not self.oidc_issuer:
            return None
        return ProviderSettings(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            name=self.oidc_name or urlsplit(self.oidc_issuer).hostname or "",
            scope=self.oidc_scope,
            claim=self.oidc_claim,
            mapping=read_mapping(self.oidc_roles),
            link=self.oidc_link,
            callback=f"{self.address}/sign-in/provider/callback",
        )

    @property
    def sender(self) -> str:
        """Return the sender of mails."""
        return self.mail_from or f"art28 <art28@{urlsplit(self.address).hostname}>"

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the people who use the register."""
        return ZoneInfo(self.timezone)

    @property
    def address(self) -> str:
        """Return the address that links in pages and mails start with."""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Return whether people reach the register over TLS, so that cookies may demand it."""
        return self.address.startswith("https://")

    @property
    def backup_folder(self) -> Path:
        """Return the folder of the nightly backups."""
        return self.backup_to or self.data / "backups"

    @property
    def sqlite_file(self) -> Path:
        """Return the path of the embedded database."""
        return self.data / "art28.sqlite"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process; raise `SettingsError` naming each variable that is wrong."""
    given = os.environ if environment is None else environment
    values = {name: given[variable(name)] for name in Settings.model_fields if given.get(variable(name))}
    for name in SECRET:
        if file := given.get(f"{variable(name)}_FILE"):
            values[name] = read_secret(name, Path(file))
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        # What is wrong with several together names them itself.
        named = ((f"{variable(str(e['loc'][0]))}={shown(e)}: " if e["loc"] else "") + said(e) for e in error.errors())
        raise SettingsError("; ".join(named)) from error


# They may hold a password, so they are never shown, and may come from a file.
SECRET = frozenset({"smtp_url", "database_url", "metrics_token", "secret_key", "oidc_client_secret"})
SHORTEST_KEY = 32


def read_secret(name: str, file: Path) -> str:
    """Return a secret from the file that NAME_FILE points at, as containers hand secrets over."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable(name)}_FILE={str(file)!r}: this file cannot be read") from error


def said(error: ErrorDetails) -> str:
    """Return the sentence of a mistake, without what pydantic puts before it."""
    return error["msg"].removeprefix("Value error, ")


def shown(error: ErrorDetails) -> str:
    """Return the value that cannot be used, unless it may hold a password."""
    return "..." if error["loc"][0] in SECRET else repr(error["input"])


def fits_server(url: str) -> bool:
    """Return whether an address names a mail server."""
    parts = urlsplit(url)
    try:
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def fits_address(url: str) -> bool:
    """Return whether links can start with an address: a host, perhaps a port, and nothing behind them."""
    try:
        parts = urlsplit(url)
        bare = parts.port != 0 and "@" not in parts.netloc and parts.path in {"", "/"}
    except ValueError:
        return False
    return bare and parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.query or parts.fragment)


def fits_database(url: str) -> bool:
    """Return whether an address names a PostgreSQL database."""
    parts = urlsplit(url)
    try:
        return parts.scheme in {"postgresql", "postgres"} and parts.port != 0
    except ValueError:
        return False


def variable(name: str) -> str:
    """Return the name of the environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else f"ART28_{name.upper()}"
