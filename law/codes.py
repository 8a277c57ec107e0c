"""The words that judging uses: verdicts, regimes and roles."""

from __future__ import annotations

from typing import Final

VERDICTS: Final = ("no-transfer", "valid", "review", "incomplete", "invalid")
"""From the best to the worst: of two regimes that must both hold, the worse verdict stands."""

REGIMES: Final = ("EU", "UK", "CH")
EXPORTER_ROLES: Final = ("controller", "processor")
IMPORTER_ROLES: Final = ("processor", "sub-processor", "controller", "joint controller")
ORGANISATIONS: Final = ("EPO", "INT")
"""Importers that are no country: the European Patent Organisation, and any other international organisation."""
