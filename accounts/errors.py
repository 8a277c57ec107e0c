"""What can go wrong in the domain, in words that know no HTTP; `app.problems` maps them to answers.

DomainError
├── Invalid        what was typed cannot be used; one sentence for each field
├── NotFound       there is no such thing, or it belongs to an organisation the actor may not see
├── NotSignedIn    the deed needs a person
├── Forbidden      the person's role does not cover the deed
├── VersionNeeded  a program changes something without saying which version it saw
├── Overtaken      the version that a program saw is no longer the present one
├── Conflict       somebody else changed the same thing in the meantime
└── TooMany        too many attempts; wait
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A deed that the register refuses; the text is a sentence for the person."""


class Invalid(DomainError):
    """What was typed cannot be used: `fields` holds one sentence for each field ("" for the whole form)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class NotFound(DomainError):
    """There is no such thing for this actor."""


class NotSignedIn(DomainError):
    """The deed needs somebody who is signed in."""


class Forbidden(DomainError):
    """The actor's role does not cover the deed."""


class Conflict(DomainError):
    """Somebody else changed the same thing: `current` is how it stands now, `given` what was to be written."""

    def __init__(
        self, message: str, *, current: Mapping[str, Any] | None = None, given: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.current = dict(current or {})
        self.given = dict(given or {})


class VersionNeeded(DomainError):
    """A change by a program has to name the version that it saw, or it could undo somebody else's."""


class Overtaken(DomainError):
    """The version that a program named is no longer the present one; `version` is."""

    def __init__(self, message: str, version: int | None = None) -> None:
        super().__init__(message)
        self.version = version


class TooMany(DomainError):
    """Too many attempts; `seconds` is how long to wait."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
