"""Settings: what may differ between two installations, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SettingsError(Exception):
    """A setting has a value that cannot be used."""


class Settings(BaseModel):
    """Everything that is set from outside; each field is documented in docs/settings.md."""

    model_config = ConfigDict(frozen=True)

    data: Path = Field(Path("data"), description="Folder of the embedded database, the uploads and the secrets.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8028, ge=0, le=65535, description="Port to listen on.")
    database_url: str = Field(
        "", description="postgresql://... for a PostgreSQL server; empty for the embedded SQLite file."
    )
    url: str = Field("", description="Address at which people reach the register; empty for http://HOST:PORT.")
    law: Path | None = Field(None, description="Folder of local law files (law.d) that add to or end the shipped law.")
    upload_megabytes: int = Field(20, ge=1, le=500, description="Largest file that may be uploaded or imported.")

    @property
    def address(self) -> str:
        """Return the address that links in pages and mails start with."""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Return whether people reach the register over TLS, so that cookies may demand it."""
        return self.address.startswith("https://")

    @property
    def sqlite_file(self) -> Path:
        """Return the path of the embedded database."""
        return self.data / "art28.sqlite"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process; raise `SettingsError` naming each variable that is wrong."""
    given = os.environ if environment is None else environment
    values = {name: given[variable(name)] for name in Settings.model_fields if given.get(variable(name))}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        lines = [f"{variable(str(e['loc'][0]))}={e['input']!r}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(lines)) from error


def variable(name: str) -> str:
    """Return the name of the environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else f"ART28_{name.upper()}"
